"""A labour arbitration commission and a reconsideration body in the listed accounts' district, with cases in every state.

The commission sits in the bureau of labour, the reconsideration body in the bureau of justice. Every step is made by those
whose step it is, on the day on which it was possible.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from gongzhi.core.clocks import queries as clocks
from gongzhi.core.matters.submission import Submitted
from gongzhi.core.orgs import queries as orgs
from gongzhi.core.workflow import queries as workflow
from gongzhi.core.workflow.actions.perform import GuardRefused, MoveRequest, perform
from gongzhi.kernel.actor import SYSTEM, Actor
from gongzhi.kernel.terms import CHINA
from gongzhi.project.demo.people import DISTRICT, PASSWORD, DemoAccount, Staff, hire
from gongzhi.systems.disputes.actions import casebook
from gongzhi.systems.disputes.actions.casebook import NewCase, NewEvidence
from gongzhi.systems.disputes.queries.institutions import LABOUR, RECONSIDERATION

Progress = Callable[[str, int, int], None]
Fields = Mapping[str, Any]
# username, name, roles, which institution
_PEOPLE = (
    ("arbitrator", "高建平", ("arbitrator", "clerk"), LABOUR),
    ("arbitration_head", "贺国强", ("leader",), LABOUR),
    ("adjudicator", "简文清", ("adjudicator", "clerk"), RECONSIDERATION),
    ("reconsideration_head", "江立新", ("leader",), RECONSIDERATION),
)
LISTED = (
    DemoAccount("仲裁员(劳动仲裁委员会)", "arbitrator", PASSWORD),
    DemoAccount("负责人(劳动仲裁委员会)", "arbitration_head", PASSWORD),
    DemoAccount("审理员(行政复议机构)", "adjudicator", PASSWORD),
    DemoAccount("负责人(行政复议机构)", "reconsideration_head", PASSWORD),
)
_BUREAUS = {LABOUR: "人力资源和社会保障局", RECONSIDERATION: "司法局"}
_SERVED: Fields = {"way": "in_person", "proof": "本人签收"}
_TRIBUNAL: Fields = {
    "kind": "three",
    "presiding": "高建平",
    "members": "宋仲文、唐仲礼",
    "secretary": "史书敏",
}
_SOLE: Fields = {"kind": "sole", "presiding": "高建平", "secretary": "史书敏"}
_HEARD: Fields = {"attended": "双方及代理人到庭", "record": "双方陈述、举证、质证、辩论，各自作了最后意见。"}
_AWARD: Fields = {
    "outcome": "partly",
    "request": "支付拖欠的工资和经济补偿",
    "facts": "双方存在劳动关系，工资支付记录和考勤记录相符，拖欠属实。",
    "grounds": "用人单位应当按月足额支付劳动报酬，没有证据证明已经支付。",
    "basis": "劳动合同法第三十条；劳动法第五十条",
    "answer": "被申请人自本裁决生效之日起十日内支付拖欠的工资；其他请求不予支持。",
}
_DECISION: Fields = {
    "request": "撤销行政处罚决定",
    "facts": "现场检查笔录没有当事人签字，也没有见证人，主要证据不足。",
    "grounds": "作出处罚以前没有告知陈述、申辩的权利，违反法定程序。",
    "basis": "行政复议法第六十四条；行政处罚法第四十四条",
    "answer": "撤销被申请人作出的行政处罚决定。",
}


@dataclass(slots=True)
class Told:
    """One case on its way: its number, the people who run it, and the present."""

    given: Submitted
    procedure: str
    clerk: Actor
    head: Actor
    now: datetime

    def step(self, days: int, name: str, who: Actor | None = None, why: str = "", **fields: object) -> None:
        """Make a move so many days before the present (in the morning of a working day)."""
        proceeding = [
            one for one in workflow.of_matter(self.given.matter_id) if one.procedure == self.procedure
        ][-1]
        perform(who or self.clerk, MoveRequest(proceeding.id, name, fields, why), moment(self.now, days))

    def day(self, days: int) -> str:
        """Return the day of a step as a form has it."""
        return moment(self.now, days).astimezone(CHINA).date().isoformat()

    def hearing(self, days: int) -> str:
        """Return the moment of a hearing, in the afternoon before the one who records it comes to it."""
        day = moment(self.now, days).astimezone(CHINA).date()
        return datetime.combine(day, time(9, 0), CHINA).isoformat()


def moment(now: datetime, days: int) -> datetime:
    """Return ten in the morning of the working day so many days before the present, never after it."""
    calendar = clocks.calendar().with_provisional()
    day = now.astimezone(CHINA).date() - timedelta(days=days)
    found = datetime.combine(calendar.previous_working_day(day), time(10, 0), CHINA)
    return min(found, now) if days >= 0 else found


def build(staff: Staff, progress: Progress, now: datetime) -> None:
    """Register both institutions with their people and write their cases."""
    district = next(
        unit for unit in orgs.children(orgs.root().id) if unit.area_code == DISTRICT and unit.kind == "centre"
    )
    people: dict[tuple[str, str], Actor] = {}
    for procedure, bureau in _BUREAUS.items():
        unit = next(one for one in orgs.children(district.id) if bureau in one.name)
        casebook.keep_institution(
            SYSTEM,
            unit.id,
            [procedure],
            f"邯郸市{district.name.removesuffix('社会治理中心')}联纺西路 68 号",
            "0310-0000000",
            "工作日 8:30—12:00，14:30—18:00",
            moment(now, 300),
        )
        for username, name, roles, where in _PEOPLE:
            if where == procedure:
                key = "head" if roles == ("leader",) else "clerk"
                people[procedure, key] = hire(
                    username, name, unit.id, roles, moment(now, 300), password=PASSWORD
                )
    stories = (*_LABOUR, *_RECONSIDERATION)
    for n, (procedure, days, new, story) in enumerate(stories):
        progress("仲裁和复议", n, len(stories))
        clerk, head = people[procedure, "clerk"], people[procedure, "head"]
        at = moment(now, days)
        brought = NewCase(procedure=procedure, received_on=at.astimezone(CHINA).date(), **new)
        told = Told(casebook.open_case(clerk, brought, at), procedure, clerk, head, now)
        try:
            story(told, staff.of(DISTRICT, "clerk"))
        except GuardRefused:
            # Over a long holiday the next step is not possible yet: the case stays where it is.
            continue
    progress("仲裁和复议", len(stories), len(stories))


Story = Callable[[Told, Actor], None]


def _new(**fields: object) -> dict[str, Any]:
    return fields


# ---------------------------------------------------------------- labour arbitration


def _accepted(one: Told, days: int) -> None:
    one.step(days, "accept", decided_on=one.day(days))


def _served(one: Told, days: int) -> None:
    one.step(days, "serve_copy", served_on=one.day(days), **_SERVED)


def _to_heard(one: Told, first: int, tribunal: Fields) -> None:
    """Walk a case accepted on its first day to its hearing three weeks later."""
    _accepted(one, first)
    _served(one, first - 4)
    one.step(first - 5, "form_tribunal", **tribunal)
    one.step(first - 14, "receive_defence", defence_on=one.day(first - 14), words="承认欠薪，要求分期支付。")
    one.step(first - 15, "pass_on_defence", served_on=one.day(first - 15), **_SERVED)
    one.step(first - 6, "set_hearing", held_at=one.hearing(first - 21), place="第一仲裁庭", openness="public")
    one.step(first - 21, "hold_hearing", **_HEARD)


def _waits(one: Told, centre: Actor) -> None:
    """An application of this week that waits to be accepted."""


def _corrects(one: Told, centre: Actor) -> None:
    one.step(3, "ask_correction", missing="身份证复印件\n用人单位的登记信息")


def _twelve(one: Told, centre: Actor) -> None:
    casebook.elect_speakers(
        one.clerk, one.given.number, LABOUR, ["马大勇", "牛新民", "杨素琴"], moment(one.now, 21)
    )
    _accepted(one, 20)
    _served(one, 17)
    one.step(15, "form_tribunal", **_TRIBUNAL)
    items = [
        NewEvidence("applicant", "考勤表", "十二人的出勤天数", "工地门禁", 6),
        NewEvidence("applicant", "微信聊天记录", "项目经理承认欠薪", "申请人手机", 4),
        NewEvidence("respondent", "分包合同", "工程款的结算约定", "被申请人", 12),
    ]
    casebook.add_evidence(one.clerk, one.given.number, LABOUR, items, moment(one.now, 10))
    casebook.answer_evidence(one.clerk, one.given.number, LABOUR, 1, "真实性没有异议", moment(one.now, 8))
    one.step(6, "receive_defence", defence_on=one.day(6), words="工程款没有结算，请求分期支付。")
    one.step(3, "set_hearing", held_at=one.hearing(-9), place="第一仲裁庭", openness="public")


def _drafted(one: Told, centre: Actor) -> None:
    _to_heard(one, 40, _SOLE)
    one.step(3, "draft_award", **_AWARD, finality="not_final")


def _final(one: Told, centre: Actor) -> None:
    _to_heard(one, 50, _SOLE)
    ground: dict[str, Any] = {"finality": "final_award", "final_ground": "small_money", "minimum_wage": 2200}
    one.step(14, "draft_award", **_AWARD, **ground)
    one.step(10, "sign_award", one.head, signed_on=one.day(10))
    one.step(7, "serve_worker", served_on=one.day(7), **_SERVED)
    one.step(6, "serve_employer_final", served_on=one.day(6), **_SERVED)


def _settled(one: Told, centre: Actor) -> None:
    _to_heard(one, 60, _SOLE)
    one.step(
        30,
        "settle",
        terms="被申请人分三期支付拖欠的工资，每月十日前支付一期。",
        both_agree=True,
        settled_on=one.day(30),
    )


def _to_court(one: Told, centre: Actor) -> None:
    _to_heard(one, 90, _SOLE)
    one.step(55, "draft_award", **_AWARD, finality="not_final")
    one.step(52, "sign_award", one.head, signed_on=one.day(52))
    one.step(48, "serve_worker", served_on=one.day(48), **_SERVED)
    one.step(47, "serve_employer", served_on=one.day(47), **_SERVED)
    one.step(38, "sue", sued_on=one.day(38), by_whom="employer")
    one.procedure = "litigation"
    court = "丛台区人民法院，诉讼服务中心，电话 12368"
    one.step(36, "sue", centre, court=court, filed_on=one.day(37))
    one.step(30, "filed_summary", centre, case_number="(2026)冀0403民初123号", decided_on=one.day(31))


_LABOUR: tuple[tuple[str, int, dict[str, Any], Story], ...] = (
    (LABOUR, 95, _new(title="索要解除劳动合同经济补偿", text="在公司工作六年，公司搬迁后口头通知不用来了，没有补偿。", claims="经济补偿金 | 36000", respondent="某机械制造有限公司", name="任志刚", contact="13800000011"), _to_court),
    (LABOUR, 64, _new(title="加班费争议", text="门店节假日安排加班，没有按标准支付加班费。", claims="节假日加班费 | 4800", respondent="某商贸有限公司", name="郝春玲", contact="13800000012"), _settled),
    (LABOUR, 54, _new(title="追索试用期工资", text="试用期第二个月工资没有发，公司说考核不合格。", claims="试用期工资 | 4200", respondent="某网络科技有限公司", name="田雨", contact="13800000013"), _final),
    (LABOUR, 44, _new(title="未签劳动合同二倍工资", text="入职八个月没有签书面劳动合同。", claims="未签劳动合同的二倍工资差额 | 28000\n补缴社会保险", respondent="某餐饮管理有限公司", name="齐丽", contact="13800000014"), _drafted),
    (LABOUR, 22, _new(title="十二名工人追索劳动报酬", text="承建的住宅楼已经封顶，劳务公司拖欠十二名工人两个月工资，多次催要没有结果。", claims="9月工资 | 62400\n10月工资 | 62400", respondent="某建筑劳务有限公司", respondent_contact="丛台区人民东路某号", name="马大勇", contact="13800000015", people=12), _twelve),
    (LABOUR, 5, _new(title="确认劳动关系", text="送餐途中受伤，平台合作公司否认劳动关系。", claims="确认存在劳动关系", respondent="某配送服务有限公司", name="常乐", contact="13800000016"), _corrects),
    (LABOUR, 2, _new(title="拖欠工资", text="保洁公司撤场，最后一个月工资没有结清。", claims="工资 | 2600", respondent="某保洁服务有限公司", name="秦桂花", contact="13800000017"), _waits),
)  # fmt: skip


# ---------------------------------------------------------------- reconsideration


def _ordinary(one: Told, days: int, **fields: Any) -> None:
    _accepted(one, days)
    one.step(days, "choose_ordinary", decided_on=one.day(days), **fields)
    one.step(days - 5, "serve_copy", served_on=one.day(days - 5), **_SERVED)


def _answered(one: Told, days: int) -> None:
    one.step(days, "receive_reply", reply_on=one.day(days), words="处罚事实清楚、程序合法，附证据目录。")
    one.step(days - 3, "hear_views", way="phone", words="坚持请求，认为没有告知申辩权利。")


def _examines(one: Told, centre: Actor) -> None:
    _ordinary(one, 25)
    _answered(one, 12)


def _revoked(one: Told, centre: Actor) -> None:
    _ordinary(one, 60)
    _answered(one, 46)
    one.step(16, "draft_decision", **_DECISION, outcome="revoked")
    one.step(12, "sign_decision", one.head, signed_on=one.day(12))
    one.step(9, "serve_decision", served_on=one.day(9), **_SERVED)
    one.step(
        8,
        "send_opinion",
        to_body="丛台区城市管理综合行政执法局",
        sent_on=one.day(8),
        demand="规范处罚前的告知程序，对执法人员补课。",
    )


def _summary(one: Told, centre: Actor) -> None:
    _accepted(one, 18)
    one.step(18, "choose_summary", decided_on=one.day(18), summary_ground="disclosure")
    one.step(15, "serve_copy_summary", served_on=one.day(15), **_SERVED)
    one.step(10, "receive_reply", reply_on=one.day(10), words="已经补充公开。")


def _stopped(one: Told, centre: Actor) -> None:
    _ordinary(one, 30)
    one.step(14, "stop", why="双方同意先行调解", ground="mediation", both_agree=True)


def _to_be_heard(one: Told, centre: Actor) -> None:
    _ordinary(one, 22, grave=True)
    _answered(one, 9)
    hearing: dict[str, Any] = {
        "place": "听证室",
        "presiding": "简文清",
        "members": "支文亮、昝文静",
        "secretary": "管文书",
    }
    one.step(2, "set_hearing", held_at=one.hearing(-9), **hearing)


def _refused(one: Told, centre: Actor) -> None:
    one.step(
        33, "refuse", why="申请已经超过六十日，没有正当理由", guidance="可以在收到本决定之日起十五日内起诉。"
    )


_RECONSIDERATION: tuple[tuple[str, int, dict[str, Any], Story], ...] = (
    (RECONSIDERATION, 64, _new(title="不服占道经营罚款", text="摆放临时货架被罚五千元，没有告知可以申辩。", claims="撤销处罚决定", act="丛城执罚〔2026〕18号行政处罚决定", respondent="丛台区城市管理综合行政执法局", name="白玉成", contact="13900000011"), _revoked),
    (RECONSIDERATION, 36, _new(title="不服宅基地登记", text="十年前的登记，现在才来申请。", claims="撤销登记", act="宅基地使用权登记", respondent="丛台区自然资源和规划分局", name="康福", contact="13900000012"), _refused),
    (RECONSIDERATION, 33, _new(title="不服工伤不予认定", text="下班途中受伤，认为应当认定工伤。", claims="撤销不予认定工伤决定", act="丛人社伤不认〔2026〕6号", respondent="丛台区人力资源和社会保障局", name="路长顺", contact="13900000013"), _stopped),
    (RECONSIDERATION, 28, _new(title="不服食品处罚", text="标签瑕疵被罚款二万元，认为过重。", claims="变更处罚决定", act="丛市监处罚〔2026〕31号", respondent="丛台区市场监督管理局", name="温记食品店", contact="13900000014"), _examines),
    (RECONSIDERATION, 25, _new(title="不服征收补偿决定", text="补偿面积没有算自建部分。", claims="撤销补偿决定，责令重新作出", act="丛政征补〔2026〕2号", respondent="丛台区人民政府征收办公室", name="史秀兰", contact="13900000015"), _to_be_heard),
    (RECONSIDERATION, 20, _new(title="不服政府信息公开答复", text="申请公开小区规划图，答复说不存在。", claims="责令重新答复", act="政府信息不存在告知书", respondent="丛台区自然资源和规划分局", name="邱明", contact="13900000016"), _summary),
    (RECONSIDERATION, 1, _new(title="不服停车罚款", text="标线不清被贴条罚款。", claims="撤销处罚", act="当场处罚决定书", respondent="丛台区交通警察大队", name="尹航", contact="13900000017"), _waits),
)  # fmt: skip
