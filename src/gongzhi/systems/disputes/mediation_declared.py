"""What the case of mediation registers with the core: verbs, a panel on the matter's page, sentences of its story."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from gongzhi.core.identity.rules.roles import Role
from gongzhi.core.identity.rules.verbs import Verb, register_verbs
from gongzhi.core.matters.panels import register_panels
from gongzhi.core.matters.queries.story import Data, Teller, register_tellers
from gongzhi.core.workflow.manifest import MenuItem
from gongzhi.systems.disputes.models import About, Answer, ChosenBy, WhyLeft
from gongzhi.systems.disputes.queries.cases import count_mine
from gongzhi.systems.disputes.queries.people import letter
from gongzhi.systems.disputes.web import panels

_KEEPERS = (Role.MEDIATOR, Role.HANDLER, Role.CLERK, Role.DISPATCHER)

VERBS = (
    Verb(
        "disputes.cases",
        "查看调解案件",
        "Read cases of mediation",
        frozenset(str(one) for one in (*_KEEPERS, Role.LEADER, Role.SUPERVISOR)),
    ),
    Verb(
        "disputes.register",
        "登记调解案件",
        "Register cases of mediation",
        frozenset(str(one) for one in _KEEPERS),
    ),
)
MENU = (
    MenuItem(
        title=gettext_noop("调解案件"),
        title_en="Mediation",
        url_name="dispute_cases",
        icon="users",
        roles=tuple(sorted(VERBS[0].roles)),
        order=40,
        count=count_mine,
    ),
)


def _label(
    choices: type[About] | type[Answer] | type[ChosenBy] | type[WhyLeft], data: Data, name: str
) -> str:
    found = dict(choices.choices)
    return _(str(found.get(str(data.get(name, "")), data.get(name, ""))))


def _side(data: Data) -> str:
    return letter(str(data.get("side", "a")))


_TELLERS: Mapping[str, Teller] = {
    "dispute.registered": Teller(
        lambda d: _("登记了调解案件，共 %(people)s 人。") % {"people": d.get("people", "")},
        "resident",
        "users",
    ),
    "dispute.changed": Teller(lambda d: _("更正了案件的登记。"), "staff", "pencil"),
    "dispute.side_added": Teller(
        lambda d: _("增加了一方：%(side)s。") % {"side": _side(d)}, "resident", "user-plus"
    ),
    "dispute.representative_set": Teller(
        lambda d: _("登记了%(side)s的代理人。") % {"side": _side(d)}, "staff", "users"
    ),
    "dispute.key_given": Teller(
        lambda d: _("给%(side)s发了查询码。") % {"side": _side(d)}, "staff", "key-round"
    ),
    "dispute.asked": Teller(
        lambda d: _("征求各方意见：%(about)s。") % {"about": _label(About, d, "about")},
        "resident",
        "message-square",
    ),
    "dispute.answered": Teller(
        lambda d: (
            _("%(side)s答复「%(about)s」：%(answer)s。")
            % {"side": _side(d), "about": _label(About, d, "about"), "answer": _label(Answer, d, "answer")}
        ),
        "resident",
        "reply",
    ),
    "dispute.mediator_chosen": Teller(
        lambda d: (
            _("%(by)s：%(name)s担任调解员。") % {"by": _label(ChosenBy, d, "by"), "name": d.get("name", "")}
        ),
        "resident",
        "user-plus",
    ),
    "dispute.mediator_declared": Teller(
        lambda d: _("调解员声明和各方没有利害关系。") if not d.get("ties") else _("调解员说明了利害关系。"),
        "resident",
        "check",
    ),
    "dispute.mediator_left": Teller(
        lambda d: (
            _("%(name)s不再担任调解员：%(why)s。")
            % {"name": d.get("name", ""), "why": _label(WhyLeft, d, "why")}
        ),
        "resident",
        "user-minus",
    ),
    "dispute.session_planned": Teller(lambda d: _("约定了调解的时间。"), "resident", "calendar"),
    "dispute.session_held": Teller(lambda d: _("进行了调解。"), "resident", "users"),
    "dispute.session_cancelled": Teller(lambda d: _("取消了一次调解。"), "resident", "calendar"),
    "dispute.private_talk": Teller(lambda d: _("调解员作了记录。"), "staff", "pencil"),
    "dispute.noted": Teller(lambda d: _("调解员作了记录。"), "staff", "pencil"),
    "dispute.offer_made": Teller(lambda d: _("调解员作了记录。"), "staff", "pencil"),
    "dispute.offer_carried": Teller(lambda d: _("调解员作了记录。"), "staff", "pencil"),
    "dispute.offer_answered": Teller(lambda d: _("调解员作了记录。"), "staff", "pencil"),
    "dispute.offer_withdrawn": Teller(lambda d: _("调解员作了记录。"), "staff", "pencil"),
    "dispute.fact_put": Teller(lambda d: _("提出了一项事实，请各方确认。"), "resident", "list-checks"),
    "dispute.fact_agreed": Teller(
        lambda d: _("%(side)s认可了一项事实。") % {"side": _side(d)}, "resident", "check"
    ),
    "dispute.fact_disputed": Teller(
        lambda d: _("%(side)s对一项事实有争议。") % {"side": _side(d)}, "resident", "circle"
    ),
    "dispute.alarm_raised": Teller(
        lambda d: _("向%(unit)s报告了紧急情况。") % {"unit": d.get("unit_name", "")}, "staff", "siren", "late"
    ),
    "dispute.alarm_answered": Teller(lambda d: _("登记了紧急情况的处理。"), "staff", "reply"),
}


def declare() -> None:
    """Register all of it, once Django is ready."""
    register_verbs(*VERBS)
    register_panels("desk", panels.desk)
    register_tellers(_TELLERS)
