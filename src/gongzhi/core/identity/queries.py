"""Reads of the identities: who acts through which post, contacts as masked texts, logs of what was read by whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.db.models import F, FilteredRelation, Q, QuerySet
from django.utils import timezone

from gongzhi.core.identity import sealing
from gongzhi.core.identity.models import (
    AccessLog,
    Account,
    ApiToken,
    Post,
    Receipt,
    RecoveryCode,
    Resident,
    Reveal,
)
from gongzhi.core.identity.rules.masking import masked_contact, masked_name
from gongzhi.core.identity.rules.roles import TITLES, Role
from gongzhi.core.identity.rules.verbs import require_role
from gongzhi.core.ledger.models import Entry
from gongzhi.core.orgs import queries as orgs
from gongzhi.core.orgs.models import Setting, Unit
from gongzhi.kernel.actor import Actor, ActorKind
from gongzhi.kernel.errors import InvalidInput, NotFound
from gongzhi.kernel.terms import CHINA


@dataclass(frozen=True, slots=True)
class PostView:
    """One place an account may act from: all roles it holds there (one unit, one area) act together."""

    id: int
    unit_id: int
    unit_name: str
    roles: tuple[str, ...]
    area_code: str
    is_current: bool = False

    @property
    def title(self) -> str:
        """Return unit and roles in Chinese."""
        return f"{self.unit_name} · {'、'.join(TITLES[Role(role)][0] for role in self.roles)}"

    @property
    def title_en(self) -> str:
        """Return unit and roles in English."""
        return f"{self.unit_name} · {', '.join(TITLES[Role(role)][1] for role in self.roles)}"


@dataclass(frozen=True, slots=True)
class Standing:
    """What one query tells about a session's account: whether it still counts, and the posts held today."""

    account_id: int
    name: str
    username: str
    epoch: int
    must_change_password: bool
    has_second_factor: bool
    posts: tuple[PostView, ...]

    def post(self, post_id: int | None) -> PostView | None:
        """Return the place with this post id, the first place when there is no such, None without any."""
        for post in self.posts:
            if post.id == post_id:
                return post
        return self.posts[0] if self.posts else None


def standing(account_id: int, on: date) -> Standing | None:
    """Return an active account with its posts of a day by one query; None when it is locked or gone."""
    held = Q(posts__valid_from__lte=on) & (Q(posts__valid_to__isnull=True) | Q(posts__valid_to__gt=on))
    rows = list(
        Account.objects.filter(id=account_id, is_active=True)
        .annotate(held=FilteredRelation("posts", condition=held))
        .order_by("held__unit_id", "held__area_code", "held__id")
        .values_list(
            "name", "username", "session_epoch", "must_change_password", "totp_confirmed_at",
            "held__id", "held__unit_id", "held__area_code", "held__role",
        )
    )  # fmt: skip
    if not rows:
        return None
    name, username, epoch, must_change, totp = rows[0][:5]
    posts = tuple(_places([row[5:] for row in rows if row[5] is not None]))
    return Standing(account_id, name, username, epoch, must_change, totp is not None, posts)


def _places(rows: Sequence[tuple[int, int, str, str]]) -> list[PostView]:
    """Return one place for each unit and area, oldest post first; a post at a merged unit acts at its successor."""
    found = []
    for (unit_id, area), group in groupby(rows, key=lambda row: (row[1], row[2])):
        held = list(group)
        roles = tuple(dict.fromkeys(row[3] for row in held))
        stands = orgs.successors(unit_id)[0]
        found.append(PostView(held[0][0], stands.id, stands.name, roles, area))
    return sorted(found, key=lambda place: place.id)


def actor_at(standing: Standing, place: PostView | None) -> Actor:
    """Return the actor that acts from a place; without a place it may only manage its own account."""
    if place is None:
        return Actor(kind=ActorKind.STAFF, name=standing.name, account_id=standing.account_id)
    return Actor(
        kind=ActorKind.STAFF,
        name=standing.name,
        roles=frozenset(place.roles),
        account_id=standing.account_id,
        post_id=place.id,
        unit_id=place.unit_id,
        unit_name=place.unit_name,
        unit_path=orgs.unit_path(place.unit_id),
        area_code=place.area_code,
    )


def actor_for_post(post: Post, on: date | None = None) -> Actor:
    """Return the actor of a post (with all roles its account holds at the same unit and area on that day)."""
    day = on or timezone.now().astimezone(CHINA).date()
    found = standing(post.account_id, day)
    if found is None:
        raise NotFound
    for place in found.posts:
        same = place.unit_id == orgs.successors(post.unit_id)[0].id and place.area_code == post.area_code
        if same and post.role in place.roles:
            return actor_at(found, place)
    raise NotFound


def actor_for_account(username: str, on: date | None = None) -> Actor:
    """Return the actor of an account's first post of a day; raise NotFound for an unknown or locked account."""
    account = Account.objects.named(username)
    found = None if account is None else standing(account.id, on or timezone.now().astimezone(CHINA).date())
    if found is None:
        raise NotFound
    return actor_at(found, found.post(None))


