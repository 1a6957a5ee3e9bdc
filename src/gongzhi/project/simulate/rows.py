"""Turns stories into the lines of COPY, table by table: each story is set as a form once and filled in many times."""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from os import urandom

from gongzhi.core.ledger.rules import chain
from gongzhi.core.matters.actions import bulk
from gongzhi.core.search.rules.bigrams import tsvector_literal
from gongzhi.kernel.identifiers import matter_number
from gongzhi.kernel.terms import CHINA
from gongzhi.project.simulate import stories
from gongzhi.project.simulate.stories import Story, Told

MATTER = (*bulk.MATTER, "lead_id", "closed_at", "answered_at")
PROCEEDING = (*bulk.PROCEEDING, "closed_at")
CLOCK = (*bulk.CLOCK, "ended_at")
TASK = (
    "id", "matter_id", "proceeding_id", "unit_id", "role", "ask", "state", "sent_at", "signed_at", "answer", "reason",
)  # fmt: skip
RATING = ("matter_id", "proceeding_id", "by_resident", "reached", "solved", "satisfied", "words", "at")
TABLES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("matters_matter", MATTER),
    ("workflow_proceeding", PROCEEDING),
    ("clocks_clock", CLOCK),
    (chain.ENTRY_TABLE, chain.ENTRY_COLUMNS),
    (chain.HEAD_TABLE, chain.HEAD_COLUMNS),
    ("identity_receipt", bulk.RECEIPT),
    ("search_text", bulk.SEARCH),
    ("matters_task", TASK),
    ("matters_rating", RATING),
)
Marks = dict[str, object]
CHANNELS = ("web", "web", "phone", "phone", "grid", "window")


@dataclass(frozen=True, slots=True)
class Topic:
    """What a matter says, with its search text and digest worked out once."""

    category: str
    tokens: str
    marks: Marks


@dataclass(frozen=True, slots=True)
class Place:
    """Where a matter lies and whose it is: the owner, and what it and its ancestors fill in; and who would lead."""

    owner: int
    marks: Marks
    leads: tuple[tuple[str, int, str], ...]
    """Category, unit and name of the bodies that lead in this area."""


@dataclass(slots=True)
class Lines:
    """The lines of a batch, table by table, and the counts that go with them."""

    tables: tuple[list[str], ...] = field(default_factory=lambda: tuple([] for _ in TABLES))
    tally: Counter[tuple[int, str]] = field(default_factory=Counter)
    clocks: int = 0


@dataclass(frozen=True, slots=True)
class _Entry:
    """An entry as the constant parts of what is hashed and of the line that is written, and its data as a form."""

    number: int
    hashed: str
    written: str
    role: str
    unit: str
    data: str


@dataclass(frozen=True, slots=True)
class Form:
    """A story set as lines with marks."""

    story: Story
    opened_on: date
    day: str
    matter: str
    proceeding: str
    clocks: str
    entries: tuple[_Entry, ...]
    receipt: str
    task: str
    rating: str


def topic(category: str, title: str, text: str, place: str) -> Topic:
    """Return a topic with what is worked out once."""
    marks: Marks = {"title": title, "text": text, "place": place, "digest": chain.digest_text(text)}
    return Topic(category, tsvector_literal(title, f"{text} {place}"), marks)


def place(area: str, owner: int, path: Sequence[int], leads: Sequence[tuple[str, int, str]]) -> Place:
    """Return a place with what it fills in."""
    marks: Marks = {
        "area": area,
        "county": area[:6],
        "township": area[:9],
        "village": area[:12],
        "owner": owner,
    }
    marks |= {f"l{n + 1}": path[n] if n < len(path) else "\\N" for n in range(6)}
    return Place(owner, marks, tuple(leads))


def _text(value: object) -> str:
    """Return a value as COPY's text form writes it, marks and per cent signs left for filling in."""
    if value is None:
        return "\\N"
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value).replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def _line(values: Sequence[object]) -> str:
    return "\t".join(_text(value) for value in values) + "\n"


