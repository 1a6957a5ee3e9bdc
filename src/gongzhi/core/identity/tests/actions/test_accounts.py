from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from gongzhi.core.identity.actions import (
    NewAccount,
    NewPost,
    create_account,
    end_post,
    give_post,
    lock_account,
)
from gongzhi.core.identity.actions.door import note
from gongzhi.core.identity.actions.posts import SidesMixed
from gongzhi.core.identity.actions.retention import forget_old
from gongzhi.core.identity.models import AccessKind, AccessLog, Post, Throttle
from gongzhi.core.identity.queries import accounts_at, actor_for_account, actor_for_post
from gongzhi.core.identity.rules.roles import POST_ROLES, side_of
from gongzhi.core.identity.testing import SINCE, Cast, account_of, at
from gongzhi.kernel.errors import InvalidInput, NotAllowed, NotFound

NOW = at("2026-03-02 09:00")


@pytest.mark.parametrize("who", ["clerk", "leader", "system_admin", "audit_admin", "neighbour"])
def test_only_the_security_administrator_makes_accounts(cast: Cast, who: str) -> None:
    with pytest.raises(NotAllowed):
        create_account(cast[who], NewAccount("new.one", "新人"), NOW)
    with pytest.raises(NotAllowed):
        give_post(cast[who], NewPost(account_of(cast.clerk), cast.unit("city"), "clerk", SINCE), NOW)
    with pytest.raises(NotAllowed):
        lock_account(cast[who], account_of(cast.clerk), "x", NOW)


@pytest.mark.parametrize("first", ["clerk", "system_admin", "security_admin", "audit_admin"])
@pytest.mark.parametrize("second", [str(role) for role in POST_ROLES])
def test_database_keeps_every_account_on_one_side(cast: Cast, first: str, second: str) -> None:
    account_id = account_of(cast[first])
    post = Post(
        account_id=account_id,
        unit_id=cast.unit("city"),
        role=second,
        side=str(side_of(second)),
        valid_from=SINCE,
    )

    if side_of(first) == side_of(second):
        post.save()
    else:
        with pytest.raises(IntegrityError, match="post_one_side_per_account"), transaction.atomic():
            post.save()


def test_side_that_is_not_the_roles_is_refused_by_the_database(cast: Cast) -> None:
    with pytest.raises(IntegrityError, match="post_side_of_role"), transaction.atomic():
        Post(
            account_id=account_of(cast.clerk), unit_id=1, role="audit_admin", side="work", valid_from=SINCE
        ).save()


def test_second_side_is_refused_with_a_sentence_even_when_the_first_is_over(cast: Cast) -> None:
    Post.objects.filter(account_id=account_of(cast.clerk)).update(valid_to=date(2020, 1, 1))

    with pytest.raises(SidesMixed, match="审计管理员"):
        give_post(
            cast.security_admin,
            NewPost(account_of(cast.clerk), cast.unit("city"), "audit_admin", date(2026, 1, 1)),
            NOW,
        )


def test_post_counts_from_its_first_day_until_before_its_last(cast: Cast) -> None:
    new = NewPost(account_of(cast.clerk), cast.unit("city"), "caller", date(2026, 3, 3), date(2026, 3, 5))
    post = give_post(cast.security_admin, new, NOW)

    held = [
        date(2026, 3, day)
        for day in range(1, 8)
        if cast.clerk.account_id in accounts_at(cast.unit("city"), date(2026, 3, day), "caller")
    ]

    assert held == [date(2026, 3, 3), date(2026, 3, 4)]
    assert actor_for_post(post, date(2026, 3, 3)).unit_name == "邯郸市社会治理中心"
    with pytest.raises(NotFound):
        actor_for_post(post, date(2026, 3, 5))


@pytest.mark.parametrize("on", [date(2026, 3, 1), date(2003, 1, 1)])
def test_post_is_never_ended_in_the_past(cast: Cast, on: date) -> None:
    with pytest.raises(InvalidInput):
        end_post(cast.security_admin, cast.clerk.post_id or 0, on, "调离", NOW)


def test_ended_post_is_not_ended_again(cast: Cast) -> None:
    end_post(cast.security_admin, cast.clerk.post_id or 0, date(2026, 3, 2), "调离", NOW)

    with pytest.raises(InvalidInput, match="已经"):
        end_post(cast.security_admin, cast.clerk.post_id or 0, date(2026, 3, 3), "调离", NOW)
    assert actor_for_account("clerk", date(2026, 3, 2)).roles == frozenset()


def test_wrong_days_and_unknown_rows_are_refused(cast: Cast) -> None:
    with pytest.raises(InvalidInput):
        give_post(
            cast.security_admin,
            NewPost(account_of(cast.clerk), cast.unit("city"), "caller", date(2026, 3, 3), date(2026, 3, 3)),
            NOW,
        )
    with pytest.raises(NotFound):
        give_post(cast.security_admin, NewPost(0, cast.unit("city"), "caller", SINCE), NOW)
    with pytest.raises(NotFound):
        end_post(cast.security_admin, 0, date(2026, 3, 3), "x", NOW)
    with pytest.raises(NotFound):
        lock_account(cast.security_admin, 0, "x", NOW)
    with pytest.raises(NotFound):
        actor_for_account("nobody")


def test_same_subject_belongs_to_one_account(cast: Cast) -> None:
    create_account(cast.security_admin, NewAccount("one.more", "甲", oidc_subject="s"), NOW)

    with pytest.raises(InvalidInput, match="统一身份"):
        create_account(cast.security_admin, NewAccount("two.more", "乙", oidc_subject="s"), NOW)


def test_database_keeps_the_access_log(cast: Cast) -> None:
    note(AccessKind.LOGIN, at=timezone.now() - timedelta(days=179), account_id=1)
    for statement in ("UPDATE identity_accesslog SET kind = 'logout'", "DELETE FROM identity_accesslog"):
        with pytest.raises(IntegrityError, match="kept"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_what_is_old_is_forgotten_and_what_is_young_is_kept(cast: Cast) -> None:
    note(AccessKind.LOGIN, at=at("2020-01-01 00:00"), account_id=1)
    note(AccessKind.LOGIN, at=NOW - timedelta(days=400), account_id=1)
    Throttle(key="a", since=NOW - timedelta(days=2)).save()
    Throttle(key="b", since=NOW - timedelta(days=2), until=NOW - timedelta(days=2)).save()
    Throttle(key="c", since=NOW).save()

    assert forget_old(NOW) == (2, 1)
    assert AccessLog.objects.count() == 1
    assert list(Throttle.objects.values_list("key", flat=True)) == ["c"]
