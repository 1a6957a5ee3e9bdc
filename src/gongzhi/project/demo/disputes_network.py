"""The mediation network of the demonstration city: committees with their people, brand rooms, lawyers, bookings, tasks.

Names, addresses and telephone numbers are made up. Thirteen rooms opened this year, so that the
records give "thirteen new, eighteen in all, every township of the pilot district covered".
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from gongzhi.core.geo import queries as geo
from gongzhi.core.geo.actions.population import import_population
from gongzhi.core.orgs import queries as orgs
from gongzhi.kernel.actor import PUBLIC, SYSTEM, Actor
from gongzhi.kernel.terms import CHINA
from gongzhi.project.demo.people import DISTRICT, Staff, hire, person
from gongzhi.project.demo.places import CODE
from gongzhi.systems.disputes.actions import bookings, network, prevention
from gongzhi.systems.disputes.models import Committee, Mediator, Room
from gongzhi.systems.disputes.queries import bookings as rooms

ROOMS, NEW = 18, 13
_WEEK = "周一至周五 09:00-11:30,14:00-17:00；周六 09:00-11:30"
_BRANDS = (
    "老街坊", "和事佬", "邻里家", "暖心", "知心大姐", "滏阳", "丛台", "同心", "说事", "连心", "金桥", "家和", "睦邻", "解忧", "百姓", "和合", "春风", "民声",
)  # fmt: skip
_TRADES = (
    ("医疗纠纷", "medical"), ("道路交通事故", "traffic"), ("物业纠纷", "property"), ("劳动争议", "labour"), ("消费纠纷", "consumer"),
)  # fmt: skip
_PHONE = "0310-0000{n:03d}"


def build(staff: Staff, progress: Callable[[str, int, int], None], at: datetime) -> None:
    """Enter the network of the pilot district, as its clerk does."""
    clerk, today = staff.of(DISTRICT, "clerk"), at.astimezone(CHINA).date()
    townships = [one.code for one in geo.children(DISTRICT)]
    progress("调解网络", 0, 4)
    _population(today, at)
    committees = _committees(clerk, townships, today, at)
    progress("调解网络", 1, 4)
    made = _rooms(clerk, townships, committees, today, at)
    progress("调解网络", 2, 4)
    _lawyers(clerk, at)
    _bookings(made, at)
    progress("调解网络", 3, 4)
    _tasks(staff, townships, today, at)
    progress("调解网络", 4, 4)


def _population(today: date, at: datetime) -> None:
    """Give counties and townships made-up populations, and say so in their source."""
    rows = ["code,population"]
    for n, county in enumerate(geo.children(CODE)):
        townships = geo.children(county.code)
        people = [20_000 + (n * 7 + k * 13) % 40 * 1_000 for k in range(len(townships))]
        rows += [f"{one.code},{number}" for one, number in zip(townships, people, strict=True)]
        rows += [f"{county.code},{sum(people)}"] if people else []
    import_population(
        actor=SYSTEM,
        table="\n".join(rows),
        on=date(today.year - 1, 12, 31),
        source="模拟人口，仅供示范",
        at=at,
    )


def _committees(clerk: Actor, townships: list[str], today: date, at: datetime) -> dict[str, Committee]:
    """Enter a committee for each township, for some villages and for five trades; a few are not as the law asks."""
    found: dict[str, Committee] = {}
    places = [(code, "township", "") for code in townships]
    places += [(one.code, "village", "") for one in geo.children(townships[0])[:3]]
    for n, (code, kind, field) in enumerate(places):
        name = f"{geo.full_name(code)}人民调解委员会"
        found[code] = _committee(clerk, n, name, kind, field, code, today, at)
    for n, (title, field) in enumerate(_TRADES, start=len(places)):
        name = f"{geo.area_name(DISTRICT)}{title}人民调解委员会"
        found[field] = _committee(clerk, n, name, "trade", field, DISTRICT, today, at)
    return found


def _committee(
    clerk: Actor, n: int, name: str, kind: str, field: str, code: str, today: date, at: datetime
) -> Committee:
    # One term is over and one ends soon, so that the alerts have something to tell.
    months = {2: 37, 4: 35}.get(n, 8 + n % 20)
    term_from = today - timedelta(days=months * 30 + 10)
    made = network.enter(
        clerk, "committees",
        {
            "name": name, "kind": kind, "field": field, "host": geo.area_name(code), "area_code": code,
            "telephone": _PHONE.format(n=n), "seal": name if n != 5 else "",
            "term_from": term_from.isoformat(), "valid_from": "2021-01-01",
        }, at,
    )  # fmt: skip
    assert isinstance(made, Committee)
    for seat in range(2 if n == 7 else 3 + n % 3):
        _person(clerk, made, n * 7 + seat, seat, field, term_from, at)
    return made


def _person(clerk: Actor, of: Committee, n: int, seat: int, field: str, since: date, at: datetime) -> None:
    texts = {
        "committee": str(of.pk), "name": f"{person(n)}{'甲乙丙丁戊'[seat]}", "seat": "head" if seat == 0 else "member",
        "is_woman": "是" if seat == 1 else "否", "is_full_time": "是" if seat == 2 else "否", "field": field,
        "valid_from": since.isoformat(),
    }  # fmt: skip
    made = network.enter(clerk, "people", texts, at)
    if seat == 0:
        assert isinstance(made, Mediator)
        on = (at.astimezone(CHINA).date() - timedelta(days=60 + n)).isoformat()
        network.train(clerk, made.pk, on, "8", "人民调解法和民法典实务", at)


def _rooms(
    clerk: Actor, townships: list[str], committees: dict[str, Committee], today: date, at: datetime
) -> list[Room]:
    """Enter eighteen rooms over the townships, thirteen of them opened this year."""
    made: list[Room] = []
    for n in range(ROOMS):
        code = townships[n % len(townships)]
        opened = (
            date(today.year, 1, 5) + timedelta(days=n) if n >= ROOMS - NEW else date(today.year - 2, 5, 6 + n)
        )
        lon, lat = _middle(code, n)
        field = _TRADES[n % 5][1] if n >= len(townships) else ""
        room = network.enter(
            clerk, "rooms",
            {
                "name": f"“{_BRANDS[n]}”调解室（模拟）", "lead": person(n * 3), "field": field,
                "speciality": "一杯茶，坐下来慢慢说", "committee": str(committees[field or code].pk), "area_code": code,
                "address": f"{geo.full_name(code)}综治中心 {n % 3 + 1} 楼（模拟地址）", "lon": lon, "lat": lat,
                "telephone": _PHONE.format(n=100 + n), "hours": _WEEK, "minutes": "60", "takes_bookings": "是",
                "valid_from": opened.isoformat(),
            }, at,
        )  # fmt: skip
        assert isinstance(room, Room)
        made.append(room)
    return made


def _middle(code: str, n: int) -> tuple[str, str]:
    west, south, east, north = geo.bbox(code) or (114.45, 36.58, 114.55, 36.68)
    lon, lat = (west + east) / 2 + n % 3 * 0.002, (south + north) / 2
    return f"{lon:.6f}", f"{lat:.6f}"


def _lawyers(clerk: Actor, at: datetime) -> None:
    for n, (name, fee) in enumerate(
        (("模拟律师甲", ""), ("模拟律师乙", ""), ("模拟律师丙", "每件 300 元，双方各半"))
    ):
        texts = {
            "name": name, "firm": "滏阳（模拟）律师事务所", "licence": f"1130420000000{n}", "is_free": "否" if fee else "是",
            "fee": fee, "area_code": DISTRICT, "valid_from": "2024-01-01",
        }  # fmt: skip
        network.enter(clerk, "lawyers", texts, at)


def _bookings(made: list[Room], at: datetime) -> None:
    """Have four residents book; one is confirmed by the mediator of the first township."""
    mediator = hire("mediator2", "模拟调解员", orgs.area_owner(made[0].area_code), ("mediator",), at)
    for n, room in enumerate(made[:4]):
        day, slots = rooms.free_slots(room, at)[1]
        wish = bookings.Wish(
            room.pk, day, slots[n % len(slots)], ("neighbours", "contract", "labour", "family")[n], "想请调解员帮忙谈谈。",
            person(40 + n), f"1380000{n:04d}",
        )  # fmt: skip
        booked = bookings.book(PUBLIC, wish, at)
        if n == 0:
            bookings.confirm(mediator, booked.booking.pk, at)


def _tasks(staff: Staff, townships: list[str], today: date, at: datetime) -> None:
    """Set two prevention tasks, of which one was reported."""
    dispatcher = staff.of(DISTRICT, "dispatcher")
    owner = orgs.area_owner(townships[0])
    for theme, cause, measures, days in (
        ("节前在建项目欠薪预防", "labour", "逐个核查在建项目的工资专户和实名登记，集中宣讲一次。", 30),
        ("老旧小区漏水纠纷预防", "neighbours", "会同物业排查公共管道，张贴报修流程。", 45),
    ):
        draft = prevention.Draft(theme, townships[0], cause, measures, owner, today + timedelta(days=days))
        made = prevention.set_task(dispatcher, draft, at)
        if cause == "neighbours":
            reporter = hire("prevention1", "模拟街道干部", owner, ("clerk",), at)
            prevention.report(reporter, made.pk, "已排查 12 栋楼，更换 3 处公共管道。", at)
