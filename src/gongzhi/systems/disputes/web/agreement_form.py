"""The form in which a mediator writes the terms of an agreement: blocks of clauses, a schedule by lines of day and sum."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from gongzhi.systems.disputes.rules import instalments
from gongzhi.systems.disputes.rules.agreement import CLAUSES_MOST, Clause, ClauseKind, Terms
from gongzhi.systems.disputes.rules.instalments import Instalment
from gongzhi.systems.disputes.rules.money import fen_of, typed

Errors = dict[str, str]
_FIELDS = ("kind", "by", "to", "what", "way", "amount", "due_on", "parts", "first_on", "every", "schedule")
_LINE = re.compile(r"(\d{4}-\d{1,2}-\d{1,2})[\s,，]+([\d.,万元¥]+)")
BLANKS = 2


@dataclass(slots=True)
class AgreementForm:
    """What was typed, as text; `clauses` hold one mapping a block."""

    form: str = "written"
    reached_on: str = ""
    facts: str = ""
    points: str = ""
    responsibility: str = ""
    called_due_after: str = ""
    penalty: str = ""
    is_final: bool = True
    clauses: list[dict[str, str]] = field(default_factory=list)

    @classmethod
    def parse(cls, given: Mapping[str, str]) -> "AgreementForm":
        """Return the form as it was sent."""
        blocks = sorted({int(found[1]) for name in given if (found := re.match(r"c(\d{1,2})-", name))})
        clauses = [{name: given.get(f"c{n}-{name}", "").strip() for name in _FIELDS} for n in blocks]
        return cls(
            form=given.get("form", "written"),
            reached_on=given.get("reached_on", ""),
            facts=given.get("facts", "").replace("\x00", ""),
            points=given.get("points", "").replace("\x00", ""),
            responsibility=given.get("responsibility", "").replace("\x00", ""),
            called_due_after=given.get("called_due_after", "").strip(),
            penalty=given.get("penalty", "").replace("\x00", ""),
            is_final=given.get("is_final") == "1",
            clauses=[one for one in clauses if not _is_blank(one)][:CLAUSES_MOST],
        )

    @classmethod
    def of(cls, form: str, reached_on: date | None, terms: Terms) -> "AgreementForm":
        """Return the form filled with terms that are there."""
        return cls(
            form=form,
            reached_on=reached_on.isoformat() if reached_on else "",
            facts=terms.facts,
            points=terms.points,
            responsibility=terms.responsibility,
            called_due_after="" if terms.called_due_after is None else str(terms.called_due_after),
            penalty=terms.penalty,
            is_final=terms.is_final,
            clauses=[_typed(one) for one in terms.clauses],
        )

    def shown(self, more: int = BLANKS) -> list[dict[str, str]]:
        """Return the blocks to show: those with something in them, and blank ones to go on."""
        blank = dict.fromkeys(_FIELDS, "")
        free = max(0, min(more, CLAUSES_MOST - len(self.clauses)))
        return [*self.clauses, *(dict(blank) for _n in range(free))]

    def spread(self) -> Errors:
        """Fill the schedules of payments for which parts and a first day were given; return what was wrong."""
        errors: Errors = {}
        for n, one in enumerate(self.clauses, 1):
            if not one["parts"]:
                continue
            fen, parts, first = fen_of(one["amount"]), _whole(one["parts"]), _day(one["first_on"])
            every = _whole(one["every"]) or 1
            if fen is None or parts is None or first is None:
                errors[f"c{n}-parts"] = _("第 %(n)s 项：平均分期要先写金额、期数和第一期的日期。") % {"n": n}
                continue
            try:
                made = instalments.equal(fen, parts, first, every)
            except ValueError:
                errors[f"c{n}-parts"] = _("第 %(n)s 项：期数在 1 到 60 之间，每期至少一分钱。") % {"n": n}
                continue
            one["schedule"] = "\n".join(f"{part.due_on.isoformat()} {typed(part.fen)}" for part in made)
        return errors

    def terms(self) -> tuple[Terms, Errors]:
        """Return the terms as far as they can be read, and what could not."""
        errors: Errors = {}
        clauses = [_clause(n, one, errors) for n, one in enumerate(self.clauses, 1)]
        after = _whole(self.called_due_after)
        if self.called_due_after and after is None:
            errors["called_due_after"] = _("逾期几日后全部到期，请写整数；不约定就留空。")
        terms = Terms(
            facts=self.facts,
            points=self.points,
            responsibility=self.responsibility,
            clauses=tuple(clauses),
            called_due_after=after,
            penalty=self.penalty,
            is_final=self.is_final,
        )
        return terms, errors

    def reached(self) -> date | None:
        """Return the day on which the sides came to terms."""
        return _day(self.reached_on)


def _is_blank(one: Mapping[str, str]) -> bool:
    return not any(one[name] for name in ("what", "way", "amount", "due_on", "schedule", "by", "kind"))


def _clause(n: int, one: Mapping[str, str], errors: Errors) -> Clause:
    kind = one["kind"] if one["kind"] in set(ClauseKind) else ""
    if not kind:
        errors[f"c{n}-kind"] = _("第 %(n)s 项：请选择是哪一类。") % {"n": n}
    fen = fen_of(one["amount"]) if one["amount"] else 0
    if fen is None:
        errors[f"c{n}-amount"] = _("第 %(n)s 项：金额请写成 12000 或 12,000.50，单位是元。") % {"n": n}
    schedule = _schedule(n, one["schedule"], errors)
    day = _day(one["due_on"])
    if one["due_on"] and day is None:
        errors[f"c{n}-due_on"] = _("第 %(n)s 项：日期请写成 2026-03-02 的样子。") % {"n": n}
    lasts = kind == ClauseKind.REFRAIN
    pays = kind == ClauseKind.PAY
    return Clause(
        kind=ClauseKind(kind or "act"),
        by=one["by"],
        to=one["to"],
        what=one["what"],
        way=one["way"],
        fen=(fen or 0) if pays else 0,
        due_on=None if lasts or (pays and schedule) else day,
        instalments=schedule if pays else (),
    )


def _schedule(n: int, text: str, errors: Errors) -> tuple[Instalment, ...]:
    found = []
    for line in text.splitlines():
        if not line.strip():
            continue
        read = _LINE.fullmatch(line.strip())
        day, fen = (_day(read[1]), fen_of(read[2])) if read else (None, None)
        if day is None or fen is None:
            errors[f"c{n}-schedule"] = _(
                "第 %(n)s 项：分期每行写「日期 金额」，例如 2026-03-31 1000。看不懂的一行：%(line)s"
            ) % {
                "n": n,
                "line": line.strip()[:40],
            }
            return ()
        found.append(Instalment(day, fen))
    return tuple(found)


def _typed(one: Clause) -> dict[str, str]:
    return dict.fromkeys(_FIELDS, "") | {
        "kind": str(one.kind),
        "by": one.by,
        "to": one.to,
        "what": one.what,
        "way": one.way,
        "amount": typed(one.fen) if one.fen else "",
        "due_on": one.due_on.isoformat() if one.due_on else "",
        "schedule": "\n".join(f"{part.due_on.isoformat()} {typed(part.fen)}" for part in one.instalments),
    }


def _whole(text: str) -> int | None:
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else None


def _day(text: str) -> date | None:
    try:
        year, month, day_ = (int(part) for part in text.strip().split("-"))
        return date(year, month, day_)
    except ValueError:
        return None
