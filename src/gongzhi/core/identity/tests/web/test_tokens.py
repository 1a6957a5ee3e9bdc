from django.test import Client

from gongzhi.core.identity.models import ApiToken
from gongzhi.core.identity.testing import Cast
from gongzhi.core.identity.tests.web.test_login import log_in


def test_token_is_issued_shown_once_and_revoked(cast: Cast, client: Client) -> None:
    log_in(client, "security_admin")
    given = {"name": "话务平台", "post": "handler", "scopes": ["matters:read", "matters:write"], "days": "30"}

    page = client.post("/admin/tokens/", given).content.decode()

    kept = ApiToken.objects.get()
    assert "gzt_" in page
    assert "gzt_" not in client.get("/admin/tokens/").content.decode()
    answer = client.post(f"/admin/tokens/{kept.pk}/revoke/", {"why": "换了服务器"})
    assert answer.headers["Location"] == "/admin/tokens/"
    kept.refresh_from_db()
    assert kept.revoked_at is not None


def test_wrong_fields_come_back_with_sentences(cast: Cast, client: Client) -> None:
    log_in(client, "security_admin")

    for given in ({"name": "x", "post": "nobody"}, {"name": "x", "days": "many"}, {"name": ""}):
        assert client.post("/admin/tokens/", given).status_code == 422
    assert client.post("/admin/tokens/1/revoke/", {"why": ""}).status_code == 422
    assert client.post("/admin/tokens/1/revoke/", {"why": "丢了"}).status_code == 404


def test_neighbour_and_other_administrators_fail(cast: Cast, client: Client) -> None:
    for who in ("neighbour", "system_admin", "audit_admin"):
        log_in(client, who)
        assert client.get("/admin/tokens/").status_code == 403
        assert client.post("/admin/tokens/", {"name": "x"}).status_code == 403
