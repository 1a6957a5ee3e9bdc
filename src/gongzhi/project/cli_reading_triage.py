"""`gongzhi reading train | cold | evaluate | explain`: sorting messages by a city's own history."""

import csv
import gzip
import json
import time
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from gongzhi.kernel.errors import DomainError
from gongzhi.reading import explain as explaining
from gongzhi.reading import model, text, training
from gongzhi.reading.classify import SEPARATOR, Classifier, branches
from gongzhi.reading.model import About, ModelUnreadable
from gongzhi.reading.scores import Scores, judge
from gongzhi.reading.training import Made

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_FOLDER = click.Path(file_okay=False, path_type=Path)
_LONGEST_FIELD = 10_000_000


class TableUnreadable(DomainError):
    """A table of messages cannot be used."""

    code = "reading.table_unreadable"
    message = "文件「%(file)s」不能用：%(why)s"

    def __init__(self, file: Path, why: str) -> None:
        super().__init__(file=file.name, why=why)


class ModelMissing(DomainError):
    """There is no usable model in a folder."""

    code = "reading.model_missing"
    message = "文件夹「%(folder)s」里没有可用的模型：%(why)s。请用 gongzhi reading train 训练。"


def table(file: Path, wanted: list[str]) -> list[dict[str, str]]:
    """Return the rows of a CSV file (UTF-8, with or without gzip); raise TableUnreadable when columns are missing."""
    csv.field_size_limit(_LONGEST_FIELD)
    opened = gzip.open if file.suffix == ".gz" else open
    try:
        with opened(file, "rt", encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream)
            known = reader.fieldnames or []
            missing = [column for column in wanted if column not in known]
            if missing:
                raise TableUnreadable(
                    file, f"没有「{'、'.join(missing)}」这一列。现有的列：{'、'.join(known) or '无'}。"
                )
            return [{column: row[column] or "" for column in wanted} for row in reader]
    except UnicodeDecodeError as error:
        raise TableUnreadable(file, "它不是 UTF-8 编码，请另存为 UTF-8 的 CSV。") from error
    except (csv.Error, gzip.BadGzipFile, EOFError) as error:
        raise TableUnreadable(file, f"它不是完好的 CSV({error})。") from error


def messages(file: Path, texts: str, labels: str) -> tuple[list[str], list[str]]:
    """Return texts (their columns joined, a line each) and labels (their columns joined into a path).

    Rows without a text or a label are left out.
    """
    text_columns, label_columns = columns(texts), columns(labels)
    rows = table(file, [*text_columns, *label_columns])
    pairs = list(_pairs(rows, text_columns, label_columns))
    if not pairs:
        raise TableUnreadable(file, "没有一行同时有文本和类别。")
    return [one for one, _ in pairs], [label for _, label in pairs]


def columns(named: str) -> list[str]:
    """Return the column names in a list with commas."""
    return [column.strip() for column in named.split(",") if column.strip()]


def _pairs(rows: list[dict[str, str]], texts: list[str], labels: list[str]) -> Iterator[tuple[str, str]]:
    for row in rows:
        message = text.join([row[column] for column in texts])
        label = SEPARATOR.join(row[column].strip() for column in labels if row[column].strip()).strip(
            SEPARATOR
        )
        if message and label:
            yield message, label


def loaded(folder: Path) -> tuple[Classifier, About]:
    """Return the model in a folder; raise ModelMissing where there is none."""
    try:
        return model.load(folder)
    except ModelUnreadable as error:
        raise ModelMissing(folder=str(folder), why=str(error)) from error


@click.command()
@click.argument("file", type=_FILE)
@click.option("--text", "texts", required=True, help="文本列；几列用逗号分开，标题在前。")
@click.option("--label", "labels", required=True, help="类别列；各级分列时用逗号分开，大类在前。")
@click.option("--out", required=True, type=_FOLDER, help="模型写到哪个文件夹。")
@click.option("--json", "as_json", is_flag=True, help="最后一行输出 JSON。")
def train(file: Path, texts: str, labels: str, out: Path, as_json: bool) -> None:
    """用历史数据 FILE(CSV)训练分类模型，写出模型和说明卡 MODEL.md。"""
    began = time.monotonic()
    known = messages(file, texts, labels)
    if len(set(known[1])) < 2:
        raise TableUnreadable(file, "只有一个类别，没有什么可学的。")
    _finish(training.from_history(*known, file.name, datetime.now(UTC)), out, began, as_json)


@click.command()
@click.argument("file", type=_FILE)
@click.option("--label", "labels", required=True, help="类别列；各级分列时用逗号分开，大类在前。")
@click.option("--about", "abouts", default="", help="说明列；几列用逗号分开。")
@click.option("--out", required=True, type=_FOLDER, help="模型写到哪个文件夹。")
@click.option("--json", "as_json", is_flag=True, help="最后一行输出 JSON。")
def cold(file: Path, labels: str, abouts: str, out: Path, as_json: bool) -> None:
    """还没有历史数据时，用类别体系 FILE(CSV)自己的名称和说明做一个起步的模型。"""
    began = time.monotonic()
    described = messages(file, ",".join(filter(None, [labels, abouts])), labels)
    words = list(zip(described[1], described[0], strict=True))
    if len({label for label, _ in words}) < 2:
        raise TableUnreadable(file, "只有一个类别，没有什么可分的。")
    _finish(training.from_taxonomy(words, file.name, datetime.now(UTC)), out, began, as_json)


