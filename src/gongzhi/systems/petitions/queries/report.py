"""The yearly report on the work with petitions (信访工作条例 art. 41) from live data: four contents, any period, every formula.

It counts matters, letters and days of our own; small numbers are not told, so that nobody is recognised by them.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import CharField, Count, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Concat, TruncMonth
from django.utils.translation import gettext as _

from gongzhi.core.ledger.models import Entry
from gongzhi.core.matters.models import Channel, Matter, OrderLevel, SupervisionOrder
from gongzhi.core.matters.queries.command import category_words
from gongzhi.core.matters.queries.pages import visible
from gongzhi.core.orgs import queries as orgs
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.terms import CHINA
from gongzhi.systems.petitions.models import (
    Adoption,
    Assignment,
    ImprovementLetter,
    Kind,
    Outcome,
    Petition,
    PolicySuggestion,
    ReceptionDay,
    Route,
    SuggestionKind,
)
from gongzhi.systems.petitions.queries import backlog, campaigns, indicators, meetings
from gongzhi.systems.petitions.queries.backlog import midnight
from gongzhi.systems.petitions.queries.ownership import SYSTEM, today
from gongzhi.systems.petitions.rules import cells
from gongzhi.systems.petitions.rules.cells import Cell
from gongzhi.systems.petitions.rules.indicators import Indicator
from gongzhi.systems.petitions.rules.periods import Period

BODIES_MOST = 10
LEAST_SETTING = "petitions.report_least"


@dataclass(frozen=True, slots=True)
class Figure:
    """One number with its formula."""

    title: str
    value: Cell
    formula: str


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of numbers under one formula; each row is a label with one number."""

    title: str
    formula: str
    rows: tuple[tuple[str, Cell], ...]


@dataclass(frozen=True, slots=True)
class RateLine:
    """One indicator as the report tells it; both numbers are held back together where either is small."""

    indicator: Indicator
    part: Cell
    whole: Cell
    percent: float | None


