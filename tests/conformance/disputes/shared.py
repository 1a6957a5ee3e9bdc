"""What the scenarios of the disputes share: the readable cases of all `clocks_*.toml`, asked through `gongzhi due`."""

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import cast

from click.testing import CliRunner, Result

from gongzhi.project.cli_law import due

HERE = Path(__file__).parent
Case = dict[str, object]


def cases(pattern: str = "clocks_*.toml", key: str = "case") -> list[Case]:
    """Return the cases of all files of a pattern, in the order of the files."""
    return list(_read(pattern, key))


def _read(pattern: str, key: str) -> Iterator[Case]:
    for path in sorted(HERE.glob(pattern)):
        for one in tomllib.loads(path.read_text("utf-8")).get(key, []):
            yield {"file": path.stem, **one}


def name_of(case: Case) -> str:
    """Return the name under which a case is listed: the row of the law and what was given."""
    return f"{case['row']} {case['given']}"


def ask(case: Case) -> Result:
    """Ask the command that a lawyer would use: procedure, term, start, what happened, flags."""
    named = [str(case["procedure"]), str(case["term"]), "--from", str(case["from"])]
    for option in ("event", "flag"):
        for one in cast(list[str], case.get(f"{option}s", [])):
            named += [f"--{option}", one]
    named += ["--limit", str(case["limit"])] if "limit" in case else []
    return CliRunner().invoke(due, [*named, "--json"])


def answer(case: Case) -> dict[str, object]:
    """Return what the command answers to a case that has an answer."""
    result = ask(case)
    assert result.exit_code == 0, result.output or repr(result.exception)
    return cast(dict[str, object], json.loads(result.output))
