"""`gongzhi geo`: the tree of areas, outlines, grids, and where a point or a text belongs."""

import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import click
from django.conf import settings
from django.utils import timezone

from gongzhi.core.geo import actions, data, queries
from gongzhi.core.geo.actions.outlining import Origin
from gongzhi.core.geo.rules.datum import Datum
from gongzhi.core.geo.rules.levels import SLUGS
from gongzhi.core.geo.rules.outlines import OutlineInvalid, Overlap, outline, overlaps, read_features
from gongzhi.kernel.actor import SYSTEM
from gongzhi.kernel.lengths import local_day
from gongzhi.project.progress import Progress

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_DATUM = click.Choice([one.value for one in Datum])
_SHOWN = 20


def _json_option(command: Callable[..., None]) -> Callable[..., None]:
    return click.option("--json", "as_json", is_flag=True, help="只输出一行 JSON。")(command)


@click.group()
def geo() -> None:
    """区划、界线和网格。"""


@geo.command("import-areas")
@click.argument("file", type=_FILE, required=False)
@click.option("--city", default="", help="城市代码，默认取 GONGZHI_CITY_CODE。")
@click.option("--city-name", default="", help="城市名称，默认取 GONGZHI_CITY。")
@click.option("--valid-from", type=click.DateTime(["%Y-%m-%d"]), help="这张表从哪一天起有效，默认今天。")
@click.option("--source", default="", help="数据来源，写进记录。")
@_json_option
def import_areas(
    file: Path | None, city: str, city_name: str, valid_from: datetime | None, source: str, as_json: bool
) -> None:
    """导入行政区划表(CSV:code,level,name,parent_code);不写文件就导入随程序带的邯郸市区划。"""
    at = timezone.now()
    done = actions.import_areas(
        actor=SYSTEM,
        city=actions.City(
            city or settings.CITY_CODE,
            city_name or settings.CITY_NAME,
            valid_from.date() if valid_from else local_day(at),
        ),
        table=file.read_text(encoding="utf-8-sig") if file else data.handan_tree(),
        source=source or (file.name if file else data.TREE_SOURCE),
        at=at,
    )
    told = {"added": done.added, "renamed": done.renamed, "missing": list(done.missing), "total": done.total}
    _tell(as_json, told, f"新增 {done.added} 个，更名 {done.renamed} 个，表中共 {done.total} 个区划")
    if done.missing and not as_json:
        click.echo(f"有 {len(done.missing)} 个现行区划不在表里，没有撤销：{_some(done.missing)}")
        click.echo("如果它们已经并入别的区划，请用 gongzhi geo merge 说明并入哪里。")


@geo.command("import-population")
@click.argument("file", type=_FILE)
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), required=True, help="人口数是哪一天的。")
@click.option("--source", required=True, help="数据来源，例如 第七次全国人口普查公报。")
@_json_option
def import_population(file: Path, on: datetime, source: str, as_json: bool) -> None:
    """导入各区划的人口(CSV:code,population)，供每万人的统计用；不认识的代码会列出来。"""
    done = actions.import_population(
        actor=SYSTEM,
        table=file.read_text(encoding="utf-8-sig"),
        on=on.date(),
        source=source,
        at=timezone.now(),
    )
    told = {"written": done.written, "unknown": list(done.unknown)}
    _tell(as_json, told, f"写入 {done.written} 个区划的人口")
    if done.unknown and not as_json:
        click.echo(f"有 {len(done.unknown)} 个代码不是现行区划，没有写入：{_some(done.unknown)}")


