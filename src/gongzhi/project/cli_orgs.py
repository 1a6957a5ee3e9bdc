"""`gongzhi orgs` and `gongzhi setting`: build and change the tree of units, its duties, and the city's settings."""

import gzip
import time
from datetime import date, datetime
from pathlib import Path

import click
from django.conf import settings as django_settings
from django.utils import timezone

from gongzhi.core.orgs import actions, queries, settings
from gongzhi.core.orgs.models import Unit, UnitKind
from gongzhi.kernel.errors import InvalidInput
from gongzhi.kernel.terms import CHINA, LengthUnit
from gongzhi.kernel.wording import length_text
from gongzhi.project.console import operator, say_json

DAY = click.DateTime(["%Y-%m-%d"])
SINCE = "2000-01-01"


@click.group()
def orgs() -> None:
    """机构：按行政区划建立、按日期合并拆分更名、职责分工。"""


@orgs.command("import-areas")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--code", default=lambda: django_settings.CITY_CODE, help="城市的代码，默认取自 GONGZHI_CITY_CODE。"
)
@click.option("--name", default=lambda: django_settings.CITY_NAME, help="城市的名称，默认取自 GONGZHI_CITY。")
@click.option("--from", "since", type=DAY, default=SINCE, show_default=True, help="机构从哪一天起有效。")
@click.option("--json", "as_json", is_flag=True, help="输出一行 JSON。")
def import_areas(file: Path, code: str, name: str, since: datetime, as_json: bool) -> None:
    """由区划表(code,level,name,parent_code)建立各级中心、村社区、部门和职责;可以反复运行。"""
    started = time.monotonic()
    city = actions.City(code, name, since.date())
    built = actions.import_areas(operator(), city, read_table(file), file.name, timezone.now())
    seconds = time.monotonic() - started
    if as_json:
        told = {"units": built.units, "duties": built.duties, "categories": built.categories}
        say_json(told | {"total": built.total, "seconds": round(seconds, 2)})
        return
    click.echo(
        f"新建机构 {built.units} 个、职责 {built.duties} 条、类别 {built.categories} 个，"
        f"现有机构 {built.total} 个，用时 {seconds:.1f} 秒。"
    )


def read_table(file: Path) -> str:
    """Return the text of a table in UTF-8 or GB18030, gzipped or not."""
    content = file.read_bytes()
    if content[:2] == b"\x1f\x8b":
        content = gzip.decompress(content)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030")


@orgs.command()
@click.argument("code", default="")
@click.option("--json", "as_json", is_flag=True, help="每个一行 JSON。")
def show(code: str, as_json: bool) -> None:
    """显示一个机构(默认市中心)、它的下级和前身。"""
    unit = queries.unit_by_code(code) if code else queries.root()
    below = queries.children(unit.id)
    if as_json:
        for one in (unit, *below):
            say_json(_unit(one))
        return
    click.echo(f"{unit.code}  {unit.name}  {unit.get_kind_display()}  自 {unit.valid_from}")
    for before in queries.unit_ids_standing_for(unit.id)[1:]:
        click.echo(f"  前身：{queries.unit_name(before)}(到 {queries.unit(before).valid_to} 前)")
    for one in below:
        click.echo(f"  {one.code}  {one.name}  {one.get_kind_display()}")


def _unit(unit: Unit) -> dict[str, object]:
    return {
        "id": unit.id,
        "code": unit.code,
        "name": unit.name,
        "kind": unit.kind,
        "area": unit.area_code,
        "depth": unit.depth,
        "valid_from": unit.valid_from,
        "stands_for": list(queries.unit_ids_standing_for(unit.id)),
    }


@orgs.command()
@click.argument("codes", nargs=-1, required=True)
@click.option("--into", required=True, help="合并后的机构编码，可以沿用其中一个。")
@click.option("--name", required=True, help="合并后的名称。")
@click.option("--on", "on", type=DAY, default=None, help="从哪一天起，默认今天。")
@click.option("--why", default="", help="依据或原因。")
def merge(codes: tuple[str, ...], into: str, name: str, on: datetime | None, why: str) -> None:
    """把几个机构合并成一个；下级、职责和旧事项都归新机构。"""
    at = timezone.now()
    made = actions.merge_units(operator(), codes, actions.Part(into, name), _day(on, at), at, why)
    click.echo(f"已合并为 {made.code} {made.name}。")


