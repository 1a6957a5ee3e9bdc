"""Verbs of the network, of bookings and of prevention."""

from gongzhi.core.identity.rules.roles import Role
from gongzhi.core.identity.rules.verbs import Verb


def _verb(name: str, title: str, title_en: str, *roles: Role) -> Verb:
    return Verb(name, title, title_en, frozenset(str(role) for role in roles))


_OFFICE = (Role.CLERK, Role.DISPATCHER)
_HEADS = (Role.SUPERVISOR, Role.LEADER)
NETWORK_VERBS = (
    _verb("disputes.network_view", "查看调解网络", "See the mediation network", *_OFFICE, *_HEADS, Role.MEDIATOR),
    _verb("disputes.network", "维护调解网络名册", "Keep the mediation network", *_OFFICE, Role.SUPERVISOR),
    _verb("disputes.network_export", "导出调解网络名册", "Export the mediation network", *_OFFICE, *_HEADS),
    _verb("disputes.lawyers", "登记律师参与", "Note lawyers in a dispute", *_OFFICE, Role.MEDIATOR),
    _verb("disputes.bookings", "办理调解室预约", "Answer room bookings", *_OFFICE, Role.MEDIATOR),
    _verb("disputes.prevention_view", "查看诉源治理", "See prevention figures", *_OFFICE, *_HEADS),
    _verb("disputes.prevention_assign", "布置和验收预防任务", "Set and close prevention tasks", *_HEADS, Role.DISPATCHER),
    _verb("disputes.prevention_report", "报告预防任务", "Report on prevention tasks", *_OFFICE, *_HEADS, Role.HANDLER, Role.REVIEWER),
)  # fmt: skip
