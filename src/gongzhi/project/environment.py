"""One typed reader of the environment: it fails loudly on a bad value and knows no insecure default outside `dev`."""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from gongzhi.kernel.errors import DomainError


class SettingInvalid(DomainError):
    """An environment variable holds something that cannot be used."""

    code = "settings.invalid"
    message = "环境变量 %(name)s 的值「%(value)s」不能用：%(why)s"


class Environment:
    """Reads `GONGZHI_*` and the few standard names from a mapping, `os.environ` by default."""

    def __init__(self, source: Mapping[str, str] | None = None) -> None:
        self._source = os.environ if source is None else source

    def text(self, name: str, default: str = "") -> str:
        """Return the value or the default; surrounding blanks are dropped."""
        return self._source.get(name, default).strip()

    def flag(self, name: str, *, default: bool) -> bool:
        """Return a yes/no value; raise SettingInvalid for anything but 1/0, true/false, yes/no."""
        value = self.text(name, "1" if default else "0").lower()
        if value in {"1", "true", "yes"}:
            return True
        if value in {"0", "false", "no"}:
            return False
        raise SettingInvalid(name=name, value=value, why="请写 1 或 0。")

    def number(self, name: str, default: int, *, least: int, most: int) -> int:
        """Return a whole number within `least..most`, both inclusive; raise SettingInvalid otherwise."""
        value = self.text(name, str(default))
        if not value.isdigit() or not least <= int(value) <= most:
            raise SettingInvalid(
                name=name, value=value, why="请写 %(least)s 到 %(most)s 之间的整数。", least=least, most=most
            )
        return int(value)

    def words(self, name: str, default: str = "") -> list[str]:
        """Return a comma-separated list without blanks."""
        return [word.strip() for word in self.text(name, default).split(",") if word.strip()]


def secret_file(path: Path, make: int = 48) -> str:
    """Return the secret kept in `path`, making it once with mode 0600; two starters agree on one secret."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    value = secrets.token_urlsafe(make)
    with os.fdopen(handle, "w") as out:
        out.write(value + "\n")
    return value
