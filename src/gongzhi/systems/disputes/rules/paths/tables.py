"""Reads tables of law from TOML with their types, and says which file and place is wrong."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from gongzhi.kernel.errors import DomainError


class LawTableInvalid(DomainError):
    """A table of law does not say what the advisor can read."""

    code = "paths.table_invalid"
    message = "路径规则文件 %(file)s 的「%(place)s」写得不对：%(why)s"
    http_status = 500


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a file, with its place for messages."""

    file: str
    place: str
    values: Mapping[str, object]

    def wrong(self, key: str, why: str, **facts: object) -> LawTableInvalid:
        """Return the error for one entry."""
        return LawTableInvalid(file=self.file, place=f"{self.place}.{key}".strip("."), why=why, **facts)

    def text(self, key: str, default: str | None = None) -> str:
        """Return a text; without a default it must be there."""
        found = self.values.get(key, default)
        if not isinstance(found, str) or (default is None and not found.strip()):
            raise self.wrong(key, "这里要写一段文字。")
        return found

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a text or a list of texts as a tuple; () when absent."""
        found = self.values.get(key, [])
        every = [found] if isinstance(found, str) else found
        if not isinstance(every, list) or not all(isinstance(one, str) for one in every):
            raise self.wrong(key, "这里要写一段文字，或者方括号里的几段文字。")
        return tuple(str(one) for one in every)

    def number(self, key: str, default: int) -> int:
        """Return a whole number."""
        found = self.values.get(key, default)
        if not isinstance(found, int) or isinstance(found, bool):
            raise self.wrong(key, "这里要写一个整数。")
        return found

    def flag(self, key: str, *, default: bool = False) -> bool:
        """Return true or false."""
        found = self.values.get(key, default)
        if not isinstance(found, bool):
            raise self.wrong(key, "这里要写 true 或 false。")
        return found

    def table(self, key: str) -> "Table":
        """Return a table within; an empty one when absent."""
        found = self.values.get(key, {})
        if not isinstance(found, dict):
            raise self.wrong(key, "这里要写一个表。")
        return Table(self.file, f"{self.place}.{key}".strip("."), found)

    def tables(self, key: str) -> Iterator["Table"]:
        """Yield the tables of a list."""
        found = self.values.get(key, [])
        if not isinstance(found, list):
            raise self.wrong(key, "这里要写若干个 [[%(table)s]] 表。", table=key)
        for n, one in enumerate(found):
            if not isinstance(one, dict):
                raise self.wrong(key, "这里要写若干个 [[%(table)s]] 表。", table=key)
            yield Table(self.file, f"{self.place}.{key}[{n}]".strip("."), one)

    def only(self, *known: str) -> None:
        """Refuse an entry of another name, which would else be passed over in silence."""
        for key in self.values:
            if key not in known:
                raise self.wrong(key, "没有叫这个名字的项，可以写的有：%(known)s。", known="、".join(known))


def read(path: Path) -> Table:
    """Return a file as a table."""
    try:
        return Table(path.name, "", tomllib.loads(path.read_text("utf-8")))
    except ValueError as error:
        raise LawTableInvalid(
            file=path.name, place="", why="不合 TOML 的写法：%(error)s", error=str(error)
        ) from error
