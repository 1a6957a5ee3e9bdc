"""What the platform consists of: database, NATS, web server and worker, put together for `demo` and `serve`."""

import os
import socket
import sys
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from gongzhi.kernel.errors import DomainError
from gongzhi.project import runtime
from gongzhi.project.environment import Environment
from gongzhi.project.nats import EmbeddedNats
from gongzhi.project.supervisor import Child, Supervisor

_PORTS_TRIED = 50


class NoFreePort(DomainError):
    """Every port tried is taken."""

    code = "supervisor.no_free_port"
    message = "从 %(first)s 到 %(last)s 的端口都被占用了。请用 PORT=端口号 指定一个空闲的端口。"


def free_port(host: str, wanted: int) -> int:
    """Return `wanted`, or the next port nobody listens on."""
    for port in range(wanted, min(wanted + _PORTS_TRIED, 65536)):
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
            return port
    raise NoFreePort(first=wanted, last=wanted + _PORTS_TRIED - 1)


def start_nats(supervisor: Supervisor) -> None:
    """Start the embedded NATS unless NATS_URL names another, and tell the other children its address."""
    if os.environ.get("NATS_URL"):
        return
    server = EmbeddedNats.prepare(supervisor.var / "nats")
    child = Child("NATS", server.command(), _log(supervisor.var, "nats"))
    supervisor.start(child)
    supervisor.wait_until(child, server.is_well, 30)
    os.environ["NATS_URL"] = server.url


def start_worker(supervisor: Supervisor) -> None:
    """Start the worker of jobs and sweeps."""
    command = [sys.executable, "-m", "gongzhi", "work"]
    supervisor.start(Child("后台任务", command, _log(supervisor.var, "worker")))


def start_web(supervisor: Supervisor, host: str, port: int) -> None:
    """Start the web server and wait until it answers."""
    env = Environment()
    workers = env.number("GONGZHI_WEB_WORKERS", 2, least=1, most=64)
    threads = env.number("GONGZHI_WEB_THREADS", 4, least=1, most=64)
    # A kept-open connection holds its place, so the limit is on connections, far above the threads that do the work.
    command = [
        *(
            sys.executable,
            "-m",
            "granian",
            "--interface",
            "wsgi",
            "--host",
            host,
            "--port",
            str(port),
            "--no-ws",
        ),
        *(
            "--workers",
            str(workers),
            "--blocking-threads",
            str(threads),
            "--backlog",
            "2048",
            "--backpressure",
            "1024",
        ),
        *("--respawn-failed-workers", "--respawn-interval", "0.5", "--workers-kill-timeout", "10"),
        *("--log-level", "warning", "gongzhi.project.wsgi:application"),
    ]
    child = Child("网页服务", command, _log(supervisor.var, "web"))
    supervisor.start(child)
    supervisor.wait_until(child, lambda: answers(host, port), 60)


def keep_database(supervisor: Supervisor) -> None:
    """Have the embedded database started again should it die."""
    server = runtime.embedded()
    if server is None:
        return

    def check() -> None:
        if server.pid() is None:
            supervisor.say("数据库停了，正在重新启动")
            try:
                server.acquire()
            except DomainError as error:
                supervisor.say(error.sentence())

    supervisor.checks.append(check)


def address(host: str, port: int) -> str:
    """Return what a person on this machine types to open the site."""
    shown = "127.0.0.1" if host in {"0.0.0.0", "::", ""} else host
    return f"http://{shown}:{port}/"


def answers(host: str, port: int, page: str = "healthz") -> bool:
    """Whether the web server answers a page with success."""
    request = urllib.request.Request(address(host, port) + page, headers={"Host": "localhost"})
    try:
        with urllib.request.urlopen(request, timeout=3) as answer:
            return bool(answer.status == 200)
    except (OSError, urllib.error.HTTPError):
        return False


@dataclass(frozen=True, slots=True)
class Face:
    """What differs between `demo` and `serve`: where they listen, and what they say and do before and after."""

    host: str
    port: int
    say: Callable[[str], None]
    prepare: Callable[[], None]
    welcome: Callable[[str], None]


def run(var: Path, face: Face) -> None:
    """Bring the platform up and stay until a signal tells to stop; nothing is left running afterwards."""
    supervisor = Supervisor(var, face.say)
    port = free_port(face.host, face.port)
    supervisor.claim(address(face.host, port))
    supervisor.on_signals()
    let_go = runtime.start_database()
    try:
        face.prepare()
        runtime.close_connections()
        keep_database(supervisor)
        start_nats(supervisor)
        start_worker(supervisor)
        start_web(supervisor, face.host, port)
        if port != face.port:
            face.say(f"端口 {face.port} 已被占用，改用 {port} / port {face.port} is busy, using {port}")
        face.welcome(address(face.host, port))
        supervisor.run()
    except KeyboardInterrupt:
        face.say("正在停下 / stopping")
    finally:
        supervisor.stop()
        let_go()


def _log(var: Path, name: str) -> Path:
    return var / "log" / f"{name}.log"
