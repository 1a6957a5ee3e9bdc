"""Sets letters with Typst: all data goes in as one JSON input, nothing is ever written into a template's source.

The fonts come with the installation, so a bare machine prints Chinese. A letter is a function of its row.
"""

import base64
import io
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from threading import Lock

import pylopdf_fonts_zh_cn as fonts
import segno
import typst
from django.conf import settings

from gongzhi.core.files import binding
from gongzhi.core.files.models import Document
from gongzhi.core.files.rules import kinds
from gongzhi.core.identity import sealing
from gongzhi.core.workflow.manifest import manifests
from gongzhi.kernel.terms import CHINA

_HERE = Path(__file__).resolve().parent / "templates"
_PACKAGE = Path(__file__).resolve().parent.parent.parent
_FONTS = [str(Path(fonts.serif_path()).parent)]
_one_at_a_time = Lock()


def letter(document: Document) -> bytes:
    """Return the PDF of a numbered document."""
    kind = kinds.kind(document.template, document.title)
    day = document.made_at.astimezone(CHINA).date()
    data = {
        **_opened(document.data),
        "paper": {
            "title": document.title,
            "number": document.number,
            "version": document.version,
            "unit": document.unit_name
            or str(document.data.get("unit", ""))
            or f"{settings.CITY_NAME}社会治理中心",
            "day": day.isoformat(),
            "verify_code": document.verify_code,
            "qr": qr(verify_address(document)),
            "hotline": settings.HOTLINE,
        },
    }
    annexes = document.data.get("annexes")
    if not annexes:
        return press(_template(kind), data)
    with _one_at_a_time:
        return binding.bind(_template(kind), data, annexes, fonts=_FONTS, package=_PACKAGE)


def sealed_part(part: Mapping[str, object]) -> str:
    """Return values for a letter's `data["sealed"]`: they are printed, and never kept in clear beside the letter."""
    return base64.b64encode(sealing.seal(json.dumps(part, ensure_ascii=False, default=str))).decode()


def _opened(data: Mapping[str, object]) -> dict[str, object]:
    """Return the data with its sealed part among it."""
    sealed = data.get("sealed")
    if not isinstance(sealed, str) or not sealed:
        return dict(data)
    part = json.loads(sealing.unseal(base64.b64decode(sealed)))
    return {**{name: value for name, value in data.items() if name != "sealed"}, **part}


def _template(kind: kinds.DocumentKind) -> Path:
    """Return the template: of a registered kind, else of the system whose manifest has one by this name, else the plain letter."""
    own = [one.documents / f"{kind.name}.typ" for one in manifests() if one.documents is not None]
    return next((path for path in own if path.exists()), kind.folder / f"{kind.template}.typ")


def matter_file(data: Mapping[str, object]) -> bytes:
    """Return the PDF of a matter's whole story; `templates/matter_file.typ` says what the data may hold."""
    return press(_HERE / "matter_file.typ", data)


def verify_address(document: Document) -> str:
    """Return what the square code says: where to check the letter, or number and code where no public address is set."""
    sites = [origin.rstrip("/") for origin in settings.CSRF_TRUSTED_ORIGINS if "*" not in origin]
    if not sites:
        return f"{document.number} {document.verify_code}"
    return f"{sites[0]}/files/verify/?code={document.verify_code}"


def qr(text: str) -> str:
    """Return a square code as SVG."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="svg", border=0, xmldecl=False, svgns=True)
    return out.getvalue().decode()


def press(template: Path, data: Mapping[str, object]) -> bytes:
    """Return the PDF that a template makes of the data; the same data make the same bytes."""
    text = json.dumps(data, ensure_ascii=False, default=str)
    with _one_at_a_time:
        made = _compiler(template).compile(format="pdf", sys_inputs={"data": text}, timestamp=0)
    if not isinstance(made, bytes):
        raise TypeError(f"Typst returned {type(made).__name__}, not one PDF.")
    return made


@cache
def _compiler(template: Path) -> typst.Compiler:
    """Return the compiler of a template, kept with its fonts; templates may import one another below the package."""
    return typst.Compiler(
        str(template),
        root=str(_PACKAGE),
        font_paths=_FONTS,
        ignore_system_fonts=True,
        sys_inputs={"data": "{}"},
    )
