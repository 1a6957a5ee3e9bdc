"""What a password must be beyond the validators of the settings, and how first passwords are made."""

from collections.abc import Sequence

LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Without what is easily misread: 0 O 1 I L."""


def kinds(password: str) -> int:
    """Return how many of the kinds lower case, upper case, digit and other a password mixes."""
    tests = (str.islower, str.isupper, str.isdigit)
    found = [any(test(letter) for letter in password) for test in tests]
    return sum(found) + any(not letter.isascii() or not letter.isalnum() for letter in password)


def is_mixed(password: str) -> bool:
    """Whether a password mixes at least two kinds of characters."""
    return kinds(password) >= 2


def readable_code(random: bytes, groups: Sequence[int]) -> str:
    """Return random letters in groups joined by dashes; one byte is used for each letter.

    31 letters are drawn from 256 values by remainder: a letter is worth at least 4.9 bits.
    """
    letters = iter(LETTERS[byte % len(LETTERS)] for byte in random)
    return "-".join("".join(next(letters) for _ in range(size)) for size in groups)