@dataclass(frozen=True, slots=True)
class Section:
    """One of the four contents."""

    title: str
    figures: tuple[Figure, ...] = ()
    tables: tuple[Table, ...] = ()
    rates: tuple[RateLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """The report of one centre over one period."""

    unit: str
    period: Period
    made_at: datetime
    least: int
    sections: tuple[Section, ...]


def least() -> int:
    """Return from which number on figures are told here."""
    return max(1, int(str(orgs.setting(LEAST_SETTING))))


def report(actor: Actor, period: Period, at: datetime) -> Report:
    """Return the report over what the actor may see."""
    make = _Maker(actor, period, at, least())
    return Report(
        actor.unit_name or orgs.root().name,
        period,
        at,
        make.least,
        (make.numbers(), make.passing_on(), make.suggestions(), make.others()),
    )


@dataclass(frozen=True, slots=True)
class _Maker:
    actor: Actor
    period: Period
    at: datetime
    least: int

    def _seen(self) -> QuerySet[Matter]:
        return visible(self.actor).filter(system=SYSTEM)

    def _during(self, column: str) -> Q:
        start, end = midnight(self.period.since), midnight(self.period.until + timedelta(days=1))
        return Q(**{f"{column}__gte": start, f"{column}__lt": end})

    def _received(self) -> QuerySet[Matter]:
        return self._seen().filter(self._during("opened_at"))

    def _figure(self, title: str, n: int, formula: str) -> Figure:
        return Figure(title, cells.told_alone(n, self.least), formula)

    def _table(self, title: str, formula: str, counts: Sequence[tuple[str, int]]) -> Table:
        told = cells.told([n for _label, n in counts], self.least)
        return Table(
            title, formula, tuple((label, cell) for (label, _n), cell in zip(counts, told, strict=True))
        )

    def _by(
        self, column: str, name: Callable[[str], str], order: Mapping[str, object] = {}
    ) -> list[tuple[str, int]]:
        found = Counter(
            {
                str(key): n
                for key, n in self._received().order_by().values_list(column).annotate(n=Count("id"))
            }
        )
        keys = (
            [*order, *(key for key in found if key not in order)]
            if order
            else [k for k, _n in found.most_common()]
        )
        return [(name(key), found[key]) for key in keys]

    # -------------------------------------------------------------------------------- 1. numbers, fields, bodies

    def numbers(self) -> Section:
        """Numbers of petitions, the fields they are about, and the bodies complained of most."""
        total = self._received().count()
        return Section(
            _("一、信访事项的数据统计、涉及的领域、被反映较多的机关和单位"),
            (self._figure(_("登记的信访事项"), total, _("这段时间登记的信访事项件数，一件事不管多少人提出都是一件。")),),
            (
                self._table(_("按类别"), _("登记的信访事项按甄别的类别分，还没有甄别的单列。"), self._by_kind()),
                self._table(
                    _("按渠道"), _("登记的信访事项按提出的渠道分。"),
                    self._by("channel", lambda key: _(str(dict(Channel.choices).get(key, key)))),
                ),
                self._table(_("按月份"), _("登记的信访事项按登记的月份分。"), self._by_month()),
                self._table(_("申诉求决的途径"), _("登记的申诉求决按信访工作条例第31条的六项途径分。"), self._by_route()),
                self._table(_("涉及的领域"), _("登记的信访事项按上级类别分。"), self._by_field()),
                self._table(
                    _("被反映较多的机关、单位"),
                    _("登记的信访事项里写明被反映的单位，按件数从多到少，最多列十个；少于 %(n)s 件的不列。") % {"n": self.least},
                    self._bodies(),
                ),
            ),
        )  # fmt: skip

    def _by_kind(self) -> list[tuple[str, int]]:
        kinds = self._kinds()
        rows = [(_(str(one.label)), kinds[str(one)]) for one in Kind]
        return [*rows, (_("还没有甄别"), self._received().count() - sum(kinds.values()))]

    def _kinds(self) -> Counter[str]:
        sorted_ = Petition.objects.filter(matter_id__in=self._received().values("id"))
        return Counter(dict(sorted_.order_by().values_list("kind").annotate(n=Count("matter_id"))))

    def _by_route(self) -> list[tuple[str, int]]:
        claims = Petition.objects.filter(matter_id__in=self._received().values("id"), kind=Kind.CLAIM)
        found = Counter(dict(claims.order_by().values_list("route").annotate(n=Count("matter_id"))))
        return [*((_(str(one.label)), found[str(one)]) for one in Route), (_("还没有确定途径"), found[""])]

    def _by_month(self) -> list[tuple[str, int]]:
        months = self._received().annotate(month=TruncMonth("opened_at", tzinfo=CHINA)).order_by("month")
        found = months.values_list("month").annotate(n=Count("id")).order_by("month")
        return [(f"{month:%Y-%m}", n) for month, n in found]

    def _by_field(self) -> list[tuple[str, int]]:
        found: Counter[str] = Counter()
        for category, n in self._received().order_by().values_list("category").annotate(n=Count("id")):
            found[category.split(".", maxsplit=1)[0]] += n
        return [(category_words(key) if key else _("还没有分类"), n) for key, n in found.most_common()]

    def _bodies(self) -> list[tuple[str, int]]:
        found: Counter[int] = Counter()
        for units in self._received().exclude(complained_units=[]).values_list("complained_units", flat=True):
            found.update(set(units))
        told = [(orgs.unit_name(unit), n) for unit, n in found.most_common(BODIES_MOST)]
        return [(name, n) for name, n in told if n >= self.least]

    # -------------------------------------------------------------------------------- 2. passed on, assigned, supervised

    def passing_on(self) -> Section:
        """What was passed on and assigned, and what was supervised."""
        orders = SupervisionOrder.objects.filter(
            self._during("issued_at"), matter_id__in=self._seen().values("id")
        )
        levels = Counter(dict(orders.order_by().values_list("level").annotate(n=Count("id"))))
        assigned = Assignment.objects.filter(matter_id__in=self._moved("assign").values("id"))
        return Section(
            _("二、转送、交办、督办情况"),
            (
                self._figure(_("转送"), self._moved("transfer", "transfer_again").count(), _("这段时间转送有权处理的机关、单位的信访事项件数。")),
                self._figure(_("交办"), self._moved("assign").count(), _("这段时间交办、限期反馈的信访事项件数。")),
                self._figure(_("交办后已经反馈"), assigned.filter(reported_at__isnull=False).values("matter_id").distinct().count(), _("交办的信访事项里，承办机关已经反馈结果的件数。")),
                self._figure(_("督办以后已经书面答复"), orders.filter(replied_at__isnull=False).count(), _("这段时间发出的督办里，已经书面答复的份数。")),
            ),
            (
                self._table(
                    _("督办的份数"), _("这段时间发出的督办按级别分，一份督办算一份。"),
                    [(_(str(level.label)), levels[str(level)]) for level in OrderLevel],
                ),
            ),
        )  # fmt: skip

    def _moved(self, *moves: str) -> QuerySet[Matter]:
        stream = Concat(Value("matter:"), Cast(OuterRef("pk"), CharField()))
        acts = Entry.objects.filter(self._during("at"), stream=stream, verb="workflow.moved")
        return self._seen().filter(Exists(acts.annotate(moved=KT("data__move")).filter(moved__in=moves)))

    # -------------------------------------------------------------------------------- 3. suggestions and adoption

    def suggestions(self) -> Section:
        """What was suggested, and what became of it."""
        letters = campaigns.suggestions_in_reach(self.actor).filter(self._during("sent_at"))
        advice = ImprovementLetter.objects.filter(
            self._during("issued_at"), matter_id__in=self._seen().values("id")
        )
        return Section(
            _("三、提出的改进工作、完善政策、追究责任建议以及被采纳情况"),
            (),
            (
                self._table(_("提出的建议"), _("这段时间发出的建议书按种类分，加上督办中提出的改进建议。"), self._by_suggestion(letters, advice)),
                self._table(_("建议书的答复"), _("这段时间发出的建议书按答复分，没有答复的单列。"), self._by_adoption(letters)),
                self._table(_("改进建议的反馈"), _("这段时间督办中提出的改进建议按反馈分，没有反馈的单列。"), self._by_outcome(advice)),
            ),
        )  # fmt: skip

    def _by_suggestion(
        self, letters: QuerySet[PolicySuggestion], advice: QuerySet[ImprovementLetter]
    ) -> list[tuple[str, int]]:
        found = Counter(dict(letters.order_by().values_list("kind").annotate(n=Count("id"))))
        return [
            *((_(str(one.label)), found[str(one)]) for one in SuggestionKind),
            (_("督办中的改进建议"), advice.count()),
        ]

    def _by_adoption(self, letters: QuerySet[PolicySuggestion]) -> list[tuple[str, int]]:
        found = Counter(dict(letters.order_by().values_list("adoption").annotate(n=Count("id"))))
        return [*((_(str(one.label)), found[str(one)]) for one in Adoption), (_("没有答复"), found[""])]

    def _by_outcome(self, advice: QuerySet[ImprovementLetter]) -> list[tuple[str, int]]:
        found = Counter(dict(advice.order_by().values_list("outcome").annotate(n=Count("id"))))
        return [*((_(str(one.label)), found[str(one)]) for one in Outcome), (_("没有反馈"), found[""])]

    # -------------------------------------------------------------------------------- 4. other matters

    def others(self) -> Section:
        """How the periods of the law were kept, the backlog, receptions."""
        end = backlog.curve(self.actor, [self.period])[0]
        held = ReceptionDay.objects.filter(
            on__gte=self.period.since, on__lte=self.period.until, held_at__isnull=False,
            unit_id__in=meetings.centres_below(self.actor.unit_id) if self.actor.unit_id else [],
        )  # fmt: skip
        return Section(
            _("四、其他应当报告的事项"),
            (
                self._figure(_("期末在积案清单上"), end.on_list, _("到最后一天在积案清单上的件数。")),
                self._figure(_("移出积案清单"), end.off, _("这段时间移出积案清单的件数。")),
                self._figure(_("领导接访下访的天数"), held.count(), _("这段时间已经举行的接访、下访日。")),
            ),
            (),
            tuple(self._rate(one) for one in indicators.shares(self.actor, self.period, self.at)),
        )  # fmt: skip

    def _rate(self, one: indicators.Share) -> RateLine:
        """Return a rate; a small whole is held back, and of ratings also a small part or rest, for they are answers of people."""
        whole = cells.told_alone(one.whole, self.least)
        hidden = Cell(None, self.least)
        if whole.value is None:
            return RateLine(one.indicator, hidden, whole, None)
        small = any(0 < n < self.least for n in (one.part, one.whole - one.part))
        if one.indicator.is_rated and small:
            return RateLine(one.indicator, hidden, whole, None)
        return RateLine(one.indicator, Cell(one.part, self.least), whole, one.percent)


def made_on(found: Report) -> str:
    """Return the day on which a report was made."""
    return today(found.made_at).isoformat()
