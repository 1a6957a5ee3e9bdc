"""Writes of the identities."""

from gongzhi.core.identity.actions.accounts import (
    NewAccount,
    change_account,
    create_account,
    lock_account,
    reset_password,
    reset_second_factor,
    unlock_account,
)
from gongzhi.core.identity.actions.posts import NewPost, end_post, give_post
from gongzhi.core.identity.actions.residents import issue_receipt, make_resident, open_receipt, reveal

__all__ = [
    "NewAccount",
    "NewPost",
    "change_account",
    "create_account",
    "end_post",
    "give_post",
    "issue_receipt",
    "lock_account",
    "make_resident",
    "open_receipt",
    "reset_password",
    "reset_second_factor",
    "reveal",
    "unlock_account",
]
