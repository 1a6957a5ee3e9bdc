"""Seals short texts into columns with AES-256-GCM; the first key of the ring seals, every key of it opens.

A sealed value is one version byte, four bytes that name the key, a nonce of twelve, and the ciphertext with its tag.
The empty text stays empty, so that a column says whether there is something to read.
"""

from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from os import urandom

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from gongzhi.kernel.errors import DomainError

_VERSION = b"\x01"
_NONCE = 12
_HEAD = 5


class SealBroken(DomainError):
    """A sealed value cannot be opened: the key is not in the ring, or the column was tampered with."""

    code = "identity.seal_broken"
    message = "这段加密内容打不开：密钥环里没有它的密钥，或内容被改动过。请系统管理员核对 GONGZHI_SEAL_KEYS。"
    http_status = 500


@dataclass(frozen=True, slots=True)
class _Ring:
    head: bytes
    first: AESGCM
    by_name: dict[bytes, AESGCM]


def seal(text: str) -> bytes:
    """Return the sealed text; "" stays b""."""
    if not text:
        return b""
    ring = _ring(tuple(settings.SEAL_KEYS))
    nonce = urandom(_NONCE)
    return ring.head + nonce + ring.first.encrypt(nonce, text.encode(), ring.head)


def unseal(sealed: bytes | memoryview) -> str:
    """Return the text of a sealed value; raise SealBroken when no key of the ring opens it."""
    value = bytes(sealed)
    if not value:
        return ""
    head = value[:_HEAD]
    cipher = _ring(tuple(settings.SEAL_KEYS)).by_name.get(head)
    if cipher is None:
        raise SealBroken
    try:
        return cipher.decrypt(value[_HEAD : _HEAD + _NONCE], value[_HEAD + _NONCE :], head).decode()
    except (InvalidTag, ValueError) as error:
        raise SealBroken from error


def is_current(sealed: bytes | memoryview) -> bool:
    """Whether a value is sealed with the first key of the ring (or empty), so that it need not be sealed anew."""
    value = bytes(sealed)
    return not value or value[:_HEAD] == _ring(tuple(settings.SEAL_KEYS)).head


def derived_key(secret: str, use: str) -> bytes:
    """Return a key of 32 bytes for one use, derived from a key of the ring."""
    return blake2b(secret.encode(), digest_size=32, person=use.encode()[:16]).digest()


@lru_cache(maxsize=8)
def _ring(keys: tuple[str, ...]) -> _Ring:
    by_name: dict[bytes, AESGCM] = {}
    for secret in keys:
        name = blake2b(secret.encode(), digest_size=4, person=b"key-name").digest()
        by_name[_VERSION + name] = AESGCM(derived_key(secret, "seal"))
    head, first = next(iter(by_name.items()))
    return _Ring(head, first, by_name)
