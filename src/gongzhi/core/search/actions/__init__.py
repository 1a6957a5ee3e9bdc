"""Writes of search."""

from gongzhi.core.search.actions.put import COLUMNS, TABLE, Text, put, put_many, row

__all__ = ["COLUMNS", "TABLE", "Text", "put", "put_many", "row"]
