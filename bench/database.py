"""A database of its own for a benchmark, gone afterwards."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gongzhi.project import runtime


@contextmanager
def database() -> Iterator[Path]:
    """Start an embedded PostgreSQL with an empty, migrated schema in a folder of its own; yield the folder.

    With DATABASE_URL set, that (empty) database is used instead. Django is loaded inside, so that a benchmark imports
    its models in `run`, through `importlib`.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongzhi.project.settings")
    home = Path(tempfile.mkdtemp(prefix="gongzhi-bench-"))
    home.chmod(0o755)
    before = os.environ.get("GONGZHI_VAR")
    os.environ["GONGZHI_VAR"] = str(home)
    let_go = runtime.start_database()
    try:
        runtime.migrate()
        yield home
    finally:
        let_go()
        os.environ.pop("GONGZHI_VAR") if before is None else os.environ.update(GONGZHI_VAR=before)
        shutil.rmtree(home, ignore_errors=True)
