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
from gongzhi.core.identity.actions.tokens import Bearer, NewToken, issue_token, open_token, revoke_token

__all__ = [
    "Bearer",
    "NewAccount",
    "NewPost",
    "NewToken",
    "change_account",
    "create_account",
    "end_post",
    "give_post",
    "issue_receipt",
    "issue_token",
    "lock_account",
    "make_resident",
    "open_receipt",
    "open_token",
    "reset_password",
    "reset_second_factor",
    "reveal",
    "revoke_token",
    "unlock_account",
]
