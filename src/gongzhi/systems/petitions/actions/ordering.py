"""Orders of supervision over petitions, joined to the move that issues or answers them, and what the core asks of them."""

from datetime import date, datetime

from gongzhi.core.matters.actions import supervise
from gongzhi.core.matters.actions.supervise import Order
from gongzhi.core.matters.models import Matter, OrderLevel, SupervisionOrder
from gongzhi.core.matters.queries.measures import end_of_day
from gongzhi.core.matters.queries.work import units_of
from gongzhi.core.orgs import queries as orgs
from gongzhi.core.workflow import queries as workflow
from gongzhi.core.workflow.actions import MoveRequest
from gongzhi.core.workflow.actions.perform import perform_joined
from gongzhi.core.workflow.context import MoveContext
from gongzhi.kernel.actor import SYSTEM, Actor, ActorKind
from gongzhi.kernel.errors import InvalidInput
from gongzhi.systems.petitions.models import Acceptance, OrderGround, Talk
from gongzhi.systems.petitions.queries import oversight
from gongzhi.systems.petitions.rules.ladder import LETTERS


def issue_order(context: MoveContext, matter: Matter) -> None:
    """Issue the numbered order that the move `supervise` stands for, with the letter of its step."""
    step = context.text("level") or str(OrderLevel.SUPERVISE)
    to = context.number("to_unit") or oversight.default_addressee(context.actor, matter)
    if to is None:
        raise InvalidInput(field="to_unit", why="这件事现在没有可以督办的下级单位。")
    due_on = context.text("due_on")
    letter = LETTERS[step]
    made = supervise.issue_joined(
        context.actor,
        Order(
            matter.number,
            step,
            to,
            context.text("words"),
            end_of_day(date.fromisoformat(due_on)) if due_on else oversight.reply_due(context.at),
            template=letter.template,
            title=letter.title,
            paper=_paper(context, matter),
        ),
        context.at,
    )
    OrderGround.objects.create(matter_id=matter.id, order_id=made.pk, skipped_why=context.reason)
    context.facts.update(order=made.number, order_id=made.pk, to_unit=to, to_unit_name=orgs.unit_name(to))


def _paper(context: MoveContext, matter: Matter) -> dict[str, object]:
    earlier = SupervisionOrder.objects.filter(matter_id=matter.id).order_by("id")
    return {
        "law": context.move.law,
        "reason": context.reason,
        "category": orgs.category_title(matter.category),
        "place": matter.place,
        "earlier": [
            {
                "number": one.number,
                "level": str(OrderLevel(one.level).label),
                "day": one.issued_at.date().isoformat(),
                "answered": one.replied_at is not None,
            }
            for one in earlier
        ],
    }


def answer_orders(context: MoveContext, matter: Matter) -> None:
    """Answer every open order to the actor's unit; the platform itself only meets the clock after a reply was kept."""
    if context.actor.kind is ActorKind.SYSTEM:
        return
    mine = oversight.unanswered(matter.id, units_of(context.actor.unit_id))
    for order in mine:
        supervise.keep_reply(order, matter, context.text("words"), context.actor, context.at)
    context.facts["orders"] = [order.number for order in mine]


class PetitionOrders:
    """What the petitions add to orders over their matters."""

    def replied(self, order: SupervisionOrder, matter: Matter, actor: Actor, at: datetime) -> None:
        """Meet the clock of the written answer once no order over the matter is unanswered."""
        if matter.system != oversight.SYSTEM or oversight.unanswered(matter.id):
            return
        for proceeding in workflow.of_matter(matter.id):
            procedure = workflow.procedure_of(proceeding)
            sources = {move.name: move.sources for move in procedure.moves}.get("answer_supervision", ())
            if "supervised" in proceeding.flags and proceeding.state in sources:
                request = MoveRequest(proceeding.id, "answer_supervision", {"words": order.reply})
                perform_joined(SYSTEM, request, at)

    def why_not_close(self, order: SupervisionOrder, matter: Matter) -> str | None:
        """Refuse to take a matter off the list before it was accepted with proof, and to end a talk without its record."""
        if matter.system != oversight.SYSTEM:
            return None
        if order.level == OrderLevel.LISTED:
            if order.replied_at is None:
                return "挂牌督办要先收到书面答复，再验收摘牌。"
            if not Acceptance.objects.filter(order_id=order.pk).exists():
                return "挂牌督办要验收合格、写明凭证以后才能摘牌。"
        if order.level == OrderLevel.CALL_IN and not Talk.objects.filter(order_id=order.pk).exists():
            return "约谈还没有记录。请先记下什么时候谈的、谁参加、答应了什么。"
        return None
