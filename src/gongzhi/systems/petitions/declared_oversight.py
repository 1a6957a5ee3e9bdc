"""What reception, supervision and call-backs declare: verbs, settings, sentences of the story, and what the core asks of them."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from gongzhi.core.identity.rules.verbs import register_verbs
from gongzhi.core.matters.actions import supervise
from gongzhi.core.matters.panels import register_panels
from gongzhi.core.matters.queries.archived import register_pending
from gongzhi.core.matters.queries.story import Teller, register_tellers
from gongzhi.core.orgs import settings
from gongzhi.systems.petitions.actions.ordering import PetitionOrders
from gongzhi.systems.petitions.queries import calls
from gongzhi.systems.petitions.settings_oversight import DECLARED
from gongzhi.systems.petitions.verbs_oversight import VERBS
from gongzhi.systems.petitions.web import panels_oversight

Data = Mapping[str, object]


TELLERS = {
    "petition.escalated": Teller(
        lambda d: _("督办 %(order)s 到期没有书面答复，已提请%(unit)s决定是否提级为%(level)s。") % _facts(d),
        "staff", "alarm-clock", "late",
    ),
    "petition.escalation_decided": Teller(
        lambda d: _("对督办 %(order)s 的提级提请作出决定：%(decision)s。") % _facts(d), "staff", "gavel"
    ),
    "petition.talked": Teller(
        lambda d: _("约谈了%(unit)s，答应在 %(due)s 前做到。") % _facts(d), "staff", "message-square", "soon"
    ),
    "petition.talk_kept": Teller(lambda d: _("约谈中答应的事已经核对。"), "staff", "check", "done"),
    "petition.accepted_listing": Teller(
        lambda d: _("挂牌督办 %(order)s 验收合格。") % _facts(d), "staff", "badge-check", "done"
    ),
    "petition.advised": Teller(
        lambda d: _("向%(unit)s提出改进建议 %(letter)s。") % _facts(d), "staff", "lightbulb", "soon"
    ),
    "petition.advice_answered": Teller(
        lambda d: _("%(unit)s书面反馈了改进建议 %(letter)s。") % _facts(d), "staff", "reply"
    ),
    "petition.advice_closed": Teller(
        lambda d: _("改进建议 %(letter)s 跟踪结束。") % _facts(d), "staff", "check", "done"
    ),
    "petition.received_by_leader": Teller(
        lambda d: _("%(leader)s接访：%(said)s") % _facts(d), "resident", "users"
    ),
    "petition.promise_kept": Teller(
        lambda d: _("接访中答应的事：%(words)s") % _facts(d), "resident", "check", "done"
    ),
}  # fmt: skip
_NAMES = ("order", "unit", "level", "decision", "due", "letter", "leader", "said", "words")


def _facts(data: Data) -> dict[str, object]:
    return {name: data.get(name, "") for name in _NAMES}


def declare() -> None:
    """Make all of it known; called once when Django starts."""
    register_verbs(*VERBS)
    settings.declare(*DECLARED)
    register_tellers(TELLERS)
    register_pending(calls.pending)
    supervise.register_hooks(_ORDERS)
    register_panels("desk", panels_oversight.desk)
    register_panels("resident", panels_oversight.resident)


_ORDERS = PetitionOrders()
