"""What tests of notices share: gateways that write down what they are given, and a receiver of webhooks."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from gongzhi.core.notify.channels import Letter, SendFailed, Sent


@dataclass
class Spoken:
    """A gateway that remembers; it fails as often as it is told to."""

    failures: int = 0
    is_final: bool = False
    letters: list[Letter] = field(default_factory=list)

    def send(self, letter: Letter) -> Sent:
        """Remember the message or fail."""
        if self.failures:
            self.failures -= 1
            raise SendFailed("线路忙", is_final=self.is_final)
        self.letters.append(letter)
        return Sent(f"ref-{letter.key}")


@dataclass
class Receiver:
    """What a webhook endpoint got; it answers with the statuses given, the last one over and over."""

    url: str
    statuses: list[int]
    got: list[tuple[dict[str, str], str]] = field(default_factory=list)

    @property
    def events(self) -> list[str]:
        """Return the types of the events it got."""
        return [json.loads(body)["type"] for _, body in self.got]


@contextmanager
def receiver(*statuses: int) -> Iterator[Receiver]:
    """Run a receiver on this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["content-length"])
            body = self.rfile.read(length).decode()
            found.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
            status = found.statuses.pop(0) if len(found.statuses) > 1 else found.statuses[0]
            self.send_response(status)
            self.send_header("location", "http://127.0.0.1:1/")
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found = Receiver(f"http://127.0.0.1:{server.server_port}/hook", list(statuses) or [204])
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield found
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
