"""Attaching uploads: once by content, stored before the row, within a quota."""

from pathlib import Path

import pytest
from pytest_django import Settings

from gongzhi.core.files import store
from gongzhi.core.files.actions import attach
from gongzhi.core.files.models import Attachment
from gongzhi.core.files.tests.shared import NOW, PDF, picture
from gongzhi.core.ledger import queries as ledger
from gongzhi.kernel.actor import PUBLIC
from gongzhi.kernel.errors import InvalidInput

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_DIR = tmp_path
    return tmp_path


def put(content: bytes = PDF, *, matter_id: int = 7, name: str = "材料.pdf", **options: bool) -> Attachment:
    return attach(matter_id=matter_id, actor=PUBLIC, name=name, content=content, at=NOW, **options)


def test_a_pdf_is_kept_as_it_is_and_recorded() -> None:
    made = put()

    assert (made.kind, made.media_type, made.size) == ("document", "application/pdf", len(PDF))
    assert store.read(made.sha256) == PDF
    entry = ledger.entries("matter:7")[-1]
    assert (entry.verb, entry.data["sha256"]) == ("file.attached", made.sha256)


def test_an_image_is_kept_as_it_was_drawn_anew() -> None:
    sent = picture(comment=b"hidden")

    made = put(sent, name="现场.JPG")

    assert made.name == "现场.jpg"
    assert (made.width, made.height) == (40, 30)
    assert made.sha256 != made.source_sha256
    assert b"hidden" not in store.read(made.sha256)


def test_the_same_bytes_again_return_the_row_there_is() -> None:
    first = put(picture())

    assert put(picture(), name="别的名字.jpg").pk == first.pk
    assert put(picture(), matter_id=8).pk != first.pk
    assert len(ledger.entries("matter:7")) == 1


def test_files_lie_two_levels_deep_and_nothing_half_written_stays(media: Path) -> None:
    made = put()

    assert store.path_of(made.sha256) == media / made.sha256[:2] / made.sha256[2:4] / made.sha256
    assert [path.name for path in media.rglob("*") if path.is_file()] == [made.sha256]


def test_what_may_not_be_kept_leaves_nothing_behind(media: Path) -> None:
    with pytest.raises(InvalidInput):
        put(b"MZ\x90\0" + b"\0" * 100)

    assert not Attachment.objects.exists()
    assert not any(media.rglob("*"))


def test_the_number_of_files_of_a_matter_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gongzhi.core.files.actions.uploads.FILES_MOST", 2)
    put(PDF + b"1")
    put(PDF + b"2")

    with pytest.raises(InvalidInput, match="最多 2 个附件"):
        put(PDF + b"3")
    assert put(PDF + b"1").pk


def test_the_bytes_of_a_matter_are_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gongzhi.core.files.actions.uploads.BYTES_MOST", len(PDF) + 3)
    put(PDF + b"1")

    with pytest.raises(InvalidInput, match="放不下"):
        put(PDF + b"2")


def test_a_file_is_not_for_the_public_unless_it_is_said_so() -> None:
    assert not put(PDF + b"1").is_public
    assert put(PDF + b"2", public=True).is_public
    assert put(PDF + b"3", internal=True).is_internal
