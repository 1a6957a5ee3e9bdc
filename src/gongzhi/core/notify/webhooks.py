"""Makes one signed webhook call (Standard Webhooks) to an address that was looked up and checked first."""

import json
import socket
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

import httpx
from django.conf import settings
from standardwebhooks.webhooks import Webhook

from gongzhi.core.identity import sealing
from gongzhi.core.notify.models import Endpoint, WebhookCall
from gongzhi.core.notify.rules.outside import checked_url, is_public
from gongzhi.kernel.errors import InvalidInput

_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class Answer:
    """How a call went: the receiver took it exactly when it answered 2xx."""

    status: int | None
    why: str

    @property
    def is_taken(self) -> bool:
        """Whether the receiver took the event."""
        return self.status is not None and 200 <= self.status < 300


def call(endpoint: Endpoint, row: WebhookCall, at: datetime) -> Answer:
    """Post one event; redirects are not followed, and the id of the message stays the same over all tries."""
    try:
        url = checked_url(endpoint.url, may_be_private=settings.WEBHOOKS_MAY_BE_PRIVATE)
        address = _resolved(url)
    except (InvalidInput, OSError) as error:
        return Answer(None, str(error))
    body = json.dumps(row.payload, ensure_ascii=False, separators=(",", ":"))
    headers = _signed(sealing.unseal(endpoint.secret_sealed), f"evt_{row.pk}", body, at)
    try:
        status = _post(url, address, headers, body.encode())
    except httpx.HTTPError as error:
        return Answer(None, f"没有连上对方：{type(error).__name__} {error}")
    return Answer(status, "" if 200 <= status < 300 else f"对方回答 {status}")


def _signed(secret: str, message_id: str, body: str, at: datetime) -> dict[str, str]:
    moment = at.astimezone(UTC)
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": Webhook(secret).sign(message_id, moment, body),
        "content-type": "application/json",
        "user-agent": "gongzhi-webhooks",
    }


def _resolved(url: str) -> str:
    """Return the address to connect to; every address of the host must be public unless the settings say otherwise."""
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    found = [str(item[4][0]) for item in socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)]
    if not settings.WEBHOOKS_MAY_BE_PRIVATE and not all(map(is_public, found)):
        raise InvalidInput(
            field="url", why="推送地址指向内部网络，没有发送。确有需要时请设置 GONGZHI_WEBHOOKS_PRIVATE=1。"
        )
    return found[0]


def _post(url: str, address: str, headers: dict[str, str], body: bytes) -> int:
    """Connect to the address that was checked, not to what the name says a moment later; return the status."""
    asked = httpx.URL(url)
    headers["host"] = asked.netloc.decode()
    with (
        httpx.Client(timeout=_SECONDS, follow_redirects=False, trust_env=False) as client,
        client.stream(
            "POST",
            asked.copy_with(host=address),
            content=body,
            headers=headers,
            extensions={"sni_hostname": asked.host},
        ) as response,
    ):
        return response.status_code
