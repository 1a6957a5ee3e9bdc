"""Writes of search."""

from gongzhi.core.search.actions.put import COLUMNS, TABLE, Text, put, put_many, row
from gongzhi.core.search.actions.synonyms import keep_synonyms

__all__ = ["COLUMNS", "TABLE", "Text", "keep_synonyms", "put", "put_many", "row"]
