"""Receipts: a number and a secret of at least 75 random bits, so a fast keyed hash of the secret is enough."""

import hmac
from functools import lru_cache
from hashlib import blake2b

from django.conf import settings

from gongzhi.core.identity.sealing import derived_key
from gongzhi.kernel.identifiers import normal_secret


def hash_secret(secret: str) -> str:
    """Return the keyed hash under which a receipt's secret is kept; case, width, blanks and dashes do not count."""
    return _hash(normal_secret(secret), _keys(tuple(settings.SEAL_KEYS))[0])


def is_secret_of(secret: str, secret_hash: str) -> bool:
    """Whether this is the secret of the hash, under any key of the ring; takes the same time for every secret."""
    wanted = normal_secret(secret)
    matches = [
        hmac.compare_digest(_hash(wanted, key), secret_hash) for key in _keys(tuple(settings.SEAL_KEYS))
    ]
    return any(matches)


def _hash(secret: str, key: bytes) -> str:
    return blake2b(secret.encode(), digest_size=24, key=key).hexdigest()


@lru_cache(maxsize=8)
def _keys(ring: tuple[str, ...]) -> tuple[bytes, ...]:
    return tuple(derived_key(secret, "receipt") for secret in ring)
