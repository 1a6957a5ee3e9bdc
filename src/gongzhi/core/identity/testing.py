"""The cast that tests share: a small piece of the city with people in their posts. `cast` is a fixture in conftest.py.

city                     leader, supervisor, parent_clerk, arbiter, and the three administrators
├── district             clerk, dispatcher, caller, district_leader
│   ├── township         township_clerk
│   │   └── village      grid_worker (by area)
│   ├── department       handler, reviewer, department_leader
│   │   └── station      station_handler
│   └── complained       complained (a department that matters of the tests may complain about)
│       └── below        complained_below
└── neighbour            neighbour (all working roles), who must fail in every test
    └── other            other_handler (a department of the neighbour)
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache

from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import transaction

from gongzhi.core.identity import queries
from gongzhi.core.identity.models import Account, Post
from gongzhi.core.identity.rules.roles import POST_ROLES, WORK_ROLES, side_of
from gongzhi.core.orgs import cache
from gongzhi.core.orgs.models import Unit
from gongzhi.kernel.actor import PUBLIC, Actor, ActorKind
from gongzhi.kernel.terms import CHINA

SINCE = date(2004, 1, 1)
PASSWORD = "Handan-2026-spring"
# code, name, English name, kind, parent's code, area
UNITS: tuple[tuple[str, str, str, str, str, str], ...] = (
    ("city", "邯郸市社会治理中心", "Handan centre", "centre", "", "130400"),
    ("district", "丛台区社会治理中心", "Congtai centre", "centre", "city", "130403"),
    ("neighbour", "邯山区社会治理中心", "Hanshan centre", "centre", "city", "130402"),
    ("township", "人民路街道社会治理中心", "Renmin Road centre", "centre", "district", "130403001"),
    ("village", "展览路社区", "Zhanlan Road community", "village", "township", "130403001001"),
    ("department", "丛台区城市管理局", "Congtai city management", "department", "district", "130403"),
    ("station", "丛台区城管执法二队", "Congtai enforcement team 2", "department", "department", "130403"),
    ("complained", "丛台区环卫中心", "Congtai sanitation", "department", "district", "130403"),
    ("below", "丛台区环卫一所", "Congtai sanitation 1", "department", "complained", "130403"),
    ("other", "邯山区城市管理局", "Hanshan city management", "department", "neighbour", "130402"),
)
GRID = "130403001001001"
# name in the cast, Chinese name, unit, roles, area
PEOPLE: tuple[tuple[str, str, str, tuple[str, ...], str], ...] = (
    ("clerk", "王受理", "district", ("clerk",), ""),
    ("dispatcher", "李派单", "district", ("dispatcher",), ""),
    ("caller", "赵回访", "district", ("caller",), ""),
    ("district_leader", "孙区长", "district", ("leader",), ""),
    ("township_clerk", "周街道", "township", ("clerk", "dispatcher", "caller"), ""),
    ("grid_worker", "吴网格", "village", ("grid_worker",), GRID),
    ("handler", "郑承办", "department", ("handler",), ""),
    ("reviewer", "冯审核", "department", ("reviewer",), ""),
    ("department_leader", "陈局长", "department", ("leader",), ""),
    ("station_handler", "褚队员", "station", ("handler",), ""),
    ("complained", "卫环卫", "complained", ("handler", "leader"), ""),
    ("complained_below", "蒋一所", "below", ("handler",), ""),
    ("neighbour", "沈邻区", "neighbour", tuple(sorted(WORK_ROLES - {"grid_worker"})), ""),
    ("other_handler", "韩邻局", "other", ("handler",), ""),
    ("leader", "杨市长", "city", ("leader",), ""),
    ("supervisor", "朱督办", "city", ("supervisor",), ""),
    ("parent_clerk", "秦市级", "city", ("clerk", "dispatcher"), ""),
    ("arbiter", "尤裁定", "city", ("arbiter",), ""),
    ("system_admin", "许系统", "city", ("system_admin",), ""),
    ("security_admin", "何安全", "city", ("security_admin",), ""),
    ("audit_admin", "吕审计", "city", ("audit_admin",), ""),
)


@dataclass(frozen=True, slots=True)
class Cast:
    """The people as actors and the units by their code; `units["district"]` is a Unit."""

    units: dict[str, Unit]
    actors: dict[str, Actor]
    clerk: Actor
    dispatcher: Actor
    caller: Actor
    handler: Actor
    reviewer: Actor
    supervisor: Actor
    leader: Actor
    arbiter: Actor
    parent_clerk: Actor
    grid_worker: Actor
    neighbour: Actor
    other_handler: Actor
    complained: Actor
    complained_below: Actor
    system_admin: Actor
    security_admin: Actor
    audit_admin: Actor
    public: Actor = PUBLIC

    def __getitem__(self, name: str) -> Actor:
        """Return anybody of the cast by name."""
        return self.actors[name]

    def unit(self, code: str) -> int:
        """Return the id of a unit by its code here."""
        return self.units[code].id

    def citizen(self, *matter_ids: int, resident_id: int | None = None) -> Actor:
        """Return a resident who showed the receipts of these matters; without any a resident of nothing."""
        return Actor(
            kind=ActorKind.RESIDENT,
            name="居民",
            roles=frozenset({"resident"}),
            matter_ids=frozenset(matter_ids),
            resident_id=resident_id,
        )


def account_of(actor: Actor) -> int:
    """Return the account of somebody of the cast."""
    assert actor.account_id is not None
    return actor.account_id


def at(text: str) -> datetime:
    """Return a moment in the city's time from "2026-03-02 09:00"."""
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


