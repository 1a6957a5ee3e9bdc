"""The staff of the demonstration city: one listed account for each role, and colleagues in every county and bureau."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from gongzhi.core.identity import queries as identity
from gongzhi.core.identity.actions.accounts import NewAccount, create_account
from gongzhi.core.identity.actions.posts import NewPost, give_post
from gongzhi.core.identity.rules.roles import title_of
from gongzhi.core.orgs import queries as orgs
from gongzhi.kernel.actor import SYSTEM, Actor
from gongzhi.project.demo.places import SINCE

PASSWORD = "Gongzhi-2026"
DISTRICT = "130403"
CENTRE_ROLES = ("clerk", "dispatcher", "reviewer", "caller")
_FAMILY = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
_GIVEN = ("建国", "秀英", "海涛", "丽娟", "志强", "春梅", "永胜", "雪莲", "文博", "晓燕", "俊杰", "玉兰")


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """An account that `make demo` prints."""

    role: str
    username: str
    password: str


@dataclass(slots=True)
class Staff:
    """Who acts in the year of matters: by county the people of the centre by role, by unit its handler."""

    centres: dict[str, dict[str, Actor]] = field(default_factory=dict)
    handlers: dict[int, Actor] = field(default_factory=dict)
    at: datetime | None = None

    def of(self, county: str, role: str) -> Actor:
        """Return who plays a role in a county's centre."""
        return self.centres[county][role]

    def handler(self, unit_id: int) -> Actor:
        """Return the handler of a unit, taken on the first time that the unit is given something."""
        if unit_id not in self.handlers:
            assert self.at is not None
            name = person(unit_id)
            self.handlers[unit_id] = hire(f"handler{unit_id}", name, unit_id, ("handler",), self.at)
        return self.handlers[unit_id]


# username, role, where: a unit's code by place in the tree, and an area for those who work in one.
LISTED: tuple[tuple[str, str, str], ...] = (
    ("clerk", "clerk", "district"),
    ("dispatcher", "dispatcher", "district"),
    ("handler", "handler", "bureau"),
    ("reviewer", "reviewer", "district"),
    ("caller", "caller", "district"),
    ("supervisor", "supervisor", "city"),
    ("arbiter", "arbiter", "district"),
    ("leader", "leader", "city"),
    ("grid", "grid_worker", "village"),
    ("sysadmin", "system_admin", "city"),
    ("secadmin", "security_admin", "city"),
    ("auditor", "audit_admin", "city"),
)


def listed() -> list[DemoAccount]:
    """Return the listed accounts in the order in which a matter meets them."""
    return [DemoAccount(title_of(role), username, PASSWORD) for username, role, _ in LISTED]


def person(n: int) -> str:
    """Return a made-up name, always the same for the same number."""
    return _FAMILY[n % len(_FAMILY)] + _GIVEN[(n // len(_FAMILY) + n) % len(_GIVEN)]


def hire(
    username: str,
    name: str,
    unit_id: int,
    roles: Iterable[str],
    at: datetime,
    area: str = "",
    password: str = "",
) -> Actor:
    """Create an account with its posts and return the actor who acts through them.

    Without a password the account opens by the city's single sign-on alone.
    """
    subject = "" if password else f"demo-{username}"
    new = NewAccount(username, name, oidc_subject=subject, password=password, must_change_password=False)
    account, _ = create_account(SYSTEM, new, at)
    post = None
    for role in roles:
        post = give_post(SYSTEM, NewPost(account.id, unit_id, role, SINCE, area_code=area), at)
    assert post is not None
    return identity.actor_for_post(post)


def build(progress: Callable[[str, int, int], None], at: datetime) -> Staff:
    """Take on everybody; the password of the listed ones is printed by `make demo`."""
    staff = Staff(at=at)
    counties = [unit for unit in orgs.children(orgs.root().id) if unit.kind == "centre"]
    total = len(counties) + len(LISTED)
    for n, county in enumerate(counties):
        progress("岗位", n, total)
        code = county.area_code
        team = {
            role: hire(f"{role}{code}", person(n * 5 + k), county.id, (role,), at)
            for k, role in enumerate(CENTRE_ROLES)
        }
        staff.centres[code] = team
    for n, (username, role, where) in enumerate(LISTED, start=len(counties)):
        progress("岗位", n, total)
        unit_id, area = _workplace(where)
        actor = hire(username, person(n * 7 + 3), unit_id, (role,), at, area, PASSWORD)
        if where == "district" and role in CENTRE_ROLES:
            staff.centres[DISTRICT][role] = actor
        if role == "handler":
            staff.handlers[unit_id] = actor
    progress("岗位", total, total)
    return staff


def _workplace(where: str) -> tuple[int, str]:
    district = next(
        unit for unit in orgs.children(orgs.root().id) if unit.area_code == DISTRICT and unit.kind == "centre"
    )
    match where:
        case "city":
            return orgs.root().id, ""
        case "district":
            return district.id, ""
        case "bureau":
            duty = orgs.duty_for("facility.lamp", DISTRICT, SINCE)
            assert duty is not None
            return duty.lead.id, ""
        case _:
            township = next(unit for unit in orgs.children(district.id) if unit.kind == "centre")
            village = next(unit for unit in orgs.children(township.id) if unit.kind == "village")
            return village.id, village.area_code
