"""What the worker does by itself, and how often. Each chore may run twice without harm; what fails is tried again.

A chore never waits in the queue twice and never runs twice at a time, however many workers there are. What a killed
worker left half done is queued again once its heartbeat has been missing for SILENCE seconds.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status

from gongzhi.core.clocks import queries as clock_queries
from gongzhi.core.clocks.actions import sweep as clocks
from gongzhi.core.files.actions.render import render_waiting
from gongzhi.core.ledger import actions as ledger
from gongzhi.core.notify.actions.deliver import deliver
from gongzhi.kernel.terms import CHINA

WARN_AHEAD = timedelta(hours=24)
CALENDAR_WARNING = timedelta(days=60)
_RETRY = RetryStrategy(max_attempts=5, exponential_wait=3)
_BATCH = 100
HEARTBEAT, SILENCE = 5.0, 20.0
log = logging.getLogger("gongzhi.jobs")


@dataclass(frozen=True, slots=True)
class Chore:
    """A regular job: its name, when it runs (cron, in UTC), and the function that does it at a given moment."""

    name: str
    cron: str
    function: str

    def run(self, at: datetime) -> object:
        """Do it once and return what its function returns."""
        module, name = self.function.rsplit(".", 1)
        act: Callable[[datetime], object] = getattr(import_module(module), name)
        return act(at)


CHORES = (
    Chore("clocks.sweep", "* * * * *", "gongzhi.project.jobs.sweep_clocks"),
    Chore("notify.deliver", "* * * * *", "gongzhi.project.jobs.deliver_notices"),
    Chore("files.render", "*/5 * * * *", "gongzhi.project.jobs.render_documents"),
    Chore("suggest.triage", "* * * * *", "gongzhi.project.suggesting.suggest_waiting"),
    Chore("suggest.hot", "25 * * * *", "gongzhi.project.suggesting.follow_hot"),
    Chore("petitions.suggest", "* * * * *", "gongzhi.systems.petitions.actions.suggesting.suggest_ways"),
    Chore("suggest.learn", "0 19 * * 6", "gongzhi.project.suggesting.learn_triage"),
    Chore("matters.fold", "*/10 * * * *", "gongzhi.core.matters.actions.counting.fold_tallies"),
    Chore("matters.orders", "*/10 * * * *", "gongzhi.core.matters.actions.supervise.raise_unanswered"),
    Chore("matters.count", "10 16 * * *", "gongzhi.core.matters.actions.counting.count_last_days"),
    Chore("petitions.lapse", "20 16 * * *", "gongzhi.systems.petitions.actions.ladder.end_unasked"),
    Chore("petitions.unrated", "25 16 * * *", "gongzhi.systems.petitions.actions.rating.end_unrated"),
    Chore("grid.archive", "15 16 * * *", "gongzhi.systems.grid.actions.archive_called_back"),
    Chore(
        "petitions.escalate",
        "*/10 * * * *",
        "gongzhi.systems.petitions.actions.escalation.propose_unanswered",
    ),
    Chore("petitions.calls", "10 22 * * *", "gongzhi.systems.petitions.actions.call_back.draw_calls"),
    Chore("petitions.forget", "40 18 * * *", "gongzhi.systems.petitions.actions.bookings.forget_bookings"),
    Chore("petitions.hard", "30 16 * * *", "gongzhi.systems.petitions.actions.reminders.tell_overdue"),
    Chore("disputes.silence", "5 16 * * *", "gongzhi.systems.disputes.actions.casebook.accept_by_silence"),
    Chore("disputes.network", "40 23 * * *", "gongzhi.systems.disputes.actions.network.remind"),
    Chore("disputes.prevention", "50 23 * * *", "gongzhi.systems.disputes.actions.prevention.remind_late"),
    Chore(
        "disputes.performance", "0 0 * * *", "gongzhi.systems.disputes.actions.performance.watch_performance"
    ),
    Chore(
        "disputes.unconfirmed", "30 16 * * *", "gongzhi.systems.disputes.actions.confirmation.lapse_unasked"
    ),
    Chore("ledger.anchor", "5 16 * * *", "gongzhi.project.jobs.anchor_ledger"),
    Chore("identity.forget", "30 18 * * *", "gongzhi.core.identity.actions.retention.forget_old"),
    Chore("calendar.expiry", "0 0 * * *", "gongzhi.project.jobs.look_at_calendar"),
)


def sweep_clocks(at: datetime) -> dict[str, int]:
    """Mark the clocks that are late, warn of those about to end, and return how many of each."""
    return {"late": clocks.sweep(at), "warned": clocks.warn(at, WARN_AHEAD)}


def deliver_notices(at: datetime) -> int:
    """Send what waits in the outboxes, for at most a minute, and return how many were tried."""
    tried = 0
    while (some := deliver(_BATCH, now=timezone.now)) and timezone.now() - at < timedelta(seconds=50):
        tried += some
    return tried + some


def render_documents(at: datetime) -> int:
    """Render the letters that nobody has opened yet, so that the first reader need not wait; return how many."""
    return render_waiting()


def anchor_ledger(at: datetime) -> str:
    """Anchor the ledger for the day that has just ended in the city (the job runs at 00:05) and return the hash."""
    return ledger.anchor((at - timedelta(minutes=10)).astimezone(CHINA).date(), at).hash


def look_at_calendar(at: datetime) -> str:
    """Return "" while the calendar reaches far enough, else the sentence that asks for the next year's table."""
    last = clock_queries.calendar().last
    if last - at.astimezone(CHINA).date() > CALENDAR_WARNING:
        return ""
    sentence = f"工作日历只到 {last}。国务院办公厅公布下一年放假安排后，请运行 gongzhi calendar import 文件。"
    log.warning("%s", sentence)
    return sentence


def run_chores(at: datetime, names: Sequence[str] = ()) -> dict[str, object]:
    """Run the named chores (all but the daily anchor and learning by default) here and now; return what each found."""
    wanted = names or [chore.name for chore in CHORES if chore.name not in ("ledger.anchor", "suggest.learn")]
    return {chore.name: chore.run(at) for chore in CHORES if chore.name in wanted}


def _register(chore: Chore) -> None:
    @app.periodic(cron=chore.cron, queueing_lock=chore.name, lock=chore.name)
    @app.task(name=chore.name, queue="chores", retry=_RETRY)
    def task(timestamp: int) -> None:
        log.info("%s: %s", chore.name, chore.run(timezone.now()))


for _chore in CHORES:
    _register(_chore)


@app.periodic(cron="* * * * *", queueing_lock="jobs.rescue")
@app.task(name="jobs.rescue", queue="chores")
async def rescue_jobs(timestamp: int) -> None:
    """Queue again what a killed worker left as `doing`: its lock would else keep the chore from ever running."""
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=SILENCE):
        log.warning("%s was left half done by a worker that is gone; queued again", job.task_name)
        try:
            await app.job_manager.retry_job(job)
        except UniqueViolation:  # the same chore waits already, so this one only has to let go of its lock
            await app.job_manager.finish_job(job, Status.FAILED, delete_job=True)