@transaction.atomic
def make_cast() -> Cast:
    """Write units, accounts (password PASSWORD, no second factor) and posts; return the cast."""
    units: dict[str, Unit] = {}
    for code, name, name_en, kind, parent, area in UNITS:
        units[code] = make_unit(code, name, kind, units.get(parent), area, name_en)
    cache.changed()
    actors = {
        key: make_actor(key, name, units[unit].id, roles, area) for key, name, unit, roles, area in PEOPLE
    }
    named = {key: actor for key, actor in actors.items() if key in Cast.__dataclass_fields__}
    return Cast(units=units, actors=actors, **named)


def make_unit(
    code: str, name: str, kind: str, parent: Unit | None, area: str = "", name_en: str = ""
) -> Unit:
    """Write one unit below another; the caller tells the cache."""
    made = Unit(
        code=code,
        name=name,
        name_en=name_en,
        kind=kind,
        parent=parent,
        area_code=area,
        depth=1 if parent is None else parent.depth + 1,
        path=[],
        valid_from=SINCE,
    )
    made.save()
    made.path = [*(parent.path if parent else ()), made.id]
    made.save()
    return made


def make_account(username: str, name: str, **columns: object) -> Account:
    """Write an account with the password PASSWORD that owes nothing."""
    values: dict[str, object] = {"must_change_password": False, "password": cheap_hash(PASSWORD), **columns}
    account = Account(username=username, name=name, made_at=at("2026-01-01 08:00"), **values)
    account.save()
    return account


def make_actor(username: str, name: str, unit_id: int, roles: Iterable[str], area: str = "") -> Actor:
    """Write an account with posts at one unit and return the actor who acts through them."""
    account = make_account(username, name)
    posts = [
        Post(
            account=account,
            unit_id=unit_id,
            role=role,
            side=str(side_of(role)),
            area_code=area,
            valid_from=SINCE,
        )
        for role in roles
    ]
    for post in posts:
        post.save()
    return queries.actor_for_post(posts[0])


def in_role(actor: Actor, *roles: str) -> Actor:
    """Return the same actor as if the post carried these roles; for matrices of roles."""
    assert set(roles) <= {str(role) for role in POST_ROLES}
    return replace(actor, roles=frozenset(roles))


@lru_cache(maxsize=8)
def cheap_hash(password: str) -> str:
    """Return an argon2 hash with the least cost, so that tests do not spend their time hashing."""
    return _Cheap().encode(password, "saltsaltsalt")


class _Cheap(Argon2PasswordHasher):
    time_cost = 1
    memory_cost = 8
    parallelism = 1
