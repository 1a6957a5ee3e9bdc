"""Rows as a file for spreadsheets: CSV or XLSX, no cell that would run as a formula, and on top who took it when."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from gongzhi.kernel.terms import CHINA

Cells = Sequence[object]
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What a worksheet may not hold: control characters but tab and line breaks.
_FORBIDDEN = dict.fromkeys(one for one in range(32) if one not in (9, 10, 13))
_LONGEST = 32_000


def as_csv(name: str, mark: str, head: Cells, rows: Iterable[Cells]) -> HttpResponseBase:
    """Return rows as UTF-8 with its mark, which spreadsheets open rightly; `mark` is the first line."""
    answer = StreamingHttpResponse(_lines(mark, head, rows), content_type="text/csv; charset=utf-8")
    return _named(answer, f"{name}.csv")


def as_xlsx(name: str, mark: str, head: Cells, rows: Iterable[Cells]) -> HttpResponseBase:
    """Return rows as a workbook with a head that stays in sight; texts are written as texts, never as formulas."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(name[:31])
    sheet.freeze_panes = "A3"
    sheet.append([_text(sheet, mark)])
    titles = [_text(sheet, cell) for cell in head]
    for cell in titles:
        cell.font = Font(bold=True)
    sheet.append(titles)
    for row in rows:
        sheet.append([_text(sheet, cell) for cell in row])
    out = io.BytesIO()
    book.save(out)
    return _named(HttpResponse(out.getvalue(), content_type=_XLSX), f"{name}.xlsx")


def harmless(cell: object) -> str:
    """Return a cell as text that no spreadsheet takes for a formula."""
    text = _plain(cell)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _plain(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.astimezone(CHINA).strftime("%Y-%m-%d %H:%M")
    return str(cell).translate(_FORBIDDEN)[:_LONGEST]


def _text(sheet: object, cell: object) -> WriteOnlyCell:
    made = WriteOnlyCell(sheet, value=harmless(cell))
    made.data_type = "s"
    return made


def _lines(mark: str, head: Cells, rows: Iterable[Cells]) -> Iterator[str]:
    yield "\ufeff" + _line([mark])
    yield _line(head)
    for row in rows:
        yield _line(row)


def _line(cells: Cells) -> str:
    out = io.StringIO()
    csv.writer(out).writerow([harmless(cell) for cell in cells])
    return out.getvalue()


def _named(answer: HttpResponseBase, name: str) -> HttpResponseBase:
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    answer["Cache-Control"] = "private, no-store"
    return answer
