"""Every route × everybody of the cast × objects near and far, against `matrix.toml`; a route without an entry fails.

One small city serves a whole share of the routes; each request is rolled back, so that none sees another's traces.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from gongzhi.core.files.actions import attach
from gongzhi.core.identity.actions import NewToken, issue_token
from gongzhi.core.identity.rules.scopes import SCOPES
from gongzhi.core.identity.rules.verbs import VERBS
from gongzhi.core.identity.testing import GRID, PASSWORD, Cast, make_cast
from gongzhi.core.matters.actions.submit import submit
from gongzhi.core.matters.models import Matter
from gongzhi.core.matters.submission import Submission, Submitted
from gongzhi.core.matters.tests.shared import make_category, move
from gongzhi.core.orgs import cache
from gongzhi.kernel.actor import PUBLIC

TABLE = tomllib.loads((Path(__file__).parent / "matrix.toml").read_text())
WHO: dict[str, list[str]] = TABLE["who"] | {name: sorted(verb.roles) for name, verb in VERBS.items()}
SEES: dict[str, list[str]] = TABLE["sees"]
ROUTES: dict[str, dict[str, str]] = TABLE["routes"]
PARTS: dict[str, str] = TABLE["parts"]
OBJECTS = ("own", "neighbours", "parents", "complained", "public")
SHARES = ("api/", "admin/", "desk/matters/", "desk/", "")
SECONDS = {
    "district_leader", "department_leader", "station_handler", "complained_below", "other_handler", "parent_clerk", "township_clerk",
}  # fmt: skip
"""Those whose roles somebody else has too; they differ only in what they see."""
PASSERS_BY = ("public", "holder", "other_holder")
AREAS = {
    "own": GRID,
    "neighbours": "130402",
    "parents": "",
    "complained": "130403",
    "public": "130403",
}
HOW_TO = (
    'Add "{route}" to [routes] of tests/rights/matrix.toml: for each method who may (a name of [who], with "@" when only '
    'those who see the matter, with "?" when the thing itself may be missing), e.g. {{ GET = "workers@" }}.'
)


def routes() -> list[str]:
    """Return every address of the project, without those of static files."""

    def walk(patterns: list[URLPattern | URLResolver], prefix: str) -> Iterator[str]:
        for pattern in patterns:
            route = prefix + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, route)
            else:
                yield route

    return list(dict.fromkeys(walk(get_resolver().url_patterns, "")))


@dataclass
class World:
    """The cast logged in, five matters, and the headers of everybody's token."""

    cast: Cast
    given: dict[str, Submitted]
    files: dict[str, dict[str, str]]
    clients: dict[str, Client] = field(default_factory=dict)
    tokens: dict[str, dict[str, str]] = field(default_factory=dict)

    def ask(self, who: str, kind: str, method: str, path: str) -> str:
        """Return how a request ends: login, 403, 404, or ok; whatever it wrote is undone."""
        block: Any = transaction.atomic()
        block._from_testcase = True  # durable blocks of the actions may lie inside
        with block:
            try:
                answer = self._send(who, kind, method, path)
            finally:
                transaction.set_rollback(True)
        return outcome(answer)

    def _send(self, who: str, kind: str, method: str, path: str) -> Any:
        headers: dict[str, Any] = {}
        client = self.clients.get(f"{who}:{kind}" if who in ("holder", "other_holder") else who, Client())
        if path.startswith("/api/v1/"):
            client = Client()
            if who == "holder":
                headers = receipt(self.given[kind])
            elif who == "other_holder":
                headers = receipt(self.given["neighbours" if kind != "neighbours" else "parents"])
            else:
                headers = self.tokens.get(who, {})
        ask: Any = getattr(client, method.lower())
        if method == "GET":
            return ask(path, **headers)
        body = {"content_type": "application/json"} if path.startswith("/api/v1/") else {}
        return ask(path, {}, **body, **headers)


def receipt(given: Submitted) -> dict[str, str]:
    """Return the header of a receipt."""
    return {"HTTP_AUTHORIZATION": f"Receipt {given.number}:{given.secret}"}


def outcome(answer: Any) -> str:
    """Return in one word how a request ended; what is refused only for what was sent is ok, for the right was there."""
    status = answer.status_code
    if status == 401 or (status in (301, 302) and answer.headers["Location"].startswith("/login/")):
        return "login"
    if status in (403, 404):
        return str(status)
    # 502 says that the provider of logins cannot be reached, 503 that no worker has reported: there is neither here.
    assert status in range(200, 500) or status in (502, 503), f"{status}: {answer.content[:300]!r}"
    return "ok"


@pytest.fixture
def world(db: None) -> World:
    """Write the city, log everybody in, and issue the tokens."""
    cache.forget()
    return _world()


def _world() -> World:
    cast = make_cast()
    make_category()
    given = {kind: _bring(cast, kind) for kind in OBJECTS}
    for kind in ("own", "complained"):
        _walk(cast, given[kind])
    Matter.objects.filter(id=given["public"].matter_id).update(is_public=True)
    world = World(cast, given, {kind: _files(given[kind]) for kind in OBJECTS})
    _log_in(world)
    _issue(world)
    return world


def _bring(cast: Cast, kind: str) -> Submitted:
    at = timezone.now() - timedelta(hours=2)
    barred = (cast.unit("complained"),) if kind == "complained" else ()
    made = Submission(
        title=kind, text="小区门口路灯不亮。", channel="web", brought_at=at, area_code=AREAS[kind],
        is_public=kind == "public", complained_units=barred,
    )  # fmt: skip
    return submit(PUBLIC, made, at)


