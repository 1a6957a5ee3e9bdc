"""Which role may do what: one table, deny by default; an unknown verb raises.

Moves of procedures are not listed here: each procedure names the roles of its own moves. `docs/reference/roles.md`
is checked against this table by a test.
"""

from dataclasses import dataclass

from gongzhi.core.identity.rules.roles import POST_ROLES, WORK_ROLES, Role
from gongzhi.kernel.actor import Actor, ActorKind
from gongzhi.kernel.errors import NotAllowed


class UnknownVerb(LookupError):
    """A verb that the table does not hold: a bug of ours, never an answer to a person."""


class NotYourDuty(NotAllowed):
    """The role of the post in use may not do this."""

    message = "「%(title)s」不在您现在岗位的职责里，请换有此职责的岗位。"


@dataclass(frozen=True, slots=True)
class Verb:
    """Something that may be done, and the roles that may do it."""

    name: str
    title: str
    title_en: str
    roles: frozenset[str]


def _verb(name: str, title: str, title_en: str, *roles: str) -> Verb:
    return Verb(name, title, title_en, frozenset(str(role) for role in roles))


_WORK = tuple(sorted(WORK_ROLES))
_STAFF = tuple(str(role) for role in POST_ROLES)
_CENTRE = (Role.CLERK, Role.DISPATCHER, Role.SUPERVISOR, Role.LEADER, Role.ARBITER)
_EVERYBODY = (*_STAFF, Role.RESIDENT, Role.PUBLIC, Role.SYSTEM)