def _json(value: object) -> str:
    """Return canonical JSON as a form: marks become `%(name)s`."""
    text = chain.plain_json(value).replace("%", "%%")
    for mark, name in (
        (str(stories.PROCEEDING), "proceeding"),
        (str(stories.TASK), "task"),
        (str(stories.LEAD), "lead"),
        (stories.CATEGORY, "category"),
        (stories.LEAD_NAME, "lead_name"),
    ):
        text = text.replace(mark, f"%({name})s")
    return text


def form_of(story: Story) -> Form:
    """Return a story as lines with marks."""
    procedure = story.procedure
    task_state = "signed" if story.signed_at else "sent"
    own = ("%(matter)s", "%(proceeding)s")
    return Form(
        story=story,
        opened_on=story.opened_at.astimezone(CHINA).date(),
        day=f"{story.opened_at.astimezone(CHINA):%Y%m%d}",
        matter=_line(_matter(story)),
        proceeding=_line(
            (
                "%(proceeding)s", "%(matter)s", procedure.system, procedure.name, procedure.version, story.state,
                story.stage, chain.plain_json(list(story.flags)), story.opened_at, story.ending, True, story.moves,
                story.closed_at,
            )  # fmt: skip
        ),
        clocks="".join(_line(row) for row in _clocks(story)),
        entries=(_submitted(story), *(_entry(told, n) for n, told in enumerate(story.told, start=2))),
        receipt=_line(("%(matter)s", None, "%(number)s", "%(secret)s", story.opened_at, "matter")),
        task=_line(
            ("%(task)s", *own, "%(lead)s", "lead", "(模拟)请核实办理。", task_state, story.sent_at,
             story.signed_at, "", "")  # fmt: skip
        ) if story.sent_at else "",
        rating=_line((*own, False, True, True, 5, "", story.rated_at)) if story.rated_at else "",
    )  # fmt: skip


def _matter(story: Story) -> tuple[object, ...]:
    answer = stories.ANSWER if story.answered_at else ""
    values = {
        "id": "%(matter)s", "number": "%(number)s", "system": story.procedure.system, "channel": "%(channel)s",
        "title": "%(title)s", "text": "%(text)s", "category": "%(category)s", "place": "%(place)s", "lon": None,
        "lat": None, "h3": "", "area_code": "%(area)s", "county_code": "%(county)s", "township_code": "%(township)s",
        "village_code": "%(village)s", "grid_code": "", "is_anonymous": True, "is_public": story.is_public, "wants_public": story.is_public,
        "is_sealed": False, "resident_id": None, "complained_units": "{}", "source_key": None, "submit_key": None,
        "opened_at": story.opened_at, "brought_at": story.opened_at, "status": story.state, "stage": story.stage,
        "is_open": not story.is_closed, "is_urgent": False, "owner_id": "%(owner)s", "owner_l1": "%(l1)s",
        "owner_l2": "%(l2)s", "owner_l3": "%(l3)s", "owner_l4": "%(l4)s", "owner_l5": "%(l5)s", "owner_l6": "%(l6)s",
        "due_at": story.due_at, "ending": story.ending, "reopened": 0, "returned": 0, "answer": answer,
        "lead_id": "%(lead)s" if story.sent_at else None, "closed_at": story.closed_at,
        "answered_at": story.answered_at,
    }  # fmt: skip
    return tuple(values[column] for column in MATTER)


def _clocks(story: Story) -> list[tuple[object, ...]]:
    procedure = story.procedure
    unit = "%(lead)s" if story.sent_at else "%(owner)s"
    return [
        (
            "%(matter)s",
            "%(proceeding)s",
            procedure.name,
            procedure.version,
            row.term,
            row.n,
            row.party,
            unit if row.state == "running" else "%(owner)s",
            row.started_at,
            chain.plain_json(row.events),
            chain.plain_json(row.flags),
            None if row.limit is None else chain.plain_json(row.limit),
            row.state,
            row.due_on,
            row.due_at,
            row.is_provisional,
            row.ended_at,
        )  # fmt: skip
        for row in story.clocks
    ]


