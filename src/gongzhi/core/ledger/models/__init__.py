"""Rows of the ledger."""

from gongzhi.core.ledger.models.anchor import Anchor, AnchorLeaf
from gongzhi.core.ledger.models.entry import Entry, Head

__all__ = ["Anchor", "AnchorLeaf", "Entry", "Head"]
