"""What tests of files share: small uploads of every kind, and a matter to hang them on."""

import io
import zipfile
from datetime import datetime
from typing import Any

from django.apps import apps
from PIL import Image

from gongzhi.core.identity.testing import Cast, at

NOW = at("2026-03-02 09:00")


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 30), **options: Any) -> bytes:
    """Return an image of one colour."""
    out = io.BytesIO()
    Image.new("RGB", size, (200, 30, 40)).save(out, kind, **options)
    return out.getvalue()


def archive(*names: str, content: bytes = b"x") -> bytes:
    """Return a zip with these names in it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in names:
            made.writestr(name, content)
    return out.getvalue()


DOCX = archive("[Content_Types].xml", "word/document.xml")
XLSX = archive("[Content_Types].xml", "xl/workbook.xml")
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"


def make_matter(cast: Cast, matter_id: int = 7, *, opened_at: datetime = NOW, **columns: Any) -> Any:
    """Write a bare matter that the district owns; whatever it lacks does not matter to files and notices."""
    district, city = cast.unit("district"), cast.unit("city")
    values: dict[str, Any] = {
        "id": matter_id,
        "number": f"GZ-20260302-{matter_id:06d}-0",
        "system": "grid",
        "channel": "web",
        "title": "路灯坏了",
        "text": "人民路的路灯坏了",
        "opened_at": opened_at,
        "brought_at": opened_at,
        "status": "received",
        "stage": "intake",
        "owner_id": district,
        "owner_l1": city,
        "owner_l2": district,
    }
    return apps.get_model("matters", "Matter")._default_manager.create(**{**values, **columns})
