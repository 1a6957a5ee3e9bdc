"""Whether a committee is made up as the law asks, and when its term ends; without Django.

Law: 人民调解法 art. 8 (three to nine members, a woman among them, a minority where several nationalities live), art. 9 (three
years, members may be chosen again); 关于完善矛盾纠纷多元化解机制 practice asks for a seal (人民调解法 art. 29: it is set under agreements).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from gongzhi.kernel.lengths import add_months

FEWEST, MOST = 3, 9
"""人民调解法 art. 8."""
TERM_MONTHS = 36
"""人民调解法 art. 9."""


class Sort(StrEnum):
    """What a finding is about."""

    TOO_FEW = "too_few"
    TOO_MANY = "too_many"
    NO_WOMAN = "no_woman"
    NO_MINORITY = "no_minority"
    NO_HEAD = "no_head"
    NO_SEAL = "no_seal"
    TERM_ENDS = "term_ends"
    TERM_OVER = "term_over"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as the law asks, or soon will not be."""

    sort: Sort
    title: str
    title_en: str
    law: str

    @property
    def is_warning(self) -> bool:
        """Whether it only warns of what is to come."""
        return self.sort is Sort.TERM_ENDS


@dataclass(frozen=True, slots=True)
class Member:
    """One of those who make up a committee; engaged mediators who are no members are left out."""

    is_woman: bool = False
    is_minority: bool = False
    is_head: bool = False


@dataclass(frozen=True, slots=True)
class Made:
    """A committee on a day."""

    members: tuple[Member, ...]
    term_from: date
    has_seal: bool
    is_mixed: bool = False


def term_to(term_from: date) -> date:
    """Return the last day of a term that began on a day."""
    return date.fromordinal(add_months(term_from, TERM_MONTHS).toordinal() - 1)


def findings(made: Made, on: date, ahead: int = 60) -> tuple[Finding, ...]:
    """Return what is not in order on a day, the gravest first; a term that ends within `ahead` days is a warning."""
    return tuple(_of_members(made)) + tuple(_of_term(made, on, ahead))


def _of_members(made: Made) -> Iterable[Finding]:
    n = len(made.members)
    if n < FEWEST:
        yield _finding(Sort.TOO_FEW, f"只有 {n} 名委员，应当有 {FEWEST} 至 {MOST} 名。", f"Only {n} members; there must be {FEWEST} to {MOST}.", "人民调解法 第八条")  # fmt: skip
    if n > MOST:
        yield _finding(Sort.TOO_MANY, f"有 {n} 名委员，最多 {MOST} 名。", f"{n} members; at most {MOST}.", "人民调解法 第八条")  # fmt: skip
    if not any(one.is_woman for one in made.members):
        yield _finding(
            Sort.NO_WOMAN, "没有妇女委员。", "There is no woman among the members.", "人民调解法 第八条"
        )
    if made.is_mixed and not any(one.is_minority for one in made.members):
        yield _finding(Sort.NO_MINORITY, "多民族居住地区，没有人数较少民族的委员。", "Several nationalities live here, but no smaller one has a member.", "人民调解法 第八条")  # fmt: skip
    if not any(one.is_head for one in made.members):
        yield _finding(Sort.NO_HEAD, "没有主任。", "There is no head.", "人民调解法 第八条")
    if not made.has_seal:
        yield _finding(Sort.NO_SEAL, "没有登记印章，调解协议书需要盖章。", "No seal is registered; agreements need one.", "人民调解法 第二十九条")  # fmt: skip


def _of_term(made: Made, on: date, ahead: int) -> Iterable[Finding]:
    last = term_to(made.term_from)
    if last < on:
        yield _finding(Sort.TERM_OVER, f"任期 {last.isoformat()} 已经届满，应当换届。", f"The term ended on {last.isoformat()}; members must be chosen anew.", "人民调解法 第九条")  # fmt: skip
    elif (last - on).days <= ahead:
        yield _finding(Sort.TERM_ENDS, f"任期 {last.isoformat()} 届满，请准备换届。", f"The term ends on {last.isoformat()}; prepare to choose members.", "人民调解法 第九条")  # fmt: skip


def _finding(sort: Sort, title: str, title_en: str, law: str) -> Finding:
    return Finding(sort, title, title_en, law)
