import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from gongzhi.core.identity.testing import Cast
from gongzhi.core.matters.tests.api.shared import bearer, code, get, holder, send
from gongzhi.core.matters.tests.shared import bring, make_category


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), (200, 30, 30)).save(out, "JPEG")
    return out.getvalue()


def upload(client: Client, number: str, *files: tuple[str, bytes], **headers: str) -> object:
    given = [SimpleUploadedFile(name, content) for name, content in files]
    return client.post(f"/api/v1/matters/{number}/attachments", {"file": given}, **headers)  # type: ignore[arg-type]


def test_the_same_bytes_are_attached_once_and_given_back(client: Client, cast: Cast) -> None:
    given = bring()

    first = upload(client, given.number, ("灯.jpg", picture()), **holder(given))
    again = upload(client, given.number, ("灯.jpg", picture()), **holder(given))

    assert first.status_code == 201  # type: ignore[attr-defined]
    assert again.json() == first.json()  # type: ignore[attr-defined]
    [kept] = get(client, f"matters/{given.number}", **holder(given)).json()["attachments"]
    got = client.get(kept["url"], **holder(given))  # type: ignore[arg-type]
    assert got.headers["Content-Type"] == "image/jpeg"
    assert got.headers["Content-Disposition"].startswith("attachment")
    assert client.get(kept["url"]).status_code == 404
    assert client.get(kept["url"], **bearer(cast, "neighbour")).status_code == 404  # type: ignore[arg-type]
    assert client.get(kept["url"], **bearer(cast, "clerk")).status_code == 200  # type: ignore[arg-type]


def test_no_file_a_wrong_file_and_a_torn_form_are_refused(client: Client, cast: Cast) -> None:
    given = bring()
    path = f"/api/v1/matters/{given.number}/attachments"

    assert upload(client, given.number, **holder(given)).status_code == 422  # type: ignore[attr-defined]
    assert upload(client, given.number, ("a.jpg", b"MZ"), **holder(given)).status_code == 422  # type: ignore[attr-defined]
    torn = client.post(path, b"--x", content_type="multipart/form-data; boundary=", **holder(given))  # type: ignore[arg-type]
    assert torn.status_code == 400
    assert code(torn) == "api.not_a_form"


def test_documents_are_not_for_passers_by(client: Client, cast: Cast) -> None:
    assert get(client, "documents/1").status_code == 401
    assert get(client, "documents/1", **bearer(cast, "clerk")).status_code == 404
    assert get(client, f"documents/{10**19}").status_code == 404


def test_public_facts_are_open_to_everybody(client: Client, cast: Cast) -> None:
    make_category()

    assert get(client, "categories").json()["categories"][0]["code"] == "light"
    assert [one["code"] for one in get(client, "units").json()["units"]] == ["city"]
    below = get(client, "units?parent=city").json()["units"]
    assert {one["code"] for one in below} == {"district", "neighbour"}
    assert below[0]["parent"] == "city"
    assert get(client, "units?parent=nothing").status_code == 404
    assert get(client, "areas").json() == {"areas": []}
    assert get(client, "areas/at?lon=0&lat=0").status_code == 404
    assert get(client, "areas/at?lon=0").status_code == 422
    assert "max-age" in get(client, "categories").headers["Cache-Control"]


def test_webhooks_are_the_system_administrators(client: Client, cast: Cast) -> None:
    headers = bearer(cast, "system_admin")
    body = {"name": "数据中台", "url": "https://hooks.example.org/in", "events": ["matter.submitted"]}

    made = send(client, "webhooks", body, **headers)

    assert made.status_code == 201, made.content
    assert made.json()["secret"].startswith("whsec_")
    number = made.json()["webhook"]["id"]
    patch: Any = client.patch
    off = patch(
        f"/api/v1/webhooks/{number}", {"is_active": False}, content_type="application/json", **headers
    )
    assert off.json()["is_active"] is False
    assert send(client, f"webhooks/{number}/secret", {}, **headers).json()["secret"].startswith("whsec_")
    assert [one["id"] for one in get(client, "webhooks", **headers).json()["webhooks"]] == [number]
    for who in ("neighbour", "clerk"):
        assert get(client, "webhooks", **bearer(cast, who)).status_code == 403
        assert send(client, "webhooks", body, **bearer(cast, who)).status_code == 403
    assert send(client, "webhooks", body | {"events": ["nothing"]}, **headers).status_code == 422


@pytest.mark.parametrize("path", ["/api/", "/api/v1/openapi.json"])
def test_the_description_is_open(client: Client, db: None, path: str) -> None:
    assert client.get(path).status_code == 200
