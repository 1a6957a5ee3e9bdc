"""Text messages. The file gateway writes JSON lines, for trying out and for a carrier's own sender to pick up."""

import fcntl
import json
import os
from pathlib import Path
from typing import IO

from django.conf import settings

from gongzhi.core.notify.channels.base import Letter, SendFailed, Sent


class FileGateway:
    """Appends one line per message to SMS_FILE; a key that is there already is not written again."""

    def send(self, letter: Letter) -> Sent:
        """Append the message and force it to disk."""
        path = Path(settings.SMS_FILE)
        line = {"key": letter.key, "to": letter.address, "text": f"【{settings.CITY_NAME}】{letter.body}"}
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with open(path, "a+", encoding="utf-8", opener=_private) as file:
                fcntl.flock(file, fcntl.LOCK_EX)
                if not _has(file, letter.key):
                    file.write(json.dumps(line, ensure_ascii=False) + "\n")
                    file.flush()
                    os.fsync(file.fileno())
        except OSError as error:
            raise SendFailed(f"短信文件写不进去：{error}") from error
        return Sent(letter.key)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _has(file: IO[str], key: str) -> bool:
    """Whether the last lines hold this key; a retry follows its first try within the newest ones."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - 4_000_000))
    return any(line.startswith(f'{{"key": "{key}"') for line in file.read().splitlines())