@orgs.command()
@click.argument("code")
@click.option(
    "--into", "parts", multiple=True, required=True, help="编码=名称；写两次以上，第一个接管旧事项。"
)
@click.option("--child", "children", multiple=True, help="下级编码=新机构编码；没有写的归第一个。")
@click.option("--on", "on", type=DAY, default=None, help="从哪一天起，默认今天。")
@click.option("--why", default="", help="依据或原因。")
def split(
    code: str, parts: tuple[str, ...], children: tuple[str, ...], on: datetime | None, why: str
) -> None:
    """把一个机构拆成几个。"""
    at = timezone.now()
    into = [actions.Part(*_pair(part)) for part in parts]
    given = dict(_pair(child) for child in children)
    made = actions.split_unit(operator(), code, into, _day(on, at), at, children=given, why=why)
    click.echo(f"已拆分为{'、'.join(one.name for one in made)}。")


@orgs.command()
@click.argument("code")
@click.option("--name", required=True, help="名称。")
@click.option("--kind", required=True, type=click.Choice(UnitKind.values), help="种类。")
@click.option("--under", required=True, help="上级机构的编码。")
@click.option("--area", default="", help="为哪个区划办事，默认与上级相同。")
@click.option("--on", "on", type=DAY, default=None, help="从哪一天起，默认今天。")
@click.option("--why", default="", help="依据或原因。")
def add(code: str, name: str, kind: str, under: str, area: str, on: datetime | None, why: str) -> None:
    """增设一个区划表里没有的机构，例如调解委员会、仲裁委员会、供水企业。"""
    at = timezone.now()
    made = actions.add_unit(operator(), actions.NewUnit(code, name, kind, under, area), _day(on, at), at, why)
    click.echo(f"已增设 {made.name}。")


@orgs.command()
@click.argument("code")
@click.option("--name", required=True, help="新的名称。")
@click.option("--on", "on", type=DAY, default=None, help="从哪一天起，默认今天。")
@click.option("--why", default="", help="依据或原因。")
def rename(code: str, name: str, on: datetime | None, why: str) -> None:
    """给机构更名；以前的文书仍是旧名。"""
    at = timezone.now()
    made = actions.rename_unit(operator(), code, name, _day(on, at), at, why)
    click.echo(f"已更名为 {made.name}。")


@orgs.command()
@click.argument("code")
@click.option("--on", "on", type=DAY, default=None, help="从哪一天起，默认今天。")
@click.option("--why", default="", help="依据或原因。")
def close(code: str, on: datetime | None, why: str) -> None:
    """撤销一个没有下级、也没有职责的机构。"""
    at = timezone.now()
    unit = actions.close_unit(operator(), code, _day(on, at), at, why)
    click.echo(f"已撤销 {unit.name}。")


@orgs.command()
@click.option("--json", "as_json", is_flag=True, help="每个一行 JSON。")
def categories(as_json: bool) -> None:
    """列出事项类别。"""
    for one in queries.categories():
        if as_json:
            say_json({"code": one.code, "title": one.title, "title_en": one.title_en, "about": one.about})
        else:
            click.echo(f"{'  ' if one.parent_id else ''}{one.code}  {one.title}  {one.about}")


@orgs.group()
def duty() -> None:
    """职责：某一类事项在某个区域由谁主办、谁协办。"""


@duty.command("show")
@click.argument("category")
@click.argument("area")
@click.option("--json", "as_json", is_flag=True, help="输出一行 JSON。")
def duty_show(category: str, area: str, as_json: bool) -> None:
    """显示类别 CATEGORY 在区域 AREA 由谁主办。"""
    found = queries.duty_for(category, area, timezone.now().astimezone(CHINA).date())
    if found is None:
        raise InvalidInput(
            field="category",
            why="「%(category)s」在 %(area)s 还没有定由谁主办，请用 gongzhi orgs duty set。",
            category=category,
            area=area,
        )
    if as_json:
        told = {"lead": found.lead.code, "helpers": [one.code for one in found.helpers], "law": found.law}
        say_json(told | {"category": found.category, "area": found.area_code})
        return
    helpers = "、".join(one.name for one in found.helpers) or "无"
    click.echo(f"主办：{found.lead.name}；协办：{helpers}；依据：{found.law}")


