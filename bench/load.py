"""A cheap load client in a process of its own: `python -m bench.load` posts over kept connections as fast as answers come.

It uses raw sockets: a full HTTP library would take as much processor time as the server that is measured.
"""

import asyncio
import json
import sys
import time
from collections import Counter
from dataclasses import asdict, dataclass

Stream = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass(frozen=True, slots=True)
class Load:
    """What is posted: where, by how many clients, for how long, with which extra headers and body.

    `{n}` in the body stands for a number that never comes twice.
    """

    host: str
    port: int
    path: str
    clients: int
    seconds: float
    headers: str
    body: str


@dataclass(slots=True)
class Done:
    """What came of it."""

    answered: int = 0
    seconds: float = 0.0
    statuses: dict[str, int] | None = None
    p95_ms: float = 0.0


def run(load: Load) -> Done:
    """Post until the time is up and return what was answered; two answers for each client to warm up are not counted."""
    return asyncio.run(_all(load))


async def _all(load: Load) -> Done:
    statuses: Counter[str] = Counter()
    taken: list[float] = []
    streams = [await asyncio.open_connection(load.host, load.port) for _ in range(load.clients)]
    # The first answers of a server take long: everybody has two before the time begins.
    for warming in (0, 1):
        await asyncio.gather(*(_ask(load, one, f"w{warming}-{n}", statuses) for n, one in enumerate(streams)))
    until = time.perf_counter() + load.seconds
    await asyncio.gather(*(_client(load, n, one, until, statuses, taken) for n, one in enumerate(streams)))
    for _, writer in streams:
        writer.close()
    taken.sort()
    p95 = taken[int(len(taken) * 0.95)] * 1000 if taken else 0.0
    return Done(len(taken), load.seconds, dict(statuses), p95)


async def _client(
    load: Load, number: int, stream: Stream, until: float, statuses: Counter[str], taken: list[float]
) -> None:
    n = 0
    while (start := time.perf_counter()) < until:
        status = await _ask(load, stream, f"{number}-{n}", statuses)
        now = time.perf_counter()
        if now <= until and status.startswith(("2", "3")):
            taken.append(now - start)
        n += 1


async def _ask(load: Load, stream: Stream, number: str, statuses: Counter[str]) -> str:
    """Post once and return the status of the answer."""
    reader, writer = stream
    body = load.body.replace("{n}", number).encode()
    head = f"POST {load.path} HTTP/1.1\r\nHost: {load.host}:{load.port}\r\n{load.headers}"
    writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
    status = await _answer(reader)
    statuses[status] += 1
    return status


async def _answer(reader: asyncio.StreamReader) -> str:
    """Read one whole answer and return its status."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    fields = {
        name.lower(): value for name, _, value in (line.partition(": ") for line in head.split("\r\n")[1:])
    }
    if "content-length" in fields:
        await reader.readexactly(int(fields["content-length"]))
    elif fields.get("transfer-encoding") == "chunked":
        while size := int(await reader.readline(), 16):
            await reader.readexactly(size + 2)
        await reader.readline()
    return head.split(" ", 2)[1]


if __name__ == "__main__":
    print(json.dumps(asdict(run(Load(**json.load(sys.stdin))))))
