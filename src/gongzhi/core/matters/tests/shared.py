"""What tests over matters share: bring one, move it, walk it a part of its way."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from gongzhi.core.identity.testing import Cast, at
from gongzhi.core.matters.actions.submit import submit
from gongzhi.core.matters.models import Matter
from gongzhi.core.matters.submission import Submission, Submitted
from gongzhi.core.orgs import cache
from gongzhi.core.orgs.models import Category
from gongzhi.core.workflow import queries as workflow
from gongzhi.core.workflow.actions import MoveRequest, perform
from gongzhi.core.workflow.context import MoveContext
from gongzhi.kernel.actor import PUBLIC, Actor

START = at("2026-03-02 09:00")
AREA = "130403001001"


def submission(**changes: object) -> Submission:
    """Return a submission in the cast's village, with some values changed."""
    values: dict[str, object] = {
        "title": "小区门口路灯不亮",
        "text": "小区门口路灯不亮，晚上老人出门容易摔倒，请派人修理。",
        "channel": "web",
        "brought_at": START,
        "area_code": AREA,
        "name": "张三",
        "contact": "13800000001",
    } | changes
    return Submission(**values)  # type: ignore[arg-type]


def bring(**changes: object) -> Submitted:
    """Bring a matter as a passer-by and return its receipt; `brought_at` is also when it is taken in."""
    made = submission(**changes)
    return submit(PUBLIC, made, made.brought_at)


def bring_public(**changes: object) -> Submitted:
    """Bring a matter that its resident and the centre made public."""
    given = bring(is_public=True, **changes)
    Matter.objects.filter(id=given.matter_id, wants_public=True).update(is_public=True)
    return given


def matter_of(given: Submitted) -> Matter:
    """Return the matter of a receipt as it is now."""
    return Matter.objects.get(id=given.matter_id)


def make_category(code: str = "light") -> str:
    """Write a category and return its code."""
    Category.objects.get_or_create(
        code=code,
        defaults={"title": "路灯", "title_en": "Street lights", "valid_from": at("2004-01-01 00:00").date()},
    )
    cache.changed()
    return code


def move(
    actor: Actor,
    given: Submitted,
    name: str,
    when: datetime,
    reason: str = "",
    fields: Mapping[str, object] | None = None,
) -> MoveContext:
    """Perform a move of the matter's main proceeding."""
    proceeding = workflow.main_of(given.matter_id)
    return perform(actor, MoveRequest(proceeding.id, name, fields or {}, reason), when)


def triage(cast: Cast, given: Submitted, when: datetime) -> None:
    """Accept and classify as the township's clerk."""
    move(
        cast["township_clerk"],
        given,
        "triage",
        when,
        fields={"category": make_category(), "kind": "general", "is_public": "1"},
    )


def dispatch(cast: Cast, given: Submitted, when: datetime, helpers: tuple[str, ...] = ()) -> None:
    """Give the lead to the department as the township's dispatcher."""
    fields = {
        "lead": cast.unit("department"),
        "helpers": [cast.unit(one) for one in helpers],
        "ask": "请修理",
    }
    move(cast["township_clerk"], given, "dispatch", when, fields=fields)


def to_handling(cast: Cast, given: Submitted, helpers: tuple[str, ...] = ()) -> None:
    """Walk a fresh matter to where the department handles it, on the morning of 2 March."""
    triage(cast, given, at("2026-03-02 09:30"))
    dispatch(cast, given, at("2026-03-02 10:00"), helpers)
    move(cast.handler, given, "sign", at("2026-03-02 10:30"))


def to_archived(cast: Cast, given: Submitted) -> None:
    """Walk a fresh matter to its end."""
    to_handling(cast, given)
    move(cast.handler, given, "answer", at("2026-03-03 10:00"), fields={"answer": "已换灯。"})
    move(reviewer(cast), given, "approve", at("2026-03-03 11:00"))
    move(
        cast["township_clerk"],
        given,
        "call_back",
        at("2026-03-04 10:00"),
        fields={"reached": "1", "solved": "yes", "satisfied": "5"},
    )
    move(cast["township_clerk"], given, "archive", at("2026-03-04 11:00"))


def reviewer(cast: Cast) -> Actor:
    """Return a reviewer of the centre that owns the matters here."""
    return replace(cast["township_clerk"], roles=frozenset({"reviewer"}))
