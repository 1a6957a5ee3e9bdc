"""Words to the sides: what they are asked, that something went on; never what one of them said, never who lives where."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from gongzhi.core.matters.guards import matter_of
from gongzhi.core.matters.models import Matter
from gongzhi.core.notify.actions import notify
from gongzhi.core.notify.recipients import resident
from gongzhi.core.workflow.context import MoveContext
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.wording import moment_text
from gongzhi.systems.disputes.models import About, Case, Consent, Session, Side
from gongzhi.systems.disputes.queries.people import sides_of
from gongzhi.systems.disputes.rules.causes import MEDIATIONS

__all__ = ["ask_sides", "call_off", "invite", "matter_of", "tell_side", "tell_sides"]


def tell_side(
    matter: Matter, side: Side, subject: str, body: str, key: str, actor: Actor, at: datetime
) -> None:
    """Queue a notice for one side."""
    if side.resident_id is None:
        return
    notify(
        matter_id=matter.id,
        to=resident(side.resident_id),
        subject=f"{matter.number} {subject}",
        body=body,
        actor=actor,
        at=at,
        key=key,
        statutory=True,
    )


def ask_sides(matter: Matter, asked: Iterable[Consent], actor: Actor, at: datetime) -> None:
    """Put the open questions to those who have not answered."""
    for one in asked:
        tell_side(
            matter,
            one.side,
            _("请您答复"),
            question(matter, one),
            f"consent:{one.pk}:{one.asked_at.isoformat()}",
            actor,
            at,
        )


def question(matter: Matter, one: Consent) -> str:
    """Return what a side is asked, with its right to say no."""
    if one.about == About.MEDIATION:
        return _(
            "「%(title)s」这件纠纷，请您答复是否同意%(kind)s。调解不收费，您可以不同意，也可以随时要求终止；不影响您仲裁、起诉。"
        ) % {"title": matter.title, "kind": MEDIATIONS[one.detail][0]}
    if one.about == About.EXTENSION:
        return _("「%(title)s」的调解，请您答复是否同意延长 %(days)s 日。您可以不同意。") % {
            "title": matter.title,
            "days": one.detail,
        }
    return _(
        "「%(title)s」的调解，请您答复是否同意请专业机构鉴定评估。鉴定评估的时间不计入调解期限，您可以不同意。"
    ) % {"title": matter.title}


def tell_sides(context: MoveContext, case: Case) -> None:
    """Tell every side but who brought the matter, whom the move itself tells, that it went on."""
    matter = matter_of(context)
    state = context.procedure.state(context.after.state)
    body = _("「%(title)s」的调解有了新进展：%(move)s。%(help)s") % {
        "title": matter.title,
        "move": context.move.title,
        "help": state.help,
    }
    key = f"side:{context.proceeding.id}:{context.proceeding.moves}"
    for side in sides_of(case):
        if side.resident_id != matter.resident_id:
            tell_side(matter, side, context.move.title, body, f"{key}:{side.code}", context.actor, context.at)


def invite(matter: Matter, session: Session, sides: Iterable[Side], actor: Actor, at: datetime) -> None:
    """Tell those who are to come when and where."""
    where = session.where or session.link or str(session.get_place_display())
    body = _("「%(title)s」的调解定在 %(when)s，%(place)s：%(where)s。不能来的请提前告诉调解员。") % {
        "title": matter.title,
        "when": moment_text(session.planned_at),
        "place": str(session.get_place_display()),
        "where": where,
    }
    for side in sides:
        key = f"session:{session.pk}:{session.planned_at.isoformat()}:{side.code}"
        tell_side(matter, side, _("调解时间"), body, key, actor, at)


def call_off(matter: Matter, session: Session, sides: Iterable[Side], actor: Actor, at: datetime) -> None:
    """Tell those who were to come that a session does not take place."""
    body = _("「%(title)s」原定 %(when)s 的调解取消：%(why)s") % {
        "title": matter.title,
        "when": moment_text(session.planned_at),
        "why": session.why,
    }
    for side in sides:
        if not session.side or side.code == session.side:
            tell_side(matter, side, _("调解取消"), body, f"session-off:{session.pk}:{side.code}", actor, at)
