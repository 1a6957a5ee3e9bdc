"""Commands over the law as data: when a term ends and why, and the procedures as files; none needs a database."""

import json
import sys
from datetime import date, datetime
from pathlib import Path

import click

import gongzhi
from gongzhi.kernel import documenting
from gongzhi.kernel.calendar import WorkCalendar, parse_table
from gongzhi.kernel.draw import draw as drawn
from gongzhi.kernel.engine import who
from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.happenings import why_impossible
from gongzhi.kernel.loader import ProcedureInvalid, load, load_all
from gongzhi.kernel.procedure import STAGES, Procedure
from gongzhi.kernel.procedure_check import unknown_hand_overs
from gongzhi.kernel.terms import (
    CHINA,
    Deadline,
    LengthUnit,
    LocalLimit,
    Term,
    TermEvent,
    TermEventKind,
    chosen,
    compute,
)
from gongzhi.kernel.wording import length_text
from gongzhi.project import calendar_tables

EVENTS = {
    "pause": TermEventKind.PAUSED,
    "resume": TermEventKind.RESUMED,
    "extend": TermEventKind.EXTENDED,
    "meet": TermEventKind.MET,
    "cancel": TermEventKind.CANCELLED,
} | {str(kind): kind for kind in TermEventKind}


class LawQuestionInvalid(DomainError):
    """The question cannot be answered as it was put."""

    code = "law.question_invalid"
    message = "%(why)s"

    def __init__(self, why: str) -> None:
        super().__init__(why=why)


def procedure_files() -> list[Path]:
    """Return the procedure files of all systems."""
    systems = Path(gongzhi.__path__[0]) / "systems"
    return sorted(systems.glob("*/procedures/*.toml"))


def find_procedure(name: str, on: date) -> Procedure:
    """Return the procedure of a name, `system.name` or file, in force on a day."""
    if name.endswith(".toml"):
        return load(Path(name))
    every = load_all(procedure_files())
    named = [one for one in every if name in (one.name, f"{one.system}.{one.name}")]
    if not named:
        known = "、".join(sorted({f"{one.system}.{one.name}" for one in every}))
        raise LawQuestionInvalid(
            f"没有「{name}」这个程序。现有的程序有：{known}；也可以写一个 .toml 文件的路径。"
        )
    if len({one.system for one in named}) > 1:
        names = "、".join(sorted({f"{one.system}.{one.name}" for one in named}))
        raise LawQuestionInvalid(f"有几个系统都有「{name}」这个程序，请写明是哪一个：{names}。")
    in_force = [one for one in named if one.in_force(on)]
    if not in_force:
        days = "、".join(f"{one.version}({_validity(one)})" for one in named)
        raise LawQuestionInvalid(f"程序「{name}」在 {on.isoformat()} 没有施行的版本。现有版本：{days}。")
    return in_force[0]


# ---------------------------------------------------------------- gongzhi due


@click.command()
@click.argument("procedure")
@click.argument("term")
@click.option(
    "--from", "since", required=True, metavar="TIME", help="起算的时刻，例如 2026-02-10T16:30(中国时间)。"
)
@click.option(
    "--event",
    "events",
    multiple=True,
    metavar="NAME=TIME",
    help="期间的事件：paused、resumed、extended、extended:天数、met、cancelled，可写多次。",
)
@click.option(
    "--flag", "flags", multiple=True, metavar="FLAG", help="选用时限的另一种长度，例如 urgent，可写多次。"
)
@click.option("--limit", metavar="LENGTH:UNIT", help="本地规定的长度，例如 3:working_days。")
@click.option(
    "--calendar", "tables", multiple=True, type=click.Path(path_type=Path), help="补充的年度工作日表(CSV)。"
)
@click.option("--provisional", is_flag=True, help="放假安排还没公布的年份，按周一至周五扣除法定节假日暂算。")
@click.option("--json", "as_json", is_flag=True, help="输出一个 JSON 对象。")
def due(
    procedure: str,
    term: str,
    since: str,
    events: tuple[str, ...],
    flags: tuple[str, ...],
    limit: str | None,
    tables: tuple[Path, ...],
    provisional: bool,
    as_json: bool,
) -> None:
    """算一个时限哪一天届满，并逐步说明依据哪一条。"""
    started_at = _moment(since, "--from")
    found = find_procedure(procedure, started_at.date())
    what = _term(found, term)
    calendar = _calendar(tables)
    calendar = calendar.with_provisional() if provisional else calendar
    happened = tuple(_event(text) for text in events)
    chosen_flags, local = _flags(found, flags), _limit(limit)
    if why := why_impossible(what, started_at, happened, calendar, chosen_flags, local):
        raise LawQuestionInvalid(why)
    deadline = compute(what, started_at, happened, calendar, chosen_flags, local)
    law = chosen(what, chosen_flags, local).law
    if as_json:
        click.echo(json.dumps(_as_json(deadline, law), ensure_ascii=False))
    else:
        _say(found, what, deadline)


