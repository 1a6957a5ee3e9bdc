"""A table as a file: CSV that spreadsheets open with Chinese intact, or XLSX; no cell is ever taken for a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from urllib.parse import quote

from django.http import HttpResponse
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils.exceptions import IllegalCharacterError

from gongzhi.kernel.terms import CHINA

Plain = str | int | float
KINDS = ("csv", "xlsx")
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def sheet(kind: str, name: str, heads: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """Return rows under heads as a download called `name`."""
    lines: list[list[Plain]] = [list(heads), *([_plain(cell) for cell in row] for row in rows)]
    body = _csv(lines) if kind == "csv" else _xlsx(name, lines)
    answer = HttpResponse(body, content_type="text/csv; charset=utf-8" if kind == "csv" else _XLSX)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}.{kind}"
    answer["Cache-Control"] = "no-store"
    return answer


def _plain(cell: object) -> Plain:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return f"{cell.astimezone(CHINA):%Y-%m-%d %H:%M}"
    return cell if isinstance(cell, (int, float)) else str(cell)


def _csv(lines: Iterable[Sequence[Plain]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    for line in lines:
        writer.writerow([_safe(cell) for cell in line])
    return out.getvalue().encode("utf-8-sig")


def _safe(cell: Plain) -> Plain:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def _xlsx(name: str, lines: Iterable[Sequence[Plain]]) -> bytes:
    book = Workbook(write_only=True)
    page = book.create_sheet(name[:31])
    for line in lines:
        cells = []
        for value in line:
            cell = WriteOnlyCell(page)
            try:
                cell.value = value
            except IllegalCharacterError:
                cell.value = "".join(char for char in str(value) if char >= " " or char in "\n\t")
            if isinstance(value, str):
                cell.data_type = "s"  # A text that begins with "=" stays a text.
            cells.append(cell)
        page.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
