"""Verbs of reception and call-backs; supervision goes by the core's own verbs."""

from gongzhi.core.identity.rules.roles import Role
from gongzhi.core.identity.rules.verbs import Verb


def _verb(name: str, title: str, title_en: str, *roles: Role) -> Verb:
    return Verb(name, title, title_en, frozenset(str(role) for role in roles))


PLAN, RECEIVE, SCRIPT = "petitions.plan_reception", "petitions.receive", "petitions.call_script"
VERBS = (
    _verb(PLAN, "安排接访下访", "Plan reception days", Role.CLERK, Role.DISPATCHER, Role.LEADER),
    _verb(RECEIVE, "记录接访", "Record what a reception said", Role.CLERK, Role.DISPATCHER, Role.LEADER),
    _verb(SCRIPT, "维护回访话术", "Keep the call-back script", Role.CALLER, Role.SUPERVISOR),
)
