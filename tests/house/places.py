"""Which files belong to the repository, with or without git."""

import os
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "gongzhi"
_GENERATED = {
    ".git", ".venv", "var", "node_modules", "__pycache__", "build", "htmlcov", "screenshots", "gongzhi.egg-info",
    ".pytest_cache", ".mypy_cache", ".ruff_cache", ".hypothesis", ".import_linter_cache",
}  # fmt: skip


@cache
def tracked() -> tuple[Path, ...]:
    """Return every file of the repository: what git tracks, or all but generated folders where there is no git."""
    if (ROOT / ".git").exists():
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
        if listed.returncode == 0:
            found = (ROOT / name.decode() for name in listed.stdout.split(b"\0") if name)
            return tuple(path for path in found if path.is_file())
    return tuple(_walk())


def _walk() -> list[Path]:
    found: list[Path] = []
    for folder, folders, files in os.walk(ROOT):
        folders[:] = [name for name in folders if name not in _GENERATED]
        found.extend(Path(folder) / name for name in files if not name.endswith((".pyc", ".mo")))
    return found


@cache
def modules() -> tuple[Path, ...]:
    """Return the package's own Python files, tests and migrations left out."""
    return tuple(
        path
        for path in sorted(SOURCE.rglob("*.py"))
        if not {"tests", "migrations", "__pycache__"} & set(path.parts)
    )


@cache
def templates() -> tuple[Path, ...]:
    """Return the Jinja pages."""
    return tuple(sorted(path for path in SOURCE.rglob("jinja2/**/*") if path.is_file()))


def short(path: Path) -> str:
    """Return a path as people write it."""
    return str(path.relative_to(ROOT))