def accounts_at(unit_id: int, on: date, role: str = "") -> list[int]:
    """Return the ids of active accounts with a post at a unit on a day (of one role, when given)."""
    posts = Post.objects.valid(on).filter(unit_id=unit_id, account__is_active=True)
    if role:
        posts = posts.filter(role=role)
    return sorted(set(posts.values_list("account_id", flat=True)))


def account_name(account_id: int) -> str:
    """Return the name of an account, "" when there is none."""
    return Account.objects.filter(id=account_id).values_list("name", flat=True).first() or ""


def username_of(account_id: int) -> str:
    """Return the login name of an account, "" when there is none."""
    return Account.objects.filter(id=account_id).values_list("username", flat=True).first() or ""


def account_email(account_id: int) -> str:
    """Return where an account may be written to, "" when it gave no address or is locked."""
    return Account.objects.filter(id=account_id, is_active=True).values_list("email", flat=True).first() or ""


# Residents -----------------------------------------------------------------------------------------------------


def resident_name(actor: Actor, resident_id: int | None) -> str:
    """Return a resident's name masked (张*); whether the actor may see the matter was decided before."""
    return masked_name(_sealed(resident_id)[0])


def resident_contact(actor: Actor, resident_id: int | None) -> str:
    """Return a resident's contact masked (138****5678); reading it in clear takes `actions.reveal`."""
    return masked_contact(_sealed(resident_id)[1])


def contact_for_delivery(resident_id: int) -> str:
    """Return a resident's contact in clear, for sending a notice to it and for nothing else."""
    return _sealed(resident_id)[1]


def _sealed(resident_id: int | None) -> tuple[str, str]:
    if resident_id is None:
        return "", ""
    row = Resident.objects.filter(id=resident_id).values_list("name_sealed", "contact_sealed").first()
    return ("", "") if row is None else (sealing.unseal(row[0]), sealing.unseal(row[1]))


def reveals_for(matter_id: int) -> list[Reveal]:
    """Return who read the resident's contact of a matter, newest first; the resident sees this list too."""
    return list(Reveal.objects.filter(matter_id=matter_id).order_by("-at", "-id"))


def receipts_numbered(number: str) -> list[Receipt]:
    """Return all receipts that bear a number."""
    return list(Receipt.objects.filter(number=number).order_by("id"))


# Administration ------------------------------------------------------------------------------------------------


def accounts(actor: Actor, words: str = "") -> QuerySet[Account]:
    """Return the accounts whose name or login name holds the words, for the security administrator."""
    require_role(actor, "identity.accounts")
    found = Account.objects.order_by("username")
    return found.filter(Q(username__icontains=words) | Q(name__icontains=words)) if words else found


def account(actor: Actor, account_id: int) -> Account:
    """Return one account for the security administrator; raise NotFound."""
    found = accounts(actor).filter(id=account_id).first()
    if found is None:
        raise NotFound
    return found


def posts_of(actor: Actor, account_id: int) -> list[Post]:
    """Return all posts of an account, past ones too, newest first; one may always read one's own."""
    if actor.account_id != account_id:
        require_role(actor, "identity.posts")
    return list(
        Post.objects.filter(account_id=account_id).order_by(F("valid_to").desc(nulls_first=True), "-id")
    )


def access_log(
    actor: Actor,
    *,
    kind: str = "",
    username: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
) -> QuerySet[AccessLog]:
    """Return what happened at the door, newest first, for the audit administrator."""
    require_role(actor, "audit.access_log")
    found = AccessLog.objects.order_by("-at", "-id")
    if kind:
        found = found.filter(kind=kind)
    if username:
        found = found.filter(username__icontains=username)
    if since:
        found = found.filter(at__gte=since)
    return found.filter(at__lt=until) if until else found


def own_access_log(actor: Actor, most: int = 30) -> list[AccessLog]:
    """Return the latest events of the actor's own account."""
    if actor.account_id is None:
        return []
    return list(AccessLog.objects.filter(account_id=actor.account_id).order_by("-at", "-id")[:most])


def own_account(actor: Actor) -> Account:
    """Return the actor's own account; raise NotFound for whoever has none."""
    found = Account.objects.filter(id=actor.account_id or 0).first()
    if found is None:
        raise NotFound
    return found


def recovery_codes_left(actor: Actor) -> int:
    """Return how many recovery codes of the actor's own account are unused."""
    return RecoveryCode.objects.filter(account_id=actor.account_id or 0, used_at__isnull=True).count()


@dataclass(frozen=True, slots=True)
class PostRow:
    """A post as the administrator sees it."""

    id: int
    unit_name: str
    role: str
    area_code: str
    valid_from: date
    valid_to: date | None

    @property
    def title(self) -> str:
        """Return the role in Chinese."""
        return TITLES[Role(self.role)][0]

    @property
    def title_en(self) -> str:
        """Return the role in English."""
        return TITLES[Role(self.role)][1]


