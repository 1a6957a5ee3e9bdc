"""Keeps bytes on disk under their SHA-256: written beside, forced to disk, then renamed, so that a name means all of it."""

import hashlib
import os
import tempfile
from pathlib import Path

from django.conf import settings

from gongzhi.kernel.errors import DomainError


class FileMissing(DomainError):
    """A row names bytes that the store does not hold."""

    code = "files.missing"
    message = "文件内容不在存储里(%(sha256)s)。请系统管理员从备份恢复文件目录。"
    http_status = 500


def path_of(sha256: str) -> Path:
    """Return where the bytes of a digest lie: two levels of folders keep each of them small."""
    return Path(settings.MEDIA_DIR) / sha256[:2] / sha256[2:4] / sha256


def put(content: bytes) -> str:
    """Keep the bytes and return their digest; when this returns they survive a power cut."""
    sha256 = hashlib.sha256(content).hexdigest()
    path = path_of(sha256)
    if path.exists():
        return sha256
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
    for folder in (path.parent, path.parent.parent, path.parent.parent.parent):
        _sync(folder)
    return sha256


def read(sha256: str) -> bytes:
    """Return the bytes of a digest; raise FileMissing when the store does not hold them."""
    try:
        return path_of(sha256).read_bytes()
    except FileNotFoundError:
        raise FileMissing(sha256=sha256) from None


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
