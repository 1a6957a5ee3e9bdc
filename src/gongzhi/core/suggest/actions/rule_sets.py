"""Changes the rules of a city or centre: a draft is edited, tried, and only then put in force; nothing is ever erased."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from gongzhi.core.identity.rules.verbs import require_role
from gongzhi.core.ledger.actions import record
from gongzhi.core.orgs import queries as orgs
from gongzhi.core.suggest import queries
from gongzhi.core.suggest.models import RuleSet, RuleState
from gongzhi.core.suggest.rules import city
from gongzhi.core.suggest.rules.city import Rule
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import DomainError, InvalidInput, NotAllowed, NotFound

STEPS = {"up": -1, "down": 1}


class NotTried(DomainError):
    """Rules are put in force only after a dry run of exactly these rules."""

    code = "suggest.not_tried"
    message = "这些规则改过以后还没有试算。请先用上个月的事项试算一遍，看清会改变什么，再启用。"
    http_status = 409


@transaction.atomic(durable=True)
def keep_rule(actor: Actor, rule: Rule, at: datetime, n: int | None = None) -> RuleSet:
    """Write a rule into the draft of the actor's unit, in place of number `n` or as the last one."""
    draft = _draft(actor, at)
    kept = _known(city.checked(rule))
    rules = list(draft.rules)
    if n is None:
        if len(rules) >= city.RULES_MOST:
            raise InvalidInput(
                field="title", why="最多 %(most)s 条规则，请先删去不用的。", most=city.RULES_MOST
            )
        rules.append(city.to_json(kept))
    else:
        _require_number(rules, n)
        rules[n - 1] = city.to_json(kept)
    return _edited(
        draft, rules, actor, at, "rules.written", {"n": n or len(rules), "rule": city.to_json(kept)}
    )


@transaction.atomic(durable=True)
def move_rule(actor: Actor, n: int, step: str, at: datetime) -> RuleSet:
    """Move a rule of the draft one place up or down: the first that fits wins."""
    draft = _draft(actor, at)
    rules = list(draft.rules)
    _require_number(rules, n)
    if step not in STEPS:
        raise InvalidInput(field="step", why="规则只能上移或下移。")
    to = n + STEPS[step]
    if not 1 <= to <= len(rules):
        return draft
    rules[n - 1], rules[to - 1] = rules[to - 1], rules[n - 1]
    return _edited(draft, rules, actor, at, "rules.moved", {"from": n, "to": to})


@transaction.atomic(durable=True)
def drop_rule(actor: Actor, n: int, at: datetime) -> RuleSet:
    """Take a rule out of the draft; the version in force keeps it until the draft takes over."""
    draft = _draft(actor, at)
    rules = list(draft.rules)
    _require_number(rules, n)
    dropped = rules.pop(n - 1)
    return _edited(draft, rules, actor, at, "rules.dropped", {"n": n, "rule": dropped})


def keep_trial(draft_id: int, figures: Mapping[str, object], actor: Actor, at: datetime) -> RuleSet:
    """Keep what a dry run gave, in the caller's transaction."""
    draft = RuleSet.objects.select_for_update().get(pk=draft_id)
    draft.tried_at, draft.tried = at, dict(figures)
    draft.save(update_fields=["tried_at", "tried"])
    data = {"version": draft.version, "rules": len(draft.rules), **figures}
    record(stream=draft.stream, verb="rules.tried", actor=actor, at=at, data=data)
    return draft


@transaction.atomic(durable=True)
def start_rules(actor: Actor, note: str, at: datetime) -> RuleSet:
    """Put the draft in force in place of the version before; only after it was tried as it stands."""
    unit = require_unit(actor)
    draft = RuleSet.objects.select_for_update().filter(unit_id=unit, state=RuleState.DRAFT).first()
    if draft is None:
        raise NotFound
    why = _why(note)
    if draft.tried_at is None or draft.tried_at < draft.edited_at:
        raise NotTried
    before = RuleSet.objects.select_for_update().filter(unit_id=unit, state=RuleState.IN_FORCE).first()
    if before is not None:
        before.state, before.ended_at = RuleState.ENDED, at
        before.save(update_fields=["state", "ended_at"])
    draft.state, draft.note, draft.started_at, draft.started_by = RuleState.IN_FORCE, why, at, actor.name
    draft.save()
    data = {"version": draft.version, "before": before.version if before else None, "rules": draft.rules}
    record(stream=draft.stream, verb="rules.started", actor=actor, at=at, data=data, why=why)
    return draft


