"""Leaders for the areas, hard matters listed and owned, a meeting with minutes and one to come, milestones, a campaign with letters."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from gongzhi.core.geo import queries as geo
from gongzhi.core.identity import queries as identity
from gongzhi.core.matters import queries as matters
from gongzhi.core.matters.queries import Filter
from gongzhi.core.orgs import queries as orgs
from gongzhi.core.orgs.models import Unit
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.terms import CHINA
from gongzhi.project.demo.people import DISTRICT, Staff, person
from gongzhi.project.demo.petitions import Offices, offices
from gongzhi.systems.petitions.actions import campaigns, cases, links, listing, meetings
from gongzhi.systems.petitions.queries import backlog, ownership
from gongzhi.systems.petitions.queries import meetings as meeting_queries

Progress = Callable[[str, int, int], None]
VILLAGES = 4
"""How many villages of each township of the listed district have a leader; the others are the gaps that the page shows."""
LISTED = 8
REASONS = (
    "涉及几个单位，协商了几次没有结果。",
    "历史遗留，档案不全，需要上级明确口径。",
    "信访人生活困难，需要几个部门一起帮助。",
)
PLANS = (
    "一周内请承办单位和街道现场会商，查清责任单位；两周内拿出方案，当面征求信访人意见；月底前落实并复核。",
    "先请司法所核对当年的协议和票据，再由街道主持协商；谈不拢的，帮助信访人走法定途径，费用问题找法律援助。",
    "分两步：眼前的困难由街道先解决，历史遗留的请上级主管部门明确口径，每十天向信访人通报一次。",
)
SAID = (
    (
        "信访人说等了半年，担心又没有下文；我们说明了现在卡在哪里、下一步谁来办。",
        "本月底前把核对结果书面送到",
        18,
    ),
    ("一起看了现场，信访人对测量的结果没有意见，对补偿的时间有意见。", "十天内由财政所说明到账的时间", 10),
    ("信访人带来了新的票据，当场登记，请承办单位重新核对。", "", 0),
)


@dataclass(slots=True)
class Scene:
    """Who acts: the district's office and head, the city's leader and supervisor."""

    people: Offices
    district: Unit
    office: Actor
    caller: Actor
    head: Actor
    mayor: Actor
    now: datetime

    def ago(self, days: int) -> datetime:
        """Return ten in the morning so many days ago."""
        day = (self.now - timedelta(days=days)).astimezone(CHINA)
        return day.replace(hour=10, minute=0, second=0, microsecond=0)

    def day(self, ahead: int) -> date:
        """Return the day so many days ahead of now."""
        return (self.now + timedelta(days=ahead)).astimezone(CHINA).date()


def build(staff: Staff, progress: Progress, at: datetime) -> None:
    """Name the leaders, then list, own, meet, and run one campaign, each through the actions of its own people."""
    people = offices(staff, at)
    district = next(one for one in orgs.children(orgs.root().id) if one.area_code == DISTRICT)
    scene = Scene(
        people,
        district,
        staff.of(DISTRICT, "dispatcher"),
        staff.of(DISTRICT, "caller"),
        people.head(district.id),
        identity.actor_for_account("leader"),
        at,
    )
    steps = (name_leaders, list_matters, own_matters, meet_once, plan_next, run_campaign)
    for n, step in enumerate(steps):
        progress("包案和积案", n, len(steps))
        step(scene)
    progress("包案和积案", len(steps), len(steps))


def name_leaders(scene: Scene) -> None:
    """Read in a table of leaders: every county, every township of the listed district, some of its villages."""
    lines = ["area_code,name,duty,contact,since"]
    lines += [",".join(one) for one in _leaders(scene)]
    links.import_links(scene.mayor, "\n".join(lines) + "\n", scene.ago(60))


def _leaders(scene: Scene) -> Iterator[tuple[str, str, str, str, str]]:
    since = scene.ago(60).date().isoformat()
    for unit in orgs.children(orgs.root().id):
        if unit.kind == "centre":
            yield _leader(unit, f"{geo.area_name(unit.area_code)[-1:]}委书记", since)
    for town in orgs.children(scene.district.id):
        if town.kind != "centre":
            continue
        yield _leader(town, "街道党工委书记" if "街道" in town.name else "党委书记", since)
        villages = [one for one in orgs.children(town.id) if one.kind == "village"]
        for village in villages[:VILLAGES]:
            yield _leader(village, "党支部书记", since)


def _leader(unit: Unit, duty: str, since: str) -> tuple[str, str, str, str, str]:
    return unit.area_code, person(unit.id * 11 + 5), duty, f"0310-31{unit.id % 100000:05d}", since


def list_matters(scene: Scene) -> None:
    """List what meets the criteria and, with the reason, other old ones; one is taken off again."""
    found, _after = backlog.candidates(scene.office, scene.now)
    numbers = [one.matter.number for one in found[:LISTED]]
    wanted = Filter(system="petitions", area=DISTRICT, sort="opened")
    for row in matters.page(scene.office, wanted, at=scene.now).rows:
        if (
            len(numbers) < LISTED + 1
            and row.number not in numbers
            and not row.is_sealed
            and row.status == "handling"
        ):
            numbers.append(row.number)
    met = {one.matter.number for one in found}
    for n, number in enumerate(numbers):
        reason = "" if number in met else REASONS[n % len(REASONS)]
        try:
            listing.put_on_list(scene.office, number, reason, scene.ago(25 - n))
        except DomainError:
            continue  # it met a criterion only later, or is none of ours to list
    if len(numbers) > LISTED:
        listing.take_off_list(scene.office, numbers[-1], "双方已经签了协议，按期履行。", scene.ago(2))


def own_matters(scene: Scene) -> None:
    """Have leaders own most of the list, in every state from just taken to waiting for the check; two stay unowned."""
    rows = [one.matter for one in reversed(backlog.listed(scene.office, scene.now))]
    for n, matter in enumerate(rows[:-2]):
        leader, duty = (scene.mayor, "副市长") if n % 3 == 2 else (scene.head, "副区长")
        try:
            owner = cases.take_case(leader, matter.number, duty, f"0310-31101{n:02d}", scene.ago(20 - n))
        except DomainError:
            continue  # the leader's body is complained about, or out of reach
        if n:
            cases.plan_case(leader, owner.pk, PLANS[n % len(PLANS)], scene.ago(18 - n))
        if n > 1:
            _meet(scene, leader, owner.pk, n)
        if n > 2:
            _end(scene, leader, matter.number, owner.pk, n)


def _meet(scene: Scene, leader: Actor, owner_id: int, n: int) -> None:
    said, promised, within = SAID[n % len(SAID)]
    met = scene.ago(12 - n)
    new = cases.NewMeeting(
        day=met.date(),
        place="区群众来访接待中心二号接谈室",
        spoke=f"{leader.name}，承办单位负责人",
        said=said,
        promised=promised,
        promise_on=met.date() + timedelta(days=within) if promised else None,
        next_on=met.date() + timedelta(days=14),
    )
    cases.log_meeting(leader, owner_id, new, met)


def _end(scene: Scene, leader: Actor, number: str, owner_id: int, n: int) -> None:
    """Keep what was promised and ask to end the case; every second one has been checked by the caller."""
    view = next(one for one in ownership.cases_of(leader, number, scene.now) if one.owner.pk == owner_id)
    for one in view.promises:
        cases.keep_promise(leader, one.pk, "已经书面送达，信访人签收。", scene.ago(4))
    cases.ask_closing(leader, owner_id, "问题已经解决，信访人当面表示认可。", scene.ago(3))
    if n % 2:
        return
    check = cases.NewCheck(reached=True, solved=True, words="电话核实，信访人说已经办好。")
    try:
        cases.check_closing(scene.caller, owner_id, check, scene.ago(1))
    except DomainError:
        return


def meet_once(scene: Scene) -> None:
    """Hold a meeting a week ago: spoken of, decided, minuted; one decision is reported, and milestones follow from it."""
    bodies = [one for one in orgs.departments_for(DISTRICT) if one.area_code == DISTRICT]
    new = meetings.NewMeeting(
        "信访积案协调会",
        scene.ago(7),
        "区政府三楼会议室",
        f"{scene.head.name} 副区长",
        tuple(one.id for one in bodies[:4]),
    )
    made = meetings.plan_meeting(scene.office, new, scene.ago(10))
    items = meeting_queries.view(scene.office, made.pk, scene.now).items
    for one in items[3:]:
        meetings.leave_out(scene.office, one.item.pk, "材料还没有核实清楚，下次研究。", scene.ago(8))
    _call(scene, made.pk)
    for n, one in enumerate(items[:3]):
        meetings.record_item(
            scene.office,
            one.item.pk,
            "承办单位汇报了调查的情况，街道说明了信访人的生活情况，司法所对法律关系提出了意见。",
            "事实基本清楚，责任明确，由承办单位牵头，街道配合，按日期落实。",
            scene.ago(7),
        )
        _decide(scene, one.item.pk, one.number, n)
    meetings.write_minutes(
        scene.office, made.pk, "各参加单位分管负责人，街道办事处主任，司法所所长", scene.ago(6)
    )


def _call(scene: Scene, meeting_id: int) -> None:
    try:
        meetings.call_meeting(scene.office, meeting_id, scene.ago(9))
    except DomainError:
        return  # an item complains about one of the bodies; the page says so


def _decide(scene: Scene, item_id: int, number: str, n: int) -> None:
    matter = matters.matter(scene.office, number)
    body = matter.lead_id or matter.owner_id
    assert body is not None
    due = scene.day(-1 if n == 0 else 7 * n)
    try:
        new = meetings.NewDecision(body, "按会议意见办结，书面报告结果，附信访人签收的材料。", due)
        made = meetings.decide(scene.office, item_id, new, scene.ago(7))
        if n == 1:
            handler = scene.people.staff.handler(body)
            meetings.reply_decision(handler, made.pk, "已经核对完毕并送达，签收材料见附件。", scene.ago(2))
        for title, ahead in (("查清责任单位", -3), ("方案征求信访人意见", 6), ("落实并复核", 25)):
            step = listing.NewMilestone(title, body, scene.day(ahead), "承办科室负责人")
            listing.add_milestone(scene.office, matter.number, step, scene.ago(7))
    except DomainError:
        return  # the body of this one is complained about


def plan_next(scene: Scene) -> None:
    """Plan the next meeting, so that its agenda can be seen as the rule filled it."""
    bodies = [one for one in orgs.departments_for(DISTRICT) if one.area_code == DISTRICT]
    held = (
        (scene.now + timedelta(days=4)).astimezone(CHINA).replace(hour=15, minute=0, second=0, microsecond=0)
    )
    new = meetings.NewMeeting(
        "信访积案协调会(下一次)",
        held,
        "区政府三楼会议室",
        f"{scene.head.name} 副区长",
        tuple(one.id for one in bodies[:3]),
    )
    meetings.plan_meeting(scene.office, new, scene.ago(0))


def run_campaign(scene: Scene) -> None:
    """Run one campaign over the district's petitions: a cause, tasks, a letter answered and one that waits."""
    wanted = Filter(area=DISTRICT)
    new = campaigns.NewCampaign(
        "道路占用和工程恢复专项治理",
        "市政道路、工程管理",
        "到期的占道一个月内恢复；新的占道先交恢复保证金；同类信访事项不再积压。",
        wanted,
        scene.ago(30).date(),
        scene.day(60),
    )
    made = campaigns.start_campaign(scene.office, new, scene.ago(30))
    cause = campaigns.find_cause(
        scene.office,
        made.pk,
        "占道审批和恢复验收分在两个单位，到期没有人催，也没有保证金。",
        wanted,
        scene.ago(28),
    )
    bodies = [one for one in orgs.departments_for(DISTRICT) if one.area_code == DISTRICT]
    for n, body in enumerate(bodies[:2]):
        task = campaigns.NewTask(
            body.id, "清查本单位到期没有恢复的占道，列出清单和恢复日期。", scene.day(10 + n), cause.pk
        )
        given = campaigns.give_task(scene.office, made.pk, task, scene.ago(25))
        if n == 0:
            handler = scene.people.staff.handler(body.id)
            campaigns.reply_task(
                handler, given.pk, "清查完毕，到期没有恢复的 6 处，已经恢复 4 处。", scene.ago(5)
            )
    for n, body in enumerate(bodies[2:4]):
        letter = campaigns.NewSuggestion(
            body.id,
            "建立道路恢复保证金",
            "近一年的同类信访事项里，多数是占道到期没有恢复；审批单位不掌握恢复情况，验收单位不掌握到期日。",
            "一、占道审批时收取恢复保证金，验收合格后退还。\n二、到期前十日由审批单位书面提醒。\n三、每季度公布到期没有恢复的名单(只列单位和路段)。",
            scene.day(20 if n == 0 else -2),
            made.pk,
        )
        sent = campaigns.suggest_policy(scene.office, letter, scene.ago(24))
        if n == 0:
            handler = scene.people.staff.handler(body.id)
            campaigns.reply_suggestion(
                handler,
                sent.pk,
                "partly",
                "先在两个街道试行保证金，半年后总结；提醒和公布立即做。",
                scene.ago(6),
            )
