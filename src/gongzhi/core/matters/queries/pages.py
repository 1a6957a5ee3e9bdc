"""Which matters an actor may see, one by its number, and lists of them: pages by key, counts from the tally."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache, lru_cache
from heapq import merge
from itertools import islice

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from gongzhi.core.access import queries as access
from gongzhi.core.geo import queries as geo
from gongzhi.core.matters.models import Channel, Matter, SupervisionOrder, Tally, TaskRole
from gongzhi.core.matters.queries.filters import Filter, tasks_of
from gongzhi.core.matters.queries.timing import ClockView, chip, is_english
from gongzhi.core.matters.queries.work import TASKS
from gongzhi.core.matters.rules.keyset import Cursor, Key, from_text, to_text
from gongzhi.core.orgs import queries as orgs
from gongzhi.core.search import queries as search
from gongzhi.core.search.rules import bigrams, language
from gongzhi.core.workflow import library
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import NotFound
from gongzhi.kernel.identifiers import normal_number
from gongzhi.kernel.procedure import STAGES

SIZE = 50
EXPORT_MOST = 50_000
_NEAREST = 50
_CHANNELS = dict(Channel.choices)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list."""

    id: int
    number: str
    title: str
    system: str
    channel: str
    channel_title: str
    category: str
    category_title: str
    stage: str
    stage_title: str
    status: str
    status_title: str
    owner: str
    lead: str
    area: str
    clock: ClockView
    due_at: datetime | None
    opened_at: datetime
    closed_at: datetime | None
    is_open: bool
    is_urgent: bool
    is_sealed: bool
    is_public: bool
    returned: int
    reopened: int
    has_order: bool


@dataclass(frozen=True, slots=True)
class Page:
    """Rows with the cursors of the pages after and before, "" where there is none."""

    rows: list[Row]
    next: str = ""
    previous: str = ""
    matters: list[Matter] = field(default_factory=list)


def visible(actor: Actor) -> QuerySet[Matter]:
    """Return the matters that the actor may see."""
    return access.matters_for(actor, Matter.objects.all())


def is_visible(actor: Actor, found: Matter) -> bool:
    """Whether the actor may see a matter."""
    return visible(actor).filter(id=found.id).exists()


def matter(actor: Actor, number: str) -> Matter:
    """Return a matter by its number in any spelling; raise NotFound when it is absent or out of reach."""
    found = visible(actor).filter(number=normal_number(number)).first()
    if found is None:
        raise NotFound
    return found


def opened(actor: Actor, at: datetime) -> list[Row]:
    """Return the matters whose receipts were opened in this session, newest first."""
    if not actor.matter_ids:
        return []
    return rows_of(Matter.objects.filter(id__in=actor.matter_ids).order_by("-opened_at", "-id"), at)


def page(actor: Actor, wanted: Filter, cursor: str = "", *, at: datetime, size: int = SIZE) -> Page:
    """Return one page of the matters that the actor may see and the filter lets through, in the filter's order."""
    place = from_text(cursor, wanted.sort)
    going_back = place is not None and place.back
    found = _lines(actor, wanted, place, at, size + 1)
    more, found = len(found) > size, found[:size]
    if going_back:
        found.reverse()
    after, before = (True, more) if going_back else (more, place is not None)
    return Page(
        rows_of(found, at),
        to_text(Cursor(wanted.sort, _key(wanted.sort, found[-1]))) if found and after else "",
        to_text(Cursor(wanted.sort, _key(wanted.sort, found[0]), back=True)) if found and before else "",
        found,
    )


def export_rows(actor: Actor, wanted: Filter, at: datetime, most: int = EXPORT_MOST) -> Iterator[Row]:
    """Yield the rows of a list for an export, page by page, at most `most`."""
    cursor, left = "", most
    while left > 0:
        found = page(actor, wanted, cursor, at=at, size=min(left, 1000))
        yield from found.rows
        left -= len(found.rows)
        cursor = found.next
        if not cursor:
            return


