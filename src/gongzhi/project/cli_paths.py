"""`gongzhi paths`: which ways are open to settle a dispute, from facts in a TOML file; needs no database."""

import json
import sys
import tomllib
from datetime import datetime
from pathlib import Path

import click

from gongzhi.kernel.lengths import CHINA
from gongzhi.kernel.wording import day_text
from gongzhi.project import calendar_tables
from gongzhi.project.cli_law import LawQuestionInvalid
from gongzhi.systems.disputes.rules.paths import Advice, advise, book, facts_from

STATES = {
    "open": "能走",
    "not_yet": "还不能走",
    "other_first": "先走别的路",
    "not_for_this": "不适用",
    "done": "已经走过",
    "late": "过了期限",
}


@click.command()
@click.argument("facts", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--json", "as_json", is_flag=True, help="输出一个 JSON 数组，每条路一个对象。")
def paths(facts: Path, as_json: bool) -> None:
    """按事实文件(TOML，写法见 docs/reference/paths.md)列出解决争议的每一条路：能不能走、最后一天、依据和理由。"""
    known = book()
    said = _read(facts)
    today = datetime.now(CHINA).date()
    found = advise(facts_from(said, known.questions, known.groups, today), calendar_tables.calendar(), known)
    if as_json:
        click.echo(json.dumps([_as_json(one) for one in found], ensure_ascii=False))
    else:
        _say(found)


def _read(path: Path) -> dict[str, object]:
    try:
        text = sys.stdin.read() if str(path) == "-" else path.read_text("utf-8-sig")
        return tomllib.loads(text)
    except OSError as error:
        raise LawQuestionInvalid(f"读不了事实文件 {path}({error.strerror})。请核对路径。") from error
    except ValueError as error:
        raise LawQuestionInvalid(
            f"事实文件 {path} 不合 TOML 的写法({error})。请对照 docs/reference/paths.md 的例子改正。"
        ) from error


def _as_json(one: Advice) -> dict[str, object]:
    return {
        "path": one.path,
        "title": one.title,
        "title_en": one.title_en,
        "open": one.open,
        "state": one.state,
        "last_day": one.last_day.isoformat() if one.last_day else None,
        "law": one.law,
        "why": one.why.title,
        "why_en": one.why.title_en,
        "fee": one.fee.title,
        "who_decides": one.who_decides.title,
        "order": one.order.title,
        "effect": one.effect.title,
        "duration": one.duration.title,
        "bring": [text.title for text in one.bring],
        "notes": [{"text": text.title, "law": law} for text, law in one.notes],
        "missing": list(one.missing),
        "provisional": one.provisional,
        "certain": one.certain,
        "steps": [
            {"text": step.text, "law": step.law, "day": step.day.isoformat() if step.day else None}
            for step in one.steps
        ],
    }


def _say(found: list[Advice]) -> None:
    for heading, is_open in (("能走的路", True), ("现在不能走的路", False)):
        click.echo(f"{heading}：")
        for one in (one for one in found if one.open is is_open):
            last = f"，最后一天 {day_text(one.last_day)}" if one.last_day else ""
            unsure = "（暂定，节假日安排还没公布）" if one.provisional else ""
            click.echo(f"  {one.title}({one.path})：{STATES[one.state]}{last}{unsure}")
            click.echo(f"    {one.why.title}〔{one.law}〕")
            for label, text in (("谁来定", one.who_decides), ("费用", one.fee), ("次序", one.order)):
                if is_open and text.title:
                    click.echo(f"    {label}：{text.title}")
    click.echo("这里只说有哪些路、各到哪一天，不替您决定，也不判断谁对谁错。")
