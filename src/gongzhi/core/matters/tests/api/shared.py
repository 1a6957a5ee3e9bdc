"""What tests of the API share: calling as somebody, and what an answer says."""

import json
from collections.abc import Mapping
from typing import Any

from django.test import Client
from django.utils import timezone

from gongzhi.core.identity.actions import NewToken, issue_token
from gongzhi.core.identity.rules.scopes import SCOPES
from gongzhi.core.identity.testing import Cast
from gongzhi.core.matters.submission import Submitted

TEXT = "小区门口路灯不亮，晚上老人出门容易摔倒，请派人修理。"


def token(cast: Cast, who: str = "", *scopes: str) -> str:
    """Issue a token for somebody's post ("" for an external system) with all scopes of use, or those named."""
    wanted = scopes or tuple(name for name, scope in SCOPES.items() if who or not scope.needs_post)
    new = NewToken("测试", wanted, 30, cast[who].post_id if who else None)
    return issue_token(cast.security_admin, new, timezone.now())[1]


def bearer(cast: Cast, who: str = "", *scopes: str) -> dict[str, str]:
    """Return the header of a fresh token."""
    return {"HTTP_AUTHORIZATION": f"Bearer {token(cast, who, *scopes)}"}


def holder(given: Submitted) -> dict[str, str]:
    """Return the header of a receipt."""
    return {"HTTP_AUTHORIZATION": f"Receipt {given.number}:{given.secret}"}


def send(client: Client, path: str, body: Mapping[str, object], **headers: str) -> Any:
    """Post JSON below /api/v1/."""
    return client.post(f"/api/v1/{path}", json.dumps(body), content_type="application/json", **headers)  # type: ignore[arg-type]


def get(client: Client, path: str, **headers: str) -> Any:
    """Get below /api/v1/."""
    return client.get(f"/api/v1/{path}", **headers)  # type: ignore[arg-type]


def code(answer: Any) -> str:
    """Return the code of a refusal."""
    return str(answer.json()["error"]["code"])