def _submitted(story: Story) -> _Entry:
    said = {
        "number": "%(number)s", "title": "%(title)s", "text_sha256": "%(digest)s", "channel": "%(channel)s",
        "category": "%(category)s", "area": "%(area)s", "brought_at": story.opened_at.isoformat(),
    }  # fmt: skip
    # The owner is a number: its mark is put in where JSON would have quoted it.
    data = chain.plain_json(said | {"owner": "%(owner)s"}).replace('"%(owner)s"', "%(owner)s")
    return _set(1, Told("matter.submitted", stories.PLATFORM, story.opened_at, {}), data)


def _entry(told: Told, number: int) -> _Entry:
    return _set(number, told, _json(told.data))


def _set(number: int, told: Told, data: str) -> _Entry:
    actor = told.actor
    role = ",".join(sorted(actor.roles))
    moment, verb, kind, name = (
        chain.plain_json(one) for one in (chain.moment_text(told.at), told.verb, str(actor.kind), actor.name)
    )
    return _Entry(
        number,
        f"{number},{moment},{verb},{kind},{name},null,null",
        "\t".join(
            _text(one) for one in (number, told.at, told.verb, str(actor.kind), actor.name, None, None)
        ),
        role,
        {"handler": "lead", "system": ""}.get(role, "owner"),
        data,
    )


@dataclass(slots=True)
class Maker:
    """Makes matters one after another from forms, topics and places."""

    forms: Sequence[Sequence[Form]]
    topics: dict[str, list[Topic]]
    places: Sequence[Place]
    luck: random.Random

    def make(self, lines: Lines, form: Form, matter_id: int, proceeding_id: int, task_id: int) -> None:
        """Add one matter with everything that belongs to it."""
        story, draw = form.story, self.luck.random
        place = self.places[int(draw() * len(self.places))]
        category, lead, lead_name = place.leads[int(draw() * len(place.leads))]
        topics = self.topics[category]
        said = topics[int(draw() * len(topics))]
        number = matter_number(form.opened_on, matter_id)
        marks: Marks = {
            **place.marks,
            **said.marks,
            "matter": matter_id,
            "proceeding": proceeding_id,
            "task": task_id,
            "number": number,
            "channel": CHANNELS[matter_id % 6],
            "category": category,
            "lead": lead,
            "lead_name": lead_name,
            "secret": urandom(24).hex(),
        }
        matters, proceedings, clocks, entries, heads, receipts, search, tasks, ratings = lines.tables
        matters.append(form.matter % marks)
        proceedings.append(form.proceeding % marks)
        clocks.append(form.clocks % marks)
        last = self._entries(entries, form, marks, f"matter:{matter_id}")
        heads.append(f"matter:{matter_id}\t{len(form.entries)}\t{last}\n")
        receipts.append(form.receipt % marks)
        search.append(f"{matter_id}\t{said.tokens} gz {form.day} {matter_id:06d} {number[-1]}\n")
        if form.task:
            tasks.append(form.task % marks)
            lines.tally[lead, "task"] += 1
        if form.rating:
            ratings.append(form.rating % marks)
        if not story.is_closed:
            lines.tally[place.owner, story.stage] += 1
        lines.clocks += len(story.clocks)

    def _entries(self, lines: list[str], form: Form, marks: Marks, stream: str) -> str:
        """Add the entries of a matter, each hashed as `ledger.rules.chain` says (a test compares); return the last hash."""
        prev = ""
        for one in form.entries:
            data = one.data % marks
            unit = marks[one.unit] if one.unit else None
            hashed = f'["{stream}",{one.hashed},{"null" if unit is None else unit},"{one.role}",{data},"","{prev}"]'
            digest = sha256(hashed.encode()).hexdigest()
            written = "\\N" if unit is None else unit
            lines.append(f"{stream}\t{one.written}\t{written}\t{one.role}\t{data}\t\t{prev}\t{digest}\n")
            prev = digest
        return prev


def by_category(topics: Sequence[Topic]) -> dict[str, list[Topic]]:
    """Return the topics by category."""
    found: dict[str, list[Topic]] = {}
    for one in topics:
        found.setdefault(one.category, []).append(one)
    return found