@transaction.atomic(durable=True)
def stop_rules(actor: Actor, note: str, at: datetime) -> RuleSet:
    """Put the version in force out of force; from then on no rule of this unit counts."""
    unit = require_unit(actor)
    held = RuleSet.objects.select_for_update().filter(unit_id=unit, state=RuleState.IN_FORCE).first()
    if held is None:
        raise NotFound
    why = _why(note)
    held.state, held.ended_at = RuleState.ENDED, at
    held.save(update_fields=["state", "ended_at"])
    record(
        stream=held.stream, verb="rules.stopped", actor=actor, at=at, data={"version": held.version}, why=why
    )
    return held


@transaction.atomic(durable=True)
def drop_draft(actor: Actor, at: datetime) -> RuleSet:
    """Give the draft up; the version in force stays."""
    unit = require_unit(actor)
    draft = RuleSet.objects.select_for_update().filter(unit_id=unit, state=RuleState.DRAFT).first()
    if draft is None:
        raise NotFound
    draft.state, draft.ended_at = RuleState.DROPPED, at
    draft.save(update_fields=["state", "ended_at"])
    record(
        stream=draft.stream, verb="rules.draft_dropped", actor=actor, at=at, data={"version": draft.version}
    )
    return draft


def require_unit(actor: Actor) -> int:
    """Return the unit whose rules the actor keeps: his own centre, the city's for its administrator."""
    require_role(actor, "suggest.rules")
    unit = queries.rules_unit(actor)
    if unit is None:
        raise NotAllowed(why="城市规则由各级社会治理中心自己维护，您的单位不是中心。")
    return unit


def _draft(actor: Actor, at: datetime) -> RuleSet:
    """Return the draft of the actor's unit, locked; the first change of the version in force makes one."""
    unit = require_unit(actor)
    draft = RuleSet.objects.select_for_update().filter(unit_id=unit, state=RuleState.DRAFT).first()
    if draft is not None:
        return draft
    held = RuleSet.objects.filter(unit_id=unit, state=RuleState.IN_FORCE).first()
    last = RuleSet.objects.filter(unit_id=unit).order_by("-version").values_list("version", flat=True).first()
    return RuleSet.objects.create(
        unit_id=unit,
        version=(last or 0) + 1,
        rules=list(held.rules) if held else [],
        made_by=actor.name,
        made_at=at,
        edited_at=at,
    )


def _edited(
    draft: RuleSet, rules: Sequence[object], actor: Actor, at: datetime, verb: str, data: Mapping[str, object]
) -> RuleSet:
    draft.rules, draft.edited_at = list(rules), at
    draft.tried_at = None
    draft.save(update_fields=["rules", "edited_at", "tried_at"])
    record(stream=draft.stream, verb=verb, actor=actor, at=at, data={"version": draft.version, **data})
    return draft


def _require_number(rules: Sequence[object], n: int) -> None:
    if not 1 <= n <= len(rules):
        raise NotFound


def _known(rule: Rule) -> Rule:
    """Return the rule if every category and unit that it names is known."""
    for code in (*rule.categories, *((rule.category,) if rule.category else ())):
        if orgs.category(code) is None:
            field = "category" if code == rule.category else "categories"
            raise InvalidInput(field=field, why="没有「%(code)s」这个类别，请从列表里选择。", code=code)
    if rule.unit is not None:
        orgs.unit(rule.unit)
    return rule


def _why(note: str) -> str:
    why = note.replace("\x00", "").strip()
    if not why:
        raise InvalidInput(field="note", why="请写明为什么，例如会议决定或文号，它会记入台账。")
    return why[:300]
