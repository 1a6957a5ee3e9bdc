"""Tells on which line of a TOML text each table, key and array element begins, so that a fault can be pointed at.

It follows a text that `tomllib` has accepted; on any other it may be wrong, but it always comes to an end.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

Path = tuple[str | int, ...]
_BLANK = " \t\r\n"
_BLANKS = re.compile(r"[ \t\r\n]+")
_BARE_KEY = re.compile(r"[^ \t\r\n,\]}#=.]+")
_BARE_VALUE = re.compile(r"[^,\]}#\n]+")
_PLAIN = re.compile(r"[^\"'\\]+")


def lines_of(text: str) -> Mapping[Path, int]:
    """Return the first line (from 1) of each path: ("moves", "sign", "by", 0, "role")."""
    scanner = _Scanner(text)
    scanner.document()
    return scanner.lines


def line_of(lines: Mapping[Path, int], path: Path) -> int:
    """Return the line of a path, or of the nearest thing around it."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)


def _length(pattern: re.Pattern[str], text: str, at: int) -> int:
    """Return how many characters from a place on the pattern takes."""
    found = pattern.match(text, at)
    return found.end() - at if found else 0


@dataclass(slots=True)
class _Scanner:
    text: str
    at: int = 0
    line: int = 1
    lines: dict[Path, int] = field(default_factory=dict)
    counts: dict[Path, int] = field(default_factory=dict)

    def document(self) -> None:
        """Walk over the whole text."""
        table: Path = ()
        while self._skip_blank():
            if self._peek() == "[":
                table = self._header()
            else:
                self._pair(table)

    def _peek(self, ahead: int = 0) -> str:
        return self.text[self.at + ahead : self.at + ahead + 1]

    def _step(self, count: int = 1) -> None:
        self.line += self.text.count("\n", self.at, self.at + count)
        self.at += count

    def _skip_blank(self) -> bool:
        """Skip blanks and comments; return whether anything is left."""
        while self.at < len(self.text):
            if self._peek() == "#":
                end = self.text.find("\n", self.at)
                self._step((len(self.text) if end < 0 else end) - self.at)
            elif self._peek() in _BLANK:
                self._step(_length(_BLANKS, self.text, self.at))
            else:
                return True
        return False

    def _note(self, path: Path) -> None:
        self.lines.setdefault(path, self.line)

    def _header(self) -> Path:
        is_array = self._peek(1) == "["
        line = self.line
        self._step(2 if is_array else 1)
        keys = self._keys("]")
        self._step(2 if is_array else 1)
        path: Path = ()
        for place, key in enumerate(keys):
            path = (*path, key)
            self.lines.setdefault(path, line)
            is_last = place == len(keys) - 1
            if is_array and is_last:
                self.counts[path] = self.counts.get(path, -1) + 1
            if path in self.counts:
                path = (*path, self.counts[path])
                self.lines.setdefault(path, line)
        return path

    def _keys(self, end: str) -> list[str]:
        """Read a dotted key up to (not including) `end`."""
        keys: list[str] = []
        while self.at < len(self.text) and self._peek() not in (end, "\n"):
            if self._peek() in " \t.":
                self._step()
            elif self._peek() in "\"'":
                keys.append(self._string())
            else:
                length = _length(_BARE_KEY, self.text, self.at)
                keys.append(self.text[self.at : self.at + length])
                self._step(max(length, 1))
        return keys

    def _pair(self, table: Path) -> None:
        line = self.line
        path = table
        for key in self._keys("="):
            path = (*path, key)
            self.lines.setdefault(path, line)
        self._step()
        self._value(path)

    def _value(self, path: Path) -> None:
        if not self._skip_blank():
            return
        self._note(path)
        match self._peek():
            case "[":
                self._items(path, "]")
            case "{":
                self._items(path, "}")
            case '"' | "'":
                self._string()
            case _:
                self._bare()

    def _items(self, path: Path, end: str) -> None:
        """Walk over an array, or over the pairs of an inline table."""
        self._step()
        place = 0
        while self._skip_blank() and self._peek() != end:
            before = self.at
            if self._peek() == ",":
                self._step()
                place += 1
            elif end == "]":
                self._value((*path, place))
            else:
                self._pair(path)
            if self.at == before:
                self._step()
        self._step()

    def _bare(self) -> None:
        self._step(_length(_BARE_VALUE, self.text, self.at))

    def _string(self) -> str:
        quote = self._peek()
        long = self.text.startswith(quote * 3, self.at)
        mark = quote * 3 if long else quote
        self._step(len(mark))
        start = self.at
        while self.at < len(self.text) and not self.text.startswith(mark, self.at):
            plain = _length(_PLAIN, self.text, self.at)
            self._step(plain or (2 if quote == '"' and self._peek() == "\\" else 1))
        content = self.text[start : self.at]
        self._step(len(mark))
        while long and self._peek() == quote:
            self._step()
        return content
