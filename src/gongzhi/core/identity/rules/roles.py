"""The roles of the platform: fixed identifiers, their names, and on which side of the separated administration they are."""

from enum import StrEnum


class Role(StrEnum):
    """What a post lets somebody do; `resident`, `public` and `system` are never posts."""

    CLERK = "clerk"
    DISPATCHER = "dispatcher"
    HANDLER = "handler"
    REVIEWER = "reviewer"
    CALLER = "caller"
    SUPERVISOR = "supervisor"
    ARBITER = "arbiter"
    LEADER = "leader"
    GRID_WORKER = "grid_worker"
    MEDIATOR = "mediator"
    ARBITRATOR = "arbitrator"
    ADJUDICATOR = "adjudicator"
    SYSTEM_ADMIN = "system_admin"
    SECURITY_ADMIN = "security_admin"
    AUDIT_ADMIN = "audit_admin"
    RESIDENT = "resident"
    PUBLIC = "public"
    SYSTEM = "system"


class Side(StrEnum):
    """The four sides of a separated administration; all posts of an account are on one side, for good."""

    WORK = "work"
    SYSTEM = "system"
    SECURITY = "security"
    AUDIT = "audit"


TITLES: dict[Role, tuple[str, str]] = {
    Role.CLERK: ("受理员", "Intake clerk"),
    Role.DISPATCHER: ("派单员", "Dispatcher"),
    Role.HANDLER: ("承办人", "Handler"),
    Role.REVIEWER: ("审核员", "Reviewer"),
    Role.CALLER: ("回访员", "Caller-back"),
    Role.SUPERVISOR: ("督办员", "Supervisor"),
    Role.ARBITER: ("裁定人", "Arbiter"),
    Role.LEADER: ("领导", "Leader"),
    Role.GRID_WORKER: ("网格员", "Grid worker"),
    Role.MEDIATOR: ("调解员", "Mediator"),
    Role.ARBITRATOR: ("仲裁员", "Arbitrator"),
    Role.ADJUDICATOR: ("审理员", "Adjudicator"),
    Role.SYSTEM_ADMIN: ("系统管理员", "System administrator"),
    Role.SECURITY_ADMIN: ("安全管理员", "Security administrator"),
    Role.AUDIT_ADMIN: ("审计管理员", "Audit administrator"),
    Role.RESIDENT: ("居民", "Resident"),
    Role.PUBLIC: ("公众", "Public"),
    Role.SYSTEM: ("系统", "System"),
}
ADMIN_SIDES: dict[Role, Side] = {
    Role.SYSTEM_ADMIN: Side.SYSTEM,
    Role.SECURITY_ADMIN: Side.SECURITY,
    Role.AUDIT_ADMIN: Side.AUDIT,
}
POST_ROLES: tuple[Role, ...] = tuple(
    role for role in Role if role not in {Role.RESIDENT, Role.PUBLIC, Role.SYSTEM}
)
WORK_ROLES: frozenset[str] = frozenset(str(role) for role in POST_ROLES if role not in ADMIN_SIDES)


def side_of(role: str) -> Side:
    """Return the side of a post's role; raise ValueError for what is no role."""
    return ADMIN_SIDES.get(Role(role), Side.WORK)


def title_of(role: str) -> str:
    """Return the Chinese name of a role; raise ValueError for what is no role."""
    return TITLES[Role(role)][0]
