"""Reads of files: what the matter's reader may see of what hangs on it."""

from typing import Any

from django.apps import apps
from django.db.models import QuerySet

from gongzhi.core.access.queries import matters_for
from gongzhi.core.files.models import Attachment, Document
from gongzhi.core.files.rules import kinds
from gongzhi.kernel.actor import Actor, ActorKind
from gongzhi.kernel.errors import NotFound


def attachments(actor: Actor, matter_id: int) -> list[Attachment]:
    """Return the attachments of a matter that the actor may see, oldest first; [] when the matter is out of reach."""
    if not _in_reach(actor, matter_id):
        return []
    return list(_shown(actor, Attachment.objects.filter(matter_id=matter_id)).order_by("id"))


def attachment(actor: Actor, attachment_id: int) -> Attachment:
    """Return an attachment; raise NotFound when it, or its matter, is out of reach."""
    found = _shown(actor, Attachment.objects.filter(pk=attachment_id)).first()
    if found is None or not _in_reach(actor, found.matter_id):
        raise NotFound
    return found


def documents(actor: Actor, matter_id: int) -> list[Document]:
    """Return the documents of a matter that the actor may read, oldest first; [] when the matter is out of reach."""
    if actor.kind is ActorKind.PUBLIC or not _in_reach(actor, matter_id):
        return []
    found = Document.objects.filter(matter_id=matter_id).order_by("id")
    return [one for one in found if _may_read(actor, one)]


def document(actor: Actor, document_id: int) -> Document:
    """Return a document; raise NotFound when it, or its matter, is out of reach."""
    found = Document.objects.filter(pk=document_id).first()
    if found is None or not _is_open_to(actor, found):
        raise NotFound
    return found


def verified(code: str) -> Document | None:
    """Return the document that bears a verification code, None when there is none.

    Whoever holds the letter knows its code; nothing of its content is shown by it.
    """
    wanted = "".join(code.upper().split()).replace("-", "")
    return Document.objects.filter(verify_code=wanted).first() if wanted else None


def is_newest(document: Document) -> bool:
    """Whether no later version replaces this document."""
    same = Document.objects.filter(prefix=document.prefix, year=document.year, n=document.n)
    return not same.filter(version__gt=document.version).exists()


def _in_reach(actor: Actor, matter_id: int) -> bool:
    # Matters lie above files, so their model is asked for by name and the one filter of rights decides.
    matters: QuerySet[Any] = apps.get_model("matters", "Matter")._default_manager.filter(pk=matter_id)
    return matters_for(actor, matters).exists()


def _is_open_to(actor: Actor, document: Document) -> bool:
    if document.matter_id is None:
        readers = kinds.kind(document.template).readers
        return readers is not None and readers(actor, document.pk)
    return _may_read(actor, document) and _in_reach(actor, document.matter_id)


def _shown(actor: Actor, found: QuerySet[Attachment]) -> QuerySet[Attachment]:
    if actor.kind in (ActorKind.STAFF, ActorKind.SYSTEM):
        return found
    if actor.kind is ActorKind.RESIDENT:
        own = found.filter(matter_id__in=actor.matter_ids, is_internal=False)
        return own | found.filter(is_public=True)
    return found.filter(is_public=True)


def _may_read(actor: Actor, document: Document) -> bool:
    kind = kinds.kind(document.template)
    if actor.kind is ActorKind.SYSTEM:
        return True
    if actor.kind is ActorKind.STAFF:
        return kind.readers is None or kind.readers(actor, document.pk)
    return actor.kind is ActorKind.RESIDENT and document.matter_id in actor.matter_ids and kind.for_party
