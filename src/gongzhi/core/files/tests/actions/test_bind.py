"""A letter with files bound behind it, and one whose people are named in a part that is kept sealed."""

import io
from datetime import datetime
from pathlib import Path

import pytest
import typst
from pypdf import PdfReader
from pytest_django import Settings

from gongzhi.core.files import binding, press, store
from gongzhi.core.files.models import Document
from gongzhi.core.files.tests.shared import NOW, PDF, picture

_PACKAGE = Path(binding.__file__).resolve().parent.parent.parent
_TEMPLATE = (
    "#let data = json(bytes(sys.inputs.data))\n#set page(height: 200pt, width: 300pt)\n#text(data.words)\n"
)
_EACH = """
#for one in data.annexes {
  pagebreak()
  [#one.title/#one.shown/#one.pages]
  if one.shown == "image" { image(one.file, height: 100pt) }
  if one.shown == "pdf" { for n in range(1, one.pages + 1) { image(one.file, page: n, height: 100pt) } }
}
"""


@pytest.fixture(autouse=True)
def _store(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_DIR = tmp_path / "media"


@pytest.fixture
def template(tmp_path: Path) -> Path:
    folder = tmp_path / "package" / "papers"
    folder.mkdir(parents=True)
    (folder / "bundle.typ").write_text(_TEMPLATE + _EACH, "utf-8")
    return folder / "bundle.typ"


def three_pages(tmp_path: Path) -> bytes:
    """Return a PDF of three pages."""
    source = tmp_path / "three.typ"
    source.write_text("one\n#pagebreak()\ntwo\n#pagebreak()\nthree", "utf-8")
    made = typst.compile(str(source))
    assert isinstance(made, bytes)
    return made


def bind(template: Path, *annexes: dict[str, str]) -> list[str]:
    """Return the text of each page of the bundle."""
    package = template.parent.parent
    made = binding.bind(template, {"words": "head"}, annexes, fonts=press._FONTS, package=package)
    return [page.extract_text() for page in PdfReader(io.BytesIO(made)).pages]


def annex(title: str, content: bytes, media_type: str) -> dict[str, str]:
    return {"title": title, "sha256": store.put(content), "media_type": media_type}


def test_pictures_and_every_page_of_a_pdf_are_bound(template: Path, tmp_path: Path) -> None:
    pages = bind(
        template,
        annex("photo", picture(), "image/jpeg"),
        annex("paper", three_pages(tmp_path), "application/pdf"),
    )

    assert pages[0].strip() == "head"
    assert "photo/image/1" in pages[1]
    assert "paper/pdf/3" in pages[2]


@pytest.mark.parametrize(
    ("content", "media_type"),
    [(b"ID3", "audio/mpeg"), (PDF, "application/pdf"), (b"not a picture", "image/jpeg")],
    ids=["sound", "broken PDF", "broken picture"],
)
def test_what_cannot_be_shown_is_named_and_not_lost(template: Path, content: bytes, media_type: str) -> None:
    pages = bind(template, annex("beside", content, media_type))

    assert "beside//0" in pages[1]


def letter(data: dict[str, object], at: datetime = NOW) -> str:
    document = Document(
        matter_id=7, template="acceptance_notice", title="受理告知书", number="1", data=data, made_at=at
    )
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(press.letter(document))).pages)


def test_a_sealed_part_is_printed_and_not_kept_in_clear() -> None:
    sealed = press.sealed_part({"place": "和平路 9 号楼"})
    data: dict[str, object] = {"number": "GZ-1", "title": "路灯坏了", "place": "", "sealed": sealed}

    assert "和平路" not in sealed
    assert "和平路" in letter(data)
