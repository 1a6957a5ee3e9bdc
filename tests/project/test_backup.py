"""A backup restored into an empty place is the same: rows, files, and a ledger that proves itself."""

import json
import tarfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner
from django.conf import settings as django_settings
from django.db import connection, transaction
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from pytest_django import Settings

from gongzhi.core.files import actions as files
from gongzhi.core.files import store
from gongzhi.core.files.models import Document
from gongzhi.core.ledger.actions import record
from gongzhi.kernel.actor import SYSTEM
from gongzhi.project import backup, cli_backup
from gongzhi.project.backup import BackupFailed, Manifest, Place, RestoreBroken, RestoreRefused, ServerTooNew

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
PDF = b"%PDF-1.7\n%%EOF"


def quiet(_what: str, _done: int, _total: int) -> None:
    """Show no progress."""


@pytest.fixture
def place(settings: Settings, tmp_path: Path) -> Place:
    settings.MEDIA_DIR = tmp_path / "files"
    with transaction.atomic():
        document = _fill()
    files.pdf(document)
    return Place(cli_backup.connected_database(), settings.MEDIA_DIR)


def _fill() -> Document:
    for n in range(3):
        record(stream=f"matter:{n}", verb="test.said", actor=SYSTEM, at=NOW, data={"n": n, "text": "路灯"})
    files.attach(matter_id=1, actor=SYSTEM, name="a.pdf", content=PDF, at=NOW)
    return files.make_document(
        matter_id=1,
        proceeding_id=None,
        template="answer",
        title="答复",
        data={"answer": "好"},
        actor=SYSTEM,
        at=NOW,
    )


@pytest.fixture
def empty(place: Place, tmp_path: Path) -> Iterator[Place]:
    name = "test_restored"
    with psycopg.connect(place.database, autocommit=True) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        admin.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    parts = {key: str(value) for key, value in conninfo_to_dict(place.database).items()}
    yield Place(make_conninfo("", **{**parts, "dbname": name}), tmp_path / "restored" / "files")
    with psycopg.connect(place.database, autocommit=True) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def make(place: Place, target: Path, keys: dict[str, object] | None = None) -> Manifest:
    return backup.backup(place, target, at=NOW, version="0", keys=keys, progress=quiet)


def rows(database: str, table: str) -> list[tuple[object, ...]]:
    with psycopg.connect(database) as read:
        return sorted(read.execute(f"SELECT * FROM {table}").fetchall(), key=repr)


def test_what_is_restored_is_the_same(place: Place, empty: Place, tmp_path: Path, settings: Settings) -> None:
    target = tmp_path / "out" / "b.tar"
    made = make(place, target)

    restored, keys = backup.restore(target, empty, progress=quiet)

    assert restored == made
    assert keys is None
    assert made.files == 2
    assert made.rows > 10
    for table in ("ledger_entry", "ledger_head", "files_document", "files_attachment", "django_migrations"):
        assert rows(place.database, table) == rows(empty.database, table)
    before = {path.name: path.read_bytes() for path in place.media.rglob("*") if path.is_file()}
    after = {path.name: path.read_bytes() for path in empty.media.rglob("*") if path.is_file()}
    assert before == after
    settings.MEDIA_DIR = empty.media
    assert PDF in {store.read(name) for name in after}


def test_the_restored_ledger_still_refuses_to_be_changed(place: Place, empty: Place, tmp_path: Path) -> None:
    make(place, tmp_path / "b.tar")
    backup.restore(tmp_path / "b.tar", empty, progress=quiet)

    for statement in (
        "UPDATE ledger_entry SET why = 'x'",
        "DELETE FROM ledger_entry",
        "TRUNCATE ledger_entry",
    ):
        with psycopg.connect(empty.database) as write, pytest.raises(psycopg.Error):
            write.execute(statement)


def test_a_place_that_is_not_empty_is_refused(place: Place, empty: Place, tmp_path: Path) -> None:
    make(place, tmp_path / "b.tar")

    with pytest.raises(RestoreRefused, match="已有"):
        backup.restore(tmp_path / "b.tar", Place(place.database, empty.media), progress=quiet)
    empty.media.mkdir(parents=True)
    (empty.media / "x").write_text("x")
    with pytest.raises(RestoreRefused, match="不是空的"):
        backup.restore(tmp_path / "b.tar", empty, progress=quiet)


def rewritten(source: Path, target: Path, change: dict[str, bytes | None], extra: str = "") -> Path:
    """Return a copy of a backup with some members' bytes changed (None leaves one out)."""
    with tarfile.open(source) as old, tarfile.open(target, "w:") as new:
        for member in old:
            read = old.extractfile(member)
            assert read is not None
            content = read.read()
            name = next((one for one in change if member.name.startswith(one)), "")
            given = change[name] if name else content
            if given is not None:
                path = target.with_suffix(".part")
                path.write_bytes(given)
                new.add(path, member.name)
        if extra:
            new.add(target.with_suffix(".part"), extra)
    return target


