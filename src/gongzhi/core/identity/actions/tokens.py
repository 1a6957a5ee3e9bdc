"""Issues and revokes tokens of the API, and tells who stands behind one."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import blake2b
from secrets import token_urlsafe

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from gongzhi.core.identity.actions.door import IDENTITY_STREAM
from gongzhi.core.identity.models import ApiToken, Post
from gongzhi.core.identity.queries import actor_for_post
from gongzhi.core.identity.rules.roles import Side
from gongzhi.core.identity.rules.scopes import DAYS_MOST, PREFIX, checked_scopes
from gongzhi.core.identity.rules.verbs import require_role
from gongzhi.core.identity.sealing import derived_key
from gongzhi.core.ledger.actions import record
from gongzhi.kernel.actor import PUBLIC, Actor
from gongzhi.kernel.errors import DomainError, InvalidInput, NotFound
from gongzhi.kernel.terms import CHINA

_NOTE_USE_EVERY = timedelta(minutes=1)
_REASON_LONGEST = 200


class BadToken(DomainError):
    """A token that is unknown, has expired or was revoked, or whose post nobody holds any more: one sentence for all."""

    code = "api.bad_token"
    message = "接口令牌无效、已到期或已撤销。请核对后重试，或请安全管理员重新发放。"
    http_status = 401


@dataclass(frozen=True, slots=True)
class NewToken:
    """What is asked for: a name, scopes, days to live, and the post it acts for (None: an external system)."""

    name: str
    scopes: tuple[str, ...]
    days: int = 90
    post_id: int | None = None


@dataclass(frozen=True, slots=True)
class Bearer:
    """Who stands behind a token, and what the token may be used for."""

    actor: Actor
    scopes: frozenset[str]
    token_id: int


@transaction.atomic(durable=True)
def issue_token(actor: Actor, new: NewToken, at: datetime) -> tuple[ApiToken, str]:
    """Issue a token and return it with its text, which is shown only now."""
    require_role(actor, "api.tokens")
    name = new.name.strip()
    if not name or len(name) > 80:
        raise InvalidInput(field="name", why="请写明哪个程序用它,80 个字以内,例如「12345 话务平台对接」。")
    if not 1 <= new.days <= DAYS_MOST:
        raise InvalidInput(field="days", why="有效期要在 1 到 %(most)s 天之间。", most=DAYS_MOST)
    scopes = checked_scopes(new.scopes, has_post=new.post_id is not None)
    if new.post_id is not None:
        _check_post(new.post_id, at)
    text = PREFIX + token_urlsafe(32)
    made = ApiToken.objects.create(
        name=name,
        post_id=new.post_id,
        scopes=list(scopes),
        token_hash=_hashes(text)[0],
        hint=text[-4:],
        made_at=at,
        made_by=actor.name,
        expires_at=at + timedelta(days=new.days),
    )
    said = {"token": made.pk, "name": name, "post": new.post_id, "scopes": list(scopes), "days": new.days}
    record(stream=IDENTITY_STREAM, verb="token.issued", actor=actor, at=at, data=said)
    return made, text


def _check_post(post_id: int, at: datetime) -> None:
    post = Post.objects.valid(at.astimezone(CHINA).date()).filter(id=post_id, account__is_active=True).first()
    if post is None:
        raise InvalidInput(
            field="post", why="没有这个岗位，或它已经结束。请从 gongzhi account list 里查岗位编号。"
        )
    if post.side not in (Side.WORK, Side.SYSTEM):
        raise InvalidInput(
            field="post", why="安全管理员和审计管理员的岗位不发接口令牌：这些事要由人登录后来办。"
        )


@transaction.atomic(durable=True)
def revoke_token(actor: Actor, token_id: int, why: str, at: datetime) -> ApiToken:
    """Revoke a token at once and for good."""
    require_role(actor, "api.tokens")
    reason = why.strip()
    if not reason or len(reason) > _REASON_LONGEST:
        raise InvalidInput(field="why", why="请写明为什么撤销，最多 200 个字。")
    found = ApiToken.objects.select_for_update().filter(pk=token_id).first()
    if found is None:
        raise NotFound
    if found.revoked_at is None:
        found.revoked_at, found.revoke_reason = at, reason
        found.save(update_fields=["revoked_at", "revoke_reason"])
        said = {"token": found.pk, "name": found.name}
        record(stream=IDENTITY_STREAM, verb="token.revoked", actor=actor, at=at, data=said, why=reason)
    return found


def open_token(text: str, at: datetime) -> Bearer:
    """Return who stands behind a token and note that it was used; raise BadToken.

    A post's token acts exactly as its holder, whose name the ledger shows with the token's; it ends with the post.
    """
    found = ApiToken.objects.filter(token_hash__in=_hashes(text)).first() if text.startswith(PREFIX) else None
    if found is None or not found.is_good(at):
        raise BadToken
    actor = _actor(found, at)
    _note_use(found, at)
    return Bearer(actor, frozenset(found.scopes), found.pk)


def _actor(found: ApiToken, at: datetime) -> Actor:
    if found.post_id is None:
        return replace(PUBLIC, name=f"{found.name}(接口)")
    post = Post.objects.filter(id=found.post_id).first()
    try:
        if post is None:
            raise NotFound
        actor = actor_for_post(post, at.astimezone(CHINA).date())
    except NotFound as error:
        raise BadToken from error
    return replace(actor, name=f"{actor.name}(接口：{found.name})"[:120])


def _note_use(found: ApiToken, at: datetime) -> None:
    """Note the moment of use, at most once a minute, so that most requests write nothing."""
    before = at - _NOTE_USE_EVERY
    if found.last_used_at is None or found.last_used_at < before:
        stale = Q(last_used_at__isnull=True) | Q(last_used_at__lt=before)
        ApiToken.objects.filter(stale, pk=found.pk).update(last_used_at=at)


def _hashes(text: str) -> list[str]:
    """Return the keyed hashes of a token under every key of the ring, the first of which is kept."""
    keys = [derived_key(secret, "token") for secret in settings.SEAL_KEYS]
    return [blake2b(text.encode(), digest_size=32, key=key).hexdigest() for key in keys]
