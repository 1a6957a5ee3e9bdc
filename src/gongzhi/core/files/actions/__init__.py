"""Writes of files."""

from gongzhi.core.files.actions.make import make_document
from gongzhi.core.files.actions.render import pdf
from gongzhi.core.files.actions.uploads import attach

__all__ = ["attach", "make_document", "pdf"]
