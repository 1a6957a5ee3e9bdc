"""Rows as a file for spreadsheets: CSV or XLSX, and no cell that would run as a formula."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import chain

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from gongzhi.kernel.terms import CHINA

Cells = Sequence[object]
Plain = str | int | float
KINDS = ("csv", "xlsx")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What a worksheet may not hold: control characters but tab and line breaks.
_FORBIDDEN = dict.fromkeys(one for one in range(32) if one not in (9, 10, 13))
_LONGEST = 32_000


def spreadsheet(
    kind: str, name: str, head: Cells, rows: Iterable[Cells], *, mark: str = ""
) -> HttpResponseBase:
    """Return rows under a head as a download called `name`; `mark` is a line above: who took it out, and when."""
    above = [[mark]] if mark else []
    if kind == "xlsx":
        return _named(HttpResponse(_workbook(name, above, head, rows), content_type=_XLSX), f"{name}.xlsx")
    lines = _lines([*above, head], rows)
    return _named(StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8"), f"{name}.csv")


def harmless(cell: object) -> Plain:
    """Return a cell as a number, or as text that no spreadsheet takes for a formula."""
    if isinstance(cell, (int, float)):
        return cell
    text = _plain(cell)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _plain(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.astimezone(CHINA).strftime("%Y-%m-%d %H:%M")
    return str(cell).translate(_FORBIDDEN)[:_LONGEST]


def _workbook(name: str, above: Sequence[Cells], head: Cells, rows: Iterable[Cells]) -> bytes:
    """Return a workbook with a head that stays in sight; texts are written as texts, never as formulas."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(name[:31])
    sheet.freeze_panes = f"A{len(above) + 2}"
    for line in above:
        sheet.append([_cell(sheet, one) for one in line])
    titles = [_cell(sheet, one) for one in head]
    for title in titles:
        title.font = Font(bold=True)
    sheet.append(titles)
    for row in rows:
        sheet.append([_cell(sheet, one) for one in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(sheet: object, value: object) -> WriteOnlyCell:
    plain = harmless(value)
    made = WriteOnlyCell(sheet, value=plain)
    if isinstance(plain, str):
        made.data_type = "s"
    return made


def _lines(above: Iterable[Cells], rows: Iterable[Cells]) -> Iterator[str]:
    yield "\ufeff"  # By this mark spreadsheets read UTF-8.
    for line in chain(above, rows):
        out = io.StringIO()
        csv.writer(out).writerow([harmless(cell) for cell in line])
        yield out.getvalue()


def _named(answer: HttpResponseBase, name: str) -> HttpResponseBase:
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    answer["Cache-Control"] = "private, no-store"
    return answer
