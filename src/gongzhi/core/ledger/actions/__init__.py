"""Writes of the ledger: append entries, anchor the heads."""

from gongzhi.core.ledger.actions.anchor import anchor
from gongzhi.core.ledger.actions.record import record, record_many

__all__ = ["anchor", "record", "record_many"]