@pytest.mark.parametrize(
    ("change", "extra"),
    [
        pytest.param({"files/": b"other"}, "", id="a file was changed"),
        pytest.param({"files/": None}, "", id="a file is missing"),
        pytest.param({"database.dump": b"other"}, "", id="the dump was changed"),
        pytest.param({"database.dump": None}, "", id="the dump is missing"),
        pytest.param({"manifest.json": b"{}"}, "", id="the manifest is empty"),
        pytest.param({"manifest.json": b"not json"}, "", id="the manifest is broken"),
        pytest.param({"manifest.json": None}, "", id="the manifest is missing"),
        pytest.param({}, "../../evil", id="something else lies within"),
    ],
)
def test_a_spoiled_backup_is_refused(
    place: Place, empty: Place, tmp_path: Path, change: dict[str, bytes | None], extra: str
) -> None:
    make(place, tmp_path / "b.tar")
    spoiled = rewritten(tmp_path / "b.tar", tmp_path / "spoiled.tar", change, extra)

    with pytest.raises(RestoreRefused):
        backup.restore(spoiled, empty, progress=quiet)

    with psycopg.connect(empty.database) as read:
        assert read.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (0,)
    assert not any(path.is_file() for path in empty.media.rglob("*"))


def test_a_file_cut_short_is_refused(place: Place, empty: Place, tmp_path: Path) -> None:
    make(place, tmp_path / "b.tar")
    whole = (tmp_path / "b.tar").read_bytes()
    (tmp_path / "cut.tar").write_bytes(whole[: len(whole) // 2])

    with pytest.raises(RestoreRefused):
        backup.restore(tmp_path / "cut.tar", empty, progress=quiet)


@pytest.mark.parametrize(("name", "value"), [("tables", {"ledger_entry": 99}), ("ledger_heads", "0" * 64)])
def test_what_differs_from_the_manifest_is_said(
    place: Place, empty: Place, tmp_path: Path, name: str, value: object
) -> None:
    make(place, tmp_path / "b.tar")
    with tarfile.open(tmp_path / "b.tar") as tar:
        read = tar.extractfile("manifest.json")
        assert read is not None
        manifest = json.load(read)
    told = json.dumps({**manifest, name: value}).encode()
    spoiled = rewritten(tmp_path / "b.tar", tmp_path / "s.tar", {"manifest.json": told})

    with pytest.raises(RestoreBroken):
        backup.restore(spoiled, empty, progress=quiet)


def test_keys_go_along_only_when_asked_for(place: Place, tmp_path: Path) -> None:
    without = make(place, tmp_path / "a.tar")
    within = make(place, tmp_path / "b.tar", {"seal_keys": ["k" * 40]})

    assert (without.has_keys, within.has_keys) == (False, True)
    assert b"k" * 40 not in (tmp_path / "a.tar").read_bytes()
    assert b"k" * 40 in (tmp_path / "b.tar").read_bytes()
    assert (tmp_path / "b.tar").stat().st_mode & 0o077 == 0


def test_a_file_that_the_store_lost_is_listed(place: Place, tmp_path: Path) -> None:
    lost = next(path for path in place.media.rglob("*") if path.is_file())
    lost.unlink()

    assert make(place, tmp_path / "b.tar").missing_files == [lost.name]


def test_a_server_newer_than_pg_dump_is_refused_with_what_to_do(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup, "_tool_version", lambda: 12)

    with pytest.raises(ServerTooNew, match="GONGZHI_PG_BIN"):
        make(place, tmp_path / "b.tar")
    assert not (tmp_path / "b.tar").exists()
    assert list(tmp_path.glob(".backup-*")) == []


def test_a_failing_tool_leaves_no_half_backup(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup, "_target", lambda _database: ["dbname=not_there"])

    with pytest.raises(BackupFailed):
        make(place, tmp_path / "b.tar")
    assert not (tmp_path / "b.tar").exists()


def test_the_command_names_the_file_itself_and_overwrites_none(place: Place, tmp_path: Path) -> None:
    done = CliRunner().invoke(cli_backup.backup, [str(tmp_path / "out"), "--json"], catch_exceptions=False)

    told = json.loads(done.stdout.strip().splitlines()[-1])
    assert Path(told["file"]).exists()
    assert told["files"] == 2
    assert "不含密钥" in done.stderr
    with pytest.raises(BackupFailed, match="不会覆盖"):
        CliRunner().invoke(cli_backup.backup, [told["file"]], catch_exceptions=False)


def test_the_command_warns_loudly_of_keys(place: Place, tmp_path: Path) -> None:
    done = CliRunner().invoke(
        cli_backup.backup, [str(tmp_path / "k.tar"), "--with-keys"], catch_exceptions=False
    )

    assert "像保管密钥一样保管" in done.stderr
    with tarfile.open(tmp_path / "k.tar") as tar:
        read = tar.extractfile("keys.json")
        assert read is not None
        assert json.load(read) == {"seal_keys": list(django_settings.SEAL_KEYS)}


def test_the_database_is_named_without_its_password_on_a_command_line(place: Place) -> None:
    assert "password" not in backup._target(place.database)[0]
    assert connection.settings_dict["NAME"] in backup._target(place.database)[0]