@geo.command("import-boundaries")
@click.argument("file", type=_FILE, required=False)
@click.option("--level", type=click.Choice(list(SLUGS)), default="county", show_default=True, help="哪一级。")
@click.option("--datum", type=_DATUM, default=None, help="坐标系，默认 wgs84；随程序带的文件按 gcj02 换算。")
@click.option("--source", default="", help="数据来源，写进记录。")
@_json_option
def import_boundaries(file: Path | None, level: str, datum: str | None, source: str, as_json: bool) -> None:
    """导入界线(GeoJSON，属性里有 code 或 name)；不写文件就导入随程序带的邯郸市县级轮廓。"""
    done = actions.import_boundaries(
        actor=SYSTEM,
        level=SLUGS[level],
        features=read_features(file.read_bytes() if file else data.handan_counties()),
        datum=Datum(datum or ("wgs84" if file else "gcj02")),
        origin=Origin(source or (file.name if file else data.OUTLINE_SOURCE)),
        at=timezone.now(),
    )
    told = {"outlines": done.outlines, "without": list(done.without), "overlaps": _told(done.overlaps)}
    _tell(as_json, told, f"导入界线 {done.outlines} 个")
    if not as_json:
        _show_overlaps(done.overlaps)
        if done.without:
            click.echo(f"还有 {len(done.without)} 个现行区划没有界线：{_some(done.without)}")


@geo.command("import-grids")
@click.argument("file", type=_FILE)
@click.option("--layer", required=True, help="图层名称，例如 综治网格；同名的新文件代替旧文件。")
@click.option("--title", default="", help="图层说明。")
@click.option("--rank", type=int, default=None, help="重叠时谁优先，小的优先；默认排在已有图层之后。")
@click.option("--datum", type=_DATUM, default="wgs84", show_default=True, help="坐标系。")
@click.option("--source", default="", help="数据来源，写进记录。")
@_json_option
def import_grids(
    file: Path, layer: str, title: str, rank: int | None, datum: str, source: str, as_json: bool
) -> None:
    """导入一个真实网格图层(GeoJSON)，与已有图层合成一张网。"""
    wanted = actions.LayerFile(
        name=layer,
        content=file.read_bytes(),
        source=source or file.name,
        title=title,
        rank=rank,
        datum=Datum(datum),
    )
    done = actions.import_grids(actor=SYSTEM, file=wanted, at=timezone.now())
    told = {"added": done.added, "redrawn": done.redrawn, "ended": done.ended, "fates": dict(done.fates)}
    told |= {"repeated": done.is_repeated, "notes": list(done.notes)}
    if done.is_repeated:
        _tell(as_json, told, f"图层“{layer}”的这个文件已经导入过，没有变化")
        return
    _tell(as_json, told, f"新网格 {done.added} 个，重划 {done.redrawn} 个，撤销 {done.ended} 个")
    if not as_json:
        for note in done.notes:
            click.echo(f"  {note}")


@geo.command("synthesize-grids")
@click.option("--city", default="", help="城市代码，默认取 GONGZHI_CITY_CODE。")
@click.option("--seed", type=int, default=1304, show_default=True, help="同一个数画出同一张图。")
@_json_option
def synthesize_grids(city: str, seed: int, as_json: bool) -> None:
    """没有真实界线时，按区划数目画出乡、村、网格的示意边界。"""
    with Progress() as progress:
        done = actions.synthesize_grids(
            actor=SYSTEM,
            city_code=city or settings.CITY_CODE,
            at=timezone.now(),
            seed=seed,
            progress=progress,
        )
    told = {"townships": done.townships, "villages": done.villages, "grids": done.grids}
    told_all = {**told, "without": list(done.without)}
    _tell(
        as_json,
        told_all,
        f"画出乡级 {done.townships} 个、村级 {done.villages} 个、网格 {done.grids} 个，都标为示意边界",
    )
    if done.without and not as_json:
        names = "、".join(queries.area_name(code) for code in done.without)
        click.echo(f"没有县级界线、因此没有画的：{names}")


@geo.command()
@click.argument("codes", nargs=-1, required=True)
@click.option("--into", required=True, help="合并后的区划代码。")
@click.option("--name", required=True, help="合并后的名称。")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), required=True, help="从哪一天起。")
@click.option("--why", required=True, help="依据，例如批复文号。")
def merge(codes: tuple[str, ...], into: str, name: str, on: datetime, why: str) -> None:
    """把同一级的几个区划(CODES)合并成一个；下级随同改码，旧代码仍然查得到。"""
    made = actions.succeed_areas(
        actor=SYSTEM, codes=codes, into=actions.NewArea(into, name), on=_day(on), at=timezone.now(), why=why
    )
    click.echo(f"{'、'.join(codes)} 从 {made.valid_from} 起合并为 {made.code} {made.name}")