def my_tasks(actor: Actor, at: datetime, cursor: str = "", size: int = SIZE) -> Page:
    """Return the open matters in which the actor's unit has an open task, the nearest due first."""
    return page(actor, Filter(mine=True), cursor, at=at, size=size)


def counts(actor: Actor) -> dict[str, int]:
    """Return how many open matters of each stage the actor's unit owns with all below it; "task": its open tasks.

    The numbers are sums of differences kept in the same transaction as the matters; nothing is counted here.
    """
    units = own_units(actor)
    empty = {stage: 0 for stage in STAGES if stage != "closed"} | {TASKS: 0}
    found = Tally.objects.filter(unit_id__in=units).values_list("stage").annotate(total=Sum("n"))
    return empty | {stage: int(total or 0) for stage, total in found}


def own_units(actor: Actor) -> tuple[int, ...]:
    """Return the actor's unit with those merged into it; none for whoever has no unit."""
    return () if actor.unit_id is None else tuple(orgs.unit_ids_standing_for(actor.unit_id))


def list_parts(actor: Actor, wanted: Filter, at: datetime) -> list[QuerySet[Matter]]:
    """Return disjoint or overlapping querysets that together are the list, each of which one index serves.

    Words that nothing in the list holds give what is nearest to them.
    """
    parts = _parts(actor, wanted, at)
    if not wanted.words:
        return parts
    words = looked_up(wanted.words)
    exact = [search.holding(part, words) for part in parts]
    if language.parse(wanted.words).is_strict or any(part.exists() for part in exact):
        return exact
    return _nearest(parts, wanted.words)


def _lines(actor: Actor, wanted: Filter, place: Cursor | None, at: datetime, most: int) -> list[Matter]:
    """Return the first `most` of a list after (or before) a place; where its words find nothing, of what is nearest."""
    parts = _parts(actor, wanted, at)
    words = looked_up(wanted.words) if wanted.words else None
    found = _first(parts, wanted, place, most, words)
    if found or words is None or language.parse(wanted.words).is_strict:
        return found
    if place is not None and any(search.holding(part, words).exists() for part in parts):
        return []
    return _first(_nearest(parts, wanted.words), wanted, place, most)


def newest_with(actor: Actor, wanted: Filter, words: search.Words, at: datetime, most: int) -> list[Matter]:
    """Return the newest `most` matters in reach that satisfy the filter and the words, with all their columns."""
    newest = wanted.but(q="", sort="newest")
    parts = _parts(actor, newest, at, defer=())
    return _first(parts, newest, None, most, words)


def nearest_to(actor: Actor, wanted: Filter, plain: str, at: datetime, most: int) -> list[Matter]:
    """Return the matters in reach that are nearest to some words, the nearest first, with all their columns."""
    parts = [part.order_by("-opened_at", "-id") for part in _parts(actor, wanted.but(q=""), at, defer=())]
    ids = [one.matter_id for one in search.nearest(plain, parts, limit=most)]
    found = {one.id: one for part in parts for one in part.filter(pk__in=ids)} if ids else {}
    return [found[number] for number in ids if number in found]


def looked_up(q: str) -> search.Words:
    """Return what a search is for, with what must stand in a matter letter by letter."""
    asked = language.parse(q)
    return replace(search.looked_up(asked), exact=_exactly(asked.exact))


def _exactly(phrases: Sequence[str]) -> Q | None:
    """Return the rule that phrases stand in the title, the text, the place, the published answer or what was added."""
    rule = Q()
    for phrase in phrases:
        spelled = {phrase, bigrams.normalise(phrase)}
        said = Q()
        for one in spelled:
            for column in ("title", "text", "place", "number"):
                said |= Q(**{f"{column}__icontains": one})
            said |= Q(answer__icontains=one, answered_at__isnull=False)
            said |= Q(Exists(search.added(OuterRef("pk"), one)))
        rule &= said
    return rule or None


def _nearest(parts: Sequence[QuerySet[Matter]], words: str) -> list[QuerySet[Matter]]:
    """Narrow parts of a list to the matters that are nearest to some words, newer ones first among equals."""
    newest = [part.order_by("-opened_at", "-id") for part in parts]
    plain = language.parse(words).plain
    ids = [one.matter_id for one in search.nearest(plain, newest, limit=_NEAREST, least=0.0)]
    return [part.filter(pk__in=ids) for part in parts]


