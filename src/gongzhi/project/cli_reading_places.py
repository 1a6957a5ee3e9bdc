"""`gongzhi reading place | places`: which areas a text may mean, by a tree of names; needs no database."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from gongzhi.core.geo import data
from gongzhi.core.geo.rules.names import gazetteer
from gongzhi.project.cli_reading_triage import columns, table
from gongzhi.reading.places import Gazetteer, Reading, Reason, Why

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_DIGITS = (6, 9, 12, 15)
_WORDS = {
    Why.POINT: "地图上的点在这里",
    Why.NAME: "写了「{word}」",
    Why.SHORT: "写了「{word}」",
    Why.ALIAS: "「{word}」是它的别称",
    Why.WITHIN: "也写了「{word}」",
    Why.FOLLOWS: "紧跟在「{word}」后面",
    Why.SHARED: "叫「{word}」的有 {number} 个",
    Why.AGAINST: "写的区县不是它所在的",
}


@dataclass(frozen=True, slots=True)
class Tree:
    """Names of areas by code, and what finds them in texts."""

    names: dict[str, str]
    gazetteer: Gazetteer

    def full_name(self, code: str) -> str:
        """Return the names from the county down."""
        return "".join(self.names.get(code[:digits], "") for digits in _DIGITS if digits <= len(code))


def read_tree(tree: Path | None, aliases: Path | None) -> Tree:
    """Return the tree of a table `code,name` (the demonstration city's without one) with other names of places."""
    rows = _rows(tree) if tree else list(csv.DictReader(io.StringIO(data.handan_tree())))
    names = {row["code"]: row["name"] for row in rows}
    others = [(row["code"], row["name"]) for row in _rows(aliases)] if aliases else []
    return Tree(names, gazetteer(names.items(), others))


def _rows(file: Path) -> list[dict[str, str]]:
    return table(file, ["code", "name"])


def in_words(reason: Reason) -> str:
    """Return a reason in a few words."""
    return _WORDS[reason.why].format(word=reason.word, number=reason.number)


@click.command()
@click.argument("text")
@click.option("--tree", type=_FILE, help="区划表(CSV,code,name)；不给就用示范城市的。")
@click.option("--aliases", type=_FILE, help="别称表(CSV,code,name)。")
@click.option("--most", default=5, show_default=True, type=click.IntRange(1, 50), help="最多几个。")
@click.option("--json", "as_json", is_flag=True, help="输出一行 JSON。")
def place(text: str, tree: Path | None, aliases: Path | None, most: int, as_json: bool) -> None:
    """说出一段话 TEXT 可能指哪些地方、理由、把握，以及里面的路、门牌和小区。"""
    held = read_tree(tree, aliases)
    found = held.gazetteer.read(text, most=most)
    if as_json:
        click.echo(json.dumps(_told(held, found), ensure_ascii=False))
        return
    for one in found.candidates:
        click.echo(
            f"{one.score:.0%}  {one.code}  {held.full_name(one.code)}  {'；'.join(map(in_words, one.reasons))}"
        )
    if not found.candidates:
        click.echo("没有认出是哪个地方。")
    if found.elements:
        click.echo("其他要素：" + "、".join(one.text for one in found.elements))


def _told(held: Tree, found: Reading) -> dict[str, object]:
    return {
        "candidates": [
            {
                "code": one.code,
                "name": held.full_name(one.code),
                "score": one.score,
                "reasons": [in_words(reason) for reason in one.reasons],
            }
            for one in found.candidates
        ],
        "elements": [{"part": one.part.name.lower(), "text": one.text} for one in found.elements],
    }


@click.command()
@click.argument("file", type=_FILE)
@click.option("--text", "texts", required=True, help="文本列；几列用逗号分开。")
@click.option("--code", required=True, help="正确的区划代码在哪一列。")
@click.option("--tree", type=_FILE, help="区划表(CSV,code,name)；不给就用示范城市的。")
@click.option("--aliases", type=_FILE, help="别称表(CSV,code,name)。")
@click.option("--json", "as_json", is_flag=True, help="输出一行 JSON。")
def places(file: Path, texts: str, code: str, tree: Path | None, aliases: Path | None, as_json: bool) -> None:
    """用标有区划代码的 FILE(CSV)核对认地点的本领：第一个就对的、前五个里有的、没有答的各占多少。"""
    held = read_tree(tree, aliases)
    first = among = silent = count = 0
    for text, truth in _pairs(table(file, [*columns(texts), code]), columns(texts), code):
        found = [one.code for one in held.gazetteer.read(text).candidates]
        count += 1
        first += found[:1] == [truth]
        among += truth in found
        silent += not found
    told = {
        "texts": count,
        "first": round(first / max(count, 1), 4),
        "among_five": round(among / max(count, 1), 4),
        "silent": round(silent / max(count, 1), 4),
    }
    click.echo(
        json.dumps(told)
        if as_json
        else f"{count} 条：第一个就对 {told['first']:.1%}，前五个里有 {told['among_five']:.1%}，没有答 {told['silent']:.1%}。"
    )


def _pairs(rows: list[dict[str, str]], texts: list[str], code: str) -> Iterator[tuple[str, str]]:
    for row in rows:
        text = " ".join(row[column].strip() for column in texts if row[column].strip())
        if text and row[code].strip():
            yield text, row[code].strip()