def _as_json(deadline: Deadline, law: str) -> dict[str, object]:
    steps = [
        {
            "text": step.text,
            "text_en": step.text_en,
            "law": step.law,
            "day": step.day.isoformat() if step.day else None,
        }
        for step in deadline.steps
    ]
    return {"due": _due_text(deadline), "steps": steps, "law": law, "provisional": deadline.provisional}


def _due_text(deadline: Deadline) -> str | None:
    if deadline.due_on is not None:
        return deadline.due_on.isoformat()
    return deadline.due_at.astimezone(CHINA).isoformat() if deadline.due_at else None


def _say(procedure: Procedure, term: Term, deadline: Deadline) -> None:
    click.echo(f"{procedure.title}({procedure.system}.{procedure.name} {procedure.version})· {term.title}")
    for number, step in enumerate(deadline.steps, start=1):
        click.echo(f"{number:>2}. {step.text}" + (f" 〔{step.law}〕" if step.law else ""))
    click.echo(
        "届满："
        + (_due_text(deadline) or "暂停计时，没有届满日")
        + (" (暂定)" if deadline.provisional else "")
    )


def _moment(text: str, what: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text.strip().replace(" ", "T", 1))
    except ValueError:
        raise LawQuestionInvalid(
            f"{what} 的「{text}」不是时刻。请写成 2026-02-10T16:30 或 2026-02-10 的样子。"
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=CHINA)


def _event(text: str) -> TermEvent:
    name, equals, moment = text.partition("=")
    kind_name, _, length = name.strip().partition(":")
    kind = EVENTS.get(kind_name)
    if not equals or kind is None:
        known = "、".join(str(one) for one in TermEventKind)
        raise LawQuestionInvalid(f"不认识事件「{text}」。请写成 名字=时刻，名字有：{known}。")
    if length and (kind is not TermEventKind.EXTENDED or not length.isdecimal()):
        raise LawQuestionInvalid(
            f"事件「{text}」的长度不对。只有延长可以写长度，例如 extended:5=2026-02-20T09:00。"
        )
    return TermEvent(kind, _moment(moment, f"--event {name}"), int(length) if length else None)


def _term(procedure: Procedure, name: str) -> Term:
    for term in procedure.terms:
        if term.name == name:
            return term
    known = "、".join(f"{term.name}({term.title})" for term in procedure.terms)
    raise LawQuestionInvalid(f"程序「{procedure.title}」没有「{name}」这个时限。它的时限有：{known}。")


def _flags(procedure: Procedure, names: tuple[str, ...]) -> frozenset[str]:
    known = {flag.name: flag.title for flag in procedure.flags}
    for name in names:
        if name not in known:
            listed = "、".join(f"{one}({title})" for one, title in known.items()) or "(无)"
            raise LawQuestionInvalid(
                f"程序「{procedure.title}」没有「{name}」这个标记。可以用的有：{listed}。"
            )
    return frozenset(names)


def _limit(text: str | None) -> LocalLimit | None:
    if text is None:
        return None
    length, _, unit = text.partition(":")
    units = [str(one) for one in LengthUnit]
    if not length.isdecimal() or not 1 <= int(length) <= 3660 or unit not in units:
        raise LawQuestionInvalid(
            f"--limit 的「{text}」不对。请写成 长度：单位，例如 3:working_days；单位有：{'、'.join(units)}。"
        )
    return LocalLimit(int(length), LengthUnit(unit), "命令行给出的本地规定")


def _calendar(tables: tuple[Path, ...]) -> WorkCalendar:
    calendar = calendar_tables.calendar()
    for path in tables:
        try:
            text = path.read_text("utf-8-sig")
        except (OSError, ValueError) as error:
            raise LawQuestionInvalid(
                f"读不了工作日表 {path}({error})。请核对路径，并存成 UTF-8 的 CSV。"
            ) from error
        calendar = calendar.with_days(parse_table(text))
    return calendar


# ---------------------------------------------------------------- gongzhi procedure


@click.group()
def procedure() -> None:
    """程序文件：列出、查看、检查、画图、生成文档。"""


@procedure.command("list")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
def list_procedures(as_json: bool) -> None:
    """列出所有系统的程序。"""
    every = load_all(procedure_files())
    if as_json:
        click.echo(json.dumps([_summary(one) for one in every], ensure_ascii=False))
        return
    for one in every:
        counts = f"{len(one.states)} 个状态、{len(one.moves)} 步、{len(one.terms)} 个时限"
        click.echo(f"{one.system}.{one.name}\t{one.version}\t{one.title}\t{_validity(one)}\t{counts}")


