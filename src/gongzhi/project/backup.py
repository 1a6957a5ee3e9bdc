"""Makes and reads backups: one tar with a manifest, the database as `pg_dump` writes it, and every stored file.

All of it is of one moment: counts, ledger heads and dump read one exported snapshot, and stored files are only ever
added, so the files named in that snapshot are there.
"""

import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Any

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from gongzhi.kernel.errors import DomainError
from gongzhi.project.postgres import binaries

FORMAT = 1
MANIFEST, DUMP, KEYS = "manifest.json", "database.dump", "keys.json"
_FILE = re.compile(r"files/([0-9a-f]{64})")
_CHUNK = 1024 * 1024
Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is (0 when that is not known)."""


class BackupFailed(DomainError):
    """No backup was made; what was there before is untouched."""

    code = "backup.failed"
    message = "没有做成备份：%(why)s"


class ServerTooNew(DomainError):
    """`pg_dump` reads servers of its own version or older only."""

    code = "backup.server_too_new"
    message = (
        "数据库是 PostgreSQL %(server)s，随附的 pg_dump 是 %(tool)s，只能备份不比它新的数据库。"
        "请把环境变量 GONGZHI_PG_BIN 指向 PostgreSQL %(server)s 自带的 bin 目录，再运行一次。"
    )


class RestoreRefused(DomainError):
    """The place is not empty or the file is no backup of ours; nothing was changed."""

    code = "restore.refused"
    message = "没有恢复：%(why)s"


class RestoreBroken(DomainError):
    """What was restored is not what the manifest says."""

    code = "restore.broken"
    message = "恢复出来的数据与备份清单不符：%(why)s 请不要启用这份数据；换一份备份再试。"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds, so that a restore can prove that it is all there."""

    format: int
    made_at: str
    version: str
    server: str
    tables: dict[str, int]
    ledger_heads: str
    files: int
    file_bytes: int
    missing_files: list[str] = field(default_factory=list)
    has_keys: bool = False
    dump_sha256: str = ""

    @property
    def rows(self) -> int:
        """Return how many rows all tables hold."""
        return sum(self.tables.values())


@dataclass(frozen=True, slots=True)
class Place:
    """A database (as libpq knows it) and the folder of stored files."""

    database: str
    media: Path


