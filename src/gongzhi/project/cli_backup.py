"""`gongzhi backup` and `gongzhi restore`: one command each; restoring proves that everything is there."""

import importlib
import json
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

import click
import django
from psycopg.conninfo import make_conninfo

from gongzhi.kernel.errors import DomainError
from gongzhi.project import backup as backups
from gongzhi.project import runtime
from gongzhi.project.backup import Manifest, Place
from gongzhi.project.postgres import EmbeddedPostgres
from gongzhi.project.progress import Progress


class LedgerBroken(DomainError):
    """What was restored has a ledger that does not prove itself."""

    code = "restore.ledger_broken"
    message = "数据已恢复，但台账没有通过核验：%(why)s 请不要启用这份数据；换一份备份再试。"


@click.command()
@click.argument("target", type=click.Path(path_type=Path))
@click.option("--with-keys", is_flag=True, help="把加密密钥一起放进备份；这样的备份必须像密钥一样保管。")
@click.option("--json", "as_json", is_flag=True, help="最后一行输出 JSON。")
def backup(target: Path, with_keys: bool, as_json: bool) -> None:
    """把数据库和全部文件备份成一个 tar。TARGET 是目录(自动起名)或 .tar 文件名。"""
    settings = importlib.import_module("django.conf").settings
    at = importlib.import_module("django.utils.timezone").now()
    began = time.monotonic()
    path = target if target.suffix == ".tar" else target / f"gongzhi-{at.astimezone():%Y%m%d-%H%M%S}.tar"
    if path.exists():
        raise backups.BackupFailed(why="%(path)s 已经存在，不会覆盖它。请换一个名字。", path=path)
    place = Place(connected_database(), Path(settings.MEDIA_DIR))
    keys = {"seal_keys": list(settings.SEAL_KEYS)} if with_keys else None
    with Progress() as progress:
        made = backups.backup(
            place, path.absolute(), at=at, version=version("gongzhi"), keys=keys, progress=progress
        )
    _say_about_keys(with_keys, path)
    if made.missing_files:
        click.echo(f"注意：有 {len(made.missing_files)} 个文件在存储里找不到，清单里已列出。", err=True)
    _tell(made, path, time.monotonic() - began, "备份完成", as_json)


@click.command()
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--into",
    default="",
    help="恢复到这个空目录(用内置数据库)，或这个空数据库 postgresql://…；默认 GONGZHI_VAR。",
)
@click.option("--json", "as_json", is_flag=True, help="最后一行输出 JSON。")
def restore(source: Path, into: str, as_json: bool) -> None:
    """把备份恢复到一个空的地方，并核对行数、文件和整本台账。不空的地方一律拒绝。"""
    began = time.monotonic()
    with _place(into) as (place, var):
        with Progress() as progress:
            manifest, keys = backups.restore(source, place, progress=progress)
        if keys is not None:
            _keep_keys(var, keys)
        _verify_ledger()
        _tell(manifest, source, time.monotonic() - began, "恢复完成，行数、文件和台账全部核对无误", as_json)
    if not manifest.has_keys:
        click.echo(
            "这份备份不含密钥：请把原来的密钥(var/seal_key 或 GONGZHI_SEAL_KEYS)放回，否则联系方式和回执打不开。",
            err=True,
        )


def connected_database() -> str:
    """Return the database that Django uses, as libpq knows it."""
    connection = importlib.import_module("django.db").connection
    given = connection.settings_dict
    known = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    parts = {name: str(given[key]) for name, key in known.items() if given[key]}
    options = {name: str(value) for name, value in given["OPTIONS"].items() if isinstance(value, str)}
    return make_conninfo("", **{**options, **parts})


@contextmanager
def _place(into: str) -> Iterator[tuple[Place, Path]]:
    """Give the place to restore to, with Django set up on it; `into` is a URL, a folder, or "" for the usual folder."""
    url = into if into.startswith(("postgres://", "postgresql://")) else ""
    if not into and os.environ.get("DATABASE_URL"):
        url = os.environ["DATABASE_URL"]
    var = Path(into).resolve() if into and not url else runtime.var_dir()
    os.environ["GONGZHI_VAR"] = str(var)
    server = None if url else EmbeddedPostgres(var / "postgres")
    database = url if server is None else server.acquire()
    os.environ["DATABASE_URL"] = database
    try:
        yield Place(database, var / "files"), var
    finally:
        runtime.close_connections()
        if server is not None:
            server.release()
            os.environ.pop("DATABASE_URL", None)


def _verify_ledger() -> None:
    django.setup()
    with Progress() as progress:
        report = importlib.import_module("gongzhi.core.ledger.verify").verify(
            progress=lambda done: progress("核验台账", done, done)
        )
    if not report.is_whole:
        raise LedgerBroken(why=report.fault.why)


def _keep_keys(var: Path, keys: Mapping[str, object]) -> None:
    """Put the keys where the settings look for them: one in the key file, more of them in a file to be named by hand."""
    found = keys.get("seal_keys")
    ring = [str(one) for one in found] if isinstance(found, list) else []
    path = var / ("seal_key" if len(ring) == 1 else "seal_keys")
    if path.exists():
        click.echo(f"密钥没有写入：{path} 已经存在。", err=True)
        return
    with open(path, "w", opener=lambda name, flags: os.open(name, flags, 0o600)) as out:
        out.write(",".join(ring) + "\n")
    hint = "" if len(ring) == 1 else ";启动前请设置 GONGZHI_SEAL_KEYS 为它的内容"
    click.echo(f"密钥已写入 {path}{hint}。", err=True)


def _say_about_keys(with_keys: bool, path: Path) -> None:
    if with_keys:
        click.secho(
            f"注意：{path} 里有加密密钥。谁拿到它，谁就能读出全部联系方式。请像保管密钥一样保管它。",
            fg="red",
            bold=True,
            err=True,
        )
    else:
        click.echo(
            "这份备份不含密钥。请把 var/seal_key(或 GONGZHI_SEAL_KEYS)另存一处；没有它，联系方式和回执打不开。",
            err=True,
        )


def _tell(manifest: Manifest, path: Path, seconds: float, what: str, as_json: bool) -> None:
    told = {
        "file": str(path),
        "bytes": path.stat().st_size,
        "tables": len(manifest.tables),
        "rows": manifest.rows,
        "files": manifest.files,
        "ledger_heads": manifest.ledger_heads,
        "has_keys": manifest.has_keys,
        "seconds": round(seconds, 2),
    }
    if as_json:
        click.echo(json.dumps(told))
        return
    size = path.stat().st_size / 1e6
    click.echo(
        f"{what}:{path}({size:.1f} MB),{told['tables']} 张表 {manifest.rows} 行，{manifest.files} 个文件，用时 {seconds:.1f} 秒。"
    )
