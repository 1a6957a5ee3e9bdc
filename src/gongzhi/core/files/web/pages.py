"""Serves documents and attachments to whoever may see their matter, never as something a browser would run."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from gongzhi.core.files import actions, queries, store
from gongzhi.core.identity.web.requests import actor_of

_NOTHING = "default-src 'none'; frame-ancestors 'self'; base-uri 'none'; form-action 'none'"
_SANDBOX = f"{_NOTHING}; sandbox"
_OWN_PDF = f"{_NOTHING}; object-src 'self'; style-src 'unsafe-inline'"
_SHOWN = ("image", "audio", "video")


@require_safe
def document(request: HttpRequest, document_id: int) -> HttpResponseBase:
    """Give the PDF of a document; it is ours, so the browser may show it in the page."""
    found = queries.document(actor_of(request), document_id)
    response = HttpResponse(actions.pdf(found), content_type="application/pdf")
    return _guarded(
        response, f"{found.number} {found.title}.pdf", csp=_OWN_PDF, inline="download" not in request.GET
    )


@require_safe
def attachment(request: HttpRequest, attachment_id: int, name: str) -> HttpResponseBase:
    """Give an attachment: pictures, sound and film are shown, a PDF only in a sandbox and on request, all else is saved."""
    found = queries.attachment(actor_of(request), attachment_id)
    if name != found.name:
        raise Http404
    path = store.path_of(found.sha256)
    if not path.exists():
        raise store.FileMissing(sha256=found.sha256)
    asked = found.media_type == "application/pdf" and "view" in request.GET
    inline = (found.kind in _SHOWN or asked) and "download" not in request.GET
    response = FileResponse(path.open("rb"), content_type=found.media_type)
    response["Content-Length"] = str(found.size)
    return _guarded(response, found.name, csp=_SANDBOX, inline=inline)


@never_cache
@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """Tell whoever holds a letter whether it is ours, by the code printed on it."""
    code = request.GET.get("code", "").strip()[:40]
    found = queries.verified(code) if code else None
    values = {"code": code, "found": found, "is_newest": found is not None and queries.is_newest(found)}
    return render(request, "files/verify.html", values)


def _guarded(response: HttpResponseBase, name: str, *, csp: str, inline: bool) -> HttpResponseBase:
    response["Content-Disposition"] = content_disposition_header(not inline, name) or "attachment"
    response["Content-Security-Policy"] = csp
    response["X-Content-Type-Options"] = "nosniff"
    response["X-Frame-Options"] = "SAMEORIGIN"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, max-age=600"
    return response
