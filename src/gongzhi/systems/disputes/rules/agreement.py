"""An agreement as structured terms: who does what by when; what must be in it, and its wording.

Law: 人民调解法 art. 28 to 33. Sides are named by their codes ("a", "b") and printed by their titles (甲方、乙方), so that
neither terms nor text ever hold a name.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from gongzhi.kernel.errors import Said, said
from gongzhi.systems.disputes.rules import instalments
from gongzhi.systems.disputes.rules.instalments import Instalment
from gongzhi.systems.disputes.rules.money import capital, yuan_text

CLAUSES_MOST = 20
_NUMBERS = "零一二三四五六七八九十"


class ClauseKind(StrEnum):
    """What somebody binds himself to."""

    PAY = "pay"
    ACT = "act"
    HAND_OVER = "hand_over"
    APOLOGISE = "apologise"
    REFRAIN = "refrain"


KIND_TITLES = {
    ClauseKind.PAY: ("给付金钱", "Pay money"),
    ClauseKind.ACT: ("完成一件事", "Do something"),
    ClauseKind.HAND_OVER: ("交付财物", "Hand something over"),
    ClauseKind.APOLOGISE: ("赔礼道歉", "Apologise"),
    ClauseKind.REFRAIN: ("不再做某事", "Refrain from something"),
}


@dataclass(frozen=True, slots=True)
class Clause:
    """One obligation. Money is in fen; `instalments` is empty for one payment; `refrain` lasts and has no day."""

    kind: ClauseKind
    by: str
    to: str
    what: str = ""
    way: str = ""
    fen: int = 0
    due_on: date | None = None
    instalments: tuple[Instalment, ...] = ()


@dataclass(frozen=True, slots=True)
class Terms:
    """What an agreement says: facts, points at issue, responsibility, obligations, and what follows a breach.

    `called_due_after` is the number of days an instalment may be late before all that is left falls due (None: never).
    """

    facts: str
    points: str
    responsibility: str
    clauses: tuple[Clause, ...]
    called_due_after: int | None = None
    penalty: str = ""
    is_final: bool = True


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with the terms: the field of the form, and a sentence."""

    field: str
    why: str | Said


@dataclass(frozen=True, slots=True)
class Duty:
    """One performance that the agreement asks for, in the order of its days; `due_on` is None for what lasts."""

    clause: int
    part: int
    by: str
    to: str
    what: str
    fen: int
    due_on: date | None


def problems(terms: Terms, sides: Sequence[str], on: date) -> list[Problem]:
    """Return all that keeps the terms from being an agreement; [] when they are one. `on` is the day of drafting."""
    found = []
    if not terms.facts.strip():
        found.append(Problem("facts", "请写明纠纷的主要事实（人民调解法第29条）。"))
    if not terms.clauses:
        found.append(Problem("clauses", "协议至少要写一项：谁、做什么、到哪一天。"))
    if len(terms.clauses) > CLAUSES_MOST:
        found.append(Problem("clauses", said("协议内容最多 %(most)s 项。", most=CLAUSES_MOST)))
    if terms.called_due_after is not None and not 0 <= terms.called_due_after <= 90:
        found.append(Problem("called_due_after", "逾期后全部到期的宽限期在 0 日到 90 日之间。"))
    for n, clause in enumerate(terms.clauses, 1):
        found += [Problem(f"clause{n}", why) for why in _clause_problems(n, clause, sides, on)]
    return found


def _clause_problems(n: int, clause: Clause, sides: Sequence[str], on: date) -> Iterator[Said]:
    if clause.by not in sides:
        yield said("第 %(n)s 项：请选由哪一方履行。", n=n)
    if clause.kind is not ClauseKind.REFRAIN and clause.to not in sides:
        yield said("第 %(n)s 项：请选向哪一方履行。", n=n)
    if clause.by == clause.to:
        yield said("第 %(n)s 项：履行的一方和接受的一方不能是同一方。", n=n)
    if clause.kind is ClauseKind.PAY:
        yield from _payment_problems(n, clause, on)
        return
    if not clause.what.strip():
        yield said("第 %(n)s 项：请写明具体做什么。", n=n)
    if clause.kind is not ClauseKind.REFRAIN:
        yield from _day_problems(n, clause.due_on, on)


