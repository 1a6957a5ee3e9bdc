"""What staff keep: filters under a name for themselves, texts for answers for their unit."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from gongzhi.core.identity.rules.verbs import require_role
from gongzhi.core.matters.models import AnswerTemplate, SavedFilter
from gongzhi.core.matters.queries.filters import Filter
from gongzhi.core.orgs import queries as orgs
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import InvalidInput, NotFound

MOST = 50
TEXT_LONGEST = 20_000


@transaction.atomic(durable=True)
def save_filter(actor: Actor, page: str, name: str, wanted: Filter, at: datetime) -> SavedFilter:
    """Keep a filter under a name for oneself; the same name again replaces the filter."""
    require_role(actor, "matters.save_filter")
    title = name.strip()
    if not title or len(title) > 60:
        raise InvalidInput(field="name", why="请给筛选起一个名字，最多 60 个字。")
    own = SavedFilter.objects.filter(account_id=actor.account_id or 0)
    if own.count() >= MOST and not own.filter(page=page, name=title).exists():
        raise InvalidInput(field="name", why="最多保存 %(most)s 个筛选，请先删去不用的。", most=MOST)
    saved, _new = SavedFilter.objects.update_or_create(
        account_id=actor.account_id or 0,
        page=page,
        name=title,
        defaults={"query": wanted.query_string()[:1000], "made_at": at},
    )
    return saved


@transaction.atomic(durable=True)
def drop_filter(actor: Actor, filter_id: int) -> None:
    """Drop one of one's own filters; raise NotFound for another's."""
    require_role(actor, "matters.save_filter")
    dropped, _rows = SavedFilter.objects.filter(id=filter_id, account_id=actor.account_id or 0).delete()
    if not dropped:
        raise NotFound


@dataclass(frozen=True, slots=True)
class TemplateText:
    """A text for answers; `category` "" fits all."""

    title: str
    text: str
    category: str = ""


@transaction.atomic(durable=True)
def keep_template(
    actor: Actor, given: TemplateText, at: datetime, template_id: int | None = None
) -> AnswerTemplate:
    """Keep a text for answers of the actor's unit; changing one ends it and keeps the new one."""
    require_role(actor, "matters.templates")
    title, text = given.title.strip(), given.text.replace("\x00", "").strip()
    if not title or len(title) > 80:
        raise InvalidInput(field="title", why="请给模板起一个名字，最多 80 个字。")
    if not text or len(text) > TEXT_LONGEST:
        raise InvalidInput(field="text", why="请写模板的内容，最多 %(most)s 个字。", most=TEXT_LONGEST)
    if given.category and orgs.category(given.category) is None:
        raise InvalidInput(
            field="category", why="没有「%(category)s」这个类别，请从类别表里选择。", category=given.category
        )
    if template_id is not None:
        _end(actor, template_id, at)
    return AnswerTemplate.objects.create(
        unit_id=actor.unit_id, category=given.category, title=title, text=text, made_by=actor.name, made_at=at
    )


@transaction.atomic(durable=True)
def end_template(actor: Actor, template_id: int, at: datetime) -> None:
    """End a text of one's own unit; answers made from it stay as they are."""
    require_role(actor, "matters.templates")
    _end(actor, template_id, at)


def _end(actor: Actor, template_id: int, at: datetime) -> None:
    own = AnswerTemplate.objects.filter(id=template_id, unit_id=actor.unit_id, ended_at__isnull=True)
    if not own.update(ended_at=at):
        raise NotFound
