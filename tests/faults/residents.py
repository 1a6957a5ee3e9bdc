"""Residents who submit without pause, and who try again with the same form until they hold a receipt."""

import re
import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field

import httpx

from tests.faults.ground import TOWNSHIP

_NUMBER = re.compile(r'data-number="(GZ-[0-9-]+)"')
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass(slots=True)
class Told:
    """What the residents were told: every number that was ever shown for each form."""

    numbers: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    tries: int = 0
    refused: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, key: str, number: str) -> None:
        """Keep a receipt."""
        with self.lock:
            self.numbers[key].add(number)

    def __len__(self) -> int:
        """Return how many forms have a receipt."""
        return len(self.numbers)


class Resident(threading.Thread):
    """One browser: it sends form after form until it is told that it is enough."""

    def __init__(self, name: str, address: str, told: Told, enough: threading.Event, again: float) -> None:
        super().__init__(name=name, daemon=True)
        self.address, self.told, self.enough, self.again = address, told, enough, again
        self.client = httpx.Client(base_url=address, timeout=6.0)
        self.token = ""

    def run(self) -> None:
        """Submit; now and then send a form that has its receipt once more, as impatient people do."""
        n = 0
        while not self.enough.is_set():
            n += 1
            self.submit(f"{self.name}-{n}")
            if n % 10 == 0:
                self.submit(f"{self.name}-{n}")
        self.client.close()

    def submit(self, key: str) -> None:
        """Send one form until there is a receipt for it."""
        end = time.monotonic() + 90
        while time.monotonic() < end:
            number = self._try(key)
            if number:
                self.told.note(key, number)
                return
            time.sleep(self.again)
        self.told.refused.append(f"{key}: no receipt within 90 s")

    def _try(self, key: str) -> str:
        with self.told.lock:
            self.told.tries += 1
        try:
            if not self.token:
                found = _TOKEN.search(self.client.get("/submit/").text)
                self.token = found[1] if found else ""
                if not self.token:
                    return ""
            answer = self.client.post("/submit/", data=self._form(key))
        except httpx.HTTPError:
            return ""
        if answer.status_code == 400:
            # A kill cut the session off while its request ran: no receipt was given, so the form is sent anew with its key.
            self.client.cookies.clear()
            self.token = ""
            return ""
        if answer.status_code in {403, 404, 422}:
            self.told.refused.append(f"{key}: {answer.status_code} {answer.text[:300]}")
        found = _NUMBER.search(answer.text) if answer.status_code == 200 else None
        return found[1] if found else ""

    def _form(self, key: str) -> dict[str, str]:
        return {
            "csrfmiddlewaretoken": self.token,
            "submit_key": key,
            "step": "3",
            "text": f"人民路街道展览路的路灯不亮，晚上看不清路。{key}",
            "area": TOWNSHIP,
            "is_anonymous": "1",
        }
