"""Makes a submission of a row: cleans what is written, reads time and place, and names the key that makes it unique."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from hashlib import sha256

import numpy as np

from gongzhi.core.geo.rules.datum import gcj02_to_wgs84
from gongzhi.core.matters.submission import TEXT_LONGEST, TITLE_LONGEST, Submission, title_of
from gongzhi.kernel.errors import DomainError, InvalidInput
from gongzhi.project.intake.columns import TITLES, Columns, Plan, plain
from gongzhi.project.intake.moments import read_moment
from gongzhi.project.intake.source import Cell, Line

PLACE_LONGEST = 300
NAME_LONGEST = 60
CONTACT_LONGEST = 120
_KEY_LONGEST = 160
_LINES_MOST = 1000
_FACT_LONGEST = 120
_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x85\ufeff\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_MARKED = re.compile(r"'(?=[=+\-@\t\r])")
_AREA_CODE = re.compile(r"\d{6}|\d{9}|\d{12}|\d{15}")


class RowRefused(DomainError):
    """A row that makes no matter; `why` is the full sentence that stands beside it in the file of refused rows."""

    code = "intake.row_refused"
    message = "%(why)s"
    http_status = 422


@dataclass(frozen=True, slots=True)
class Reader:
    """What is the same for every row of a file."""

    columns: Columns
    plan: Plan
    channel: str
    zone: tzinfo
    at: datetime
    titles: dict[str, str]
    """Our categories: code by code and by plain title."""

    def submission(self, line: Line) -> Submission:
        """Return the submission of a row; raise a DomainError that says what is wrong with it."""
        cells = self._cells(line)
        text, title = self._words(cells)
        written = self._one(cells, "category", _FACT_LONGEST)
        lon, lat = self._point(cells)
        area = self._one(cells, "area", 40)
        return Submission(
            title=title,
            text=text,
            channel=self.channel,
            brought_at=self._moment(cells),
            category=self.category(written),
            place=self._one(cells, "place", PLACE_LONGEST),
            lon=lon,
            lat=lat,
            area_code=area if _AREA_CODE.fullmatch(area) else "",
            name=self._one(cells, "name", NAME_LONGEST),
            contact=self._one(cells, "contact", CONTACT_LONGEST),
            source_key=self._key(cells),
            source=self._facts(cells, written),
        )

    def category(self, written: str) -> str:
        """Return our code of a category as written, "" when we have none of that name: triage chooses."""
        if not written:
            return ""
        name = self.plan.categories.get(plain(written), written)
        return self.titles.get(name) or self.titles.get(plain(name), "")

    def _cells(self, line: Line) -> list[Cell]:
        """Return the row as long as the header; refuse one that holds more, or has swallowed those after it."""
        width = len(self.columns.header)
        if line.last - line.first > _LINES_MOST:
            why = f"第 {line.first} 到 {line.last} 行成了一格，可能少了一个引号。请补上引号再导入。"
            raise RowRefused(why=why)
        if any(cell for cell in line.cells[width:]):
            why = f"这一行有 {len(line.cells)} 格，表头只有 {width} 列。内容里有分隔符时，要用引号括起来。"
            raise RowRefused(why=why)
        cells = [*line.cells[:width], *[""] * (width - len(line.cells))]
        return [cell if isinstance(cell, datetime) else _clean(cell) for cell in cells]

    def _joined(self, cells: Sequence[Cell], what: str) -> str:
        parts = [str(cells[place]).strip() for place in self.columns.places.get(what, ())]
        return "\n".join(part for part in parts if part)

    def _one(self, cells: Sequence[Cell], what: str, longest: int) -> str:
        found = " ".join(self._joined(cells, what).split())
        if len(found) > longest:
            raise RowRefused(why=f"{TITLES[what]}有 {len(found)} 个字，最多 {longest} 个。请缩短后再导入。")
        return found

    def _words(self, cells: Sequence[Cell]) -> tuple[str, str]:
        text, title = self._joined(cells, "text"), " ".join(self._joined(cells, "title").split())
        text = text or self._joined(cells, "whole")
        if len(text) > TEXT_LONGEST:
            raise RowRefused(why=f"内容有 {len(text)} 个字,最多 {TEXT_LONGEST} 个。请缩短后再导入。")
        if not text and not title:
            raise RowRefused(why="标题和内容都是空的，不知道反映的是什么。请补上再导入。")
        if len(title) > TITLE_LONGEST:
            if len(f"{title}\n{text}") > TEXT_LONGEST:
                raise RowRefused(why=f"标题有 {len(title)} 个字，最多 {TITLE_LONGEST} 个。请缩短后再导入。")
            text = f"{title}\n{text}".strip()
            title = title_of(title)
        return text or title, title or title_of(text)

    def _moment(self, cells: Sequence[Cell]) -> datetime:
        places = self.columns.places.get("time", ())
        if not places or not cells[places[0]]:
            return self.at
        cell = cells[places[0]]
        if isinstance(cell, str) and not cell.strip():
            return self.at
        return read_moment(cell, self.zone, self.at, self.plan.time_format)

    def _point(self, cells: Sequence[Cell]) -> tuple[float | None, float | None]:
        lon, lat = (self._degrees(cells, what) for what in ("lon", "lat"))
        if (lon or 0.0) == 0.0 and (lat or 0.0) == 0.0:
            return None, None
        if lon is None or lat is None:
            raise RowRefused(why="经度和纬度只写了一个，请补上另一个，或两个都留空。")
        if abs(lat) > 90 >= abs(lon):
            raise RowRefused(why=f"纬度 {lat:g} 超出 90 度，经度和纬度可能写反了，请核对。")
        if abs(lat) > 90 or abs(lon) > 180:
            raise RowRefused(why=f"经度 {lon:g}、纬度 {lat:g} 不在地球上，请核对。")
        if self.plan.datum == "gcj02":
            east, north = gcj02_to_wgs84(np.array([lon]), np.array([lat]))
            return float(east[0]), float(north[0])
        return lon, lat

    def _degrees(self, cells: Sequence[Cell], what: str) -> float | None:
        text = self._joined(cells, what)
        if not text:
            return None
        try:
            found = float(text)
        except ValueError:
            raise RowRefused(
                why=f"{TITLES[what]}「{text[:40]}」不是数字，请写成 114.4895 这样的度数。"
            ) from None
        if found != found or abs(found) > 1e6:
            raise RowRefused(why=f"{TITLES[what]}「{text[:40]}」不是有效的度数，请核对。")
        return found

    def _key(self, cells: Sequence[Cell]) -> str:
        """Return the key that makes a row one matter: its own number under its source, else the digest of the row."""
        number = self._one(cells, "number", _FACT_LONGEST)
        if number:
            key = f"{self.plan.source or self.columns.heading('number')}:{number}"
            return key if len(key) <= _KEY_LONGEST else f"number:{sha256(key.encode()).hexdigest()}"
        told = [str(cell).strip() for n, cell in enumerate(cells) if n not in self.columns.skipped]
        digest = sha256("\x1f".join(told).encode()).hexdigest()
        return f"{self.plan.source or 'row'}:{digest}"[:_KEY_LONGEST]

    def _facts(self, cells: Sequence[Cell], written: str) -> tuple[tuple[str, str], ...]:
        """Return what the source knew that the matter has no column for; it is kept in the ledger."""
        found = {
            what: self._joined(cells, what)[:_FACT_LONGEST]
            for what in ("number", "due", "closed", "answered")
        }
        return tuple((what, told) for what, told in (found | {"category": written}).items() if told)


def _clean(cell: str) -> str:
    """Return a cell without control characters and without the apostrophe by which spreadsheets mark text."""
    if _CONTROL.search(cell):
        cell = _CONTROL.sub("", cell)
    return cell[1:] if _MARKED.match(cell) else cell


def sentence(error: DomainError) -> str:
    """Return why a row was refused."""
    return str(error.facts["why"]) if isinstance(error, InvalidInput | RowRefused) else error.sentence()
