"""Writes of files."""

from gongzhi.core.files.actions.attach import attach
from gongzhi.core.files.actions.make import make_document
from gongzhi.core.files.actions.render import pdf

__all__ = ["attach", "make_document", "pdf"]
