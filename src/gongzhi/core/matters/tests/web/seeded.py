"""A small seeded world for figures: matters of two districts in many states, two departments merged into one, ratings."""

from datetime import datetime, timedelta

from django.utils import timezone

from gongzhi.core.identity.testing import Cast
from gongzhi.core.matters.actions import supervise
from gongzhi.core.matters.models import Matter, SupervisionOrder
from gongzhi.core.matters.tests.shared import bring, dispatch, make_category, move, reviewer, triage
from gongzhi.core.orgs import cache
from gongzhi.core.orgs.actions.change import Part, merge_units
from gongzhi.kernel.terms import CHINA


def now() -> datetime:
    """Return the moment of the test: pages ask the clock themselves, so the world is built around it."""
    return timezone.now()


def midday(days_ago: int = 0) -> datetime:
    """Return noon of the city some days ago."""
    return datetime.combine(now().astimezone(CHINA).date(), datetime.min.time(), CHINA) + timedelta(
        hours=12, days=-days_ago
    )


def build(cast: Cast) -> dict[str, Matter]:
    """Bring nine matters, move and date them, and merge the department that leads three of them with another."""
    made = {
        f"m{n}": bring(title=f"路灯第{n}件", brought_at=midday(n % 5 + 1), lon=114.50 + n / 500, lat=36.62)
        for n in range(7)
    }
    made["far"] = bring(
        title="邻区的井盖", brought_at=midday(2), area_code="130402001001", lon=114.48, lat=36.60
    )
    made["sealed"] = bring(title="检举干部", brought_at=midday(1), is_sealed=True)
    made["against"] = bring(title="反映城管局", brought_at=midday(1), complained_units=(cast.unit("city"),))
    make_category()
    for name in ("m0", "m1", "m2", "m3"):
        triage(cast, made[name], midday(1))
        dispatch(cast, made[name], midday(1))
    move(cast.handler, made["m1"], "sign", midday(1))
    for name in ("m2", "m3"):
        move(cast.handler, made[name], "sign", midday(1))
        move(cast.handler, made[name], "answer", midday(1), fields={"answer": "已换灯。"})
        move(reviewer(cast), made[name], "approve", midday(1))
    caller = cast["township_clerk"]
    move(
        caller, made["m3"], "call_back", midday(1), fields={"reached": "1", "solved": "yes", "satisfied": "5"}
    )
    move(caller, made["m3"], "archive", midday(1))
    ids = {name: given.matter_id for name, given in made.items()}
    day = now()
    Matter.objects.filter(id=ids["m0"]).update(due_at=day - timedelta(days=2), returned=2)
    Matter.objects.filter(id=ids["m1"]).update(due_at=day + timedelta(hours=20))
    Matter.objects.filter(id=ids["m4"]).update(due_at=day + timedelta(days=4))
    Matter.objects.filter(id=ids["m5"]).update(opened_at=day, due_at=day + timedelta(days=5))
    _merge(cast)
    return {name: Matter.objects.get(id=one) for name, one in ids.items()}


def _merge(cast: Cast) -> None:
    merge_units(
        cast.system_admin,
        ["department", "complained"],
        Part("united", "丛台区城市管理和环境卫生局"),
        on=now().astimezone(CHINA).date(),
        at=now(),
        why="机构改革",
    )
    cache.changed()


def order(cast: Cast, matter: Matter, unit: str = "township") -> SupervisionOrder:
    """Issue an order of the city's supervisor."""
    demand = supervise.Order(
        matter.number, "supervise", cast.unit(unit), "请三日内修好。", now() + timedelta(days=3)
    )
    return supervise.issue(cast.supervisor, demand, now())
