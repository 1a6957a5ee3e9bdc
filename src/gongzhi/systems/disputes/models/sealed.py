"""Texts of a mediation at rest: sealed, and told apart in the ledger by a digest that gives nothing away.

A short text could be guessed from a bare digest, so a random salt is sealed along with it and digested along with it.
"""

from hashlib import sha256
from secrets import token_hex

from gongzhi.core.identity import sealing

_SALT = 16


def close(text: str) -> tuple[bytes, str]:
    """Return the sealed text and its digest; "" stays b"" with an empty digest."""
    if not text:
        return b"", ""
    salted = f"{token_hex(_SALT)}\n{text}"
    return sealing.seal(salted), digest_of(salted)


def opened(sealed: bytes | memoryview) -> str:
    """Return the text of a sealed value."""
    return sealing.unseal(sealed).partition("\n")[2]


def matches(sealed: bytes | memoryview, digest: str) -> bool:
    """Whether a sealed value is the one whose digest the ledger keeps."""
    salted = sealing.unseal(sealed)
    return (digest_of(salted) if salted else "") == digest


def digest_of(salted: str) -> str:
    """Return the digest of a salted text."""
    return sha256(salted.encode()).hexdigest()