@geo.command()
@click.argument("code")
@click.option("--name", required=True, help="新的名称。")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), required=True, help="从哪一天起。")
@click.option("--why", required=True, help="依据，例如批复文号。")
def rename(code: str, name: str, on: datetime, why: str) -> None:
    """给一个区划改名，从某一天起。"""
    made = actions.rename_area(actor=SYSTEM, code=code, name=name, on=_day(on), at=timezone.now(), why=why)
    click.echo(f"{code} 从 {made.valid_from} 起改名为 {made.name}")


@geo.command()
@click.argument("file", type=_FILE)
@click.option("--datum", type=_DATUM, default="wgs84", show_default=True, help="坐标系。")
@_json_option
@click.pass_context
def check(context: click.Context, file: Path, datum: str, as_json: bool) -> None:
    """检查一个 GeoJSON 文件里的界线，不导入；有错时退出码为 1。"""
    names: list[str] = []
    shapes: list[object] = []
    faults: list[str] = []
    for feature in read_features(file.read_bytes()):
        name = feature.text("name", "名称", "VILLAGENAM", "code") or f"第 {feature.n} 个图形"
        try:
            shapes.append(outline(name, feature.geometry, Datum(datum)))
            names.append(name)
        except OutlineInvalid as error:
            faults.append(error.sentence())
    found = overlaps(names, shapes)
    told = {"good": len(names), "faults": faults, "overlaps": _told(found)}
    _tell(as_json, told, f"完好的界线 {len(names)} 个，有错的 {len(faults)} 个，互相重叠的 {len(found)} 对")
    if not as_json:
        for fault in faults:
            click.echo(f"  {fault}")
        _show_overlaps(found)
    if faults:
        context.exit(1)


@geo.command()
@click.argument("lon", type=click.FloatRange(-180, 180))
@click.argument("lat", type=click.FloatRange(-90, 90))
@_json_option
def locate(lon: float, lat: float, as_json: bool) -> None:
    """说出一个点(WGS 84 经度 LON、纬度 LAT)在哪个网格、村、乡、县。"""
    code = queries.locate(lon, lat)
    is_synthetic = queries.is_synthetic(code)
    told = {"code": code, "name": queries.full_name(code), "synthetic": is_synthetic}
    note = "(示意边界)" if is_synthetic else ""
    _tell(as_json, told, f"{code} {queries.full_name(code)}{note}" if code else "这个点不在任何区划的界线里")


@geo.command()
@click.argument("text")
@_json_option
def find(text: str, as_json: bool) -> None:
    """说出一段话(TEXT)提到的是哪个区划。"""
    code = queries.area_from_text(text)
    told = {"code": code, "name": queries.full_name(code)}
    _tell(
        as_json, told, f"{code} {queries.full_name(code)}" if code else "没有提到区划，或者不能确定是哪一个"
    )


def _tell(as_json: bool, told: object, sentence: str) -> None:
    click.echo(json.dumps(told, ensure_ascii=False) if as_json else sentence)


def _day(moment: datetime) -> date:
    return moment.date()


def _some(codes: tuple[str, ...]) -> str:
    return "、".join(codes[:_SHOWN]) + (" 等" if len(codes) > _SHOWN else "")


def _told(found: tuple[Overlap, ...] | list[Overlap]) -> list[dict[str, object]]:
    return [{"one": each.one, "other": each.other, "share": round(each.share, 4)} for each in found]


def _show_overlaps(found: tuple[Overlap, ...] | list[Overlap]) -> None:
    for each in found[:_SHOWN]:
        click.echo(
            "  " + Overlap.sentence % {"one": each.one, "other": each.other, "share": f"{each.share:.1%}"}
        )
