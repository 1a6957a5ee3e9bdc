"""Who gets a document or an attachment, and in what wrapping."""

from pathlib import Path

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from pytest_django import Settings

from gongzhi.core.files import actions, queries
from gongzhi.core.files.models import Attachment, Document
from gongzhi.core.files.tests.shared import DOCX, NOW, PDF, make_matter, picture
from gongzhi.core.files.web import pages
from gongzhi.core.identity.testing import Cast
from gongzhi.core.identity.tests.web.test_login import log_in
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import NotFound

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _matters(cast: Cast, settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_DIR = tmp_path
    make_matter(cast, 7)
    make_matter(cast, 8, is_public=True)


def put(cast: Cast, content: bytes, matter_id: int = 7, name: str = "材料", **options: bool) -> Attachment:
    return actions.attach(
        matter_id=matter_id, actor=cast.clerk, name=name, content=content, at=NOW, **options
    )


def paper(cast: Cast, template: str = "answer") -> Document:
    return actions.make_document(
        matter_id=7, proceeding_id=None, template=template, title="答复", data={}, actor=cast.clerk, at=NOW
    )


def get(actor: Actor, one: Attachment | Document, query: str = "") -> HttpResponse:
    request = RequestFactory().get(f"/files/x{query}")
    request.actor = actor  # type: ignore[attr-defined]
    if isinstance(one, Document):
        response = pages.document(request, document_id=one.pk)
    else:
        response = pages.attachment(request, attachment_id=one.pk, name=one.name)
    assert isinstance(response, HttpResponse) or response.streaming
    return response  # type: ignore[return-value]


def body(response: HttpResponse) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]


def test_who_may_see_the_matter_gets_the_attachment(cast: Cast) -> None:
    made = put(cast, DOCX)

    for actor in (cast.clerk, cast.leader, cast.citizen(7)):
        assert body(get(actor, made)) == DOCX


def test_the_neighbour_and_the_public_do_not(cast: Cast) -> None:
    made, letter = put(cast, PDF, public=True), paper(cast)

    for actor in (cast.neighbour, cast.public, cast.citizen(8), cast.citizen(), cast.system_admin):
        for one in (made, letter):
            with pytest.raises(NotFound):
                get(actor, one)
        assert queries.attachments(actor, 7) == []
        assert queries.documents(actor, 7) == []


def test_who_is_complained_about_sees_no_file(cast: Cast) -> None:
    make_matter(cast, 9, complained_units=[cast.unit("complained")])
    made = put(cast, PDF, matter_id=9)

    with pytest.raises(NotFound):
        get(cast.complained, made)


def test_what_is_internal_stays_among_staff(cast: Cast) -> None:
    made = put(cast, PDF, internal=True)

    assert get(cast.clerk, made).status_code == 200
    assert queries.attachments(cast.citizen(7), 7) == []
    with pytest.raises(NotFound):
        get(cast.citizen(7), made)


def test_the_public_sees_what_is_public_of_a_public_matter_only(cast: Cast) -> None:
    shown, kept = put(cast, PDF + b"1", 8, public=True), put(cast, PDF + b"2", 8)

    assert get(cast.public, shown).status_code == 200
    assert [one.pk for one in queries.attachments(cast.public, 8)] == [shown.pk]
    with pytest.raises(NotFound):
        get(cast.public, kept)


def test_the_party_reads_its_answer_but_no_supervision_order(cast: Cast) -> None:
    answer, order = paper(cast), paper(cast, "supervision_order")

    assert get(cast.citizen(7), answer).content.startswith(b"%PDF")
    assert [one.pk for one in queries.documents(cast.citizen(7), 7)] == [answer.pk]
    assert [one.pk for one in queries.documents(cast.clerk, 7)] == [answer.pk, order.pk]
    with pytest.raises(NotFound):
        get(cast.citizen(7), order)


@pytest.mark.parametrize(
    ("content", "query", "inline"),
    [
        pytest.param(picture(), "", True, id="a picture is shown"),
        pytest.param(picture(), "?download", False, id="or saved"),
        pytest.param(PDF, "", False, id="a pdf is saved"),
        pytest.param(PDF, "?view", True, id="and shown on request"),
        pytest.param(DOCX, "", False, id="word is saved"),
        pytest.param(DOCX, "?view", False, id="always"),
    ],
)
def test_an_attachment_comes_so_that_no_browser_runs_it(
    cast: Cast, content: bytes, query: str, inline: bool
) -> None:
    response = get(cast.clerk, put(cast, content, name='我的"材料"\r\nX: 1'), query)

    assert response["Content-Disposition"].startswith("inline" if inline else "attachment")
    assert "\n" not in response["Content-Disposition"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert "private" in response["Cache-Control"]
    body(response)
    response.close()


def test_a_verification_code_tells_that_the_letter_is_ours_and_nothing_more(cast: Cast) -> None:
    made = paper(cast)

    found = queries.verified(f" {made.verify_code[:5].lower()}-{made.verify_code[5:]} ")

    assert found is not None
    assert found.pk == made.pk
    assert queries.is_newest(found)
    assert queries.verified("") is None
    assert queries.verified("ZZZZZZZZZZ") is None


def test_the_page_of_verification_tells_true_from_unknown(cast: Cast, client: Client) -> None:
    made = paper(cast)

    known = client.get("/files/verify/", {"code": made.verify_code}).content.decode()
    unknown = client.get("/files/verify/", {"code": "<script>"}).content.decode()

    assert made.number in known
    assert made.number not in unknown
    assert "<script>alert" not in unknown
    assert "&lt;script&gt;" in unknown


def test_files_by_address_follow_the_same_rights(cast: Cast, client: Client) -> None:
    letter = paper(cast)
    log_in(client, "clerk")
    assert client.get(f"/files/documents/{letter.pk}.pdf")["Content-Type"] == "application/pdf"

    other = Client()
    assert other.get(f"/files/documents/{letter.pk}.pdf").status_code == 404
    log_in(other, "neighbour")
    assert other.get(f"/files/documents/{letter.pk}.pdf").status_code == 404