def _finish(made: Made, out: Path, began: float, as_json: bool) -> None:
    size = model.save(out, made.classifier, made.about, made.card, made.scores)
    told = {**asdict(made.about), "seconds": round(time.monotonic() - began, 2), "bytes": size}
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    figures = (
        "没有成绩可以核对"
        if made.about.cold
        else f"交叉验证宏平均 F1 {made.about.macro_f1:.4f}，校准误差 {made.about.calibration_error:.4f}"
    )
    click.echo(
        f"模型 {made.about.version} 已写到 {out}({size / 1e6:.1f} MB，用时 {told['seconds']} 秒):"
        f"{made.about.texts} 条，{len(made.about.classes)} 个类别；{figures}。"
    )


@click.command()
@click.argument("folder", type=_FOLDER)
@click.argument("file", type=_FILE)
@click.option("--text", "texts", required=True, help="文本列；几列用逗号分开，标题在前。")
@click.option("--label", "labels", required=True, help="类别列；各级分列时用逗号分开，大类在前。")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
def evaluate(folder: Path, file: Path, texts: str, labels: str, as_json: bool) -> None:
    """用有标注的 FILE(CSV)核对文件夹 FOLDER 里的模型：准确率、F1、校准、覆盖率、混淆。"""
    classifier, about = loaded(folder)
    asked, truth = messages(file, texts, labels)
    began = time.process_time()
    called, confidence = classifier.labels(asked)
    rate = len(asked) / max(time.process_time() - began, 1e-9)
    judged = judge(truth, called, confidence, classifier.threshold)
    levels = _levels(truth, called)
    if as_json:
        told = {
            "model": about.version,
            **asdict(judged),
            "levels": levels,
            "messages_per_second": round(rate),
        }
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    _show(about, judged, levels, rate)


def _levels(truth: list[str], called: list[str]) -> list[float]:
    """Return the share of right answers at each level but the last, the highest first."""
    depth = max(one.count(SEPARATOR) for one in truth)
    found = []
    for level in range(depth):
        pairs = [
            ([*branches(one), one], [*branches(other), other])
            for one, other in zip(truth, called, strict=True)
        ]
        found.append(sum(one[: level + 1] == other[: level + 1] for one, other in pairs) / len(pairs))
    return found


def _show(about: About, judged: Scores, levels: list[float], rate: float) -> None:
    console = Console()
    click.echo(
        f"模型 {about.version},{judged.texts} 条：准确率 {judged.accuracy:.4f}，宏平均 F1 {judged.macro_f1:.4f},"
        f"校准误差 {judged.calibration_error:.4f}，每秒 {rate:,.0f} 条。"
    )
    click.echo(
        f"精确率 95% 时覆盖 {judged.coverage_at_95:.1%}(把握 ≥ {judged.threshold_at_95:.2f});"
        f"按模型自己的门槛回答 {judged.answered:.1%}，其中正确 {judged.answered_right:.1%}。"
    )
    for n, share in enumerate(levels, 1):
        click.echo(f"第 {n} 级准确率 {share:.4f}")
    classes = Table("类别", "条数", "精确率", "召回率", "F1", box=None)
    for one in judged.classes:
        classes.add_row(
            one.label, str(one.texts), f"{one.precision:.3f}", f"{one.recall:.3f}", f"{one.f1:.3f}"
        )
    console.print(classes)
    mistakes = Table("本是", "当作", "次数", box=None)
    for mistake in judged.confusion[:15]:
        mistakes.add_row(mistake.label, mistake.taken_for, str(mistake.times))
    console.print(mistakes)


@click.command()
@click.argument("folder", type=_FOLDER)
@click.argument("file", type=_FILE)
@click.option("--text", "texts", required=True, help="文本列；几列用逗号分开，标题在前。")
@click.option("--id", "key", required=True, help="编号的列。")
@click.option("--json", "as_json", is_flag=True, help="每条一行 JSON。")
def sort(folder: Path, file: Path, texts: str, key: str, as_json: bool) -> None:
    """用文件夹 FOLDER 里的模型给没有标注的 FILE(CSV)分类，每条说出类别、把握和有没有把握。"""
    classifier, about = loaded(folder)
    rows = table(file, [*columns(texts), key])
    said = [text.join([row[one] for one in columns(texts)]) for row in rows]
    for row, found in zip(rows, classifier.read(said), strict=True):
        if as_json:
            told = {"id": row[key], "label": found.best.label, "confidence": found.best.confidence}
            told |= {"sure": found.is_sure, "branch": found.branch, "model": about.version}
            click.echo(json.dumps(told, ensure_ascii=False))
        else:
            sure = "" if found.is_sure else "（没有把握）"
            click.echo(f"{row[key]}  {found.best.label}  {found.best.confidence:.0%}{sure}")


@click.command()
@click.argument("folder", type=_FOLDER)
@click.argument("message")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
def explain(folder: Path, message: str, as_json: bool) -> None:
    """说出文件夹 FOLDER 里的模型怎样看一条来件 MESSAGE，为什么。"""
    classifier, about = loaded(folder)
    found = classifier.read([message])[0]
    why = explaining.reasons(classifier, message, found.best.label)
    if as_json:
        told = {"model": about.version, **asdict(found), "reasons": [asdict(one) for one in why]}
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    sure = "" if found.is_sure else f"(没有把握{f';大类可能是{found.branch}' if found.branch else ''})"
    click.echo(f"{found.best.label} {found.best.confidence:.0%}{sure}")
    click.echo(f"依据：{'、'.join(one.words for one in why) or '没有说得出的依据'}")
    click.echo("其次：" + "、".join(f"{one.label} {one.confidence:.0%}" for one in found.others))
