"""Rows of suggestions."""

from gongzhi.core.suggest.models.suggestion import Kind, Suggestion

__all__ = ["Kind", "Suggestion"]