def _walk(cast: Cast, given: Submitted) -> None:
    """Give a matter to the department, so that its handler and the station's leader stand in it."""
    at = timezone.now() - timedelta(hours=1)
    who = (
        "township_clerk"
        if Matter.objects.get(id=given.matter_id).owner_id == cast.unit("township")
        else "dispatcher"
    )
    move(cast[who], given, "triage", at, fields={"category": "light", "kind": "general", "is_public": "0"})
    fields = {"lead": cast.unit("department"), "helpers": [], "ask": "请修理"}
    move(cast[who], given, "dispatch", at, fields=fields)


def _files(given: Submitted) -> dict[str, str]:
    at, png = timezone.now(), Path(__file__).parent / "dot.png"
    kept = attach(matter_id=given.matter_id, actor=PUBLIC, name="dot.png", content=png.read_bytes(), at=at)
    return {"attachment_id": str(kept.pk), "name": kept.name}


def _log_in(world: World) -> None:
    for who in world.cast.actors:
        client = Client()
        assert client.post("/login/", {"username": who, "password": PASSWORD}).status_code == 302
        world.clients[who] = client
    for kind, given in world.given.items():
        other = world.given["neighbours" if kind != "neighbours" else "parents"]
        for name, shown in (("holder", given), ("other_holder", other)):
            client = Client()
            answer = client.post("/receipt/", {"number": shown.number, "secret": shown.secret})
            assert answer.status_code == 302
            world.clients[f"{name}:{kind}"] = client


def _issue(world: World) -> None:
    for who, actor in world.cast.actors.items():
        if who in ("security_admin", "audit_admin"):
            continue
        new = NewToken(who, tuple(SCOPES), 1, actor.post_id)
        text = issue_token(world.cast.security_admin, new, timezone.now())[1]
        world.tokens[who] = {"HTTP_AUTHORIZATION": f"Bearer {text}"}


def filled(route: str, world: World, kind: str) -> str:
    """Return an address with its parts filled in: the matter's own, else the example of `[parts]`."""
    own = {"number": world.given[kind].number, **world.files[kind]}
    own["account_id"] = str(world.cast.handler.account_id)
    own["unit_id"] = str(world.cast.unit("department"))
    path = route
    while "<" in path:
        head, _, rest = path.partition("<")
        hole, _, tail = rest.partition(">")
        name = hole.partition(":")[2] or hole
        value = (
            own[name] if name in own and not (name == "name" and "attachment" not in route) else PARTS[name]
        )
        path = head + value + tail
    return "/" + path


def test_every_route_has_an_entry_and_every_entry_a_route() -> None:
    known = set(routes())

    missing = [HOW_TO.format(route=route) for route in known - set(ROUTES)]
    assert not missing, "\n".join(sorted(missing))
    stale = sorted(set(ROUTES) - known)
    assert not stale, f"No such route, take it out of tests/rights/matrix.toml: {stale}"


def expected(rule: str, who: str, kind: str, cast: Cast, *, is_api: bool) -> set[str]:
    """Return how a request may end: by role, then by reach; what is out of reach is never told from what is not there."""
    group, about, missing = rule.rstrip("@?"), "@" in rule, "?" in rule
    allowed = WHO[group]
    roles = cast[who].roles if who in cast.actors else frozenset({who})
    if "everybody" not in allowed and not roles & set(allowed):
        return _refused(who, allowed, is_api=is_api)
    fine = {"ok", "404", "403"} if missing else {"ok"}
    if missing and "everybody" in allowed:
        fine.add("login")  # pages of the door lead on to it
    if about and not _sees(who, kind, cast, group):
        return {"404", "403"} if missing else {"404"}
    return fine


def _refused(who: str, allowed: list[str], *, is_api: bool) -> set[str]:
    """Return how somebody without the role ends: a passer-by at the login of a page for staff, staff with a refusal."""
    if who == "public" or (who in PASSERS_BY and not is_api and "holder" not in allowed):
        return {"login", "404"} if "holder" in allowed else {"login"}
    return {"403", "404"}


def _sees(who: str, kind: str, cast: Cast, group: str) -> bool:
    if group == "residents":
        return who == "holder"
    return who in SEES[kind] or who == "holder" or (kind == "public" and who in PASSERS_BY)


@pytest.mark.slow
@pytest.mark.parametrize("part", SHARES)
def test_each_may_do_what_the_table_says_and_nothing_else(world: World, part: str) -> None:
    wrong: list[str] = []
    for route in sorted(ROUTES):
        if share_of(route) == part:
            wrong += _wrong(world, route)

    assert not wrong, "\n".join(wrong)


def share_of(route: str) -> str:
    """Return with which share of the routes one is asked, so that workers may ask side by side."""
    return next((share for share in SHARES if share and route.startswith(share)), "")


def _wrong(world: World, route: str) -> list[str]:
    """Return each answer of a route that the table does not allow."""
    is_api = route.startswith("api/v1/")
    found = []
    for method, rule in ROUTES[route].items():
        objects = OBJECTS if "@" in rule else ("own",)
        for kind in objects:
            path = filled(route, world, kind)
            for who in people(world.cast, is_api=is_api, about="@" in rule):
                allowed = expected(rule, who, kind, world.cast, is_api=is_api)
                ended = world.ask(who, kind, method, path)
                if ended not in allowed:
                    found.append(
                        f"{method} {path} ({kind}) as {who}: {ended}, expected {' or '.join(sorted(allowed))}"
                    )
    return found


def people(cast: Cast, *, is_api: bool, about: bool) -> Mapping[str, None]:
    """Return who asks: everybody about matters, else one of each role; the guards of the others have no tokens."""
    left_out = {"security_admin", "audit_admin"} if is_api else set()
    if not about:
        left_out |= SECONDS
    return dict.fromkeys([*PASSERS_BY, *(who for who in cast.actors if who not in left_out)])
