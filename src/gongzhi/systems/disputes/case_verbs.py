"""Verbs of the pages of institutions; the moves name their roles in the procedures."""

from gongzhi.core.identity.rules.roles import Role
from gongzhi.core.identity.rules.verbs import Verb


def _verb(name: str, title: str, title_en: str, *roles: Role) -> Verb:
    return Verb(name, title, title_en, frozenset(str(role) for role in roles))


CASE_VERBS = (
    _verb("disputes.run_case", "办理仲裁、复议案件", "Run cases before an institution", Role.CLERK, Role.ARBITRATOR, Role.ADJUDICATOR, Role.LEADER),
    _verb("disputes.begin_path", "转入仲裁、复议、诉讼等途径", "Take a file on another way", Role.CLERK, Role.DISPATCHER, Role.MEDIATOR),
    _verb("disputes.keep_institutions", "登记仲裁和复议机构", "Register institutions", Role.LEADER, Role.DISPATCHER, Role.SUPERVISOR),
)  # fmt: skip
