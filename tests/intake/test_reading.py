"""Reading files: encodings, delimiters, sheets, moments and mapping files, without a database."""

import gzip
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from gongzhi.kernel.errors import DomainError
from gongzhi.project.intake.columns import (
    ColumnsMissing,
    MappingInvalid,
    Plan,
    find_columns,
    known_headings,
    read_mapping,
)
from gongzhi.project.intake.encodings import EncodingUnknown
from gongzhi.project.intake.moments import MomentUnreadable, read_moment
from gongzhi.project.intake.source import FileUnreadable, Table, open_table

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
TEXT = (
    "留言编号,留言主题,留言时间,留言详情\n"
    "1,路灯不亮,2026-02-01 09:30:00,小区门口的路灯不亮已经三天了\n"
    '2,井盖破损,2026-02-02 10:00:00,"人行道上的井盖破损,\n老人差点摔倒"\n'
)


def table(path: Path, content: bytes) -> Table:
    path.write_bytes(content)
    return open_table(path, known_headings)


def rows(found: Table) -> list[list[object]]:
    return [list(line.cells) for line in found.lines()]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_every_common_encoding_gives_the_same_rows(tmp_path: Path, encoding: str) -> None:
    found = table(tmp_path / "a.csv", TEXT.encode(encoding))

    assert found.header == ("留言编号", "留言主题", "留言时间", "留言详情")
    assert rows(found)[0][3] == "小区门口的路灯不亮已经三天了"
    assert rows(found)[1][3] == "人行道上的井盖破损,\n老人差点摔倒"


def test_big5_is_told_from_gb18030(tmp_path: Path) -> None:
    text = "編號,標題,內容\n1,路燈不亮,門口的路燈已經三天沒有亮,請派人修理\n"
    found = open_table_bytes(tmp_path, text.encode("big5"))

    assert found.encoding == "big5"


def open_table_bytes(folder: Path, content: bytes) -> Table:
    return table(folder / "b.csv", content)


def test_a_file_of_two_encodings_is_refused_with_the_place(tmp_path: Path) -> None:
    with pytest.raises(EncodingUnknown) as error:
        table(
            tmp_path / "a.csv",
            TEXT.encode() + "3,\xff\xff坏\n".encode("latin-1", "ignore") + b"\xff\xfe\x81\n",
        )

    assert "第 5 行" in error.value.sentence()


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_delimiters_are_found(tmp_path: Path, delimiter: str) -> None:
    text = "编号,标题,内容\n1,a,b c\n".replace(",", delimiter)

    assert table(tmp_path / "a.csv", text.encode()).header == ("编号", "标题", "内容")


def test_gzip_and_a_title_row_above_the_header(tmp_path: Path) -> None:
    found = table(tmp_path / "a.csv.gz", gzip.compress(("2026 年留言汇总表\n\n" + TEXT).encode()))

    assert found.header[0] == "留言编号"
    assert len(rows(found)) == 2


