"""Rows of search."""

from gongzhi.core.search.models.synonyms import SynonymList
from gongzhi.core.search.models.text import SearchText

__all__ = ["SearchText", "SynonymList"]
