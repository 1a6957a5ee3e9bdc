"""Rows of files."""

from gongzhi.core.files.models.attachment import Attachment
from gongzhi.core.files.models.document import Document, NumberCounter

__all__ = ["Attachment", "Document", "NumberCounter"]