@duty.command("set")
@click.argument("category")
@click.argument("area")
@click.option("--lead", required=True, help="主办单位的编码。")
@click.option("--helper", "helpers", multiple=True, help="协办单位的编码，可以写几次。")
@click.option("--law", required=True, help="依据。")
@click.option("--on", "on", type=DAY, default=None, help="从哪一天起，默认今天。")
def duty_set(
    category: str, area: str, lead: str, helpers: tuple[str, ...], law: str, on: datetime | None
) -> None:
    """把类别 CATEGORY 在区域 AREA 交给另一个单位主办。"""
    at = timezone.now()
    new = actions.NewDuty(category, area, lead, helpers, law, _day(on, at))
    actions.set_duty(operator(), new, at)
    click.echo("已经改好。")


@click.group()
def setting() -> None:
    """设置：各地自定的时限等；每次改动都写明来源并记入台账。"""


@setting.command("list")
@click.option("--unconfirmed", is_flag=True, help="只列还没有确认的。")
@click.option("--json", "as_json", is_flag=True, help="每项一行 JSON。")
def setting_list(unconfirmed: bool, as_json: bool) -> None:
    """列出全部设置、现在的值、是否确认。"""
    for one in settings.all_declared():
        if unconfirmed and queries.is_confirmed(one.name):
            continue
        if as_json:
            say_json(_setting(one))
        else:
            mark = "" if queries.is_confirmed(one.name) else "  本地规定，尚未确认"
            click.echo(f"{one.name}  {one.title}  {value_text(queries.setting(one.name))}{mark}")


@setting.command("show")
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help="输出一行 JSON。")
def setting_show(name: str, as_json: bool) -> None:
    """显示一项设置的值、默认值、依据和来源。"""
    told = _setting(settings.declared(name))
    if as_json:
        say_json(told)
        return
    for key, value in told.items():
        click.echo(f"{key}: {value}")


@setting.command("set")
@click.argument("name")
@click.argument("value")
@click.option("--source", required=True, help="来源，例如本地文件的名称和文号。")
def setting_set(name: str, value: str, source: str) -> None:
    """设定 NAME 为 VALUE(例如 15工作日、24小时、是、3)并视为确认。"""
    kept = actions.set_setting(operator(), name, value, source, timezone.now())
    click.echo(f"{name} 现在是 {value_text(kept.value)}。新开始的时限按它计算，已经开始的不变。")


@setting.command("confirm")
@click.argument("name")
@click.option("--source", required=True, help="来源，例如本地文件的名称和文号。")
def setting_confirm(name: str, source: str) -> None:
    """确认 NAME 现在的值就是本地规定。"""
    kept = actions.confirm_setting(operator(), name, source, timezone.now())
    click.echo(f"已确认 {name} 为 {value_text(kept.value)}。")


def _setting(one: settings.Declared) -> dict[str, object]:
    kept = queries.kept_setting(one.name)
    return {
        "name": one.name,
        "title": one.title,
        "title_en": one.title_en,
        "type": str(one.type),
        "value": queries.setting(one.name),
        "default": one.default,
        "confirmed": queries.is_confirmed(one.name),
        "law": one.law,
        "source": kept.source if kept else "",
        "set_by": kept.set_by if kept else "",
    }


def value_text(value: object) -> str:
    """Return a setting's value in words."""
    if isinstance(value, dict):
        return length_text(int(value["length"]), LengthUnit(value["unit"]))
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value)


def _day(given: datetime | None, at: datetime) -> date:
    return given.date() if given else at.astimezone(CHINA).date()


def _pair(text: str) -> tuple[str, str]:
    left, sign, right = text.partition("=")
    if not sign or not left.strip() or not right.strip():
        raise InvalidInput(field="into", why="「%(text)s」要写成 编码=名称 的样子。", text=text)
    return left.strip(), right.strip()
