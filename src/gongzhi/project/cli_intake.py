"""`gongzhi intake FILE`: takes in a file of messages, one matter a row, exactly once."""

import json
import time
from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import click
from django.utils import timezone

from gongzhi.core.matters.models import Channel
from gongzhi.core.workflow.manifest import manifests
from gongzhi.kernel.actor import SYSTEM
from gongzhi.kernel.errors import DomainError
from gongzhi.project import cli_run, first_tree, runtime
from gongzhi.project.intake.columns import TITLES, MappingInvalid, Plan, read_mapping
from gongzhi.project.intake.take import Taken, Wanted, take
from gongzhi.project.progress import Progress
from gongzhi.systems.petitions.actions.suggesting import suggest_ways
from gongzhi.systems.petitions.rules.ways import way_named

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_OUT = click.Path(dir_okay=False, path_type=Path)
_SHOWN = 10
PETITIONS = "petitions"


class MomentAhead(DomainError):
    """The moment at which a file is to be taken in lies in the future."""

    code = "intake.moment_ahead"
    message = "--as-of 写的时刻 %(at)s 还没有到，不能按它接收。请改成现在或以前的时刻。"
    http_status = 422


class SystemUnknown(DomainError):
    """No system of this name takes matters in from a file."""

    code = "intake.system_unknown"
    message = "没有叫「%(system)s」的系统可以登记这些行，可以用的有：%(known)s；不写 --system 就登记为工单。"
    http_status = 422


@click.command()
@click.argument("file", type=_FILE)
@click.option("--map", "mapping", type=_FILE, help="对照文件 mapping.toml:哪一列是什么；不写就按列名辨认。")
@click.option("--channel", type=click.Choice(list(Channel.values)), help="从哪个渠道来，默认 import。")
@click.option("--as-of", metavar="TIME", default="", help="按这个时刻接收(默认时区中国标准时间)，默认现在。")
@click.option("--source", default="", help="来源的名称：编号在同一来源里才算重复，默认用编号列的列名。")
@click.option("--encoding", default="", help="文字编码，例如 gb18030；不写就自动辨认。")
@click.option("--receipts", type=_OUT, help="把编号和口令写进这个文件(只给这一次)；不写就不留口令。")
@click.option(
    "--refused", "refused_file", type=_OUT, help="没有接收的行写到哪里，默认在数据文件夹的 intake 里。"
)
@click.option("--system", default="", help="按哪个系统登记，例如 petitions(信访);不写就是工单。")
@click.option("--dry-run", is_flag=True, help="只检查，什么都不写进数据库。")
@click.option("--json", "as_json", is_flag=True, help="最后一行输出 JSON。")
def intake(
    file: Path,
    mapping: Path | None,
    channel: str | None,
    as_of: str,
    source: str,
    encoding: str,
    receipts: Path | None,
    refused_file: Path | None,
    system: str,
    dry_run: bool,
    as_json: bool,
) -> None:
    """导入一个留言文件 FILE(CSV 或 XLSX，可以用 gzip 压缩)：一行一件事项，带回执、时限和台账；再导一次不会重复。"""
    at = _moment(as_of)
    plan = read_mapping(mapping) if mapping else Plan()
    plan = replace(plan, source=source or plan.source, encoding=encoding or plan.encoding)
    wanted = Wanted(
        path=file,
        plan=plan,
        channel=_channel(channel or plan.channel, mapping),
        at=at,
        plan_file=mapping.name if mapping else "",
        dry_run=dry_run,
        refused=refused_file or runtime.var_dir() / "intake" / f"{_stem(file)}.refused.csv",
        receipts=receipts,
    )
    cli_run.prepare()
    procedure = _procedure(system)
    wanted = replace(wanted, system=system, procedure=procedure)
    first_tree.ensure(timezone.now())
    began = time.monotonic()
    with Progress() as progress:
        told = take(SYSTEM, wanted, progress)
    seconds = time.monotonic() - began
    _tell(told, seconds, dry_run=dry_run)
    ways = _read_petitions(at) if system == PETITIONS and not dry_run else {}
    if as_json:
        click.echo(json.dumps(_json(told, seconds) | ({"ways": ways} if ways else {}), ensure_ascii=False))


def _procedure(system: str) -> str:
    """Return the usual procedure of a system that takes matters over; raise SystemUnknown for any other."""
    if not system:
        return ""
    known = {one.name: one.accepts for one in manifests() if one.accepts}
    if system not in known:
        raise SystemUnknown(system=system[:40], known="、".join(sorted(known)))
    return known[system][0]


def _read_petitions(at: datetime) -> dict[str, int]:
    """Suggest a class and a way for what was taken in, say how many of each, and return them; nobody is classed by this."""
    found: Counter[str] = Counter()
    while some := suggest_ways(at):
        found.update(some)
    told = "，".join(f"{_title(name)} {n}" for name, n in found.most_common())
    if told:
        click.echo(f"字面上的建议(分类由人在甄别页决定):{told}")
    return dict(found)


def _title(name: str) -> str:
    way = way_named(name)
    return way.title if way is not None else name


def _stem(file: Path) -> str:
    name = file.name.removesuffix(".gz")
    return Path(name).stem.removesuffix(".refused")


def _channel(name: str, mapping: Path | None) -> str:
    if name and name not in Channel.values:
        known = "、".join(Channel.values)
        why = f"channel 写的「{name[:40]}」不是渠道，可以用的有：{known}。"
        raise MappingInvalid(file=mapping.name if mapping else "", why=why)
    return name or Channel.IMPORT


def _moment(text: str) -> datetime:
    now = timezone.now()
    if not text:
        return now
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise click.BadParameter("要写成 2026-03-02T09:30 这样。", param_hint="--as-of") from error
    found = found if found.tzinfo else found.replace(tzinfo=ZoneInfo("Asia/Shanghai"))
    if found > now + timedelta(minutes=1):
        raise MomentAhead(at=text)
    return found


def _tell(told: Taken, seconds: float, *, dry_run: bool) -> None:
    columns = "、".join(f"{TITLES[what]}={heading}" for what, heading in told.columns.items())
    click.echo(f"编码 {told.encoding}；列：{columns}")
    rows = told.accepted + told.repeated + told.refused
    done = "可以接收" if dry_run else "接收"
    speed = f"{seconds:.1f} 秒，每秒 {rows / seconds:,.0f} 行" if seconds else ""
    click.echo(
        f"共 {rows} 行：{done} {told.accepted}，重复 {told.repeated}，没有接收 {told.refused}({speed})"
    )
    if told.accepted:
        click.echo(f"其中有坐标的 {told.located} 件；类别待分类时再定的 {told.uncategorised} 件")
    for why, n in sorted(told.reasons.items(), key=lambda one: -one[1])[:_SHOWN]:
        click.echo(f"  {n} 行：{why}")
    if told.refused_file is not None:
        click.echo(f"没有接收的行在 {told.refused_file}，改好后可以直接再导入")


def _json(told: Taken, seconds: float) -> dict[str, object]:
    return {
        "accepted": told.accepted,
        "repeated": told.repeated,
        "refused": told.refused,
        "seconds": round(seconds, 3),
        "refused_file": str(told.refused_file) if told.refused_file else None,
    }
