"""Reception days of two months, bookings and notes, orders on every step of the ladder, call-backs made and waiting."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial

from gongzhi.core.clocks import queries as clocks
from gongzhi.core.identity import queries as identity
from gongzhi.core.matters.actions import supervise
from gongzhi.core.orgs import queries as orgs
from gongzhi.core.orgs.models import Unit
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.terms import CHINA
from gongzhi.project.demo.people import DISTRICT, Staff, hire, person
from gongzhi.project.demo.petitions import Offices, offices
from gongzhi.systems.petitions.actions import (
    bookings,
    call_back,
    escalation,
    improvement,
    oversight,
    reception_days,
    reception_notes,
)
from gongzhi.systems.petitions.actions.bookings import Ask as BookingAsk
from gongzhi.systems.petitions.actions.call_back import Call
from gongzhi.systems.petitions.actions.improvement import Advice
from gongzhi.systems.petitions.actions.oversight import Ask, TalkAsk
from gongzhi.systems.petitions.actions.reception_days import DayPlan, PlaceFacts
from gongzhi.systems.petitions.actions.reception_notes import Said, Visitor
from gongzhi.systems.petitions.models import ReceptionDay
from gongzhi.systems.petitions.queries import calls, reception
from gongzhi.systems.petitions.queries import oversight as breaches

Progress = Callable[[str, int, int], None]
TOWNS = 3
WEEKS = 4
THEMES = ("", "物业和老旧小区", "欠薪", "占道和违建", "")
TOPICS = (
    "小区道路开挖以后一直没有恢复，老人出行不便。",
    "工程完工半年，工钱还差两个月。",
    "楼下饭店油烟直排，找过几次没有结果。",
    "村里公示的补助名单里没有我家，想问清楚。",
    "旧楼加装电梯，一楼和楼上谈不拢。",
)
HEARD = (
    ("小区道路开挖以后半年没有恢复，一下雨就积水，老人摔过两次。", "一周内查清施工单位，月底前恢复路面", 20),
    (
        "工程完工半年，十一个人的工钱还差两个月，项目部说等结算。",
        "约施工方和劳动监察当面对账，十天内给答复",
        10,
    ),
    ("楼下饭店油烟直排，白天关不了窗。", "", 0),
)


@dataclass(slots=True)
class Scene:
    """Who and where: the city, the district of the listed accounts, some of its towns."""

    offices: Offices
    now: datetime
    city: Unit
    district: Unit
    towns: list[Unit]

    @property
    def clerk(self) -> Actor:
        """Return who plans and receives in the district."""
        return self.offices.staff.of(DISTRICT, "clerk")

    def planner(self, unit: Unit) -> Actor:
        """Return who plans for a unit."""
        return self.clerk if unit.id == self.district.id else self.offices.clerk(unit.id)


Play = Callable[[Scene, Actor, breaches.Breach, datetime], None]


def build(staff: Staff, progress: Progress, now: datetime) -> None:
    """Write the address book, the days, bookings, notes, orders and calls."""
    district = next(unit for unit in orgs.children(orgs.root().id) if unit.area_code == DISTRICT)
    towns = [unit for unit in orgs.children(district.id) if unit.kind == "centre"][:TOWNS]
    scene = Scene(offices(staff, now), now, orgs.root(), district, towns)
    steps = (_places, _days, _bookings, _notes, _orders, _calls)
    for n, step in enumerate(steps):
        progress("接访、督办、回访", n, len(steps))
        step(scene)
    progress("接访、督办、回访", len(steps), len(steps))


def _places(scene: Scene) -> None:
    for n, unit in enumerate((scene.city, scene.district, *scene.towns), start=1):
        facts = PlaceFacts(
            unit_id=unit.id,
            level=reception.level_of(unit),
            name=f"{unit.name.removesuffix('社会治理中心')}人民来访接待室(示例)",
            address=f"示例路 {n * 10} 号一楼东侧",
            tel=f"0310-0000{n:03d}",
            hours="工作日 9:00—12:00，14:00—17:00",
            how_to_query="凭回执的编号和查询码在本平台查；也可以到窗口或者打电话查，不用说明为什么查。",
            directions="示例站下车向东 100 米，门口有坡道",
        )
        reception_days.keep_place(scene.planner(unit), facts, scene.now - timedelta(days=60))


def _days(scene: Scene) -> None:
    """Plan four weeks back and four ahead: the city once a month, the district every other week, towns every week."""
    today = scene.now.astimezone(CHINA).date()
    planned = scene.now - timedelta(days=7 * (WEEKS + 1))
    first = today - timedelta(days=today.weekday() + 7 * WEEKS)
    for n in range(2 * WEEKS + 1):
        week = first + timedelta(days=7 * n)
        if n % 4 == 1:
            _day(scene, scene.city, week + timedelta(days=3), planned, n)
        if n % 2 == 0:
            _day(scene, scene.district, week + timedelta(days=2), planned, n)
        for k, town in enumerate(scene.towns):
            if (n, k) != (1, 2):  # one week without a day, for the report of missed periods
                _day(scene, town, week + timedelta(days=k + 1), planned, n)


def _day(scene: Scene, unit: Unit, on: date, planned: datetime, n: int) -> None:
    calendar = clocks.calendar().with_provisional()
    worked = calendar.next_working_day(on)
    actor = scene.planner(unit)
    level = reception.level_of(unit)
    plan = DayPlan(
        unit_id=unit.id,
        level=level,
        on=worked,
        starts=time(9),
        ends=time(11, 30),
        leader_name=person(unit.id * 7 + n % 3),
        leader_post={"city": "副市长", "county": "副区长"}.get(level, "街道党工委书记"),
        place="人民来访接待室(示例)" if n % 3 else "展览路社区党群服务中心(示例)",
        slots=5,
        tel=f"0310-0000{unit.id % 1000:03d}",
        theme=THEMES[n % len(THEMES)],
        kind="receiving" if n % 3 else "visiting",
    )
    made = reception_days.plan_day(actor, plan, planned)
    ends = datetime.combine(worked, time(12), CHINA)
    if n == 2 and unit.id == scene.towns[0].id:
        reception_days.cancel_day(
            actor, made.pk, "防汛值守，改由下一周补上", min(planned + timedelta(days=9), scene.now)
        )
    elif ends <= scene.now and (n, unit.id) != (3, scene.towns[1].id):
        reception_days.mark_held(actor, made.pk, "按日程接待，来访事项已逐件登记。", ends)


def _coming(scene: Scene) -> Iterator[ReceptionDay]:
    for view in reception.bookable_days(scene.now):
        yield view.day


def _bookings(scene: Scene) -> None:
    """Book some slots of the days ahead, and of the last days before now."""
    for n, day in enumerate(list(_coming(scene))[:6]):
        for k in range(1 + n % 3):
            slot = reception.free_slots(day)[0]
            name, contact = ("示例居民", "13800000000") if k == 0 else ("", "")
            bookings.book(
                BookingAsk(day.pk, slot, TOPICS[(n + k) % len(TOPICS)], 1 + k, name, contact), scene.now
            )
    for n, day in enumerate(_held(scene)[:2]):
        before = datetime.combine(day.on, day.starts, CHINA) - timedelta(days=2)
        for k, slot in enumerate(reception.slots_of(day)[:2]):
            bookings.book(BookingAsk(day.pk, slot, TOPICS[(2 * n + k) % len(TOPICS)]), before)


def _held(scene: Scene) -> list[ReceptionDay]:
    """Return the district's latest days that took place, the newest first."""
    today = scene.now.astimezone(CHINA).date()
    days = reception.days_of(scene.clerk, today - timedelta(days=40), today)
    return [day for day in reversed(days) if day.held_at is not None and day.unit_id == scene.district.id]


