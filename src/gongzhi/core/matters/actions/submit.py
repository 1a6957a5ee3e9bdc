"""Brings a matter: everything that belongs to it in one statement, and the receipt only after it is on disk."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

import psycopg
from django.db import connection, transaction

from gongzhi.core.geo import queries as geo
from gongzhi.core.identity.rules.verbs import require_role
from gongzhi.core.matters.actions import bulk
from gongzhi.core.matters.actions.together import Together
from gongzhi.core.matters.models import Matter
from gongzhi.core.matters.queries import sources
from gongzhi.core.matters.submission import Submission, Submitted, checked
from gongzhi.core.orgs import queries as orgs
from gongzhi.core.workflow import library
from gongzhi.core.workflow.actions.begin import keep_text
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import DomainError, InvalidInput
from gongzhi.kernel.terms import CHINA

Outcome = Submitted | DomainError
# One statement outside a transaction is a transaction: asking for one around it would cost two more ways to the database.
_together = Together(bulk.write)
_texts_kept: set[tuple[str, str, str, str]] = set()


def submit(
    actor: Actor, submission: Submission, at: datetime, then: Callable[[Submitted], None] | None = None
) -> Submitted:
    """Keep a matter for good and return its receipt; the same form or row again returns the first number.

    `then` is called in the same transaction once the matter is written: a system keeps beside it what only it knows.
    Raise InvalidInput with a full sentence for the first field that is wrong.
    """
    require_role(actor, "matters.submit")
    placed = place(_with_known_category(checked(submission)))
    keep_procedure(placed, at)
    batch = bulk.Batch()
    given = bulk.build(batch, placed, actor, at)
    bulk.tell_owner(batch, placed, given, actor, at)
    try:
        if then is not None or connection.in_atomic_block:
            _write_with(batch, lambda: then and then(given))
        else:
            _together.write(batch)
    except psycopg.errors.UniqueViolation:
        # Asked only now: the keys are nearly always new, and the constraint is what makes them hold.
        return _first(placed)
    return given


def _with_known_category(submission: Submission) -> Submission:
    if submission.category and orgs.category(submission.category) is None:
        raise InvalidInput(
            field="category",
            why="没有「%(category)s」这个类别，请从类别表里选择，或留空。",
            category=submission.category[:40],
        )
    return submission


def _write_with(batch: bulk.Batch, then: Callable[[], object]) -> None:
    """Write in a transaction of its own, with what goes along; raise inside another: no receipt could be given."""
    with transaction.atomic(durable=True):
        bulk.write(batch)
        then()


def _first(submission: Submission) -> Submitted:
    for key in ("submit_key", "source_key"):
        value = getattr(submission, key)
        found = Matter.objects.filter(**{key: value}).first() if value else None
        if found is not None:
            return Submitted(found.id, found.number, "", repeated=True)
    raise RuntimeError("A key was taken, yet no matter bears it.")


def place(submission: Submission) -> Submission:
    """Return the submission with the area where it is: by coordinates, else by what its place or text names."""
    if submission.area_code:
        return submission
    code = ""
    if submission.lon is not None and submission.lat is not None:
        code = geo.locate(submission.lon, submission.lat)
    return replace(submission, area_code=code or _named(submission))


def _named(submission: Submission) -> str:
    named = geo.area_from_text(submission.place) if submission.place else ""
    return named or geo.area_from_text(f"{submission.title} {submission.text}"[:500])


def keep_procedure(submission: Submission, at: datetime) -> None:
    """Keep the text of the procedure that the matter is born under, the first time that this process meets it."""
    procedure = library.current(submission.system, submission.procedure, at.astimezone(CHINA).date())
    key = (str(connection.settings_dict["NAME"]), procedure.system, procedure.name, procedure.version)
    if key not in _texts_kept:
        keep_text(procedure, at)
        transaction.on_commit(lambda: _texts_kept.add(key))


def submit_many(actor: Actor, submissions: Sequence[Submission], at: datetime) -> list[Outcome]:
    """Keep many matters by COPY and return for each, in their order, its receipt or why it was refused.

    Exactly once by source key: what is known already, in the database or earlier in the same list, is a repeat.
    """
    require_role(actor, "matters.import")
    outcomes: dict[int, Outcome] = {}
    fresh: dict[int, Submission] = {}
    for n, submission in enumerate(submissions):
        try:
            fresh[n] = _with_known_category(checked(submission))
        except DomainError as error:
            outcomes[n] = error
    _take_known(fresh, outcomes)
    repeats = _take_repeats(fresh)
    outcomes.update(_write_many(actor, _placed(fresh), at))
    for n, first in repeats.items():
        outcomes[n] = _as_repeat(outcomes[first])
    return [outcomes[n] for n in range(len(submissions))]


def _take_known(fresh: dict[int, Submission], outcomes: dict[int, Outcome]) -> None:
    """Move those whose source key the database knows to the outcomes."""
    keys = [one.source_key for one in fresh.values() if one.source_key]
    known = {
        key: Submitted(one.matter_id, one.number, "", repeated=True)
        for key, one in (sources.taken(keys) if keys else {}).items()
    }
    for n, one in list(fresh.items()):
        if one.source_key in known:
            outcomes[n] = known[one.source_key]
            del fresh[n]


def _take_repeats(fresh: dict[int, Submission]) -> dict[int, int]:
    """Take out what repeats the source key of an earlier one; return for each the place of that one."""
    first: dict[str, int] = {}
    repeats: dict[int, int] = {}
    for n, one in list(fresh.items()):
        if not one.source_key:
            continue
        if one.source_key in first:
            repeats[n] = first[one.source_key]
            del fresh[n]
        else:
            first[one.source_key] = n
    return repeats


def _as_repeat(outcome: Outcome) -> Outcome:
    if isinstance(outcome, DomainError):
        return outcome
    return replace(outcome, secret="", repeated=True)


def _placed(fresh: dict[int, Submission]) -> dict[int, Submission]:
    pointed = [
        n for n, one in fresh.items() if not one.area_code and one.lon is not None and one.lat is not None
    ]
    codes = geo.locate_many(
        [float(fresh[n].lon or 0.0) for n in pointed], [float(fresh[n].lat or 0.0) for n in pointed]
    )
    located = dict(zip(pointed, codes, strict=True))
    return {
        n: one if one.area_code else replace(one, area_code=located.get(n) or _named(one))
        for n, one in fresh.items()
    }


def _write_many(actor: Actor, placed: dict[int, Submission], at: datetime) -> dict[int, Outcome]:
    if not placed:
        return {}
    for one in {(one.system, one.procedure): one for one in placed.values()}.values():
        keep_procedure(one, at)
    try:
        with transaction.atomic(durable=True):
            batch = bulk.Batch()
            found: dict[int, Outcome] = {n: bulk.build(batch, one, actor, at) for n, one in placed.items()}
            bulk.copy(batch)
            return found
    except psycopg.errors.UniqueViolation:
        # Another import took one of the keys meanwhile: row by row tells which.
        return {n: _alone(actor, one, at) for n, one in placed.items()}


def _alone(actor: Actor, one: Submission, at: datetime) -> Outcome:
    try:
        return submit(actor, one, at)
    except DomainError as error:
        return error
