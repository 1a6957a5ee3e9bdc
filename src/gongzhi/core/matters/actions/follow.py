"""What residents add to a matter: more words and pictures, and "I met the same" with a receipt of one's own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from gongzhi.core.files.actions import attach
from gongzhi.core.files.models import Attachment
from gongzhi.core.identity.actions.residents import issue_receipt, make_resident
from gongzhi.core.identity.rules.verbs import require_role
from gongzhi.core.ledger.actions import record
from gongzhi.core.ledger.queries import entries
from gongzhi.core.matters.actions import locking
from gongzhi.core.matters.actions.indexing import refresh
from gongzhi.core.matters.models import Follower, Matter
from gongzhi.core.matters.submission import Submitted
from gongzhi.core.notify.actions import notify
from gongzhi.core.notify.recipients import unit
from gongzhi.kernel.actor import Actor, ActorKind
from gongzhi.kernel.errors import InvalidInput, NotAllowed, NotFound

WORDS_LONGEST = 3000


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was sent: its name and bytes; what it is, its content tells."""

    name: str
    content: bytes


@transaction.atomic(durable=True)
def add_words(actor: Actor, number: str, words: str, at: datetime, uploads: Sequence[Upload] = ()) -> Matter:
    """Add what the resident has to say besides, and pictures; whoever leads (or owns) the matter is told."""
    return _add_words(actor, number, words, at, uploads)[0]


@transaction.atomic(durable=True)
def add_words_once(actor: Actor, number: str, words: str, at: datetime, key: str | None) -> bool:
    """Add words as `add_words` does, unless the key was used for this matter before; return whether they were added."""
    return _add_words(actor, number, words, at, (), key)[1]


def _add_words(
    actor: Actor,
    number: str,
    words: str,
    at: datetime,
    uploads: Sequence[Upload],
    key: str | None = None,
) -> tuple[Matter, bool]:
    require_role(actor, "matters.add_words")
    matter = locking.lock_number(actor, number)
    require_own(actor, matter)
    text = _words(words, must=not uploads)
    if key and any(entry.data.get("key") == key for entry in entries(matter.stream)):
        return matter, False
    for upload in uploads:
        attach(matter_id=matter.id, actor=actor, name=upload.name, content=upload.content, at=at)
    if text:
        said = {"words": text} | ({"key": key} if key else {})
        entry = record(stream=matter.stream, verb="matter.words_added", actor=actor, at=at, data=said)
        _tell(matter, f"words:{matter.id}:{entry.n}", "诉求人补充了内容", text, actor, at)
        refresh(matter)
    return matter, True


def _words(words: str, *, must: bool) -> str:
    text = words.replace("\x00", "").strip()
    if must and not text:
        raise InvalidInput(field="words", why="请写下要补充的内容，或选择要上传的文件。")
    if len(text) > WORDS_LONGEST:
        raise InvalidInput(
            field="words",
            why="一次最多补充 %(most)s 个字，现在有 %(now)s 个。请缩短或分两次。",
            most=WORDS_LONGEST,
            now=len(text),
        )
    return text


@transaction.atomic(durable=True)
def attach_files(
    actor: Actor, number: str, uploads: Sequence[Upload], at: datetime, *, internal: bool = False
) -> list[Attachment]:
    """Attach files to a matter; a resident to his own, staff to those in reach, `internal` keeps them among staff."""
    require_role(actor, "files.attach")
    matter = locking.lock_number(actor, number)
    require_own(actor, matter)
    return [
        attach(
            matter_id=matter.id,
            actor=actor,
            name=one.name,
            content=one.content,
            at=at,
            internal=internal and actor.is_staff,
        )
        for one in uploads
    ]


def require_own(actor: Actor, matter: Matter) -> None:
    """Refuse a resident or a passer-by who holds no receipt of the matter, even when it is public."""
    if not actor.is_staff and actor.kind is not ActorKind.SYSTEM and matter.id not in actor.matter_ids:
        raise NotAllowed(why="要补充内容，请先用这件事的编号和查询码打开它。")


def _tell(matter: Matter, key: str, what: str, body: str, actor: Actor, at: datetime) -> None:
    to = matter.lead_id or matter.owner_id
    if to is not None:
        notify(
            matter_id=matter.id,
            to=unit(to),
            subject=f"{matter.number} {what}",
            body=body,
            actor=actor,
            at=at,
            key=key,
            statutory=False,
        )


@transaction.atomic(durable=True)
def join(actor: Actor, number: str, contact: str, at: datetime, name: str = "") -> Submitted:
    """Follow an open matter that everybody may read ("我也遇到"), with a receipt of one's own.

    What somebody tells about himself is kept for this matter alone, sealed.
    """
    require_role(actor, "matters.follow")
    matter = locking.lock_number(actor, number)
    if not matter.is_public or matter.is_sealed:
        raise NotFound
    if not matter.is_open:
        raise InvalidInput(field="number", why="这件事已经办结。如果您又遇到同样的情况，请作为新的事项提交。")
    resident_id = make_resident(name, contact, at)
    receipt, secret = issue_receipt(matter_id=matter.id, number=matter.number, resident_id=resident_id, at=at)
    Follower.objects.create(matter_id=matter.id, resident_id=resident_id, receipt_id=receipt.pk, since=at)
    record(stream=matter.stream, verb="matter.followed", actor=actor, at=at, data={"receipt": receipt.pk})
    return Submitted(matter.id, matter.number, secret)