def post_rows(actor: Actor, account_id: int) -> list[PostRow]:
    """Return the posts of an account with the names of their units."""
    return [
        PostRow(
            post.id, orgs.unit_name(post.unit_id), post.role, post.area_code, post.valid_from, post.valid_to
        )
        for post in posts_of(actor, account_id)
    ]


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account of the list with where it stands on a day."""

    account: Account
    places: tuple[str, ...]


def with_places(rows: Sequence[Account], on: date) -> list[AccountRow]:
    """Return accounts with their posts of a day by one query more."""
    held: dict[int, dict[int, list[str]]] = {row.id: {} for row in rows}
    for post in Post.objects.valid(on).filter(account_id__in=held).order_by("id"):
        held[post.account_id].setdefault(post.unit_id, []).append(TITLES[Role(post.role)][0])
    return [
        AccountRow(
            row, tuple(f"{orgs.unit_name(unit)} · {'、'.join(roles)}" for unit, roles in held[row.id].items())
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A token of the list: whose it is in words, and whether it opens anything now."""

    token: ApiToken
    holder: str
    is_good: bool


def tokens(actor: Actor, at: datetime) -> list[TokenRow]:
    """Return all tokens, those in use first, for the security administrator."""
    require_role(actor, "api.tokens")
    found = list(ApiToken.objects.order_by(F("revoked_at").desc(nulls_first=True), "-id"))
    posts = {
        post.id: post
        for post in Post.objects.filter(id__in=[one.post_id for one in found]).select_related("account")
    }
    return [TokenRow(one, _holder(posts.get(one.post_id or 0)), one.is_good(at)) for one in found]


def post_meant(actor: Actor, text: str, at: datetime) -> int | None:
    """Return the post that a number or a login name means, None for ""; raise InvalidInput when that is not clear."""
    require_role(actor, "api.tokens")
    wanted = text.strip()
    if not wanted:
        return None
    if wanted.isascii() and wanted.isdigit() and len(wanted) <= 18:
        return int(wanted)
    found = account_named(wanted)
    held = None if found is None else standing(found, at.astimezone(CHINA).date())
    if held is None or not held.posts:
        raise InvalidInput(
            field="post",
            why="没有用户名为「%(name)s」、今天有岗位的账户。对接外部系统就留空。",
            name=wanted[:60],
        )
    if len(held.posts) > 1:
        choices = ";".join(f"{place.id} 是{place.title}" for place in held.posts)
        raise InvalidInput(
            field="post", why="这个账户有几个岗位，请填岗位编号：%(choices)s。", choices=choices
        )
    return held.posts[0].id


def _holder(post: Post | None) -> str:
    """Return name, unit and role of a post; "" for an external system."""
    if post is None:
        return ""
    return f"{post.account.name} · {orgs.unit_name(post.unit_id)} · {TITLES[Role(post.role)][0]}"


def unit_named(text: str) -> int | None:
    """Return the id of the standing unit with this code or this whole name, None when there is none."""
    wanted = text.strip()
    found = Unit.objects.filter(Q(code=wanted) | Q(name=wanted), valid_to__isnull=True).order_by(
        "depth", "id"
    )
    return found.values_list("id", flat=True).first() if wanted else None


# Audit ---------------------------------------------------------------------------------------------------------

AUDITED_STREAMS = ("identity", "access", "orgs", "settings")


@dataclass(frozen=True, slots=True)
class LedgerFilter:
    """What an auditor looks for; `before` is the id of the last entry of the page before."""

    stream: str = ""
    verb: str = ""
    name: str = ""
    since: datetime | None = None
    until: datetime | None = None
    before: int | None = None


def ledger_entries(actor: Actor, wanted: LedgerFilter) -> QuerySet[Entry]:
    """Return entries of the streams of administration, newest first; matters are not the auditor's to read."""
    require_role(actor, "audit.ledger")
    streams = [wanted.stream] if wanted.stream in AUDITED_STREAMS else AUDITED_STREAMS
    found = Entry.objects.filter(stream__in=streams).order_by("-id")
    if wanted.verb:
        found = found.filter(verb=wanted.verb)
    if wanted.name:
        found = found.filter(actor_name__icontains=wanted.name)
    if wanted.since:
        found = found.filter(at__gte=wanted.since)
    if wanted.until:
        found = found.filter(at__lt=wanted.until)
    return found.filter(id__lt=wanted.before) if wanted.before else found


def ledger_verbs(actor: Actor) -> list[str]:
    """Return the verbs that occur in the streams of administration."""
    require_role(actor, "audit.ledger")
    found = Entry.objects.filter(stream__in=AUDITED_STREAMS).order_by("verb").values_list("verb", flat=True)
    return list(found.distinct())


def kept_setting(name: str) -> Setting | None:
    """Return what the installation made of a setting, None when it is as shipped."""
    return Setting.objects.filter(name=name).first()


def account_named(username: str) -> int | None:
    """Return the id of the account with a login name in any spelling, None when there is none."""
    found = Account.objects.named(username)
    return None if found is None else found.id
