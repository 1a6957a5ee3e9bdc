"""How documents are numbered: the city's sign, the series, year and a counter, as Chinese official letters are."""

from secrets import choice

_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_CODE = 10


def prefix(city: str, series: str) -> str:
    """Return the sign before the year, for example 邯治告 for a notice of 邯郸市."""
    return f"{city[:1]}治{series}"


def number(sign: str, year: int, n: int) -> str:
    """Return the full number, for example 邯治告〔2026〕12号； the year stands in six-cornered brackets (GB/T 9704)."""
    return f"{sign}〔{year}〕{n}号"


def new_verify_code() -> str:
    """Return a random code of ten readable characters (49 bits) that only who holds the letter knows."""
    return "".join(choice(_LETTERS) for _ in range(_CODE))