def backup(
    place: Place,
    target: Path,
    *,
    at: datetime,
    version: str,
    keys: Mapping[str, object] | None,
    progress: Progress,
) -> Manifest:
    """Write a backup beside `target` and rename it when it is whole and on disk; return its manifest.

    `keys` holds the seal keys when they are to go along; without them the sealed contacts of a restored place stay shut.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as folder,
        _snapshot(place.database) as (connection, snapshot),
    ):
        dump = Path(folder) / DUMP
        tables = _counts(connection, progress)
        heads = heads_digest(connection)
        server = connection.info.server_version
        _dump(place.database, snapshot, dump, server, progress)
        wanted = sorted(_named_files(connection))
        present = [one for one in wanted if _path(place.media, one).exists()]
        manifest = Manifest(
            format=FORMAT,
            made_at=at.isoformat(),
            version=version,
            server=str(server),
            tables=tables,
            ledger_heads=heads,
            files=len(present),
            file_bytes=sum(_path(place.media, one).stat().st_size for one in present),
            missing_files=sorted(set(wanted) - set(present)),
            has_keys=keys is not None,
            dump_sha256=_sha256(dump),
        )
        whole = Path(folder) / "whole.tar"
        _write_tar(whole, manifest, dump, place.media, present, keys, progress)
        os.replace(whole, target)
    _sync(target.parent)
    return manifest


def restore(
    source: Path, place: Place, *, progress: Progress
) -> tuple[Manifest, Mapping[str, object] | None]:
    """Fill an empty place from a backup and prove counts, ledger heads and files; return the manifest and the keys."""
    manifest = read_manifest(source)
    _check_empty(place)
    try:
        keys = _fill(source, manifest, place, progress)
    except BaseException:
        _empty(
            place.media
        )  # the database took all or nothing; so does the folder, and another try is possible
        raise
    with psycopg.connect(place.database) as connection:
        _check_restored(connection, manifest, progress)
    return manifest, keys


def _fill(source: Path, manifest: Manifest, place: Place, progress: Progress) -> Mapping[str, object] | None:
    with tempfile.TemporaryDirectory(dir=_existing(place.media), prefix=".restore-") as folder:
        dump = Path(folder) / DUMP
        keys = _unpack(source, manifest, dump, place.media, progress)
        progress("恢复数据库", 0, 0)
        command = ["pg_restore", "--no-owner", "--no-privileges", "--no-comments", "--exit-on-error"]
        target = ["--single-transaction", "-d", *_target(place.database), str(dump)]
        _run([*command, *target], place.database, RestoreRefused)
    return keys


def read_manifest(source: Path) -> Manifest:
    """Return the manifest of a backup; raise RestoreRefused when the file is none."""
    try:
        with tarfile.open(source, "r:") as tar:
            first = tar.next()
            member = tar.extractfile(first) if first is not None and first.name == MANIFEST else None
            if member is None:
                raise RestoreRefused(why="%(name)s 不是本平台的备份文件。", name=source.name)
            told = json.loads(member.read(50 * _CHUNK))
            manifest = Manifest(**told)
    except (tarfile.TarError, OSError, ValueError, TypeError) as error:
        raise RestoreRefused(
            why="%(name)s 打不开，或不是本平台的备份文件(%(error)s)。", name=source.name, error=error
        ) from error
    if manifest.format != FORMAT:
        raise RestoreRefused(
            why="备份的格式是第 %(found)s 版，本程序只认第 %(known)s 版。请用做这份备份的版本恢复。",
            found=manifest.format,
            known=FORMAT,
        )
    return manifest


def heads_digest(connection: "psycopg.Connection[Any]") -> str:
    """Return one digest over the heads of all ledger streams: equal heads mean equal ledgers."""
    if not _has_table(connection, "ledger_head"):
        return ""
    digest = hashlib.sha256()
    with connection.cursor(name="ledger_heads") as cursor:
        cursor.itersize = 10_000
        cursor.execute('SELECT stream, n, hash FROM ledger_head ORDER BY stream COLLATE "C"')
        for stream, n, head in cursor:
            digest.update(f"{stream}\t{n}\t{head}\n".encode())
    return digest.hexdigest()


@contextmanager
def _snapshot(database: str) -> Iterator[tuple["psycopg.Connection[Any]", str]]:
    """Give a connection that sees one moment, and the name by which `pg_dump` sees the same."""
    with psycopg.connect(database) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        row = connection.execute("SELECT pg_export_snapshot()").fetchone()
        yield connection, str(row[0]) if row else ""


def _counts(connection: "psycopg.Connection[Any]", progress: Progress) -> dict[str, int]:
    query = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename COLLATE \"C\""
    names = [str(row[0]) for row in connection.execute(query)]
    found = {}
    for n, name in enumerate(names):
        progress("清点各表", n, len(names))
        row = connection.execute(
            sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier("public", name))
        ).fetchone()
        found[name] = int(row[0]) if row else 0
    return found


_FILE_COLUMNS = (("files_attachment", "sha256"), ("files_document", "pdf_sha256"))


def _named_files(connection: "psycopg.Connection[Any]") -> set[str]:
    """Return the digests of all files that rows name."""
    found: set[str] = set()
    for table, column in _FILE_COLUMNS:
        if _has_table(connection, table):
            query = sql.SQL("SELECT DISTINCT {column} FROM {table} WHERE {column} <> ''")
            parts = {"column": sql.Identifier(column), "table": sql.Identifier(table)}
            found |= {str(row[0]) for row in connection.execute(query.format(**parts))}
    return found


def _has_table(connection: "psycopg.Connection[Any]", name: str) -> bool:
    row = connection.execute("SELECT to_regclass(%s) IS NOT NULL", [f"public.{name}"]).fetchone()
    return bool(row and row[0])


def _dump(database: str, snapshot: str, dump: Path, server: int, progress: Progress) -> None:
    tool = _tool_version()
    if server // 10_000 > tool:
        raise ServerTooNew(server=server // 10_000, tool=tool)
    progress("导出数据库", 0, 0)
    command = ["pg_dump", "--format=custom", "--compress=1", "--no-owner", "--no-privileges"]
    _run([*command, f"--snapshot={snapshot}", "-f", str(dump), *_target(database)], database, BackupFailed)


def _tool_version() -> int:
    told = subprocess.run([_tool("pg_dump"), "--version"], capture_output=True, text=True, check=True).stdout
    found = re.search(r"(\d+)", told)
    return int(found[1]) if found else 0


def _tool(name: str) -> str:
    """Return the program: of the folder that GONGZHI_PG_BIN names, else the one that the installation brings along."""
    folder = os.environ.get("GONGZHI_PG_BIN", "").strip()
    return str((Path(folder) if folder else binaries()) / name)


def _target(database: str) -> list[str]:
    """Return the database for a command line, without its password, which goes through the environment."""
    parts = {name: str(value) for name, value in conninfo_to_dict(database).items() if name != "password"}
    return [psycopg.conninfo.make_conninfo("", **parts)]


def _run(command: list[str], database: str, failed: type[DomainError]) -> None:
    password = conninfo_to_dict(database).get("password")
    environment = {**os.environ, "LC_ALL": "C.UTF-8", **({"PGPASSWORD": str(password)} if password else {})}
    done = subprocess.run(
        [_tool(command[0]), *command[1:]], capture_output=True, text=True, env=environment, check=False
    )
    if done.returncode != 0:
        raise failed(why=(done.stderr.strip().splitlines() or ["没有说明原因"])[0])


def _write_tar(
    whole: Path,
    manifest: Manifest,
    dump: Path,
    media: Path,
    present: Iterable[str],
    keys: Mapping[str, object] | None,
    progress: Progress,
) -> None:
    with open(whole, "wb", opener=_private) as raw, tarfile.open(fileobj=raw, mode="w:") as tar:
        _add_text(tar, MANIFEST, json.dumps(asdict(manifest), ensure_ascii=False, indent=1))
        if keys is not None:
            _add_text(tar, KEYS, json.dumps(keys))
        tar.add(dump, DUMP, filter=_plain)
        for n, sha256 in enumerate(present):
            progress("收入文件", n, manifest.files)
            tar.add(_path(media, sha256), f"files/{sha256}", filter=_plain)
        tar.close()
        raw.flush()
        os.fsync(raw.fileno())


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _plain(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """Leave out who owned the file and when it was written: neither is restored."""
    member.uid = member.gid = member.mtime = 0
    member.uname = member.gname = ""
    member.mode = 0o600
    return member


def _add_text(tar: tarfile.TarFile, name: str, text: str) -> None:
    content = text.encode()
    member = _plain(tarfile.TarInfo(name))
    member.size = len(content)
    tar.addfile(member, io.BytesIO(content))


def _check_empty(place: Place) -> None:
    with psycopg.connect(place.database) as connection:
        row = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    if row and row[0]:
        raise RestoreRefused(
            why="目标数据库里已有 %(count)s 张表。请指定一个空的数据库或空的目录(--into)。", count=row[0]
        )
    if place.media.exists() and any(place.media.iterdir()):
        raise RestoreRefused(
            why="文件目录 %(folder)s 不是空的。请指定一个空的目录(--into)。", folder=place.media
        )


def _empty(media: Path) -> None:
    for path in media.iterdir() if media.exists() else ():
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def _unpack(
    source: Path, manifest: Manifest, dump: Path, media: Path, progress: Progress
) -> Mapping[str, object] | None:
    """Write dump and files to where they belong, each checked by its digest; return the keys when they came along."""
    keys: Mapping[str, object] | None = None
    files = 0
    try:
        with tarfile.open(source, "r:") as tar:
            for member in tar:
                content = tar.extractfile(member) if member.isreg() else None
                if content is None:
                    raise RestoreRefused(why="备份里有不认识的内容 %(name)s。", name=member.name)
                if member.name == DUMP:
                    _write(dump, content, manifest.dump_sha256)
                elif member.name == KEYS:
                    keys = json.loads(content.read(_CHUNK))
                elif found := _FILE.fullmatch(member.name):
                    progress("取出文件", files, manifest.files)
                    _write(_path(media, found[1]), content, found[1])
                    files += 1
                elif member.name != MANIFEST:
                    raise RestoreRefused(why="备份里有不认识的内容 %(name)s。", name=member.name)
    except (tarfile.TarError, EOFError) as error:
        raise RestoreRefused(why="备份文件不完整(%(error)s)。", error=error) from error
    if files != manifest.files or not dump.exists():
        raise RestoreRefused(
            why="备份文件不完整：应有 %(wanted)s 个文件，只有 %(found)s 个。",
            wanted=manifest.files,
            found=files,
        )
    return keys


def _write(path: Path, content: IO[bytes], sha256: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    digest = hashlib.sha256()
    with open(path, "wb", opener=_private) as out:
        while chunk := content.read(_CHUNK):
            digest.update(chunk)
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())
    if digest.hexdigest() != sha256:
        path.unlink()
        raise RestoreRefused(why="备份里的 %(name)s 已损坏，摘要对不上。", name=path.name)


def _check_restored(connection: "psycopg.Connection[Any]", manifest: Manifest, progress: Progress) -> None:
    counted = _counts(connection, progress)
    if counted != manifest.tables:
        other = sorted(
            name for name in {*counted, *manifest.tables} if counted.get(name) != manifest.tables.get(name)
        )
        raise RestoreBroken(why="这些表的行数不同：%(tables)s。", tables="、".join(other[:5]))
    if heads_digest(connection) != manifest.ledger_heads:
        raise RestoreBroken(why="台账各条链的末尾与备份时不同。")


def _path(media: Path, sha256: str) -> Path:
    return media / sha256[:2] / sha256[2:4] / sha256


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _existing(path: Path) -> Path:
    """Return the nearest folder that exists, so that what is unpacked lies on the disk it is bound for."""
    return path if path.is_dir() else _existing(path.parent)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