def _notes(scene: Scene) -> None:
    """Take down what was said on the district's latest day: two new petitions, one note to a live one."""
    found = _held(scene)
    if not found:
        return
    day = found[0]
    at = min(datetime.combine(day.on, time(10), CHINA), scene.now)
    visits = reception.visits(scene.clerk, day)
    for n, (said, promised, days) in enumerate(HEARD):
        heard = Said(
            day.pk,
            said,
            promised,
            None,
            (at + timedelta(days=days)).astimezone(CHINA).date() if promised else None,
            visits[n].booking.pk if n < len(visits) else None,
        )
        visitor = Visitor(
            name="示例居民", contact="13800000000", area_code=scene.towns[0].area_code, key=f"demo{n}"
        )
        reception_notes.become_petition(scene.clerk, heard, visitor, at)


def _orders(scene: Scene) -> None:
    """Order over real breaches; the newest stays for the listed supervisor to order himself.

    One is answered with advice, one goes unanswered and is put before the city, one climbs to a listing.
    """
    supervisor = identity.actor_for_account("supervisor")
    head = scene.offices.head(scene.district.id)
    found = sorted(breaches.breaches(supervisor, scene.now), key=lambda one: one.since)
    plays: tuple[tuple[Play, Actor], ...] = (
        (_climbed, supervisor),
        (_answered, supervisor),
        (_unanswered, head),
    )
    for (play, actor), one in zip(plays, found[:-1], strict=False):
        at = max(one.since + timedelta(hours=20), scene.now - timedelta(days=40))
        _tolerantly(partial(play, scene, actor, one, at))
    escalation.propose_unanswered(scene.now)


