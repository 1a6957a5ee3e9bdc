"""Verbs of the petitions' own pages; the moves name their roles in the procedures."""

from gongzhi.core.identity.rules.roles import Role
from gongzhi.core.identity.rules.verbs import Verb


def _verb(name: str, title: str, title_en: str, *roles: Role) -> Verb:
    return Verb(name, title, title_en, frozenset(str(role) for role in roles))


_OFFICE = (Role.CLERK, Role.DISPATCHER)
_BODIES = (Role.HANDLER, Role.REVIEWER, Role.LEADER)
DESK_VERBS = (
    _verb("petitions.intake", "登记信访事项", "Register petitions", *_OFFICE),
    _verb("petitions.sort", "甄别信访事项", "Sort petitions", *_OFFICE),
    _verb("petitions.view", "查看信访页面", "Read the petitions' pages", *_OFFICE, *_BODIES, Role.CALLER, Role.SUPERVISOR, Role.ARBITER),
    _verb("petitions.draft", "拟写处理意见", "Draft opinions", Role.HANDLER, Role.CLERK, Role.REVIEWER),
    _verb("petitions.recuse", "决定回避", "Order a recusal", Role.LEADER),
)  # fmt: skip
