"""What intake, sorting and the pages beside a petition register with the core: verbs, panels, sentences of the story."""

from django.utils.translation import gettext as _

from gongzhi.core.identity.rules.verbs import register_verbs
from gongzhi.core.matters.panels import register_panels
from gongzhi.core.matters.queries.story import Data, Teller, register_tellers
from gongzhi.systems.petitions.verbs import DESK_VERBS
from gongzhi.systems.petitions.web import panels


def _taken_in(data: Data) -> str:
    sender = str(data.get("sender", ""))
    if sender:
        return _("作为信访事项登记，由%(sender)s交转。") % {"sender": sender}
    return _("作为信访事项登记。")


_TELLERS = {
    "petition.taken_in": Teller(_taken_in, "resident", "mail"),
    "petition.representatives_named": Teller(lambda d: _("写明了代表。"), "resident", "users"),
    "petition.representative_replaced": Teller(
        lambda d: _("更换了代表。"), "resident", "users", open_reason=True
    ),
    "petition.recused": Teller(
        lambda d: _("决定%(name)s回避。") % {"name": d.get("name", "")}, "resident", "user-minus"
    ),
    "petition.answered_sender": Teller(
        lambda d: _("向%(sender)s反馈了办理情况。") % {"sender": d.get("sender", "")}, "staff", "reply"
    ),
}


def declare() -> None:
    """Register all of it, once Django is ready."""
    register_verbs(*DESK_VERBS)
    register_panels("desk", panels.desk)
    register_panels("resident", panels.resident)
    register_tellers(_TELLERS)
