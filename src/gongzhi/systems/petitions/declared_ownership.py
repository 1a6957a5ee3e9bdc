"""What ownership, backlog, campaigns and figures declare: verbs, settings, documents, menu, and sentences of the story."""

from collections.abc import Mapping
from pathlib import Path

from django.utils.translation import gettext as _

from gongzhi.core.files.rules import kinds
from gongzhi.core.files.rules.kinds import DocumentKind
from gongzhi.core.identity.rules.roles import Role
from gongzhi.core.identity.rules.verbs import Verb, register_verbs
from gongzhi.core.matters.panels import register_panels
from gongzhi.core.matters.queries.story import Teller, register_tellers
from gongzhi.core.orgs import settings
from gongzhi.core.orgs.settings import Declared, SettingType
from gongzhi.core.workflow.manifest import MenuItem
from gongzhi.kernel.actor import Actor
from gongzhi.systems.petitions.queries import campaigns, indicators, meetings, report
from gongzhi.systems.petitions.rules import backlog, cells
from gongzhi.systems.petitions.rules.indicators import FIRST_CONTACT_DAYS
from gongzhi.systems.petitions.web.ownership import panels

_FOLDER = Path(__file__).parent / "documents"
DOCUMENTS = (
    DocumentKind(
        "meeting_minutes", "会议纪要", "Minutes", "访纪", "meeting_minutes", for_party=False, folder=_FOLDER,
        readers=meetings.may_read_minutes,
    ),
    DocumentKind(
        "policy_suggestion", "政策建议书", "Policy suggestion", "访策", "policy_suggestion", for_party=False,
        folder=_FOLDER, readers=campaigns.may_read_suggestion,
    ),
)  # fmt: skip


def _verb(name: str, title: str, title_en: str, *roles: Role) -> Verb:
    return Verb(name, title, title_en, frozenset(str(role) for role in roles))


_LEADS = (Role.DISPATCHER, Role.SUPERVISOR, Role.LEADER)
_BODIES = (Role.HANDLER, Role.REVIEWER)
_ALL = (*_LEADS, *_BODIES, Role.CLERK, Role.CALLER, Role.ARBITER)
VERBS = (
    _verb("petitions.ownership", "查看包联、积案和专项治理", "Read owners, backlog and campaigns", *_ALL),
    _verb("petitions.keep_links", "维护包联名单", "Keep who answers for areas", Role.CLERK, Role.DISPATCHER, Role.LEADER),
    _verb("petitions.own_case", "领导包案", "Own a hard matter", Role.LEADER),
    _verb("petitions.appoint_owner", "指定包案领导", "Appoint owners", *_LEADS),
    _verb("petitions.check_closing", "核实包案结案", "Check the end of an owned case", Role.CALLER, Role.SUPERVISOR),
    _verb("petitions.backlog", "维护积案清单", "Keep the backlog list", *_LEADS),
    _verb("petitions.meetings", "召集协调会", "Call coordination meetings", *_LEADS),
    _verb("petitions.milestones", "按项目管理", "Run a matter as a project", *_LEADS),
    _verb("petitions.finish_milestone", "登记节点完成", "Finish milestones", *_LEADS, *_BODIES, Role.CLERK),
    _verb("petitions.reply_decision", "报告会议决定和专项任务、答复建议书", "Report on decisions, tasks and suggestions", *_BODIES, Role.CLERK, Role.DISPATCHER, Role.LEADER),
    _verb("petitions.campaigns", "组织专项治理", "Run campaigns", *_LEADS),
    _verb("petitions.figures", "查看信访指标和年度报告", "Read indicators and the yearly report", *_LEADS, Role.CLERK, Role.ARBITER),
)  # fmt: skip

_CRITERIA_LAW = "各地积案认定办法(数字由各地规定，安装时确认)"
SETTINGS = (
    *(
        Declared(
            one.setting, f"积案认定标准：{one.title}", f"Backlog criterion: {one.title_en}", SettingType.NUMBER, one.number,
            certain=False, law=_CRITERIA_LAW,
        )
        for one in backlog.published().criteria
        if one.setting
    ),
    Declared(
        indicators.CONTACT_SETTING, "受理以后几天内联系信访人", "Days from acceptance within which the petitioner is spoken to",
        SettingType.NUMBER, FIRST_CONTACT_DAYS, certain=False, law="信访工作条例第28条(天数由各地规定，安装时确认)",
    ),
    Declared(
        report.LEAST_SETTING, "年度报告里少于几件的数不写出来", "Numbers below this are not told in the yearly report",
        SettingType.NUMBER, cells.LEAST,
    ),
    Declared(
        "petitions.zero_counties", "实行零式工作法的县(区划代码，用逗号分开；空着表示没有)",
        "Counties in which the method of the three zeros is switched on (division codes, by commas)", SettingType.TEXT, "",
    ),
    Declared(
        "petitions.policy_reply_days", "政策建议书的书面答复天数", "Days for the written answer to a policy suggestion",
        SettingType.NUMBER, 60, certain=False, law="信访工作条例第41条(条例未写天数，安装时确认)",
    ),
)  # fmt: skip


