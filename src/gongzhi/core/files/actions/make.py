"""Makes a document: takes its number and keeps the snapshot it prints, both in the caller's transaction."""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.db import connection

from gongzhi.core.files.models import Document
from gongzhi.core.files.rules import kinds, numbers
from gongzhi.core.ledger.actions import record
from gongzhi.core.ledger.rules.chain import digest_text, plain_json
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.terms import CHINA

_NEXT = """
    INSERT INTO files_numbercounter (prefix, year, last) VALUES (%s, %s, 1)
    ON CONFLICT (prefix, year) DO UPDATE SET last = files_numbercounter.last + 1
    RETURNING last
"""


def make_document(
    *,
    matter_id: int | None,
    proceeding_id: int | None,
    template: str,
    title: str,
    data: Mapping[str, object],
    actor: Actor,
    at: datetime,
    stream: str = "",
) -> Document:
    """Take the next number of the kind's series and keep the data that the letter prints.

    The counter's row stays locked until the caller commits, so a rolled-back act leaves no gap. The PDF is rendered
    when it is first wanted. `stream` is where the ledger tells of a document that belongs to no matter.
    """
    kind = kinds.kind(template, title)
    year = at.astimezone(CHINA).year
    sign = numbers.prefix(settings.CITY_NAME, kind.series)
    n = _next(sign, year)
    made = Document(
        matter_id=matter_id,
        proceeding_id=proceeding_id,
        template=template,
        title=title,
        prefix=sign,
        year=year,
        n=n,
        number=numbers.number(sign, year, n),
        verify_code=numbers.new_verify_code(),
        data=dict(data),
        unit_id=actor.unit_id,
        unit_name=actor.unit_name,
        made_by=actor.name,
        made_at=at,
    )
    made.save(force_insert=True)
    _record(made, "document.made", actor, at, stream=stream)
    return made


def correct_document(
    document: Document,
    *,
    data: Mapping[str, object],
    why: str,
    actor: Actor,
    at: datetime,
    stream: str = "",
) -> Document:
    """Add a corrected version under the same number; the versions before it stay readable."""
    newest = (
        Document.objects.select_for_update()
        .filter(prefix=document.prefix, year=document.year, n=document.n)
        .order_by("-version")[:1]
        .get()
    )
    made = Document(
        matter_id=newest.matter_id,
        proceeding_id=newest.proceeding_id,
        template=newest.template,
        title=newest.title,
        prefix=newest.prefix,
        year=newest.year,
        n=newest.n,
        version=newest.version + 1,
        number=newest.number,
        verify_code=numbers.new_verify_code(),
        data=dict(data),
        unit_id=actor.unit_id,
        unit_name=actor.unit_name,
        made_by=actor.name,
        made_at=at,
    )
    made.save(force_insert=True)
    _record(made, "document.corrected", actor, at, why, stream)
    return made


def _next(sign: str, year: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [sign, year])
        row = cursor.fetchone()
    return int(row[0])


def _record(made: Document, verb: str, actor: Actor, at: datetime, why: str = "", stream: str = "") -> None:
    said = {
        "document": made.pk,
        "number": made.number,
        "version": made.version,
        "template": made.template,
        "title": made.title,
        "data_sha256": digest_text(plain_json(made.data)),
    }
    told = stream or (f"matter:{made.matter_id}" if made.matter_id else f"document:{made.pk}")
    record(stream=told, verb=verb, actor=actor, at=at, data=said, why=why)