def _payment_problems(n: int, clause: Clause, on: date) -> Iterator[Said]:
    if clause.fen <= 0:
        yield said("第 %(n)s 项：请写明金额。", n=n)
    elif clause.instalments:
        if (why := instalments.why_not(clause.instalments, clause.fen, on)) is not None:
            yield said("第 %(n)s 项：%(reason)s", n=n, reason=why)
    else:
        yield from _day_problems(n, clause.due_on, on)
    if not clause.way.strip():
        yield said("第 %(n)s 项：请写明怎么支付，例如银行转账、当面现金。", n=n)


def _day_problems(n: int, day: date | None, on: date) -> Iterator[Said]:
    if day is None:
        yield said("第 %(n)s 项：请写明到哪一天。", n=n)
    elif (why := instalments.why_not_day(day, on)) is not None:
        yield said("第 %(n)s 项：%(reason)s", n=n, reason=why)


def duties(terms: Terms) -> list[Duty]:
    """Return every single performance of the terms, those with a day first and in its order."""
    found = [duty for n, clause in enumerate(terms.clauses, 1) for duty in _duties_of(n, clause)]
    return sorted(found, key=lambda one: (one.due_on or date.max, one.clause, one.part))


def _duties_of(n: int, clause: Clause) -> Iterator[Duty]:
    for part, one in enumerate(clause.instalments, 1):
        yield Duty(
            n,
            part,
            clause.by,
            clause.to,
            instalment_words(part, len(clause.instalments)),
            one.fen,
            one.due_on,
        )
    if not clause.instalments:
        what = "支付款项" if clause.kind is ClauseKind.PAY else clause.what
        yield Duty(n, 0, clause.by, clause.to, what, clause.fen, clause.due_on)


def instalment_words(part: int, parts: int) -> str:
    """Return what an instalment is called."""
    return f"支付第 {part} 期款项（共 {parts} 期）"


def total(terms: Terms, by: str) -> int:
    """Return what a side is to pay altogether, in fen."""
    return sum(one.fen for one in terms.clauses if one.by == by)


# ------------------------------------------------------------------------------------------------ wording


def sentences(terms: Terms, titles: Mapping[str, str]) -> list[str]:
    """Return the obligations as numbered sentences, and what follows a breach, as a Chinese agreement words them."""
    said_ = [_sentence(clause, titles) for clause in terms.clauses]
    if terms.called_due_after is not None and any(one.instalments for one in terms.clauses):
        said_.append(_called_due(terms.called_due_after))
    if terms.penalty.strip():
        said_.append(f"违约责任：{_stopped(terms.penalty)}")
    if terms.is_final:
        said_.append("上述各项履行完毕后，各方就本纠纷再无其他争议。")
    return [f"{numeral(n)}、{one}" for n, one in enumerate(said_, 1)]


def _sentence(clause: Clause, titles: Mapping[str, str]) -> str:
    by, to = titles.get(clause.by, clause.by), titles.get(clause.to, clause.to)
    if clause.kind is ClauseKind.PAY:
        return _payment(clause, by, to)
    until = "" if clause.due_on is None else f"于{day_words(clause.due_on)}前"
    what = _stopped(clause.what)
    match clause.kind:
        case ClauseKind.HAND_OVER:
            return f"{by}{until}（含当日）向{to}交付：{what}"
        case ClauseKind.APOLOGISE:
            return f"{by}{until}（含当日）向{to}赔礼道歉，方式：{what}"
        case ClauseKind.REFRAIN:
            return f"自本协议生效之日起，{by}不再有下列行为：{what}"
        case _:
            return f"{by}{until}（含当日）完成：{what}"


def _payment(clause: Clause, by: str, to: str) -> str:
    sum_ = f"{yuan_text(clause.fen)} 元（大写：{capital(clause.fen)}）"
    for_what = f"（{clause.what.strip().rstrip('。')}）" if clause.what.strip() else ""
    way = f"，支付方式：{_stopped(clause.way)}"
    if not clause.instalments:
        until = "" if clause.due_on is None else f"于{day_words(clause.due_on)}前（含当日）"
        return f"{by}{until}一次性向{to}支付{for_what}人民币 {sum_}{way}"
    first, last = clause.instalments[0], clause.instalments[-1]
    return (
        f"{by}向{to}支付{for_what}人民币 {sum_}，分 {len(clause.instalments)} 期付清：自{day_words(first.due_on)}起，"
        f"至{day_words(last.due_on)}止，各期的日期和金额见履行时间表{way}"
    )


