"""Staff accounts and their posts: a person acts as a role of a unit, between two days."""

from datetime import date
from typing import Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import models
from django.db.models import Q

from gongzhi.core.identity.rules.roles import POST_ROLES, TITLES, Side

ROLE_CHOICES = [(str(role), TITLES[role][0]) for role in POST_ROLES]
SIDE_CHOICES = [(str(side), str(side)) for side in Side]


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts by their login name as it was normalised when they were made."""

    def named(self, username: str) -> "Account | None":
        """Return the account with this login name in any spelling of case or width, None when there is none."""
        return self.filter(username=normal_username(username)).first()


class Account(AbstractBaseUser):
    """One staff member's login. What it may do comes from its posts alone; there are no groups and no superuser."""

    last_login = None
    username = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=60)
    email = models.EmailField(blank=True)
    is_active = models.BooleanField(default=True)
    lock_reason = models.CharField(max_length=200, blank=True)
    must_change_password = models.BooleanField(default=True)
    password_changed_at = models.DateTimeField(null=True, blank=True)
    totp_sealed = models.BinaryField(default=b"", blank=True)
    totp_confirmed_at = models.DateTimeField(null=True, blank=True)
    totp_last_step = models.BigIntegerField(default=0)
    """The time step of the last code that was used; the same code never works twice."""
    oidc_subject = models.CharField(max_length=255, null=True, blank=True, unique=True)
    session_epoch = models.IntegerField(default=1)
    """Sessions begun under an older number are over: raised by a lock, a password change, a reset."""
    made_at = models.DateTimeField()
    entered_at = models.DateTimeField(null=True, blank=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]
    objects = AccountManager()

    class Meta:
        app_label = "identity"

    def __str__(self) -> str:
        """Return name and login name."""
        return f"{self.name}({self.username})"

    @property
    def has_second_factor(self) -> bool:
        """Whether a second factor was set up and proved once."""
        return self.totp_confirmed_at is not None


class RecoveryCode(models.Model):
    """A code that stands in for the second factor once; only its keyed hash is kept."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="recovery_codes")
    code_hash = models.CharField(max_length=100)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "identity"


class PostQuerySet(models.QuerySet["Post"]):
    """Filters over posts."""

    def valid(self, on: date) -> Self:
        """Return posts held on a day; `valid_to` is the first day on which it is no longer held."""
        return self.filter(Q(valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gt=on)))


class Post(models.Model):
    """Account × unit × role, half-open between two days. A grid worker's post carries the code of its area."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="posts")
    unit_id = models.BigIntegerField(db_index=True)
    role = models.CharField(max_length=20, choices=ROLE_CHOICES)
    side = models.CharField(max_length=10, choices=SIDE_CHOICES, default=str(Side.WORK))
    area_code = models.CharField(max_length=15, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        app_label = "identity"
        constraints = [
            models.CheckConstraint(
                condition=Q(side="system", role="system_admin")
                | Q(side="security", role="security_admin")
                | Q(side="audit", role="audit_admin")
                | (Q(side="work") & ~Q(role__in=["system_admin", "security_admin", "audit_admin"])),
                name="post_side_of_role",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=models.F("valid_from")),
                name="post_ends_after_start",
            ),
            # 等级保护： one account never stands on two sides of the separated administration, not even in turn.
            ExclusionConstraint(
                name="post_one_side_per_account", expressions=[("account", "="), ("side", "<>")]
            ),
        ]

    def __str__(self) -> str:
        """Return what the post is."""
        return f"{self.role}@{self.unit_id}"


def normal_username(text: str) -> str:
    """Return a login name in one spelling: no surrounding blanks, half width, lower case."""
    return str(Account.normalize_username(text.strip())).lower()
