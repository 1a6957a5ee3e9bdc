"""Taking in files: one matter a row, exactly once, every row accounted for."""

import csv
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gongzhi.core.clocks.models import Clock
from gongzhi.core.identity.receipts import is_secret_of
from gongzhi.core.identity.testing import Cast
from gongzhi.core.ledger.queries import entries
from gongzhi.core.matters.models import Matter
from gongzhi.kernel.actor import SYSTEM
from gongzhi.project.intake.columns import Plan
from gongzhi.project.intake.take import Taken, Wanted, take

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 1, tzinfo=UTC)
HEAD = "留言编号,留言主题,留言时间,留言详情,经度,纬度,答复时间\n"
# Real messages lie beside the checkout on machines that have them; none are carried along.
DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"


def taken(path: Path, **more: object) -> Taken:
    wanted = Wanted(path, Plan(), "import", AT, refused=path.parent / "refused.csv", **more)  # type: ignore[arg-type]
    return take(SYSTEM, wanted, lambda what, done, total: None)


def written(folder: Path, text: str, name: str = "a.csv") -> Path:
    path = folder / name
    path.write_text(HEAD + text, encoding="utf-8")
    return path


def numbers(told: Taken) -> tuple[int, int, int]:
    return told.accepted, told.repeated, told.refused


def test_a_row_becomes_a_matter_with_receipt_clock_and_ledger(cast: Cast, tmp_path: Path) -> None:
    path = written(tmp_path, "1,路灯不亮,2026-02-27 09:30:00,门口路灯不亮,,,2026-02-28\n")

    told = taken(path, receipts=tmp_path / "receipts.csv")

    matter = Matter.objects.get()
    assert numbers(told) == (1, 0, 0)
    assert (matter.title, matter.text, matter.channel) == ("路灯不亮", "门口路灯不亮", "import")
    assert (matter.opened_at, matter.brought_at) == (AT, datetime(2026, 2, 27, 1, 30, tzinfo=UTC))
    assert Clock.objects.get().started_at == matter.brought_at
    assert entries(f"matter:{matter.id}")[0].data["source"] == {"number": "1", "answered": "2026-02-28"}
    _, receipt = csv.reader((tmp_path / "receipts.csv").open())
    assert receipt[0] == matter.number
    assert is_secret_of(receipt[1], receipt_hash(matter.id))


def receipt_hash(matter_id: int) -> str:
    from gongzhi.core.identity.models import Receipt  # noqa: PLC0415 - needed once

    return Receipt.objects.get(matter_id=matter_id).secret_hash


def test_the_same_file_again_only_repeats(cast: Cast, tmp_path: Path) -> None:
    path = written(tmp_path, "1,甲,,一,,,\n2,乙,,二,,,\n2,乙,,二,,,\n,丙,,三,,,\n,丙,,三,,,\n")

    assert numbers(taken(path)) == (3, 2, 0)
    assert numbers(taken(path)) == (0, 5, 0)
    assert Matter.objects.count() == 3


def test_the_same_number_with_other_words_is_not_lost_unseen(cast: Cast, tmp_path: Path) -> None:
    taken(written(tmp_path, "1,甲,,一,,,\n"))

    told = taken(written(tmp_path, "1,甲,,另一件事,,,\n", "b.csv"))

    assert numbers(told) == (0, 0, 1)
    assert "内容却不同" in next(iter(told.reasons))


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("1,甲,2059-01-01,一,,,", "晚于接收的时刻"),
        ("1,甲,2026-02-30,一,,,", "不是真有的日期"),
        ("1,,,,,,", "标题和内容都是空的"),
        ("1,甲,,一,36.6,114.4,", "可能写反了"),
        ("1,甲,,一,114.4,,", "只写了一个"),
        ("1,甲,,一,abc,36,", "不是数字"),
        ("1,甲,,一,,,,多,出", "这一行有 9 格"),
        (f"1,甲,,{'长' * 5001},,,", "最多 5000 个"),
    ],
)
def test_a_wrong_row_is_refused_with_its_reason_and_can_be_mended(
    cast: Cast, tmp_path: Path, row: str, says: str
) -> None:
    told = taken(written(tmp_path, f"{row}\n9,好的,,好的一行,,,\n"))

    assert numbers(told) == (1, 0, 1)
    assert told.refused_file is not None
    with told.refused_file.open(encoding="utf-8-sig") as file:
        header, refused = csv.reader(file)
    assert header[-1] == "拒绝原因"
    assert says in " ".join(refused)


def test_a_mended_file_of_refused_rows_is_taken_in(cast: Cast, tmp_path: Path) -> None:
    told = taken(written(tmp_path, "1,=甲,2059-01-01,一,,,\n"))
    assert told.refused_file is not None
    mended = tmp_path / "mended.csv"
    mended.write_text(told.refused_file.read_text(encoding="utf-8-sig").replace("2059", "2025"))

    assert numbers(taken(mended)) == (1, 0, 0)
    assert Matter.objects.get().title == "=甲"


def test_a_cell_of_ten_megabytes_is_refused_and_cut_in_the_file(cast: Cast, tmp_path: Path) -> None:
    told = taken(written(tmp_path, f"1,甲,,{'大' * 3_500_000},,,\n2,乙,,二,,,\n"))

    assert numbers(told) == (1, 0, 1)
    assert told.refused_file is not None
    assert told.refused_file.stat().st_size < 200_000


def test_formulas_stay_text_and_control_characters_go(cast: Cast, tmp_path: Path) -> None:
    taken(written(tmp_path, '1,=HYPERLINK("x"),,@SUM(1)\x07\x1b 一,,,\n'))

    matter = Matter.objects.get()
    assert matter.title.startswith("=HYPERLINK")
    assert matter.text == "@SUM(1) 一"


def test_a_forgotten_quote_does_not_swallow_rows_unseen(cast: Cast, tmp_path: Path) -> None:
    swallowed = "".join(f"{n},乙,,二,,,\n" for n in range(2, 1200))

    told = taken(written(tmp_path, f'1,甲,,"一,,,\n{swallowed}'))

    assert numbers(told) == (0, 0, 1)
    assert "可能少了一个引号" in next(iter(told.reasons))


def test_a_dry_run_writes_nothing(cast: Cast, tmp_path: Path) -> None:
    told = taken(written(tmp_path, "1,甲,,一,,,\n1,甲,,一,,,\n"), dry_run=True)

    assert numbers(told) == (1, 1, 0)
    assert not Matter.objects.exists()


def test_a_header_alone_has_no_rows(cast: Cast, tmp_path: Path) -> None:
    assert numbers(taken(written(tmp_path, ""))) == (0, 0, 0)


@pytest.mark.parametrize(
    ("name", "rows"),
    [("teddy_c/c3_messages_sample30.csv", 1298), ("teddy_c/c4_messages_with_replies.csv", 1689)],
)
def test_real_messages_are_all_accounted_for(cast: Cast, tmp_path: Path, name: str, rows: int) -> None:
    path = DATA / name
    if not path.exists():
        pytest.skip(f"the real messages of {name} are not on this machine")
    wanted = Wanted(path, Plan(), "import", AT, refused=tmp_path / "refused.csv")

    told = take(SYSTEM, wanted, lambda what, done, total: None)

    assert numbers(told) == (rows, 0, 0)