def _parts(
    actor: Actor, wanted: Filter, at: datetime, defer: tuple[str, ...] = ("text", "answer")
) -> list[QuerySet[Matter]]:
    """Return the parts of a list but for its words.

    A single OR over ancestors, tasks and areas would make the database read and sort the whole open set.
    """
    narrowed = wanted.apply(Matter.objects.defer(*defer), at)
    if wanted.unit is not None:
        narrowed = narrowed.filter(_of_unit(wanted.unit))
    if wanted.mine:
        return [access.matters_for(actor, narrowed.filter(id__in=tasks_of(own_units(actor))))]
    if wanted.number:
        return [access.matters_for(actor, narrowed.filter(number=wanted.number))]
    reach = access.reach(actor)
    if wanted.ids or wanted.unit is not None or wanted.lead is not None or not reach.levels:
        return [access.matters_for(actor, narrowed)]
    owned = [
        access.owned(actor, narrowed.filter(**{level.column: unit}))
        for level in reach.levels
        for unit in level.unit_ids
    ]
    return owned + _given(actor, wanted, narrowed, reach.task_units)


def _given(
    actor: Actor, wanted: Filter, narrowed: QuerySet[Matter], units: Sequence[int]
) -> list[QuerySet[Matter]]:
    if wanted.state != "open":
        return [access.given(actor, narrowed)]
    if not units:
        return []
    led = narrowed.filter(lead_id=units[0]) if len(units) == 1 else narrowed.filter(lead_id__in=units)
    helped = narrowed.filter(id__in=tasks_of(tuple(units), role=TaskRole.HELPER))
    return [access.unbarred(actor, led), access.unbarred(actor, helped)]


def _of_unit(unit_id: int) -> Q:
    """Return the rule "owned by the unit or below it, or led by it", merged predecessors included."""
    rule = Q()
    for one in orgs.unit_ids_standing_for(unit_id):
        depth = len(orgs.unit_path(one))
        rule |= Q(**{f"owner_l{depth}": one}) | Q(lead_id=one)
    return rule


def _column(sort: str) -> str:
    return "due_at" if sort == "due" else "opened_at"


def _key(sort: str, found: Matter) -> Key:
    return getattr(found, _column(sort)), found.id


def _first(
    parts: Sequence[QuerySet[Matter]],
    wanted: Filter,
    place: Cursor | None,
    most: int,
    words: search.Words | None = None,
) -> list[Matter]:
    """Return the first `most` of several parts together after (or before) a place, narrowed to those with the words."""
    found = [_ordered(_phases(part, wanted, place), most, words) for part in parts]
    return _merged(found, wanted.sort, back=place is not None and place.back, most=most)


def _ordered(phases: Sequence[QuerySet[Matter]], most: int, words: search.Words | None) -> list[Matter]:
    """Return the first `most` of phases that follow each other."""
    found: list[Matter] = []
    for phase in phases:
        left = most - len(found)
        if left > 0:
            found.extend(phase[:left] if words is None else search.first(phase, words, left))
    return found


def _phases(matters: QuerySet[Matter], wanted: Filter, place: Cursor | None) -> list[QuerySet[Matter]]:
    """Return a part's matters after (or before) a place as ordered querysets that follow each other.

    Without a due day comes last. The first page of open ones is in the very order of the indexes: one queryset.
    """
    back = place is not None and place.back
    down = (wanted.sort == "newest") != back
    if wanted.sort == "due" and wanted.state == "open" and place is None:
        return [matters.order_by(F("due_at").asc(nulls_last=True), "id")]
    phases = [_dated(matters, wanted.sort, place, down=down)]
    if wanted.sort == "due":
        undated = _undated(matters, place, down=down)
        phases = [undated, *phases] if back else [*phases, undated]
    return [phase for phase in phases if phase is not None]


