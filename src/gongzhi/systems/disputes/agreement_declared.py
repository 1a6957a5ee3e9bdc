"""What agreements register with the core: verbs, menu, papers, panels on the matter's pages, sentences of its story."""

from collections.abc import Mapping
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from gongzhi.core.files.rules.kinds import DocumentKind, Readers
from gongzhi.core.identity.rules.roles import Role
from gongzhi.core.identity.rules.verbs import Verb, register_verbs
from gongzhi.core.matters.panels import register_panels
from gongzhi.core.matters.queries.story import Data, Teller, register_tellers
from gongzhi.core.workflow.manifest import MenuItem
from gongzhi.systems.disputes.models import Said
from gongzhi.systems.disputes.queries.agreements import MEDIATOR, may_read_bundle
from gongzhi.systems.disputes.queries.people import letter
from gongzhi.systems.disputes.web import agreement_panels

_FOLDER = Path(__file__).parent / "documents"


def _verb(name: str, title: str, title_en: str, *roles: Role) -> Verb:
    return Verb(name, title, title_en, frozenset(str(role) for role in roles))


AGREEMENT_VERBS = (
    _verb("disputes.agree", "起草和签订调解协议", "Draft and sign agreements", Role.MEDIATOR, Role.HANDLER),
    _verb("disputes.confirm", "办理司法确认", "Apply for judicial confirmation", Role.MEDIATOR, Role.HANDLER, Role.CLERK, Role.DISPATCHER),
    _verb("disputes.supervise_agreement", "督促履行调解协议", "Watch over performance", Role.MEDIATOR, Role.HANDLER, Role.CLERK, Role.DISPATCHER),
    _verb("disputes.sham_check", "虚假调解核对", "Check for sham mediation", Role.REVIEWER, Role.LEADER),
)  # fmt: skip
AGREEMENT_MENU = (
    MenuItem(
        title=gettext_noop("协议履行"),
        title_en="Agreements",
        url_name="dispute_performance",
        icon="handshake",
        roles=("clerk", "dispatcher", "handler", "mediator"),
        order=41,
    ),
    MenuItem(
        title=gettext_noop("司法确认"),
        title_en="Confirmation",
        url_name="dispute_confirmations",
        icon="landmark",
        roles=("clerk", "dispatcher", "handler", "mediator"),
        order=42,
    ),
)


def _paper(name: str, title: str, title_en: str, series: str, readers: Readers) -> DocumentKind:
    return DocumentKind(name, title, title_en, series, name, for_party=False, folder=_FOLDER, readers=readers)


AGREEMENT_DOCUMENTS = (
    _paper("mediation_agreement", "调解协议书", "Agreement", "调协", may_read_bundle),
    _paper(
        "oral_agreement_record", "口头调解协议记录", "Record of an oral agreement", "调口", may_read_bundle
    ),
    _paper(
        "confirmation_bundle",
        "司法确认申请材料",
        "Joint application for confirmation",
        "调确",
        may_read_bundle,
    ),
    _paper(
        "enforcement_application", "强制执行申请书", "Application for enforcement", "调执", may_read_bundle
    ),
)


def _who(data: Data) -> str:
    sides = data.get("sides")
    codes = [str(one) for one in sides] if isinstance(sides, list) else []
    return "、".join(_("调解员") if one == MEDIATOR else letter(one) for one in codes)


def _said(data: Data) -> str:
    return _(str(dict(Said.choices).get(str(data.get("said", "")), "")))


def _speaker(data: Data) -> str:
    side = str(data.get("side", ""))
    return letter(side) if side else _("调解组织")


_TELLERS: Mapping[str, Teller] = {
    "agreement.drafted": Teller(
        lambda d: _("起草了调解协议第 %(n)s 稿。") % {"n": d.get("n", "")}, "resident", "file-text"
    ),
    "agreement.signed": Teller(
        lambda d: _("%(who)s在调解协议第 %(n)s 稿上签名。") % {"who": _who(d), "n": d.get("n", "")},
        "resident",
        "pencil",
        "done",
    ),
    "agreement.performance": Teller(
        lambda d: _("履行时间表的一项，%(who)s：%(said)s。") % {"who": _speaker(d), "said": _said(d)},
        "staff",
        "list-checks",
    ),
    "agreement.reminded": Teller(lambda d: _("提醒履行调解协议。"), "staff", "bell"),
    "agreement.compared": Teller(lambda d: _("核对了是否虚假调解。"), "staff", "search"),
    "confirmation.checked": Teller(lambda d: _("核对了协议能否申请司法确认。"), "staff", "check"),
    "confirmation.consent": Teller(
        lambda d: (
            _("%(side)s同意共同申请司法确认。") % {"side": _speaker(d)}
            if d.get("wants")
            else _("%(side)s不申请司法确认。") % {"side": _speaker(d)}
        ),
        "staff",
        "reply",
    ),
    "confirmation.identity": Teller(
        lambda d: _("登记了%(side)s的身份信息，只用于司法确认。") % {"side": _speaker(d)}, "staff", "user"
    ),
}


def declare_agreements() -> None:
    """Register all of it, once Django is ready."""
    register_verbs(*AGREEMENT_VERBS)
    register_panels("desk", agreement_panels.desk)
    register_tellers(_TELLERS)
