"""Rows of the identities."""

from gongzhi.core.identity.models.account import Account, AccountManager, Post, PostQuerySet, RecoveryCode
from gongzhi.core.identity.models.log import AccessKind, AccessLog, Reveal, Throttle
from gongzhi.core.identity.models.resident import Receipt, ReceiptKind, Resident
from gongzhi.core.identity.models.token import ApiToken

__all__ = [
    "AccessKind",
    "AccessLog",
    "Account",
    "AccountManager",
    "ApiToken",
    "Post",
    "PostQuerySet",
    "Receipt",
    "ReceiptKind",
    "RecoveryCode",
    "Resident",
    "Reveal",
    "Throttle",
]
