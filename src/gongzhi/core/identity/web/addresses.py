"""Where a request comes from: the peer itself, or what our own proxy says when there is one."""

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """Return the caller's address; behind a proxy the last hop it wrote, which a caller cannot forge."""
    if settings.SECURE_PROXY_SSL_HEADER is not None:
        hops = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        if hops[-1].strip():
            return str(hops[-1].strip())[:45]
    return str(request.META.get("REMOTE_ADDR", ""))[:45]
