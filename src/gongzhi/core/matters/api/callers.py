"""Who calls: a token, a receipt, or nobody in particular; and what each may be used for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest

from gongzhi.core.identity.actions.residents import open_receipt
from gongzhi.core.identity.actions.tokens import BadToken, open_token
from gongzhi.core.identity.web.addresses import client_address
from gongzhi.kernel.actor import PUBLIC, Actor, ActorKind
from gongzhi.kernel.errors import DomainError

ANYBODY, HOLDER, STAFF = "anybody", "holder", "staff"
_LONGEST = 200


class SignIn(DomainError):
    """Something that nobody may do without showing a token or a receipt."""

    code = "api.sign_in"
    message = "请出示令牌(Authorization: Bearer …)或回执(Authorization: Receipt 编号：查询码)。"
    http_status = 401


class NeedsPost(DomainError):
    """A receipt, or an external system's token, where only a token of a post will do."""

    code = "api.needs_post"
    message = "这一步要用发给岗位的令牌来办。"
    http_status = 403


class ScopeMissing(DomainError):
    """A good token that was not issued for this."""

    code = "api.scope_missing"
    message = "这个令牌没有「%(scope)s」这项权限范围。请安全管理员另发一个。"
    http_status = 403


@dataclass(frozen=True, slots=True)
class Caller:
    """The actor, with the token's id and scopes when a token was shown."""

    actor: Actor
    token_id: int | None = None
    scopes: frozenset[str] = frozenset()

    @property
    def is_anonymous(self) -> bool:
        """Whether nothing was shown."""
        return self.token_id is None and self.actor.kind is ActorKind.PUBLIC

    def require(self, who: str, scope: str) -> None:
        """Raise SignIn, NeedsPost or ScopeMissing unless this caller may try at all."""
        if who != ANYBODY and self.is_anonymous:
            raise SignIn
        if who == STAFF and not self.actor.is_staff:
            raise NeedsPost
        if who == HOLDER and self.actor.kind is ActorKind.PUBLIC:
            raise NeedsPost
        if scope and self.token_id is not None and scope not in self.scopes:
            raise ScopeMissing(scope=scope)


NOBODY = Caller(PUBLIC)


def caller_of(request: HttpRequest, at: datetime) -> Caller:
    """Return who calls; raise BadToken, WrongReceipt or TooManyAttempts. Cookies say nothing here."""
    header = request.META.get("HTTP_AUTHORIZATION", "")
    number, secret = (
        request.META.get("HTTP_X_RECEIPT_NUMBER", ""),
        request.META.get("HTTP_X_RECEIPT_SECRET", ""),
    )
    if not (header or number or secret):
        return NOBODY
    kind, _, value = header.partition(" ")
    if kind.lower() == "bearer":
        return of_token(value.strip(), at)
    if kind.lower() == "receipt":
        number, _, secret = value.strip().partition(":")
    if number and secret:
        return _of_receipt(request, number, secret, at)
    raise BadToken


def of_token(text: str, at: datetime) -> Caller:
    """Return the caller of a token; raise BadToken."""
    bearer = open_token(text[:_LONGEST], at)
    return Caller(bearer.actor, bearer.token_id, bearer.scopes)


def _of_receipt(request: HttpRequest, number: str, secret: str, at: datetime) -> Caller:
    found = open_receipt(
        number=number[:_LONGEST], secret=secret[:_LONGEST], address=client_address(request), at=at
    )
    return Caller(resident([found.matter_id], found.resident_id))


def resident(matter_ids: Iterable[int], resident_id: int | None = None) -> Actor:
    """Return a resident who holds the receipts of these matters."""
    return Actor(
        kind=ActorKind.RESIDENT,
        name="居民",
        roles=frozenset({"resident"}),
        matter_ids=frozenset(matter_ids),
        resident_id=resident_id,
    )
