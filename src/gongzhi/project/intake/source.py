"""Reads a table file row by row: CSV in any common encoding and delimiter, gzipped or not, and XLSX.

A file is read twice, once to be sure of its encoding to the last byte and once for its rows, and never held whole.
"""

import csv
import gzip
import io
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO, cast

import openpyxl

from gongzhi.kernel.errors import DomainError
from gongzhi.project.intake.encodings import encoding_of

DELIMITERS = (",", "\t", ";", "|", "\uff0c")
_LONGEST_CELL = 1 << 28
_XLSX_MOST = 1 << 30
_HEADER_WITHIN = 10
Cell = str | datetime
Cells = list[Cell]
HeaderScore = Callable[[Sequence[str]], int]


class FileUnreadable(DomainError):
    """The file is no table that can be read; `why` says what it is and what to do."""

    code = "intake.file_unreadable"
    message = "文件「%(file)s」没有导入：%(why)s"
    http_status = 422


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a file: where it begins and ends (lines of the file, rows of the sheet), and its cells."""

    first: int
    last: int
    cells: Cells


@dataclass(frozen=True, slots=True)
class Table:
    """A file that was found to be readable: its header and, again and again, its rows."""

    path: Path
    header: tuple[str, ...]
    encoding: str
    delimiter: str
    lines: Callable[[], Iterator[Line]]


def open_table(path: Path, score: HeaderScore, encoding: str = "", delimiter: str = "") -> Table:
    """Return the table of a file; raise FileUnreadable when there is none in it.

    `score` tells how many columns of a row it knows as headings: the first rows are asked for the one that names most.
    """
    head = _head(path)
    if not head:
        raise FileUnreadable(file=path.name, why="文件是空的。请检查导出是否完成，再试一次。")
    if head[:4] == b"\xd0\xcf\x11\xe0":
        raise FileUnreadable(file=path.name, why="这是旧版 Excel(.xls)。请用表格软件另存为 .xlsx 或 CSV。")
    if head[:2] == b"PK":
        return _sheet(path, score)
    if head[:4] in (b"%PDF", b"\x7fELF", b"\x89PNG", b"Rar!"):
        raise FileUnreadable(file=path.name, why="这不是表格。请给 CSV(可以用 gzip 压缩)或 .xlsx 文件。")
    return _text(path, score, encoding, delimiter)


def _head(path: Path) -> bytes:
    try:
        with _binary(path) as file:
            return file.read(8)
    except (gzip.BadGzipFile, EOFError, OSError) as error:
        raise FileUnreadable(file=path.name, why=f"打不开({error})。请检查文件是否完整。") from error


@contextmanager
def _binary(path: Path) -> Iterator[BinaryIO]:
    with path.open("rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
        file.seek(0)
        if packed:
            with gzip.open(file) as inside:
                yield cast(BinaryIO, inside)
        else:
            yield file


def _text(path: Path, score: HeaderScore, encoding: str, delimiter: str) -> Table:
    try:
        with _binary(path) as file:
            encoding = encoding_of(file, path.name, encoding)
    except (gzip.BadGzipFile, EOFError) as error:
        raise FileUnreadable(file=path.name, why="压缩文件不完整，请重新传一次。") from error
    csv.field_size_limit(_LONGEST_CELL)
    delimiter, number, header = _header_of_text(path, score, encoding, delimiter)

    def lines() -> Iterator[Line]:
        with _binary(path) as file:
            yield from _rows(file, encoding, delimiter, number)

    return Table(path, header, encoding, delimiter, lines)


def _header_of_text(
    path: Path, score: HeaderScore, encoding: str, delimiter: str
) -> tuple[str, int, tuple[str, ...]]:
    """Return delimiter, number of the header's row, and header: the delimiter under which most headings are known."""
    best: tuple[tuple[int, int], str, int, tuple[str, ...]] | None = None
    for candidate in (delimiter,) if delimiter else DELIMITERS:
        with _binary(path) as file:
            for number, line in enumerate(_rows(file, encoding, candidate, -1)):
                if number >= _HEADER_WITHIN:
                    break
                cells = tuple(str(cell) for cell in line.cells)
                rank = (score(cells), len(cells) if number == 0 else 0)
                if best is None or rank > best[0]:
                    best = (rank, candidate, number, cells)
    if best is None:
        raise FileUnreadable(file=path.name, why="文件里没有一行字。请检查导出是否完成，再试一次。")
    return best[1], best[2], best[3]


def _rows(file: BinaryIO, encoding: str, delimiter: str, header: int) -> Iterator[Line]:
    """Yield the rows that hold something after the row with this number (-1: all); blank ones are not counted."""
    text = io.TextIOWrapper(file, encoding=encoding, newline="")
    reader = csv.reader(text, delimiter=delimiter)
    number, before = -1, 0
    try:
        for cells in reader:
            first, before = before + 1, reader.line_num
            if not any(cell.strip() for cell in cells):
                continue
            number += 1
            if number > header:
                yield Line(first, reader.line_num, cast(Cells, cells))
    finally:
        text.detach()


def _sheet(path: Path, score: HeaderScore) -> Table:
    try:
        with zipfile.ZipFile(path) as packed:
            size = sum(one.file_size for one in packed.infolist())
            if "xl/workbook.xml" not in packed.namelist():
                raise FileUnreadable(
                    file=path.name, why="这是压缩包，不是表格。请解开后给里面的 CSV 或 .xlsx。"
                )
    except zipfile.BadZipFile as error:
        raise FileUnreadable(
            file=path.name, why="这个 .xlsx 文件不完整，打不开。请重新导出或另存一次。"
        ) from error
    if size > _XLSX_MOST:
        raise FileUnreadable(file=path.name, why="这个 .xlsx 解开后超过 1 GB。请分成几个文件，或另存为 CSV。")
    number, header = _header_of_sheet(path, score)

    def lines() -> Iterator[Line]:
        yield from _sheet_rows(path, number)

    return Table(path, header, "xlsx", "", lines)


def _header_of_sheet(path: Path, score: HeaderScore) -> tuple[int, tuple[str, ...]]:
    best: tuple[int, int, tuple[str, ...]] | None = None
    for number, line in enumerate(_sheet_rows(path, -1)):
        if number >= _HEADER_WITHIN:
            break
        cells = tuple(str(cell) for cell in line.cells)
        if best is None or score(cells) > best[0]:
            best = (score(cells), number, cells)
    if best is None:
        raise FileUnreadable(file=path.name, why="第一个工作表里没有内容。请把数据放在第一个工作表。")
    return best[1], best[2]


def _sheet_rows(path: Path, header: int) -> Iterator[Line]:
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=False)
    except (KeyError, ValueError, OSError, SyntaxError) as error:
        raise FileUnreadable(
            file=path.name, why="这个 .xlsx 读不出来，可能已经损坏。请另存一次再试。"
        ) from error
    try:
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        number = -1
        for place, values in enumerate(sheet.iter_rows(values_only=True), start=1):
            cells = [_cell(value) for value in values]
            if not any(cell if isinstance(cell, datetime) else cell.strip() for cell in cells):
                continue
            number += 1
            if number > header:
                yield Line(place, place, cells)
    finally:
        book.close()


def _cell(value: object) -> Cell:
    """Return a sheet's value as text, moments as they are; a formula is the text of the formula."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