def _called_due(days: int) -> str:
    late = "任何一期逾期未付的" if days == 0 else f"任何一期逾期超过 {days} 日未付的"
    return f"{late}，其余各期款项全部到期，收款一方可以就全部未付款项依法主张。"


def _stopped(text: str) -> str:
    plain = text.strip().rstrip("。；;.")
    return f"{plain}。"


def day_words(day: date) -> str:
    """Return a day as documents write it."""
    return f"{day.year}年{day.month}月{day.day}日"


def numeral(n: int) -> str:
    """Return a number up to 99 in Chinese numerals."""
    tens, ones = divmod(n, 10)
    if tens == 0:
        return _NUMBERS[ones]
    return (_NUMBERS[tens] if tens > 1 else "") + "十" + (_NUMBERS[ones] if ones else "")


# ------------------------------------------------------------------------------------------------ what it does

EFFECT = (
    "本协议由各方自愿达成，具有法律约束力，各方应当按照约定履行（人民调解法第31条）。",
    "调解组织对本协议的履行情况进行监督，督促各方履行约定的义务（人民调解法第31条）。",
    "就本协议的履行或者内容发生争议的，一方可以向人民法院提起诉讼（人民调解法第32条）。",
    "各方认为有必要的，可以自本协议生效之日起三十日内共同向人民法院申请司法确认；经确认有效后，一方拒绝履行或者未全部履行的，对方可以向人民法院申请强制执行（人民调解法第33条、民事诉讼法第205条）。",
)
WRITTEN_START = (
    "本协议自各方签名、盖章或者按指印，调解员签名并加盖调解组织印章之日起生效（人民调解法第29条）。"
)
ORAL_START = "口头协议自各方达成协议之日起生效，由调解员记录（人民调解法第28条、第30条）。"


# ------------------------------------------------------------------------------------------------ as plain values


def plain(terms: Terms) -> dict[str, object]:
    """Return the terms as values that JSON can keep."""
    return {
        "facts": terms.facts,
        "points": terms.points,
        "responsibility": terms.responsibility,
        "called_due_after": terms.called_due_after,
        "penalty": terms.penalty,
        "is_final": terms.is_final,
        "clauses": [_plain_clause(one) for one in terms.clauses],
    }


def _plain_clause(one: Clause) -> dict[str, object]:
    return {
        "kind": str(one.kind),
        "by": one.by,
        "to": one.to,
        "what": one.what,
        "way": one.way,
        "fen": one.fen,
        "due_on": one.due_on.isoformat() if one.due_on else None,
        "instalments": [[part.due_on.isoformat(), part.fen] for part in one.instalments],
    }


def from_plain(kept: Mapping[str, object]) -> Terms:
    """Return the terms that `plain` wrote down."""
    found = kept.get("clauses")
    days = kept.get("called_due_after")
    return Terms(
        facts=str(kept.get("facts", "")),
        points=str(kept.get("points", "")),
        responsibility=str(kept.get("responsibility", "")),
        clauses=tuple(_clause_from(one) for one in found) if isinstance(found, list) else (),
        called_due_after=days if isinstance(days, int) else None,
        penalty=str(kept.get("penalty", "")),
        is_final=bool(kept.get("is_final", True)),
    )


def _clause_from(kept: Mapping[str, object]) -> Clause:
    parts, due = kept.get("instalments"), kept.get("due_on")
    return Clause(
        kind=ClauseKind(str(kept["kind"])),
        by=str(kept["by"]),
        to=str(kept["to"]),
        what=str(kept.get("what", "")),
        way=str(kept.get("way", "")),
        fen=int(str(kept.get("fen", 0))),
        due_on=date.fromisoformat(due) if isinstance(due, str) and due else None,
        instalments=tuple(Instalment(date.fromisoformat(str(day)), int(fen)) for day, fen in parts)
        if isinstance(parts, list)
        else (),
    )
