"""The commands over the ledger, the orgs, the settings and the calendar."""

import json
from datetime import UTC, datetime
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from django.db import connection, transaction

from gongzhi.core.ledger.actions import record
from gongzhi.core.ledger.queries import entries
from gongzhi.core.orgs import queries
from gongzhi.kernel.actor import SYSTEM
from gongzhi.kernel.calendar import CalendarTableInvalid, CalendarUnknown
from gongzhi.kernel.errors import DomainError, InvalidInput, NotFound
from gongzhi.project.cli_calendar import calendar
from gongzhi.project.cli_ledger import ledger
from gongzhi.project.cli_orgs import orgs, setting

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 1, tzinfo=UTC)
TABLE = """code,level,name,parent_code
130402,3,邯山区,1304
130402001,4,火磨街道,130402
130402002,4,陵园路街道,130402
130402001006,5,焦窑社区居民委员会,130402001
130402002001,5,陵园社区居民委员会,130402002
"""


def run(command: click.Command, *arguments: str, code: int = 0) -> Result:
    result = CliRunner().invoke(command, arguments)
    if isinstance(result.exception, DomainError):
        raise result.exception
    assert result.exit_code == code, (result.output, result.exception)
    return result


def last_json(result: Result) -> dict[str, object]:
    found: dict[str, object] = json.loads(result.stdout.strip().splitlines()[-1])
    return found


@pytest.fixture
def table(tmp_path: Path) -> str:
    path = tmp_path / "areas.csv"
    path.write_bytes(TABLE.encode("gb18030"))
    return str(path)


@pytest.fixture
def city(table: str) -> None:
    run(orgs, "import-areas", table)


def test_a_whole_ledger_verifies_and_a_changed_one_does_not() -> None:
    with transaction.atomic():
        record(stream="settings", verb="test.done", actor=SYSTEM, at=AT, data={"a": 1})
    anchored = last_json(run(ledger, "anchor", "--json"))

    told = last_json(run(ledger, "verify", "--json", "--anchor", str(anchored["hash"])))
    assert (told["ok"], told["entries"], told["anchors"]) == (True, 1, 1)
    assert "台账完整" in run(ledger, "verify").output

    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE ledger_entry DISABLE TRIGGER USER")
        cursor.execute("UPDATE ledger_entry SET why = '改'; ALTER TABLE ledger_entry ENABLE TRIGGER USER")
    told = last_json(run(ledger, "verify", "--json", code=1))
    assert told["fault"] == {
        "kind": "altered",
        "stream": "settings",
        "n": 1,
        "why": "链 settings 的第 1 条被改过，与它的摘要对不上。",
    }
    assert "第一处问题" in run(ledger, "verify", code=1).output


def test_anchoring_tells_the_hash_to_publish() -> None:
    lines = run(ledger, "anchor", "--day", "2026-03-02").output.split()

    assert len(lines[-1]) == 64


def test_a_stream_is_shown_in_order() -> None:
    with transaction.atomic():
        record(stream="settings", verb="test.done", actor=SYSTEM, at=AT, data={"a": 1}, why="因为")

    assert last_json(run(ledger, "show", "settings", "--json"))["verb"] == "test.done"
    assert "因为" in run(ledger, "show", "settings").output
    with pytest.raises(DomainError):
        run(ledger, "show", "GZ-20260302-000001-1")


def test_the_caches_are_proved() -> None:
    assert last_json(run(ledger, "rebuild", "--check", "--json"))["ok"] is True
    assert "程序" in run(ledger, "rebuild", "--check").output


def test_the_tree_is_built_from_a_table_in_any_encoding(city: None, table: str) -> None:
    again = last_json(run(orgs, "import-areas", table, "--json"))

    assert again["units"] == 0
    assert "火磨街道" in run(orgs, "show", "130402").output
    assert last_json(run(orgs, "show", "130402001", "--json"))["code"] == "130402001006"
    assert "邯山区公安局" in run(orgs, "duty", "show", "noise.living", "130402001").output
    assert "生活噪音" in run(orgs, "categories").output


def test_the_tree_is_changed_by_date(city: None) -> None:
    run(orgs, "merge", "130402001", "130402002", "--into", "130402001", "--name", "新街道", "--why", "撤并")
    assert "前身" in run(orgs, "show", "130402001").output
    assert entries("orgs")[-1].actor_name.startswith("命令行(")

    run(orgs, "close", "130402002001")
    run(orgs, "rename", "130402-water", "--name", "邯山区水务局")
    run(orgs, "split", "130402-fire", "--into", "130402-fire=消防一队", "--into", "130402-fire2=消防二队")
    run(orgs, "duty", "set", "noise.living", "130402", "--lead", "130402-urban", "--law", "本区清单")
    assert last_json(run(orgs, "duty", "show", "noise.living", "130402", "--json"))["lead"] == "130402-urban"
    assert queries.unit_by_code("130402-water").name == "邯山区水务局"


def test_a_wrong_pair_and_an_unknown_duty_are_refused_with_a_sentence(city: None) -> None:
    with pytest.raises(InvalidInput, match="编码=名称"):
        run(orgs, "split", "130402-fire", "--into", "消防一队", "--into", "x=消防二队")
    with pytest.raises(InvalidInput, match="还没有定"):
        run(orgs, "duty", "show", "noise.living", "99")
    with pytest.raises(NotFound):
        run(orgs, "show", "nobody")


def test_settings_are_listed_set_and_confirmed() -> None:
    names = [json.loads(line)["name"] for line in run(setting, "list", "--json").stdout.splitlines()]
    assert "grid.intake_limit" in names
    assert "尚未确认" in run(setting, "list", "--unconfirmed").output

    run(setting, "set", "grid.intake_limit", "2工作日", "--source", "本地〔2025〕1号")
    run(setting, "confirm", "grid.sign_limit", "--source", "没有另行规定")

    told = last_json(run(setting, "show", "grid.intake_limit", "--json"))
    assert (told["value"], told["confirmed"]) == ({"length": 2, "unit": "working_days"}, True)
    assert "没有另行规定" in run(setting, "show", "grid.sign_limit").output
    assert {"grid.intake_limit", "grid.sign_limit"} <= set(queries.local_limits())


def test_a_calendar_is_tried_then_imported(tmp_path: Path) -> None:
    path = tmp_path / "2026.csv"
    path.write_text("2026-03-04,0\n2026-03-05,1\n")

    tried = last_json(run(calendar, "import", str(path), "--dry-run", "--json"))
    assert tried["changed"] == {"2026-03-04": False}
    assert "没有保存" in run(calendar, "import", str(path), "--dry-run").output
    assert entries("settings") == []

    told = last_json(run(calendar, "import", str(path), "--source", "国办发明电", "--json"))
    assert (told["days"], told["finished"]) == (2, True)
    shown = run(calendar, "show", "2026")
    assert "2026-03-04 周三  放假" in shown.output
    assert last_json(run(calendar, "show", "2026", "--json"))["imported"] == 2
    assert "已经做完" in run(calendar, "recompute").output


def test_a_year_without_a_notice_and_a_faulty_table_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text("2026-03-04,也许\n")

    with pytest.raises(CalendarTableInvalid):
        run(calendar, "import", str(path))
    with pytest.raises(CalendarUnknown):
        run(calendar, "show", "2099")
