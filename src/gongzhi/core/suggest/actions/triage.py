"""Suggests category, urgency and lead body for matters that wait for triage."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from gongzhi.core.orgs import queries as orgs
from gongzhi.core.suggest import switches
from gongzhi.core.suggest.models import Kind, Suggestion
from gongzhi.core.suggest.reader import Reader, reader
from gongzhi.kernel.terms import CHINA
from gongzhi.reading import text, urgency
from gongzhi.reading.classify import SEPARATOR, Guess

URGENT = "urgent"
URGENCY_VERSION = "1"
DUTY_VERSION = "1"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is read of a matter: its words and where it is, never who brought it."""

    matter_id: int
    title: str
    text: str
    area_code: str


@transaction.atomic(durable=True)
def suggest_triage(asked: Sequence[Asked], at: datetime) -> int:
    """Keep what is suggested for matters and return how many suggestions are new; asking again adds none."""
    rows: list[Suggestion] = []
    if orgs.setting(switches.URGENCY):
        rows += [row for one in asked for row in _urgency(one, at)]
    held = reader()
    if orgs.setting(switches.TRIAGE) and held is not None:
        rows += _categories(held, asked, at)
    before = Suggestion.objects.filter(matter_id__in=[one.matter_id for one in asked]).count()
    Suggestion.objects.bulk_create(rows, ignore_conflicts=True)
    return Suggestion.objects.filter(matter_id__in=[one.matter_id for one in asked]).count() - before


def _urgency(asked: Asked, at: datetime) -> list[Suggestion]:
    found = [
        one for one in urgency.alarms(f"{asked.title}\n{asked.text}") if one.degree >= urgency.Degree.URGENT
    ]
    if not found:
        return []
    reasons = [one.words for one in found]
    return [_row(asked, Kind.URGENCY, "urgency_words", URGENCY_VERSION, Guess(URGENT, 1.0), reasons, at)]


def _categories(held: Reader, asked: Sequence[Asked], at: datetime) -> list[Suggestion]:
    messages = [text.join([one.title, one.text]) for one in asked]
    found: list[Suggestion] = []
    for one, message, reading in zip(asked, messages, held.classifier.read(messages), strict=True):
        guesses = [Guess(_code(guess.label), guess.confidence) for guess in (reading.best, *reading.others)]
        reasons = held.reasons(message, guesses[0].label)
        if not reasons:
            continue
        row = _row(one, Kind.CATEGORY, held.name, held.version, guesses[0], reasons, at)
        row.is_sure = reading.is_sure
        row.others = [
            {"value": guess.label, "confidence": round(guess.confidence, 4)} for guess in guesses[1:]
        ]
        found.append(row)
        if orgs.setting(switches.UNIT):
            found += _unit(one, held, row, at)
    return found


def _unit(asked: Asked, held: Reader, category: Suggestion, at: datetime) -> list[Suggestion]:
    """Return whose duty the suggested category is there; it is no surer than the category."""
    duty = orgs.duty_for(category.value, asked.area_code, at.astimezone(CHINA).date())
    if duty is None:
        return []
    guess = Guess(str(duty.lead.id), category.confidence)
    reasons = [one for one in (orgs.category_title(category.value), duty.law) if one]
    row = _row(asked, Kind.UNIT, f"{held.name}+duties", f"{held.version}.{DUTY_VERSION}", guess, reasons, at)
    row.is_sure = category.is_sure
    return [row]


def _row(
    asked: Asked, kind: Kind, model: str, version: str, guess: Guess, reasons: list[str], at: datetime
) -> Suggestion:
    return Suggestion(
        matter_id=asked.matter_id,
        kind=kind,
        model=model,
        version=version,
        value=guess.label,
        confidence=min(guess.confidence, 1.0),
        is_sure=True,
        reasons=reasons,
        made_at=at,
    )


def _code(label: str) -> str:
    return label.replace(SEPARATOR, ".")