def _tolerantly(act: Callable[[], object]) -> None:
    """Do it; what a petition's own way has overtaken is left out."""
    try:
        act()
    except DomainError:
        return


def _days_after(scene: Scene, at: datetime, days: int) -> datetime:
    """Return a moment some days later, never in the future."""
    return min(at + timedelta(days=days), scene.now)


def _answered(scene: Scene, actor: Actor, one: breaches.Breach, at: datetime) -> None:
    words = f"{one.evidence}请说明原因，尽快办结。"
    made = oversight.order(actor, Ask(one.matter.number, words, trigger=one.trigger.name), at)
    body = scene.offices.head(made.to_unit_id)
    reply = "已查明：经办人调岗没有交接。现指定专人，十个工作日内办结。"
    supervise.reply_order(body, made.pk, reply, _days_after(scene, at, 3))
    words = "经办人调岗应当当天交接在办的信访事项，建议写入本单位制度。"
    advice = Advice(one.matter.number, made.to_unit_id, words, order_id=made.pk)
    letter = improvement.advise(actor, advice, _days_after(scene, at, 4))
    answer = "采纳。交接单已加入在办信访事项一栏，本月起执行。"
    improvement.answer(body, letter.pk, "adopted", answer, _days_after(scene, at, 6))


def _unanswered(scene: Scene, actor: Actor, one: breaches.Breach, at: datetime) -> None:
    due_on = _days_after(scene, at, 3).astimezone(CHINA).date()
    words = f"{one.evidence}请书面答复。"
    oversight.order(actor, Ask(one.matter.number, words, due_on=due_on, trigger=one.trigger.name), at)


def _climbed(scene: Scene, actor: Actor, one: breaches.Breach, at: datetime) -> None:
    """Go from supervision over a talk and a circular to a listing."""
    number, ask = one.matter.number, f"{one.evidence}请书面答复。"
    oversight.order(actor, Ask(number, ask, trigger=one.trigger.name), at)
    called = oversight.order(
        actor, Ask(number, f"{one.evidence}请主要负责人到会说明。", "call_in"), _days_after(scene, at, 10)
    )
    body = scene.offices.head(called.to_unit_id)
    held = _days_after(scene, at, 13)
    talk = TalkAsk(
        held - timedelta(hours=2), "市接待中心二楼会议室(示例)", "被约谈单位主要负责人、分管负责人；市督办科",
        "说明了逾期原因，承认督促不够。", "十日内执行到位", (held + timedelta(days=10)).astimezone(CHINA).date(),
    )  # fmt: skip
    oversight.record_talk(actor, called.pk, talk, held)
    supervise.reply_order(body, called.pk, "已召开专题会，明确责任科室和时限。", _days_after(scene, at, 14))
    oversight.order(
        actor,
        Ask(number, f"{one.evidence}约谈中承诺的期限已过，现予通报。", "make_known"),
        _days_after(scene, at, 26),
    )
    listed = oversight.order(
        actor, Ask(number, f"{one.evidence}限期整改。", "listed"), _days_after(scene, at, 32)
    )
    reply = "整改方案已定，正在逐项执行，完成后报请验收。"
    supervise.reply_order(body, listed.pk, reply, _days_after(scene, at, 36))


def _calls(scene: Scene) -> None:
    """Draw lots on some days and make some of the calls; the rest waits for the listed caller."""
    for days in (75, 50, 30, 14, 5, 0):
        call_back.draw_calls(scene.now - timedelta(days=days, minutes=5))
    callers: dict[int, Actor] = {scene.district.id: scene.offices.staff.of(DISTRICT, "caller")}
    for n, (unit_id, task_id) in enumerate(_waiting(scene)):
        if unit_id not in callers:
            callers[unit_id] = hire(
                f"caller{unit_id}", person(unit_id * 5 + 4), unit_id, ("caller",), scene.now
            )
        if n % 3 == 2:
            continue
        heard = (
            Call(True, "no", 2, "perfunctory", "说来看，一直没有人来。")
            if n == 1
            else Call(True, "yes", 4 + n % 2, "", "办了，谢谢。")
        )
        _tolerantly(partial(call_back.make_call, callers[unit_id], task_id, heard, scene.now))


def _waiting(scene: Scene) -> list[tuple[int, int]]:
    return calls.waiting_everywhere(
        [scene.city.id, scene.district.id, *(town.id for town in orgs.children(scene.district.id))]
    )
