from datetime import timedelta

import pytest

from gongzhi.core.identity.actions import Bearer, NewToken, end_post, issue_token, open_token, revoke_token
from gongzhi.core.identity.actions.tokens import BadToken
from gongzhi.core.identity.models import ApiToken
from gongzhi.core.identity.queries import post_meant, tokens
from gongzhi.core.identity.testing import Cast, at
from gongzhi.core.ledger.queries import entries
from gongzhi.kernel.actor import ActorKind
from gongzhi.kernel.errors import InvalidInput, NotAllowed, NotFound

NOW = at("2026-03-02 09:00")


def issue(cast: Cast, who: str = "handler", *scopes: str, days: int = 90) -> str:
    post = cast[who].post_id if who else None
    new = NewToken("话务平台", scopes or ("matters:read",), days, post)
    return issue_token(cast.security_admin, new, NOW)[1]


def opened(text: str, when: str = "2026-03-02 10:00") -> Bearer:
    return open_token(text, at(when))


def test_token_acts_as_the_holder_of_its_post_and_says_so(cast: Cast) -> None:
    bearer = opened(issue(cast))

    assert bearer.actor.unit_id == cast.handler.unit_id
    assert bearer.actor.roles == cast.handler.roles
    assert bearer.actor.name == "郑承办(接口：话务平台)"
    assert bearer.scopes == {"matters:read"}
    assert entries("identity")[-1].verb == "token.issued"


def test_only_a_hash_is_kept_and_use_is_noted_once_a_minute(cast: Cast) -> None:
    text = issue(cast)
    opened(text)
    opened(text, "2026-03-02 10:00")

    kept = ApiToken.objects.get()
    assert text not in str(vars(kept).values())
    assert kept.hint == text[-4:]
    assert kept.last_used_at == at("2026-03-02 10:00")


def test_an_external_system_acts_as_the_public_by_its_own_name(cast: Cast) -> None:
    bearer = opened(issue(cast, "", "matters:submit"))

    assert bearer.actor.kind is ActorKind.PUBLIC
    assert bearer.actor.name == "话务平台(接口)"


def test_expired_revoked_and_unknown_tokens_get_one_answer(cast: Cast) -> None:
    text = issue(cast, days=1)
    with pytest.raises(BadToken):
        opened(text, "2026-03-03 09:00")
    with pytest.raises(BadToken):
        opened("gzt_nothing")
    with pytest.raises(BadToken):
        opened("nothing")

    revoke_token(cast.security_admin, ApiToken.objects.get().pk, "换了服务器", NOW)
    with pytest.raises(BadToken):
        opened(text)
    assert entries("identity")[-1].verb == "token.revoked"


def test_a_token_ends_with_the_post(cast: Cast) -> None:
    text = issue(cast)
    assert cast.handler.post_id is not None
    end_post(cast.security_admin, cast.handler.post_id, NOW.date(), "调离", NOW)

    with pytest.raises(BadToken):
        opened(text)


@pytest.mark.parametrize("who", ["clerk", "system_admin", "audit_admin", "neighbour", "public"])
def test_nobody_but_the_security_administrator_issues(cast: Cast, who: str) -> None:
    actor = cast.public if who == "public" else cast[who]
    with pytest.raises(NotAllowed):
        issue_token(actor, NewToken("x", ("matters:read",), 1, cast.clerk.post_id), NOW)
    with pytest.raises(NotAllowed):
        revoke_token(actor, 1, "x", NOW)
    with pytest.raises(NotAllowed):
        tokens(actor, NOW)


@pytest.mark.parametrize("who", ["security_admin", "audit_admin"])
def test_no_token_for_those_who_guard_the_others(cast: Cast, who: str) -> None:
    with pytest.raises(InvalidInput):
        issue(cast, who)


@pytest.mark.parametrize(
    ("name", "scopes", "days"),
    [("", ("matters:read",), 1), ("x", (), 1), ("x", ("all",), 1), ("x", ("matters:read",), 367)],
)
def test_what_is_wrong_with_a_wish_is_said(cast: Cast, name: str, scopes: tuple[str, ...], days: int) -> None:
    with pytest.raises(InvalidInput):
        issue_token(cast.security_admin, NewToken(name, scopes, days, cast.clerk.post_id), NOW)


def test_scopes_of_a_post_are_of_no_use_to_an_external_system(cast: Cast) -> None:
    with pytest.raises(InvalidInput):
        issue(cast, "", "matters:read")


def test_unknown_tokens_and_missing_reasons_are_refused(cast: Cast) -> None:
    with pytest.raises(InvalidInput):
        revoke_token(cast.security_admin, 1, " ", NOW)
    with pytest.raises(NotFound):
        revoke_token(cast.security_admin, 1, "丢了", NOW)


def test_a_post_is_meant_by_number_or_by_login_name(cast: Cast) -> None:
    assert post_meant(cast.security_admin, "", NOW) is None
    assert post_meant(cast.security_admin, "17", NOW) == 17
    assert post_meant(cast.security_admin, "handler", NOW) == cast.handler.post_id
    with pytest.raises(InvalidInput):
        post_meant(cast.security_admin, "nobody", NOW)


def test_the_list_tells_whose_a_token_is_and_whether_it_still_opens(cast: Cast) -> None:
    issue(cast)
    issue(cast, "", "matters:submit", days=1)

    rows = tokens(cast.security_admin, NOW + timedelta(days=2))

    assert [(row.holder, row.is_good) for row in rows] == [
        ("", False),
        ("郑承办 · 丛台区城市管理局 · 承办人", True),
    ]