def _summary(one: Procedure) -> dict[str, object]:
    return {
        "name": f"{one.system}.{one.name}",
        "version": one.version,
        "title": one.title,
        "title_en": one.title_en,
        "law": one.law,
        "valid_from": one.valid_from.isoformat(),
        "valid_to": one.valid_to.isoformat() if one.valid_to else None,
        "sha256": one.sha256,
        "states": [state.name for state in one.states],
        "moves": [move.name for move in one.moves],
        "terms": [term.name for term in one.terms],
    }


def _validity(one: Procedure) -> str:
    return f"{one.valid_from.isoformat()} 起" + (f",至 {one.valid_to.isoformat()} 前" if one.valid_to else "")


@procedure.command()
@click.argument("name")
@click.option("--on", metavar="DAY", help="看哪一天施行的版本(默认今天)。")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
def show(name: str, on: str | None, as_json: bool) -> None:
    """用文字说明一个程序：状态、每一步由谁办、时限和依据。"""
    found = find_procedure(name, _day(on))
    if as_json:
        click.echo(json.dumps(_summary(found), ensure_ascii=False))
        return
    click.echo(
        f"{found.title} {found.title_en}({found.system}.{found.name} {found.version})\n依据：{found.law}；{_validity(found)}"
    )
    click.echo("\n状态")
    for state in found.states:
        click.echo(f"  {state.name:<16}{state.title}({STAGES[state.stage][0]})")
    click.echo("\n步骤")
    for move in found.moves:
        target = found.state(move.target).title if move.target else "原状态"
        sources = "、".join(found.state(source).title for source in move.sources)
        click.echo(f"  {move.name:<18}{move.title}：{sources} → {target}；{who(move.by)}")
    click.echo("\n时限")
    for term in found.terms:
        sure = "" if term.certain else f"(未核实，安装时以设置 {term.setting} 确认)"
        click.echo(f"  {term.name:<16}{term.title}：{length_text(term.length, term.unit)}{sure}；{term.law}")


@procedure.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
def check(files: tuple[Path, ...]) -> None:
    """检查程序文件(不写文件名就检查自带的全部)，列出所有错误及改法。"""
    found: list[Procedure] = []
    has_faults = False
    for path in files or procedure_files():
        try:
            one = load(path)
        except ProcedureInvalid as error:
            has_faults = True
            click.echo(error.sentence(), err=True)
            continue
        found.append(one)
        click.echo(
            f"{path}：没有错误。{one.title}，{len(one.states)} 个状态、{len(one.moves)} 步、{len(one.terms)} 个时限。"
        )
    if has_faults:
        sys.exit(2)
    load_all(files or procedure_files())
    for one, move in unknown_hand_overs(found, load_all(procedure_files())):
        raise LawQuestionInvalid(
            f"程序 {one.system}.{one.name} 的「{move.name}」要移交给「{move.hand_over}」，但没有这个程序。请核对名字。"
        )


@procedure.command()
@click.argument("name")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="写到这个文件(默认标准输出)。")
@click.option("--on", metavar="DAY", help="画哪一天施行的版本(默认今天)。")
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", help="标题用中文还是英文。")
def draw(name: str, output: Path | None, on: str | None, lang: str) -> None:
    """把一个程序画成状态图(SVG)。"""
    svg = drawn(find_procedure(name, _day(on)), lang)
    if output is None:
        click.echo(svg)
        return
    try:
        output.write_text(svg, "utf-8")
    except OSError as error:
        raise LawQuestionInvalid(f"写不了文件 {output}({error.strerror})。请换一个可以写的位置。") from error
    click.echo(f"已画到 {output}。")


@procedure.command()
@click.option(
    "--write", "write", type=click.Path(path_type=Path), help="把文档写到这个目录(docs/reference)。"
)
@click.option(
    "--check", "check_in", type=click.Path(path_type=Path), help="核对这个目录里的文档是不是最新的。"
)
def docs(write: Path | None, check_in: Path | None) -> None:
    """由程序文件生成参考文档 procedures.md 和状态图。"""
    pages = documenting.pages(load_all(procedure_files()))
    if check_in is not None:
        stale = [name for name, text in pages.items() if not _same(check_in / name, text)]
        if stale:
            raise LawQuestionInvalid(
                f"文档 {'、'.join(stale)} 不是最新的。请运行 gongzhi procedure docs --write {check_in} 后一起提交。"
            )
        click.echo(f"{len(pages)} 份文档都是最新的。")
    elif write is not None:
        for name, text in pages.items():
            (write / name).parent.mkdir(parents=True, exist_ok=True)
            (write / name).write_text(text, "utf-8")
        click.echo(f"已写 {len(pages)} 份文档到 {write}。")
    else:
        raise LawQuestionInvalid("请写明 --write 目录 或 --check 目录，通常是 docs/reference。")


def _same(path: Path, text: str) -> bool:
    return path.is_file() and path.read_text("utf-8") == text


def _day(text: str | None) -> date:
    return datetime.now(CHINA).date() if text is None else _moment(text, "--on").date()
