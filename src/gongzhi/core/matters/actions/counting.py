"""Keeps the counts small: folds the tally's differences together, and counts past days once and for all."""

from datetime import date, datetime, timedelta

from django.db import connection, transaction

from gongzhi.kernel.terms import CHINA

_FOLD = """
    WITH gone AS (DELETE FROM matters_tally RETURNING unit_id, stage, n)
    INSERT INTO matters_tally (unit_id, stage, n)
    SELECT unit_id, stage, sum(n) FROM gone GROUP BY unit_id, stage HAVING sum(n) <> 0
"""
_COUNT = """
    WITH opened AS (
        SELECT (opened_at AT TIME ZONE 'Asia/Shanghai')::date AS day, county_code, category, count(*) AS n
        FROM matters_matter WHERE opened_at >= %(begin)s AND opened_at < %(end)s GROUP BY 1, 2, 3
    ), closed AS (
        SELECT (closed_at AT TIME ZONE 'Asia/Shanghai')::date AS day, county_code, category, count(*) AS n,
               count(*) FILTER (WHERE EXISTS (
                   SELECT 1 FROM clocks_clock AS clock
                   WHERE clock.matter_id = matter.id AND clock.task_id IS NULL AND clock.party NOT IN ('resident', 'opposite', 'outside')
                     AND (clock.state = 'met_late' OR clock.breached_at IS NOT NULL)
               )) AS late
        FROM matters_matter AS matter WHERE closed_at >= %(begin)s AND closed_at < %(end)s GROUP BY 1, 2, 3
    )
    INSERT INTO matters_dailyfigure (day, county_code, category, opened, closed, closed_late)
    SELECT day, county_code, category, coalesce(opened.n, 0), coalesce(closed.n, 0), coalesce(closed.late, 0)
    FROM opened FULL JOIN closed USING (day, county_code, category)
"""
_LOOK_BACK = timedelta(days=7)


@transaction.atomic(durable=True)
def fold_tallies(at: datetime) -> None:
    """Replace all differences of a unit and stage by their sum; whoever counts meanwhile sees the same total."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('matters_tally'))")
        cursor.execute(_FOLD)


def count_last_days(at: datetime) -> int:
    """Count the last seven days anew, so that a day is right even when a matter was moved afterwards."""
    today = at.astimezone(CHINA).date()
    return count_days(today - _LOOK_BACK, today)


@transaction.atomic(durable=True)
def count_days(first: date, last: date) -> int:
    """Count the days from `first` to the day before `last` anew from the matters; return the rows written."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('matters_dailyfigure'))")
        cursor.execute("DELETE FROM matters_dailyfigure WHERE day >= %s AND day < %s", [first, last])
        cursor.execute(_COUNT, {"begin": _midnight(first), "end": _midnight(last)})
        return int(cursor.rowcount)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=CHINA)
