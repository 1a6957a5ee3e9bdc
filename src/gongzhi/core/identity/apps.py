"""Django app of the identities."""

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    """Accounts, posts, residents, receipts."""

    name = "gongzhi.core.identity"
    label = "identity"
    verbose_name = "身份"
