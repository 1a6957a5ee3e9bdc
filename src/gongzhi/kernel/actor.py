"""Who acts, and as what: passed explicitly to every read and every write."""

from dataclasses import dataclass
from enum import StrEnum


class ActorKind(StrEnum):
    """The four ways of standing before the platform."""

    STAFF = "staff"
    RESIDENT = "resident"
    PUBLIC = "public"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """A person in a post, a resident with a receipt, the anonymous public, or the platform itself.

    `unit_path` holds the ids of the unit and its ancestors, root first. `area_code` is the division code of the
    post's area ("" means none). `matter_ids` are the matters a resident proved to hold a receipt for in this session.
    """

    kind: ActorKind
    name: str
    roles: frozenset[str] = frozenset()
    account_id: int | None = None
    post_id: int | None = None
    unit_id: int | None = None
    unit_name: str = ""
    unit_path: tuple[int, ...] = ()
    area_code: str = ""
    matter_ids: frozenset[int] = frozenset()
    resident_id: int | None = None

    @property
    def is_staff(self) -> bool:
        """Whether a staff member acts through a post."""
        return self.kind is ActorKind.STAFF

    def has_role(self, *roles: str) -> bool:
        """Whether the current post carries any of these roles."""
        return not self.roles.isdisjoint(roles)


SYSTEM = Actor(kind=ActorKind.SYSTEM, name="系统", roles=frozenset({"system"}))
PUBLIC = Actor(kind=ActorKind.PUBLIC, name="公众", roles=frozenset({"public"}))
