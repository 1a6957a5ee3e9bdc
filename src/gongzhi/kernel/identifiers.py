"""Numbers that people read out and type: matter numbers with a check digit, secrets without look-alike letters."""

import re
from datetime import date

from gongzhi.kernel.errors import InvalidInput

PREFIX = "GZ"
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""31 characters: no 0 and O, no 1, I and L."""
SECRET_LENGTH = 16
_NUMBER = re.compile(r"(?:GZ)?([0-9]{8})([0-9]{6,})([0-9])")
_WIDE = {ord("-") + 0xFEE0: "-"} | {code + 0xFEE0: chr(code) for code in range(0x21, 0x7F)}
_SEPARATORS = re.compile(r"[\s\u3000\u2010-\u2015\u2212\u30fc_.·・/-]+")


def matter_number(day: date, matter_id: int) -> str:
    """Return the number of a matter: its day, its id in six or more digits, and a check digit (ISO 7064 MOD 11,10)."""
    digits = f"{day:%Y%m%d}{matter_id:06d}"
    return f"{PREFIX}-{digits[:8]}-{digits[8:]}-{_check_digit(digits)}"


def normal_number(text: str) -> str:
    """Return a number as we write it; full width, spaces, case and missing dashes are forgiven, a wrong digit is not."""
    plain = _SEPARATORS.sub("", text.translate(_WIDE)).upper()
    found = _NUMBER.fullmatch(plain)
    if found is None:
        raise InvalidInput(
            field="number",
            why="「%(text)s」不是事项编号。编号的样子是 GZ-20261124-000123-7,请照回执上的写。",
            text=_short(text),
        )
    day, serial, check = found.groups()
    if _check_digit(day + serial) != int(check):
        raise InvalidInput(
            field="number",
            why="编号「%(text)s」的数字有误(最后一位校验不符)，请对照回执重新输入。",
            text=_short(text),
        )
    return f"{PREFIX}-{day}-{serial}-{check}"


def new_secret(random: bytes) -> str:
    """Return 16 random bytes as four groups of four readable characters (79 bits); raise ValueError for fewer bytes."""
    if len(random) < SECRET_LENGTH:
        raise ValueError("A secret needs 16 random bytes.")
    number = int.from_bytes(random[:SECRET_LENGTH], "big")
    letters = []
    for _ in range(SECRET_LENGTH):
        number, place = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[place])
    text = "".join(letters)
    return "-".join(text[start : start + 4] for start in range(0, SECRET_LENGTH, 4))


def normal_secret(text: str) -> str:
    """Return a secret as it was given out, forgiving full width, spaces, case and dashes; it may still be wrong."""
    plain = _SEPARATORS.sub("", text.translate(_WIDE)).upper()
    return "-".join(plain[start : start + 4] for start in range(0, len(plain), 4))


def _check_digit(digits: str) -> int:
    """Return the digit that ISO 7064 MOD 11,10 appends: it catches every wrong digit and nearly every swap."""
    carry = 10
    for digit in digits:
        carry = (carry + int(digit)) % 10 or 10
        carry = carry * 2 % 11
    return (11 - carry) % 10


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 40 else text[:39] + "…"