def _dated(
    matters: QuerySet[Matter], sort: str, place: Cursor | None, *, down: bool
) -> QuerySet[Matter] | None:
    column, than = _column(sort), "lt" if down else "gt"
    order = (F(column).desc(), F("id").desc()) if down else (F(column).asc(), F("id").asc())
    matters = matters.filter(**{f"{column}__isnull": False}).order_by(*order)
    if sort == "due":
        matters = matters.filter(is_open=True)  # only open ones are due, and their indexes are in this order
    if place is None:
        return matters
    moment, number = place.key
    if moment is None:
        return matters if place.back else None
    after = Q(**{f"{column}__{than}": moment}) | Q(**{column: moment, f"id__{than}": number})
    return matters.filter(after, **{f"{column}__{than}e": moment})


def _undated(matters: QuerySet[Matter], place: Cursor | None, *, down: bool) -> QuerySet[Matter] | None:
    matters = matters.filter(due_at__isnull=True).order_by("-id" if down else "id")
    if place is None:
        return matters
    moment, number = place.key
    if moment is not None:
        return None if place.back else matters
    return matters.filter(id__lt=number) if down else matters.filter(id__gt=number)


def _merged(parts: Sequence[Sequence[Matter]], sort: str, *, back: bool, most: int) -> list[Matter]:
    """Return the first `most` of several ordered parts together, each matter once."""
    down = (sort == "newest") != back
    joined = merge(*parts, key=lambda one: _rank(_key(sort, one)), reverse=down)
    return list(islice({one.id: one for one in joined}.values(), most))


def _rank(key: Key) -> tuple[int, float, int]:
    moment, number = key
    return (1, 0.0, number) if moment is None else (0, moment.timestamp(), number)


def rows_of(matters: Iterable[Matter], at: datetime) -> list[Row]:
    """Return matters as rows; one query tells which have an open order of supervision."""
    found = list(matters)
    with_order = set(
        SupervisionOrder.objects.filter(
            matter_id__in=[one.id for one in found], closed_at__isnull=True
        ).values_list("matter_id", flat=True)
        if found
        else ()
    )
    names = _Names()
    return [_row(one, at, names, has_order=one.id in with_order) for one in found]


class _Names:
    """What the rows of one page are called: each name is looked up once, for most rows share them."""

    def __init__(self) -> None:
        self.channel = cache(lambda channel: _(str(_CHANNELS.get(channel, channel))))
        self.category = cache(orgs.category_title)
        self.stage = cache(stage_title)
        self.status = cache(status_title)
        self.unit = cache(orgs.unit_name)
        self.area = cache(lambda code: geo.full_name(code) if code else "")


def _row(one: Matter, at: datetime, names: _Names, *, has_order: bool) -> Row:
    status = names.status(one.system, one.status)
    return Row(
        id=one.id,
        number=one.number,
        title=one.title,
        system=one.system,
        channel=one.channel,
        channel_title=names.channel(one.channel),
        category=one.category,
        category_title=names.category(one.category),
        stage=one.stage,
        stage_title=names.stage(one.stage),
        status=one.status,
        status_title=status,
        owner=names.unit(one.owner_id),
        lead=names.unit(one.lead_id),
        area=names.area(one.area_code),
        clock=chip(status, one.due_at, at, is_open=one.is_open),
        due_at=one.due_at,
        opened_at=one.opened_at,
        closed_at=one.closed_at,
        is_open=one.is_open,
        is_urgent=one.is_urgent,
        is_sealed=one.is_sealed,
        is_public=one.is_public,
        returned=one.returned,
        reopened=one.reopened,
        has_order=has_order,
    )


def stage_title(stage: str) -> str:
    """Return a stage's title in the language of the page."""
    return STAGES.get(stage, (stage, stage))[is_english()]


def status_title(system: str, status: str) -> str:
    """Return the title of a state of a system's procedures in the language of the page; the name itself if unknown."""
    return _status_titles(system).get(status, (status, status))[is_english()]


@lru_cache(maxsize=64)
def _status_titles(system: str) -> dict[str, tuple[str, str]]:
    return {
        state.name: (state.title, state.title_en or state.title)
        for procedure in library.procedures(system)
        for state in procedure.states
    }
