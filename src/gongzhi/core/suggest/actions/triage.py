"""Suggests category, urgency and lead body for matters that wait for triage."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from gongzhi.core.orgs import queries as orgs
from gongzhi.core.suggest import queries, switches
from gongzhi.core.suggest.models import Kind, Suggestion
from gongzhi.core.suggest.queries import BY_RULE, Ruled
from gongzhi.core.suggest.reader import Reader, reader
from gongzhi.core.suggest.rules.asked import Asked
from gongzhi.kernel.terms import CHINA
from gongzhi.reading import text, urgency
from gongzhi.reading.classify import SEPARATOR, Guess

URGENT = "urgent"
URGENCY_VERSION = "1"
DUTY_VERSION = "1"


@transaction.atomic(durable=True)
def suggest_triage(asked: Sequence[Asked], at: datetime) -> int:
    """Keep what is suggested for matters and return how many suggestions are new; asking again adds none."""
    rows = _by_rules(asked, at) if orgs.setting(switches.RULES) else []
    ruled = {(row.matter_id, row.kind) for row in rows}
    if orgs.setting(switches.URGENCY):
        rows += [row for one in asked for row in _urgency(one, at)]
    held = reader()
    if orgs.setting(switches.TRIAGE) and held is not None:
        open_ones = [one for one in asked if (one.matter_id, Kind.CATEGORY) not in ruled]
        found = _categories(held, open_ones, at)
        rows += [row for row in found if (row.matter_id, row.kind) not in ruled]
    before = Suggestion.objects.filter(matter_id__in=[one.matter_id for one in asked]).count()
    Suggestion.objects.bulk_create(rows, ignore_conflicts=True)
    return Suggestion.objects.filter(matter_id__in=[one.matter_id for one in asked]).count() - before


@transaction.atomic(durable=True)
def suggest_by_rules(asked: Sequence[Asked], at: datetime) -> int:
    """Keep what rules that came into force say of matters that have suggestions already; return how many are new."""
    rows = _by_rules(asked, at) if orgs.setting(switches.RULES) else []
    known = Suggestion.objects.filter(model=BY_RULE, matter_id__in=[row.matter_id for row in rows])
    kept = set(known.values_list("matter_id", "kind", "version"))
    fresh = [row for row in rows if (row.matter_id, row.kind, row.version) not in kept]
    Suggestion.objects.bulk_create(fresh, ignore_conflicts=True)
    return len(fresh)


def _by_rules(asked: Sequence[Asked], at: datetime) -> list[Suggestion]:
    """Return what the city's rules say: for each matter the first that fits, the nearest centre's before the city's."""
    held = queries.rules_in_force()
    found: list[Suggestion] = []
    for one in asked if held.by_unit else ():
        ruled = held.first(one.owner_path, one.facts())
        if ruled is not None:
            found += _of_rule(one, ruled, at)
    return found


def _of_rule(asked: Asked, ruled: Ruled, at: datetime) -> list[Suggestion]:
    rule = ruled.match.rule
    reasons = [rule.title, *ruled.match.found, *([rule.law] if rule.law else [])]
    said: list[tuple[Kind, str]] = []
    if rule.category:
        said.append((Kind.CATEGORY, rule.category))
    lead = rule.unit
    if lead is None and rule.category:
        duty = orgs.duty_for(rule.category, asked.area_code, at.astimezone(CHINA).date())
        lead = duty.lead.id if duty else None
    if lead is not None:
        said.append((Kind.UNIT, str(lead)))
    if rule.urgent:
        said.append((Kind.URGENCY, URGENT))
    version = f"{ruled.unit_id}.{ruled.version}.{ruled.match.n}"
    return [_row(asked, kind, BY_RULE, version, Guess(value, 1.0), reasons, at) for kind, value in said]


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
