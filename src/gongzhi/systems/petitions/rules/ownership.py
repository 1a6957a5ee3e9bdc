"""Leaders linked to areas and leaders who take a case: which levels are missing, coverage, and when a case may be ended."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

LEVEL_BY_DIGITS = {4: "city", 6: "county", 9: "township", 12: "village"}
THREE_LEVELS = ("county", "township", "village")
"""The levels of 三级书记包联, the highest first."""
TRIES = 3
"""On how many different days somebody must have been called in vain before a look at the place may stand for a call."""


@dataclass(frozen=True, slots=True)
class Check:
    """What somebody found after the owner asked to end a case; `is_outside`: by nobody of a body that handled it."""

    at: datetime
    account_id: int | None
    is_outside: bool
    reached: bool
    solved: bool | None


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What is known of an owned (or listed but unowned) case, from which its state follows."""

    is_owned: bool
    has_plan: bool = False
    has_met: bool = False
    closing_asked: bool = False
    has_ended: bool = False


def level_of(area_code: str) -> str:
    """Return the level of an area by its code, "" for a code of no level."""
    digits = area_code[:4] if area_code.endswith("00") and len(area_code) == 6 else area_code
    return LEVEL_BY_DIGITS.get(len(digits), "")


def areas_of(area_code: str) -> dict[str, str]:
    """Return by level the codes of county, township and village in which a place lies; levels finer than it are left out."""
    lengths = {"county": 6, "township": 9, "village": 12}
    return {level: area_code[:n] for level, n in lengths.items() if len(area_code) >= n}


def missing_levels(linked: Collection[str], wanted: Sequence[str] = THREE_LEVELS) -> tuple[str, ...]:
    """Return the levels at which nobody answers, the highest first."""
    return tuple(level for level in wanted if level not in linked)


def percent(part: int, whole: int) -> float | None:
    """Return part ÷ whole in per cent with one digit, None when there is nothing to divide by."""
    return round(100 * part / whole, 1) if whole else None


def state_of(facts: CaseFacts) -> str:
    """Return where a case stands: to_own, owned, planned, working, asked or ended (待包→已包→方案→化解中→待回访→已结)."""
    if facts.has_ended:
        return "ended"
    if not facts.is_owned:
        return "to_own"
    if facts.closing_asked:
        return "asked"
    if facts.has_met:
        return "working"
    return "planned" if facts.has_plan else "owned"


def why_not_end(owner_account: int | None, asked_at: datetime | None, checks: Sequence[Check]) -> str | None:
    """Return why an owned case cannot be ended now, None when somebody independent found it solved.

    Independent: not the owner, and of no body that handled the matter; only what was found after the owner asked counts.
    """
    if asked_at is None:
        return "请先提出结案申请，由承办单位以外的人回访核实。"
    own = [one for one in checks if one.at >= asked_at]
    counted = [
        one for one in own if one.is_outside and (one.account_id is None or one.account_id != owner_account)
    ]
    if not counted:
        return "还没有独立的回访核实。包案领导和承办单位不能自己核实，请由回访员或者督办员核实后再结案。"
    last = max(counted, key=lambda one: one.at)
    if not last.reached:
        return "回访还没有联系上信访人，不能结案。"
    if last.solved is not True:
        return "最近一次回访的结果是没有解决，不能结案，请继续化解。"
    return None


def why_not_seen(tried_on: Collection[date], *, can_be_reached: bool) -> str | None:
    """Return why a look at the place may not stand for speaking with the petitioner, None when it may."""
    if can_be_reached and len(set(tried_on)) < TRIES:
        return "信访人留有联系方式的，要在三个不同的日子联系不上以后，才能用现场核实代替回访。"
    return None


def why_not_check(
    *, handled: bool, is_owner: bool, reached: bool, solved: bool | None, words: str
) -> str | None:
    """Return why somebody may not check the end of a case, or what the check still lacks."""
    if is_owner:
        return "包案领导不能核实自己包的案件，请由其他人核实。"
    if handled:
        return "承办过这件事的单位不能核实，请由承办单位以外的人核实。"
    if reached and solved is None:
        return "联系上了信访人，请选问题有没有解决。"
    if not words.strip():
        return "请写明是怎样核实的。"
    return None