def roles_of(name: str) -> tuple[str, ...]:
    """Return the roles of one of these verbs, so that an entry is shown to exactly those whom its page lets in."""
    return tuple(sorted(next(one for one in VERBS if one.name == name).roles))


def _decisions(actor: Actor) -> int:
    return meetings.open_decisions(actor)


GROUP = "信访"
MENU = (
    MenuItem("包联名单", "Area leaders", "petition_areas", "map-pin", roles=roles_of("petitions.ownership"), order=62, group=GROUP),
    MenuItem("我包的案", "My cases", "petition_my_cases", "user-check", roles=roles_of("petitions.own_case"), order=64, group=GROUP),
    MenuItem("积案", "Backlog", "petition_backlog", "archive", roles=roles_of("petitions.ownership"), order=66, group=GROUP),
    MenuItem("协调会", "Coordination", "petition_meetings", "users", roles=roles_of("petitions.ownership"), order=68, group=GROUP),
    MenuItem("会议决定", "Decisions", "petition_decisions", "list-checks", roles=roles_of("petitions.ownership"), order=70, group=GROUP, count=_decisions),
    MenuItem("专项治理", "Campaigns", "petition_campaigns", "target", roles=roles_of("petitions.ownership"), order=72, group=GROUP),
    MenuItem("包案覆盖", "Ownership coverage", "petition_coverage", "shield-check", roles=roles_of("petitions.ownership"), order=74, group=GROUP),
    MenuItem("信访指标", "Petition figures", "petition_indicators", "chart-column", roles=roles_of("petitions.figures"), order=76, group=GROUP),
    MenuItem("信访年度报告", "Yearly report", "petition_report", "file-text", roles=roles_of("petitions.figures"), order=78, group=GROUP),
)  # fmt: skip

Data = Mapping[str, object]
_NAMES = ("name", "duty", "day", "place", "promised", "promise_on", "words", "result_title", "reasons", "title", "unit_name", "due_on", "what", "minutes", "concluded", "from")  # fmt: skip


def _facts(data: Data) -> dict[str, object]:
    return {name: data.get(name, "") for name in _NAMES}


TELLERS = {
    "case.owned": Teller(lambda d: _("由%(duty)s%(name)s包案。") % _facts(d), "resident", "user-check"),
    "case.planned": Teller(lambda d: _("包案领导制定了化解方案。"), "resident", "clipboard-list"),
    "case.met": Teller(
        lambda d: _("%(day)s 包案领导%(name)s在%(place)s与信访人见面。%(promised)s") % _facts(d), "resident", "users"
    ),
    "case.promise_kept": Teller(
        lambda d: _("见面时答应的事已经做到：%(words)s") % _facts(d), "resident", "check", "done"
    ),
    "case.closing_asked": Teller(lambda d: _("包案领导%(name)s申请结案，等待独立核实。") % _facts(d), "staff", "clipboard-check"),
    "case.checked": Teller(lambda d: _("承办单位以外的人核实了结案申请。"), "staff", "search-check"),
    "case.ended": Teller(lambda d: _("包案结束：%(result_title)s。") % _facts(d), "resident", "check", "done"),
    "case.handed_on": Teller(lambda d: _("包案领导%(name)s不再包案，另行指定。") % _facts(d), "resident", "corner-down-left"),
    "backlog.listed": Teller(lambda d: _("列入积案清单：%(reasons)s。") % _facts(d), "staff", "archive", "soon"),
    "backlog.taken_off": Teller(lambda d: _("移出积案清单。"), "staff", "check-check", "done"),
    "milestone.added": Teller(
        lambda d: _("增加节点「%(title)s」，由%(unit_name)s在 %(due_on)s 前完成。") % _facts(d), "staff", "flag"
    ),
    "milestone.moved": Teller(
        lambda d: _("节点「%(title)s」由 %(from)s 改到 %(due_on)s；法定期限不变。") % _facts(d), "staff", "calendar"
    ),
    "milestone.done": Teller(lambda d: _("节点「%(title)s」完成。") % _facts(d), "staff", "flag", "done"),
    "meeting.decided": Teller(
        lambda d: _("协调会决定：%(unit_name)s在 %(due_on)s 前%(what)s") % _facts(d), "staff", "gavel"
    ),
    "meeting.minuted": Teller(
        lambda d: _("协调会研究了这件事（%(minutes)s）：%(concluded)s") % _facts(d), "staff", "file-text"
    ),
    "meeting.decision_reported": Teller(
        lambda d: _("%(unit_name)s报告会议决定的完成情况。") % _facts(d), "staff", "reply"
    ),
    "meeting.decision_done": Teller(lambda d: _("会议决定已经核对完成：%(what)s") % _facts(d), "staff", "check", "done"),
    "meeting.decision_sent_back": Teller(
        lambda d: _("会议决定没有办完，退给%(unit_name)s继续。") % _facts(d), "staff", "corner-up-left", "late"
    ),
}  # fmt: skip


def declare() -> None:
    """Make all of it known; called once when Django starts."""
    kinds.register(*DOCUMENTS)
    register_verbs(*VERBS)
    settings.declare(*SETTINGS)
    register_tellers(TELLERS)
    register_panels("desk", panels.desk)
    register_panels("resident", panels.resident)
