"""How many rows of a CSV file `gongzhi intake` keeps in a second, from a file of our own writing; taking the same file in
again (all repeats) is timed beside it.
"""

import csv
import importlib
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from bench.database import database
from bench.figures import Figure, at_least, at_most
from bench.sizes import size
from gongzhi.kernel.actor import SYSTEM

TITLE = "Taking in a file"
AIM = 3_000
TEXT = "(测量)丛台区联纺东街道的小区夜里有人施工,声音很大,物业说管不了,打电话也没有人接,请有关部门处理。第 {n} 件。"


def run() -> list[Figure]:
    """Measure."""
    rows = max(1000, size().large // 5)
    with database() as home:
        importlib.import_module("gongzhi.project.cli_run").prepare()
        now = timezone.now()
        importlib.import_module("gongzhi.project.first_tree").ensure(now)
        path = _written(home / "rows.csv", rows)
        first, took = _taken(path, now)
        again, took_again = _taken(path, now)
    return [
        at_least("rows kept", first.accepted / took, "rows/s", AIM, f"{rows:,} rows"),
        Figure("the same file again", again.repeated / took_again, "rows/s"),
        at_most("rows not accounted for", abs(rows - first.accepted) + abs(rows - again.repeated), "rows", 0),
    ]


def _written(path: Path, rows: int) -> Path:
    began = timezone.now() - timedelta(days=30)
    with path.open("w", encoding="gb18030", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["留言编号", "留言主题", "留言时间", "留言详情", "经度", "纬度", "类别"])
        for n in range(rows):
            said = f"{began + timedelta(minutes=n % 40_000):%Y-%m-%d %H:%M:%S}"
            lon, lat = 114.40 + n % 1000 / 5000, 36.50 + n % 997 / 5000
            writer.writerow([n, f"(测量)夜间施工 {n}", said, TEXT.format(n=n), lon, lat, "施工噪音"])
    return path


def _taken(path: Path, now: Any) -> tuple[Any, float]:
    take = importlib.import_module("gongzhi.project.intake.take")
    columns = importlib.import_module("gongzhi.project.intake.columns")
    clock = importlib.import_module("time").perf_counter
    began = clock()
    told = take.take(SYSTEM, take.Wanted(path, columns.Plan(), "import", now), lambda *_: None)
    return told, clock() - began
