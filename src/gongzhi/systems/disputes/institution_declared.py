"""What the institutions register with the core: verbs, entries of the menu, a panel, bodies to choose from, sentences."""

from collections.abc import Mapping

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from gongzhi.core.identity.rules.roles import Role
from gongzhi.core.identity.rules.verbs import Verb, register_verbs
from gongzhi.core.matters.panels import register_panels
from gongzhi.core.matters.queries.story import Teller, register_tellers
from gongzhi.core.matters.web.desk.choices import register_picker
from gongzhi.core.workflow.manifest import MenuItem
from gongzhi.kernel.actor import Actor
from gongzhi.systems.disputes.queries import institutions
from gongzhi.systems.disputes.web.institutions import panels
from gongzhi.systems.disputes.web.institutions.registry import offered_institutions


def _verb(name: str, title: str, title_en: str, *roles: Role) -> Verb:
    return Verb(name, title, title_en, frozenset(str(role) for role in roles))


CASE_VERBS = (
    _verb("disputes.run_case", "办理仲裁、复议案件", "Run cases before an institution", Role.CLERK, Role.ARBITRATOR, Role.ADJUDICATOR, Role.LEADER),
    _verb("disputes.begin_path", "转入仲裁、复议、诉讼等途径", "Take a file on another way", Role.CLERK, Role.DISPATCHER, Role.MEDIATOR),
    _verb("disputes.keep_institutions", "登记仲裁和复议机构", "Register institutions", Role.LEADER, Role.DISPATCHER, Role.SUPERVISOR),
)  # fmt: skip


def _arbitrates(actor: Actor) -> bool:
    return institutions.works_at(actor, institutions.LABOUR, timezone.now())


def _reconsiders(actor: Actor) -> bool:
    return institutions.works_at(actor, institutions.RECONSIDERATION, timezone.now())


CASE_MENU = (
    MenuItem(
        gettext_noop("劳动仲裁案件"),
        "Labour arbitration",
        "arbitration_cases",
        "gavel",
        roles=("arbitrator", "clerk", "leader"),
        order=42,
        when=_arbitrates,
    ),
    MenuItem(
        gettext_noop("行政复议案件"),
        "Reconsideration",
        "reconsideration_cases",
        "scale",
        roles=("adjudicator", "clerk", "leader"),
        order=43,
        when=_reconsiders,
    ),
    MenuItem(
        gettext_noop("仲裁和复议机构"),
        "Arbitration and reconsideration bodies",
        "institutions",
        "landmark",
        roles=tuple(sorted(CASE_VERBS[2].roles)),
        order=75,
        group="oversee",
    ),
)
_TELLERS: Mapping[str, Teller] = {
    "disputes.respondent_kept": Teller(lambda d: _("登记了被申请人。"), "staff", "pencil"),
    "disputes.evidence_added": Teller(lambda d: _("列入了证据清单。"), "staff", "paperclip"),
    "disputes.evidence_answered": Teller(
        lambda d: _("登记了对证据 %(n)s 的质证意见。") % {"n": d.get("number", "")}, "staff", "reply"
    ),
    "disputes.speaker_added": Teller(lambda d: _("登记了代理人。"), "resident", "user-plus"),
    "disputes.speakers_elected": Teller(lambda d: _("登记了推举的代表人。"), "resident", "users"),
    "disputes.speaker_ended": Teller(lambda d: _("一名代理人不再代表。"), "resident", "users"),
    "disputes.paper_served": Teller(lambda d: _("登记了一份文书的送达。"), "resident", "send"),
}


def declare() -> None:
    """Register all of it; called once when Django starts."""
    register_verbs(*CASE_VERBS)
    register_panels("desk", panels.desk)
    register_panels("resident", panels.resident)
    register_picker("institution", offered_institutions)
    register_tellers(_TELLERS)
