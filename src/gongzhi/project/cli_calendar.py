"""`gongzhi calendar`: take in a year's table of working days, and show a year."""

import sys
from datetime import date, timedelta
from pathlib import Path

import click
from django.utils import timezone

from gongzhi.core.clocks import queries
from gongzhi.core.clocks.actions.calendar import import_table, recompute
from gongzhi.core.clocks.models import CalendarImport
from gongzhi.core.workflow.queries import term_of
from gongzhi.kernel.calendar import WorkCalendar, parse_table
from gongzhi.project.calendar_tables import keep_days
from gongzhi.project.cli_orgs import read_table
from gongzhi.project.console import operator, say_json
from gongzhi.project.progress import Progress

WEEKDAYS = "一二三四五六日"


@click.group()
def calendar() -> None:
    """工作日历：导入国务院办公厅每年的放假安排，查看一年。"""


@calendar.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--source", default="", help="文件名称和文号，默认用文件名。")
@click.option("--dry-run", is_flag=True, help="只检查表，说明会改哪些天，不保存。")
@click.option("--json", "as_json", is_flag=True, help="最后一行输出 JSON。")
def import_(file: Path, source: str, dry_run: bool, as_json: bool) -> None:
    """导入一年的表(每行：日期，是否上班)，并重算所有没有结束的时限，逐个记下为什么变动。"""
    days = parse_table(read_table(file))
    known = queries.calendar()
    changed = changes(known, known.with_days(days), days)
    if dry_run:
        _say_changes(changed, as_json)
        return
    with Progress() as progress:
        brought = import_table(
            operator(),
            days,
            source or file.name,
            term_of,
            timezone.now(),
            lambda done, total: progress("重算时限", done, total),
        )
    keep_days(days)
    _say_import(brought, as_json)


def changes(before: WorkCalendar, after: WorkCalendar, days: dict[date, bool]) -> dict[date, bool]:
    """Return the days of a table that are new or said the opposite before."""
    return {
        day: after.is_working_day(day)
        for day in sorted(days)
        if not before.knows(day) or before.is_working_day(day) != after.is_working_day(day)
    }


def _say_changes(changed: dict[date, bool], as_json: bool) -> None:
    if as_json:
        say_json({"changed": {day.isoformat(): worked for day, worked in changed.items()}})
        return
    for day, worked in changed.items():
        click.echo(f"{day} 周{WEEKDAYS[day.weekday()]} → {'班' if worked else '休'}")
    click.echo(f"表没有问题，会改 {len(changed)} 天；没有保存。")


def _say_import(brought: CalendarImport, as_json: bool) -> None:
    if as_json:
        told = {"days": brought.days, "clocks_moved": brought.clocks_moved}
        say_json(told | {"finished": brought.finished_at is not None})
    else:
        click.echo(f"导入 {brought.days} 天，移动了 {brought.clocks_moved} 个时限。")
    if brought.finished_at is None:
        click.echo("有些时限一直有人在办，还没有重算；请稍后运行 gongzhi calendar recompute。", err=True)
        sys.exit(1)


@calendar.command("recompute")
@click.option("--json", "as_json", is_flag=True, help="最后一行输出 JSON。")
def recompute_(as_json: bool) -> None:
    """接着做完上一次没有做完的重算(例如中途断电)。"""
    brought = queries.unfinished_import()
    if brought is None:
        click.echo("上一次导入已经做完，没有要重算的。")
        return
    with Progress() as progress:
        done = recompute(
            operator(), brought, term_of, timezone.now(), lambda n, total: progress("重算时限", n, total)
        )
    _say_import(done, as_json)


@calendar.command()
@click.argument("year", type=click.IntRange(1990, 2200))
@click.option("--json", "as_json", is_flag=True, help="输出一行 JSON。")
def show(year: int, as_json: bool) -> None:
    """显示一年里与周一至周五不同的日子：放假日和调休上班日。"""
    known = queries.calendar()
    known.is_working_day(date(year, 1, 1))
    days = [
        date(year, 1, 1) + timedelta(days=n) for n in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)
    ]
    unusual = {
        day: known.is_working_day(day) for day in days if known.is_working_day(day) != (day.weekday() < 5)
    }
    worked = sum(known.is_working_day(day) for day in days)
    imported = set(queries.days_of(year))
    if as_json:
        told = {"year": year, "working_days": worked, "imported": len(imported)}
        say_json(told | {"unusual": {day.isoformat(): on for day, on in unusual.items()}})
        return
    click.echo(f"{year} 年有 {worked} 个工作日；{'用的是导入的表' if imported else '用的是随附的表'}。")
    for day, on in unusual.items():
        click.echo(f"{day} 周{WEEKDAYS[day.weekday()]}  {'上班(调休)' if on else '放假'}")
