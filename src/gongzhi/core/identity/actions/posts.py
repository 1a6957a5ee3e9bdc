"""Gives posts and ends them; each is dated, and none is ever deleted."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from gongzhi.core.identity.actions.door import IDENTITY_STREAM
from gongzhi.core.identity.models import Account, Post
from gongzhi.core.identity.rules.roles import POST_ROLES, Role, side_of, title_of
from gongzhi.core.identity.rules.verbs import require_role
from gongzhi.core.ledger.actions import record
from gongzhi.core.orgs import queries as orgs
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import DomainError, InvalidInput, NotAllowed, NotFound
from gongzhi.kernel.terms import CHINA


class SidesMixed(DomainError):
    """An account would stand on two sides of the separated administration."""

    code = "identity.sides_mixed"
    message = (
        "系统、安全、审计三种管理员和办理事项的岗位必须由不同的账户担任。请为「%(title)s」另建一个账户。"
    )
    http_status = 409


@dataclass(frozen=True, slots=True)
class NewPost:
    """A post to be given from a day on; `valid_to` is the first day on which it is no longer held."""

    account_id: int
    unit_id: int
    role: str
    valid_from: date
    valid_to: date | None = None
    area_code: str = ""


@transaction.atomic(durable=True)
def give_post(actor: Actor, new: NewPost, at: datetime) -> Post:
    """Give an account a post; raise SidesMixed when it stands on another side already."""
    require_role(actor, "identity.posts")
    _check(actor, new)
    account = Account.objects.filter(id=new.account_id).first()
    if account is None:
        raise NotFound
    post = Post(
        account=account,
        unit_id=orgs.unit(new.unit_id).id,
        role=new.role,
        side=str(side_of(new.role)),
        area_code=new.area_code.strip(),
        valid_from=new.valid_from,
        valid_to=new.valid_to,
    )
    try:
        with transaction.atomic():
            post.save(force_insert=True)
    except IntegrityError as error:
        if "post_one_side_per_account" in str(error):
            raise SidesMixed(title=title_of(new.role)) from error
        raise
    _record(actor, "identity.post_given", account, post, at)
    return post


def _check(actor: Actor, new: NewPost) -> None:
    if new.role not in POST_ROLES:
        raise InvalidInput(field="role", why="请选择一个角色。")
    if actor.account_id == new.account_id:
        raise NotAllowed(why="不能给自己安排岗位，请另一位安全管理员来办。")
    if new.valid_to is not None and new.valid_to <= new.valid_from:
        raise InvalidInput(field="valid_to", why="结束日要在开始日之后。")
    if new.role == Role.GRID_WORKER and not new.area_code.strip():
        raise InvalidInput(field="area_code", why="网格员的岗位要写明村(社区)或网格的编码。")


@transaction.atomic(durable=True)
def end_post(actor: Actor, post_id: int, on: date, why: str, at: datetime) -> None:
    """End a post from a day on, the day of today at the earliest: what was done through it stays done."""
    require_role(actor, "identity.posts")
    post = Post.objects.select_for_update().filter(id=post_id).first()
    if post is None:
        raise NotFound
    if post.valid_to is not None and post.valid_to <= on:
        raise InvalidInput(field="on", why="这个岗位已经在那天以前结束了。")
    if on < at.astimezone(CHINA).date() or on < post.valid_from:
        raise InvalidInput(field="on", why="结束日不能早于今天，也不能早于岗位开始的那天。")
    post.valid_to = on
    post.save()
    _record(actor, "identity.post_ended", post.account, post, at, why)


def _record(actor: Actor, verb: str, account: Account, post: Post, at: datetime, why: str = "") -> None:
    data = {
        "account": account.id,
        "username": account.username,
        "post": post.id,
        "unit": post.unit_id,
        "unit_name": orgs.unit_name(post.unit_id),
        "role": post.role,
        "area": post.area_code,
        "valid_from": post.valid_from.isoformat(),
        "valid_to": post.valid_to.isoformat() if post.valid_to else None,
    }
    record(stream=IDENTITY_STREAM, verb=verb, actor=actor, at=at, data=data, why=why)
