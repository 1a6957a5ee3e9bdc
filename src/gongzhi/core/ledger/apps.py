"""Django app of the ledger."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """Entries, heads of streams, anchors."""

    name = "gongzhi.core.ledger"
    label = "ledger"
    verbose_name = "总账"
