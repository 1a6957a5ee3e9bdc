"""Moves: which the caller may make, and making one; rating and reopening are moves of the resident's receipt."""

from collections.abc import Mapping
from typing import cast

from django.http import HttpResponse

from gongzhi.core.matters import queries
from gongzhi.core.matters.api import shapes
from gongzhi.core.matters.api.callers import HOLDER
from gongzhi.core.matters.api.fields import Field
from gongzhi.core.matters.api.operations import Call, operation
from gongzhi.core.matters.api.wire import answer, plain
from gongzhi.core.matters.models import Matter
from gongzhi.core.matters.queries.pages import status_title
from gongzhi.core.workflow import queries as workflow
from gongzhi.core.workflow.actions import MoveRequest, perform
from gongzhi.core.workflow.models import Proceeding
from gongzhi.kernel.errors import NotFound

PROCEEDING = Field("proceeding", "whole", "哪一个程序；不给就是主程序。", "Which proceeding; the main one when left out.", least=1)  # fmt: skip
BODY = (
    Field("fields", "object", "这一步的表单，见 moves 里的 fields。", "The form of the move, see `fields` in its offer."),
    Field("reason", "text", "理由。", "The reason.", most=2000),
    Field("expect", "whole", "您看到时的步数(moves 里的 expect)；别人先办了就拒绝。", "How many moves you saw (`expect` of the offers); refused when somebody moved first.", least=0),
    PROCEEDING,
)  # fmt: skip


def offered(call: Call) -> HttpResponse:
    """Return the moves that the caller may make now, or could make but not yet and why."""
    matter, proceeding = _both(call)
    return answer(
        {
            "number": matter.number,
            "proceeding": proceeding.id,
            "status": status_title(proceeding.system, proceeding.state),
            "expect": proceeding.moves,
            "moves": [shapes.offer(one) for one in workflow.offers(call.actor, matter, proceeding)],
        }
    )


def make(call: Call) -> HttpResponse:
    """Make a move; what it needs is checked by the procedure itself."""
    matter, proceeding = _both(call)
    expect = call.body.get("expect")
    made = perform(
        call.actor,
        MoveRequest(
            proceeding.id,
            call.path["move"],
            cast(Mapping[str, object], plain(call.body.get("fields", {}))),
            call.text("reason"),
            expect if isinstance(expect, int) else None,
        ),
        call.at,
    )
    after = made.proceeding
    return answer(
        {
            "number": matter.number,
            "move": made.move.name,
            "status": after.state,
            "stage": after.stage,
            "expect": after.moves,
        }
    )


def _both(call: Call) -> tuple[Matter, Proceeding]:
    """Return the matter and the proceeding meant; raise NotFound when either is out of reach."""
    matter = queries.matter(call.actor, call.path["number"])
    wanted = call.text("proceeding")
    if not wanted:
        return matter, workflow.main_of(matter.id)
    for one in queries.proceedings(matter):
        if str(one.id) == wanted:
            return matter, one
    raise NotFound


OPERATIONS = (
    operation("list_moves", "GET matters/<str:number>/moves", "现在能办哪几步", "Which moves are open", offered, gives="Moves", group="moves", who=HOLDER, scope="matters:read", query=(PROCEEDING,)),
    operation("make_move", "POST matters/<str:number>/moves/<slug:move>", "办一步(评价、要求重办也在这里)", "Make a move (rating and reopening too)", make, gives="Moved", group="moves", who=HOLDER, scope="matters:write", body=BODY),
)  # fmt: skip
