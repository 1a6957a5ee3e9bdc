"""Claims as they are written into an application: one a line, the sum after a bar."""

from dataclasses import dataclass

from gongzhi.kernel.errors import said
from gongzhi.systems.disputes.rules.money import fen_of

MOST = 30


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim; `fen` is None where no sum is asked for."""

    text: str
    fen: int | None = None


def claims_of(words: str) -> list[Claim]:
    """Return the claims of a text; a line whose last part after a bar is a sum of yuan asks for that sum."""
    return [_claim(line.strip()) for line in words.splitlines() if line.strip()]


def _claim(line: str) -> Claim:
    text, bar, sum_text = line.replace("｜", "|").rpartition("|")
    fen = fen_of(sum_text) if bar else None
    return Claim(text.strip(), fen) if fen is not None and text.strip() else Claim(line)


def total(claims: list[Claim]) -> int:
    """Return the sum of all that is asked for, in fen."""
    return sum(claim.fen or 0 for claim in claims)


def why_not(claims: list[Claim]) -> str | None:
    """Return why the claims cannot be kept, None when they can."""
    if not claims:
        return "请写明请求，一行一项。"
    if len(claims) > MOST:
        return said("一次最多写 %(most)s 项请求，请合并。", most=MOST)
    return None
