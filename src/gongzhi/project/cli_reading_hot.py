"""`gongzhi reading hot | alike`: what many messages of a table are about, and which say the same; no person is read."""

import csv
import gzip
import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from statistics import median

import click
from rich.console import Console
from rich.table import Table

from gongzhi.kernel.errors import InvalidInput
from gongzhi.kernel.terms import CHINA
from gongzhi.project.cli_reading_triage import table
from gongzhi.project.console import say_json
from gongzhi.reading.alike import Index, reasons
from gongzhi.reading.hot import HEAT_FORMULA, Hot, Issue, Message

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_VOTES = re.compile(
    "^(点赞|赞成|支持|反对|点踩|附议)(数|票|票数|人数)?$|^(up|down)?_?votes?$|^likes?$", re.IGNORECASE
)
_MOMENT = re.compile(r"(\d{4})\D{1,2}(\d{1,2})\D{1,2}(\d{1,2})(?:\D+(\d{1,2}):(\d{1,2})(?::(\d{1,2}))?)?")


@click.command()
@click.argument("file", type=_FILE)
@click.option("--text", required=True, help="文字的列，几列用逗号分开；最短的一列当作标题。")
@click.option("--time", required=True, help="时间的列。")
@click.option("--id", "key", required=True, help="编号的列。")
@click.option("--place", default="", help="地点的列；不给就只从文字里认。")
@click.option("--votes", default="", help="票数的列，几列用逗号分开；不给就认常见的列名，写 none 不用票数。")
@click.option("--top", default=10, show_default=True, type=click.IntRange(0), help="最多几个,0 是全部。")
@click.option("--json", "as_json", is_flag=True, help="输出一行 JSON。")
def hot(file: Path, text: str, time: str, key: str, place: str, votes: str, top: int, as_json: bool) -> None:
    """从一张留言表 FILE 里找出许多人反映的同一件事，最热的在前。"""
    texts = [column.strip() for column in text.split(",") if column.strip()]
    counted = _vote_columns(file, votes)
    rows = table(file, [*texts, time, key, *([place] if place else []), *counted])
    held = Hot()
    title = _title_column(rows, texts)
    held.add(
        Message(
            id=row[key],
            text="\n".join(row[column] for column in texts if column != title),
            title=row[title] if title else "",
            at=moment(row[time]),
            place=row[place].strip() if place else "",
            votes=sum(_number(row[column]) for column in counted),
        )
        for row in rows
    )
    issues = held.issues(top)
    if as_json:
        say_json([told(rank, issue) for rank, issue in enumerate(issues, start=1)])
    else:
        _show(issues)


@click.command()
@click.argument("file", type=_FILE)
@click.argument("words")
@click.option("--text", required=True, help="文字的列，几列用逗号分开。")
@click.option("--id", "key", required=True, help="编号的列。")
@click.option("--top", default=10, show_default=True, type=click.IntRange(1, 1000), help="最多几件。")
@click.option("--json", "as_json", is_flag=True, help="每件一行 JSON。")
def alike(file: Path, words: str, text: str, key: str, top: int, as_json: bool) -> None:
    """从一张留言表 FILE 里找出和 WORDS 说的是同一件事的留言，说明理由和差别。"""
    columns_of_text = [column.strip() for column in text.split(",") if column.strip()]
    rows = table(file, [*columns_of_text, key])
    texts = ["。".join(row[column].strip() for column in columns_of_text) for row in rows]
    for found in Index(texts).like(words, top):
        why = reasons(words, texts[found.row])
        if as_json:
            say_json(
                {
                    "id": rows[found.row][key],
                    "score": found.score,
                    "tier": found.tier,
                    "shared": why.shared,
                    "same_meaning": why.same_meaning,
                    "differences": [(span.mine, span.theirs) for span in why.differences],
                }
            )
        else:
            shared = "、".join(why.shared)
            click.echo(
                f"{found.score:.0%}  {rows[found.row][key]}  {texts[found.row][:40]}  相同：{shared or '无'}"
            )


def told(rank: int, issue: Issue) -> dict[str, object]:
    """Return an issue as it is written in JSON."""
    return {
        "rank": rank,
        "title": issue.title,
        "place": issue.place,
        "from": _moment(issue.from_at),
        "to": _moment(issue.to_at),
        "size": issue.size,
        "heat": issue.heat,
        "members": [member.id for member in issue.members],
        "distances": [member.distance for member in issue.members],
        "words": list(issue.words),
        "votes": issue.votes,
        "growth": issue.growth,
        "formula": HEAT_FORMULA,
    }


def _moment(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S}" if at else ""


def moment(text: str) -> datetime | None:
    """Return the moment that a cell tells, written with dashes, slashes or 年月日； None when it tells none."""
    found = _MOMENT.search(text)
    if found is None:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups())
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=CHINA)
    except ValueError:
        return None


def _vote_columns(file: Path, votes: str) -> list[str]:
    if votes.strip().lower() == "none":
        return []
    if votes.strip():
        return [column.strip() for column in votes.split(",") if column.strip()]
    return [column for column in columns(file) if _VOTES.match(column.strip())]


def columns(file: Path) -> list[str]:
    """Return the names of a table's columns."""
    opened = gzip.open if file.suffix == ".gz" else open
    with opened(file, "rt", encoding="utf-8-sig", errors="replace", newline="") as stream:
        return next(csv.reader(stream), [])


def _title_column(rows: Sequence[dict[str, str]], texts: Sequence[str]) -> str:
    if not texts:
        raise InvalidInput(field="text", why="--text 至少要写一列。")
    if len(texts) == 1 or not rows:
        return ""
    return min(texts, key=lambda column: median(len(row[column]) for row in rows))


def _number(text: str) -> int:
    digits = text.strip().split(".")[0]
    return int(digits) if digits.isdecimal() else 0


def _show(issues: Sequence[Issue]) -> None:
    shown = Table("", "事情", "地点", "起", "止", "件数", "热度", "关键词", box=None)
    for rank, issue in enumerate(issues, start=1):
        days = [f"{at:%Y-%m-%d}" if at else "" for at in (issue.from_at, issue.to_at)]
        words = "、".join(issue.words[:5])
        shown.add_row(str(rank), issue.title, issue.place, *days, str(issue.size), f"{issue.heat:g}", words)
    Console().print(shown)
    click.echo(f"热度 = 件数 + √票数 + 最近 30 天比平常多的件数({HEAT_FORMULA})。", err=True)
