"""One trial: load from many residents, kills at moments drawn by a seed, then the count of what is left."""

import json
import random
import shutil
import tempfile
import threading
import time
from collections import Counter
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg

from gongzhi.core.notify.rules.backoff import LEASE
from tests.faults.city import VICTIMS, Platform
from tests.faults.residents import Resident, Told

_SHARES = {"web": 2, "web worker": 7, "worker": 4, "postgres": 7}
"""How often each kind is killed in 20; the supervisor waits longer and longer before it restarts one and the same."""
_DEFER = """
INSERT INTO procrastinate_jobs (queue_name, task_name, lock, queueing_lock, args, status)
SELECT 'chores', %(name)s, %(lock)s, %(queueing)s, '{"timestamp": 0}', 'todo'
WHERE NOT EXISTS (SELECT 1 FROM procrastinate_jobs WHERE queueing_lock = %(queueing)s AND status = 'todo')
"""


@dataclass(frozen=True, slots=True)
class Plan:
    """How hard the trial is; everything random in it comes from the seed."""

    submissions: int = 2000
    kills: int = 20
    messages: int = 150
    residents: int = 8
    spread: float = 45.0
    seed: int = 1
    longest: float = 240.0

    def victims(self) -> list[str]:
        """Return whom to kill, in an order drawn by the seed, each kind at least once."""
        drawn = [name for name in VICTIMS for _ in range(max(1, round(_SHARES[name] * self.kills / 20)))]
        random.Random(self.seed).shuffle(drawn)
        return drawn


@dataclass(slots=True)
class Result:
    """What came out; `is_good` when nothing acknowledged was lost, nothing is there twice and the ledger is whole."""

    seed: int
    acknowledged: int = 0
    tries: int = 0
    killed: dict[str, int] = field(default_factory=dict)
    lost: int = 0
    doubled: int = 0
    told_differently: int = 0
    refused: list[str] = field(default_factory=list)
    messages: int = 0
    messages_sent_once: int = 0
    messages_sent_twice: int = 0
    ledger_entries: int = 0
    ledger_ok: bool = False
    seconds: float = 0.0

    def is_good(self) -> bool:
        """Whether the promises were kept."""
        wrong = self.lost or self.doubled or self.told_differently or self.refused or self.messages_sent_twice
        return self.ledger_ok and not wrong and self.messages_sent_once == self.messages

    def line(self) -> str:
        """Return it as one line of JSON."""
        return json.dumps(asdict(self), ensure_ascii=False)


def run(plan: Plan) -> Result:
    """Carry out a trial on a fresh data folder and leave nothing behind."""
    began = time.monotonic()
    folder = Path(tempfile.mkdtemp(prefix="gongzhi-faults-"))
    folder.chmod(0o755)
    result = Result(seed=plan.seed, messages=plan.messages)
    try:
        platform = Platform(folder, plan.messages, plan.spread)
        try:
            platform.wait_until_ready(120)
            _hurt(platform, plan, result)
            _settle(platform, plan)
            _count(platform, plan, result)
        finally:
            platform.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    result.seconds = round(time.monotonic() - began, 1)
    return result


def _hurt(platform: Platform, plan: Plan, result: Result) -> None:
    told, enough, luck = Told(), threading.Event(), random.Random(plan.seed)
    residents = [
        Resident(f"r{n}", platform.address, told, enough, 0.1 + luck.random() / 5)
        for n in range(plan.residents)
    ]
    for one in residents:
        one.start()
    killed: Counter[str] = Counter()
    for victim in plan.victims():
        time.sleep(luck.uniform(0.3, 1.6))
        _have_it_work(platform)
        end = time.monotonic() + 45
        while (pid := platform.kill(victim, luck)) is None and time.monotonic() < end:
            time.sleep(0.2)
        killed[victim] += pid is not None
    end = time.monotonic() + plan.longest
    while len(told) < plan.submissions and not told.refused and time.monotonic() < end:
        _have_it_work(platform)
        time.sleep(0.3)
    enough.set()
    for one in residents:
        one.join(120)
    result.killed, result.tries, result.refused = dict(killed), told.tries, told.refused[:5]
    result.acknowledged = len(told)
    result.told_differently = sum(len(numbers) > 1 for numbers in told.numbers.values())
    platform.told = {key: min(numbers) for key, numbers in told.numbers.items()}


def _have_it_work(platform: Platform) -> None:
    """Ask the worker to send what is due and to rescue what a killed one left, more often than its timetable does."""
    with suppress(psycopg.Error), platform.database() as connection:
        for name, lock in (("notify.deliver", "notify.deliver"), ("jobs.rescue", None)):
            connection.execute(_DEFER, {"name": name, "lock": lock, "queueing": name})


def _settle(platform: Platform, plan: Plan) -> None:
    """Wait until all is well again and nothing is left to be sent."""
    platform.wait_until_ready(60)
    end = time.monotonic() + 120
    while _waiting(platform) and time.monotonic() < end:
        _let_leases_run_out(platform)
        _have_it_work(platform)
        time.sleep(0.5)


def _let_leases_run_out(platform: Platform) -> None:
    """Do what waiting for minutes would do: free the messages that a worker took half a minute ago and was killed over."""
    with platform.database() as connection:
        connection.execute(
            "UPDATE notify_notice SET leased_until = now() WHERE state = 'waiting' AND leased_until < %s",
            [datetime.now(UTC) + LEASE - timedelta(seconds=30)],
        )


def _waiting(platform: Platform) -> int:
    with platform.database() as connection:
        row = connection.execute("SELECT count(*) FROM notify_notice WHERE state = 'waiting'").fetchone()
    assert row is not None
    return int(str(row[0]))


def _count(platform: Platform, plan: Plan, result: Result) -> None:
    with platform.database() as connection:
        kept = connection.execute(
            "SELECT submit_key, number FROM matters_matter WHERE submit_key NOT LIKE 'ground-%'"
        ).fetchall()
        sent = connection.execute(
            "SELECT data->>'notice', count(*) FROM ledger_entry WHERE verb = 'notice.sent' GROUP BY 1"
        ).fetchall()
    numbers = {str(key): str(number) for key, number in kept}
    result.lost = sum(numbers.get(key) != number for key, number in platform.told.items())
    result.doubled = len(kept) - len(numbers) + len(kept) - len({number for _, number in kept})
    keys = Counter(json.loads(line)["key"] for line in _outbox(platform))
    result.messages_sent_once = sum(n == 1 for n in keys.values())
    result.messages_sent_twice = sum(n > 1 for n in keys.values()) + sum(int(str(n)) > 1 for _, n in sent)
    verified = platform.verified()
    result.ledger_ok, result.ledger_entries = bool(verified["ok"]), int(str(verified["entries"]))


def _outbox(platform: Platform) -> list[str]:
    path = platform.var / "sms" / "sent.jsonl"
    return path.read_text().splitlines() if path.exists() else []
