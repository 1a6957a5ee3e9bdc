"""Writes of the ledger: append entries, anchor the heads."""

from gongzhi.core.ledger.actions.anchor import anchor
from gongzhi.core.ledger.actions.claim import claim_free
from gongzhi.core.ledger.actions.record import append, record, record_many

__all__ = ["anchor", "append", "claim_free", "record", "record_many"]
