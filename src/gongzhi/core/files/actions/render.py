"""Renders documents to PDF when they are first wanted, and keeps the PDF by its hash."""

from gongzhi.core.files import press, store
from gongzhi.core.files.models import Document


def pdf(document: Document) -> bytes:
    """Return the PDF of a document, rendered now if nobody wanted it before.

    The letter is a function of its row alone, so two readers at once render the same and one of them is kept.
    """
    if document.pdf_sha256:
        return store.read(document.pdf_sha256)
    content = press.letter(document)
    sha256 = store.put(content)
    Document.objects.filter(pk=document.pk, pdf_sha256="").update(pdf_sha256=sha256, pdf_size=len(content))
    document.refresh_from_db(fields=["pdf_sha256", "pdf_size"])
    return store.read(document.pdf_sha256)


def render_waiting(most: int = 100) -> int:
    """Render documents that nobody has opened yet, oldest first; return how many."""
    waiting = list(Document.objects.filter(pdf_sha256="").order_by("id")[:most])
    for document in waiting:
        pdf(document)
    return len(waiting)