VERBS: dict[str, Verb] = {
    verb.name: verb
    for verb in (
        # Matters
        _verb("matters.submit", "提交事项", "Bring a matter", *_EVERYBODY),
        _verb("matters.view", "查看事项", "Read matters", *_WORK, Role.RESIDENT, Role.PUBLIC, Role.SYSTEM),
        _verb("matters.desk", "使用工作台", "Use the desk", *_WORK),
        _verb("matters.search", "检索事项", "Search matters", *_WORK),
        _verb("matters.triage", "分类分派", "Triage", Role.CLERK, Role.DISPATCHER),
        _verb("matters.enter", "代居民登记", "Enter a matter for a resident", Role.CLERK, Role.GRID_WORKER, Role.DISPATCHER),
        _verb("matters.import", "批量导入", "Import matters", Role.CLERK, Role.DISPATCHER, Role.SYSTEM),
        _verb("matters.export", "导出清单", "Export lists", Role.SUPERVISOR, Role.LEADER, Role.DISPATCHER, Role.REVIEWER),
        _verb("matters.supervise", "督办", "Issue supervision orders", Role.SUPERVISOR, Role.LEADER),
        _verb("matters.urge", "催办", "Urge", Role.SUPERVISOR, Role.LEADER, Role.DISPATCHER),
        _verb("matters.reply_order", "答复督办", "Reply to supervision orders", Role.HANDLER, Role.REVIEWER, Role.DISPATCHER, Role.LEADER, Role.CLERK),
        _verb("matters.split", "拆分事项", "Split a matter", Role.CLERK, Role.DISPATCHER),
        _verb("matters.link", "关联事项", "Link matters", Role.CLERK, Role.DISPATCHER, Role.HANDLER, Role.REVIEWER, Role.SUPERVISOR),
        _verb("matters.merge", "并入事项", "Merge look-alikes", Role.CLERK, Role.DISPATCHER),
        _verb("matters.note", "写办理记录", "Write notes", *_WORK),
        _verb("matters.add_words", "补充内容", "Add to one's matter", Role.RESIDENT, Role.CLERK, Role.CALLER),
        _verb("matters.rate", "评价", "Rate", Role.RESIDENT),
        _verb("matters.follow", "我也遇到", "Join a matter", Role.RESIDENT, Role.PUBLIC),
        _verb("matters.call_back", "回访", "Call residents back", Role.CALLER),
        _verb("matters.ratings", "查看未归档的评价", "Read ratings before archiving", Role.CALLER, Role.SUPERVISOR, Role.LEADER),
        _verb("matters.save_filter", "保存筛选", "Save filters", *_WORK),
        _verb("matters.templates", "维护答复模板", "Keep answer templates", Role.REVIEWER, Role.HANDLER, Role.DISPATCHER),
        _verb("matters.reveal", "查看联系方式", "Read a resident's contact", Role.CLERK, Role.HANDLER, Role.CALLER, Role.DISPATCHER, Role.GRID_WORKER, Role.SUPERVISOR, Role.MEDIATOR),
        _verb("matters.place", "改正地点", "Correct where a matter lies", Role.CLERK, Role.DISPATCHER),
        _verb("matters.map", "查看地图", "Use the map", *_WORK),
        _verb("board.view", "查看指挥板", "Read the board", *_CENTRE, Role.REVIEWER),
        # Files, notices, suggestions
        _verb("files.attach", "上传附件", "Upload files", *_WORK, Role.RESIDENT, Role.PUBLIC, Role.SYSTEM),
        _verb("files.make_document", "制作文书", "Make documents", *_WORK, Role.SYSTEM),
        _verb("notify.inbox", "查看通知", "Read notices", *_STAFF, Role.RESIDENT),
        _verb("notify.webhooks", "管理推送地址", "Manage webhooks", Role.SYSTEM_ADMIN),
        _verb("suggest.choose", "采纳或改动建议", "Take or change suggestions", Role.CLERK, Role.DISPATCHER),
        _verb("suggest.switch", "开关智能建议", "Switch suggestions on and off", Role.SYSTEM_ADMIN),
        _verb("suggest.figures", "查看建议的采纳情况和模型说明", "Read how suggestions fare and the models' cards", *_CENTRE, Role.REVIEWER, Role.SYSTEM_ADMIN),
        _verb("suggest.rules", "维护城市规则", "Keep the city's rules", Role.DISPATCHER, Role.SYSTEM_ADMIN),
        _verb("themes.view", "查看热点和专题", "Read hot issues and themes", *_CENTRE, Role.REVIEWER),
        _verb("themes.manage", "管理专题", "Keep themes", Role.DISPATCHER, Role.SUPERVISOR, Role.LEADER),
        _verb("search.words", "维护检索同义词", "Keep the synonyms of the search", Role.DISPATCHER, Role.SYSTEM_ADMIN),
        # System administration
        _verb("orgs.settings", "确认地方规定", "Confirm local settings", Role.SYSTEM_ADMIN),
        _verb("orgs.units", "维护机构", "Change units", Role.SYSTEM_ADMIN),
        _verb("orgs.categories", "维护事项类别", "Change categories", Role.SYSTEM_ADMIN),
        _verb("orgs.duties", "维护职责清单", "Change duties", Role.SYSTEM_ADMIN),
        _verb("orgs.calendar", "维护工作日历", "Change the calendar", Role.SYSTEM_ADMIN),
        _verb("geo.areas", "维护区划和网格", "Change areas", Role.SYSTEM_ADMIN),
        _verb("geo.aliases", "维护地名的别称", "Keep other names of places", Role.DISPATCHER, Role.SYSTEM_ADMIN),
        # Security administration
        _verb("identity.accounts", "管理账户", "Manage accounts", Role.SECURITY_ADMIN),
        _verb("identity.posts", "管理岗位", "Manage posts", Role.SECURITY_ADMIN),
        _verb("identity.locks", "锁定和解锁", "Lock and unlock", Role.SECURITY_ADMIN),
        _verb("api.tokens", "管理接口令牌", "Manage API tokens", Role.SECURITY_ADMIN),
        # Audit
        _verb("audit.ledger", "查看台账", "Read the ledger", Role.AUDIT_ADMIN),
        _verb("audit.access_log", "查看访问日志", "Read the access log", Role.AUDIT_ADMIN),
        _verb("audit.export", "导出审计记录", "Export audit records", Role.AUDIT_ADMIN),
        # Everybody with an account
        _verb("identity.own", "管理自己的账户", "Manage one's own account", *_STAFF),
    )
}  # fmt: skip


class VerbClaimed(LookupError):
    """Two systems declare a verb of the same name: a bug of ours, found when Django starts."""


def register_verbs(*verbs: Verb) -> None:
    """Take in the verbs that a system declares; the same verb twice is harmless, another of its name is refused."""
    for verb in verbs:
        if VERBS.setdefault(verb.name, verb) != verb:
            raise VerbClaimed(verb.name)


def verb_named(name: str) -> Verb:
    """Return a verb; raise UnknownVerb for one that the table does not hold."""
    try:
        return VERBS[name]
    except KeyError:
        raise UnknownVerb(name) from None


def can(actor: Actor, verb: str) -> bool:
    """Whether the actor's roles may do this at all; whether to *this* matter is decided by reach.

    The platform itself may do everything it is programmed to do.
    """
    roles = verb_named(verb).roles
    return actor.kind is ActorKind.SYSTEM or actor.has_role(*roles)


def require_role(actor: Actor, verb: str) -> None:
    """Raise NotAllowed unless `can(actor, verb)`; the sentence names what was asked for."""
    if not can(actor, verb):
        raise NotYourDuty(title=verb_named(verb).title)
