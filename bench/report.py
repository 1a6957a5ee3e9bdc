"""Prints figures as a table and keeps the last ones of each benchmark in `bench/README.md`."""

import os
import platform
import re
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.figures import Figure, number

README = Path(__file__).parent / "README.md"
_HEAD = """# Benchmarks

`make bench` runs all of them, `.venv/bin/python -m bench NAME…` some (`--list` names them). Each run replaces its own
section below, with the machine and the day; peers are measured in the same run as ours.
"""


def show(title: str, figures: Sequence[Figure]) -> None:
    """Print the figures of one benchmark."""
    table = Table("", "", "unit", "aim", "met", "note", title=title)
    table.columns[1].justify = "right"
    for one in figures:
        table.add_row(one.what, number(one.value), one.unit, one.aim, _met(one), one.note)
    Console(file=sys.stdout).print(table)


def keep(name: str, title: str, about: str, figures: Sequence[Figure], path: Path = README) -> None:
    """Write the figures into their section of the page, which is added at its end when it is new."""
    page = path.read_text(encoding="utf-8") if path.exists() else _HEAD
    section = _section(name, title, about, figures)
    held = re.compile(rf"<!-- bench:{re.escape(name)} -->.*?<!-- /bench:{re.escape(name)} -->\n", re.DOTALL)
    if held.search(page):
        page = held.sub(lambda _: section, page)
    else:
        page = f"{page.rstrip()}\n\n{section}"
    path.write_text(page, encoding="utf-8")


def machine() -> str:
    """Return the machine in a few words: processor, cores, memory, Python."""
    return f"{_processor()}, {os.cpu_count()} cores, {_memory()} GB, Python {platform.python_version()}"


def _section(name: str, title: str, about: str, figures: Sequence[Figure]) -> str:
    day = datetime.now(UTC).date().isoformat()
    lines = [
        f"<!-- bench:{name} -->",
        f"## {title}",
        "",
        about,
        "",
        f"`python -m bench {name}`, {day}, {machine()}",
        "",
        "| | | unit | aim | met | note |",
        "|---|--:|---|---|---|---|",
        *(
            f"| {one.what} | {number(one.value)} | {one.unit} | {one.aim} | {_met(one)} | {one.note} |"
            for one in figures
        ),
        f"<!-- /bench:{name} -->",
    ]
    return "\n".join(lines) + "\n"


def _met(figure: Figure) -> str:
    return "" if figure.is_met is None else "yes" if figure.is_met else "**no**"


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    found = re.search(r"model name\s*:\s*(.+)", info.read_text()) if info.exists() else None
    return found.group(1).strip() if found else platform.processor() or platform.machine()


def _memory() -> int:
    return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30)
