"""Simulated cities that several benchmarks read: made once for each size and schema, kept in `var/bench`."""

import importlib
import os
import random
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.utils import timezone

from bench.sizes import size
from gongzhi.kernel.actor import Actor, ActorKind
from gongzhi.project import runtime

KEPT = Path("var") / "bench"
SEED = 1304


@contextmanager
def city(matters: int) -> Iterator[datetime]:
    """Start the database of a simulated city with so many matters, made first when it is not there; yield now."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongzhi.project.settings")
    home = KEPT.resolve() / f"{matters}-{size().units}-{_schema()}"
    is_new = not (home / "made").exists()
    if is_new:
        shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True, exist_ok=True)
    for folder in (home, *home.parents[:3]):
        folder.chmod(folder.stat().st_mode | 0o055)
    before = os.environ.get("GONGZHI_VAR")
    os.environ["GONGZHI_VAR"] = str(home)
    let_go = runtime.start_database()
    try:
        if is_new:
            fill(matters)
            (home / "made").touch()
        for name in ("orgs", "geo"):
            importlib.import_module(f"gongzhi.core.{name}.cache").forget()
        yield timezone.now()
    finally:
        let_go()
        os.environ.pop("GONGZHI_VAR") if before is None else os.environ.update(GONGZHI_VAR=before)


def fill(matters: int) -> Any:
    """Bring the schema up to date and simulate so many matters in the database that is running."""
    importlib.import_module("gongzhi.project.cli_run").prepare()
    now = timezone.now()
    importlib.import_module("gongzhi.project.simulate.tree").ensure(size().units, now)
    return importlib.import_module("gongzhi.project.simulate.run").simulate(
        matters, SEED, now, lambda what, done, total: None
    )


def _schema() -> str:
    """Return a mark of the tables and of the simulation, so that an old city is never measured."""
    root = Path(__file__).parent.parent / "src" / "gongzhi"
    files = sorted([*root.rglob("migrations/0*.py"), *root.glob("project/simulate/*.py")])
    return sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:10]


def people(n: int = 60) -> dict[str, list[Actor]]:
    """Return for each level (city, county, township, department) staff of some of its units, always the same."""
    orgs = importlib.import_module("gongzhi.core.orgs.queries")
    luck = random.Random(SEED)
    root = orgs.root()
    below = orgs.children(root.id)
    counties = [unit for unit in below if unit.kind == "centre"]
    townships = [one for unit in counties for one in orgs.children(unit.id) if one.kind == "centre"]
    bodies = [one for unit in counties for one in orgs.children(unit.id) if one.kind == "department"]
    levels = {"city": [root], "county": counties, "township": townships, "department": bodies}
    return {
        level: [
            _staff(unit, "handler" if level == "department" else "clerk") for unit in luck.choices(units, k=n)
        ]
        for level, units in levels.items()
    }


def _staff(unit: Any, role: str) -> Actor:
    return Actor(
        ActorKind.STAFF,
        "测量",
        frozenset({role}),
        unit_id=unit.id,
        unit_name=unit.name,
        unit_path=tuple(unit.path),
        area_code=unit.area_code,
    )