def test_a_sheet_gives_text_moments_and_formulas_as_written(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["编号", "标题", "内容", "时间"])
    sheet.append([7, "甲", "=1+1", datetime(2026, 2, 1, 9, 30)])  # noqa: DTZ001 - sheets know no zones
    book.save(tmp_path / "a.xlsx")

    found = open_table(tmp_path / "a.xlsx", known_headings)

    assert rows(found) == [["7", "甲", "=1+1", datetime(2026, 2, 1, 9, 30)]]  # noqa: DTZ001


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "空的"),
        (b"\n \n", "没有一行字"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ".xls"),
        (b"PK\x03\x04broken", "不完整"),
        (b"%PDF-1.7", "不是表格"),
        (b"\x1f\x8bbroken", "打不开"),
    ],
)
def test_what_is_no_table_is_refused_with_what_to_do(tmp_path: Path, content: bytes, says: str) -> None:
    with pytest.raises(FileUnreadable) as error:
        table(tmp_path / "a.csv", content)

    assert says in error.value.sentence()


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2020-01-06 12:09:38", "2020-01-06 12:09:38"),
        ("2020/1/6 12:09", "2020-01-06 12:09:00"),
        ("2020.1.6", "2020-01-06 00:00:00"),
        ("2020年1月6日 下午3时5分", "2020-01-06 15:05:00"),
        ("2020年1月6日", "2020-01-06 00:00:00"),
        ("20200106", "2020-01-06 00:00:00"),
        ("20200106120938", "2020-01-06 12:09:38"),
        ("2020-01-06T04:09:38Z", "2020-01-06 12:09:38"),
        ("2020-01-06T12:09:38+08:00", "2020-01-06 12:09:38"),
        ("43836.5", "2020-01-06 12:00:00"),
        ("1578283778", "2020-01-06 12:09:38"),
        ("01/26/2020 3:05 PM", "2020-01-26 15:05:00"),
        ("26/01/2020", "2020-01-26 00:00:00"),
    ],
)
def test_moments_are_read_as_people_write_them(text: str, wanted: str) -> None:
    found = read_moment(text, SHANGHAI, NOW).astimezone(SHANGHAI)

    assert f"{found:%Y-%m-%d %H:%M:%S}" == wanted


@pytest.mark.parametrize(
    "text", ["2059-01-01", "2019-02-30", "昨天", "1.1", "0001-01-01", "01/02/2020", "2020-13-01"]
)
def test_impossible_future_and_unclear_moments_are_refused(text: str) -> None:
    with pytest.raises(MomentUnreadable):
        read_moment(text, SHANGHAI, NOW)


def test_a_written_format_settles_what_is_unclear() -> None:
    assert read_moment("01/02/2020", SHANGHAI, NOW, "%d/%m/%Y").month == 2


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[columns]\ntexxt = 'a'", "是不是 text"),
        ("colums = 1", "是不是 columns"),
        ("[columns]\ntext = 3", "列名"),
        ("[columns]\nnumber = ['a', 'b']", "只能写一个"),
        ("datum = 'x'", "datum 只能是"),
        ("time_zone = 'Mars/Base'", "时区"),
        ("delimiter = 'ab'", "一个字符"),
        ("[categories]\na = 1", "[categories]"),
        ("categories = 1", "一节"),
        ("source = 1", "一段文字"),
        ("a = ", "TOML"),
    ],
)
def test_faults_of_a_mapping_file_are_named(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "mapping.toml"
    path.write_text(text)

    with pytest.raises(MappingInvalid) as error:
        read_mapping(path)

    assert says in error.value.sentence()


def test_missing_columns_are_refused_with_those_that_are_there() -> None:
    with pytest.raises(ColumnsMissing) as error:
        find_columns(("甲", "乙"), Plan(), "a.csv")

    assert "甲、乙" in error.value.sentence()


def test_a_mapped_column_that_is_not_there_is_named() -> None:
    plan = Plan(columns={"text": ("留言详",)})

    with pytest.raises(MappingInvalid) as error:
        find_columns(("留言详情",), plan, "a.csv", "mapping.toml")

    assert "是不是「留言详情」" in error.value.sentence()


def test_headings_in_english_are_known() -> None:
    header = ("case_enquiry_id", "open_dt", "case_title", "type", "location", "latitude", "longitude")

    found = find_columns(header, Plan(), "a.csv")

    kinds: Callable[[str], str] = found.heading
    assert [kinds(one) for one in ("number", "time", "title", "category", "place", "lat", "lon")] == list(
        header
    )


def test_words_and_title_in_one_column_serve_where_the_words_are_missing() -> None:
    found = find_columns(("留言编号", "留言主题", "留言详情", "主题加详情"), Plan(), "a.csv")

    assert found.places["whole"] == (3,)
    assert find_columns(("主题加详情",), Plan(), "a.csv").places == {"whole": (0,)}


def test_every_refusal_is_a_sentence_with_a_code() -> None:
    for kind in (ColumnsMissing, EncodingUnknown, FileUnreadable, MappingInvalid, MomentUnreadable):
        assert issubclass(kind, DomainError)
        assert kind.code.startswith("intake.")
