"""The Merkle root over heads of streams: one hash that changes when any of them does."""

from collections.abc import Iterable
from hashlib import sha256

EMPTY = sha256(b"").hexdigest()


def leaf(stream: str, n: int, digest: str) -> bytes:
    """Return the hash of one head; the leading zero byte keeps leaves and nodes apart."""
    return sha256(f"\x00{stream}\n{n}\n{digest}".encode()).digest()


def root(leaves: Iterable[bytes]) -> str:
    """Return the root in hexadecimal; an odd one out is carried up unchanged, no leaves give the hash of nothing."""
    level = list(leaves)
    if not level:
        return EMPTY
    while len(level) > 1:
        pairs = [
            sha256(b"\x01" + one + two).digest() for one, two in zip(level[::2], level[1::2], strict=False)
        ]
        level = pairs + level[len(pairs) * 2 :]
    return level[0].hex()
