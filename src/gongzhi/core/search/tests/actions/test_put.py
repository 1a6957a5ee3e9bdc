"""Putting texts and finding them again, in PostgreSQL."""

from typing import ClassVar

import pytest
from django.db import connection, models

from gongzhi.core.search import queries
from gongzhi.core.search.actions import COLUMNS, TABLE, put, put_many, row
from gongzhi.core.search.models import SearchText

pytestmark = pytest.mark.django_db


class Thing(models.Model):
    """Stands in for a matter: search knows matters by their id alone."""

    id = models.BigIntegerField(primary_key=True)
    objects: ClassVar[models.Manager["Thing"]] = models.Manager()

    class Meta:
        app_label = "search_tests"
        managed = False
        db_table = "search_tests_thing"


TEXTS = {
    1: ("路灯坏了", "人民路和光明大街交叉口的路灯坏了两个月"),
    2: ("停水三天", "小区从周一开始停水,没有通知"),
    3: ("路燈不亮", "學院路的路燈不亮"),
    4: ("噪音扰民", "夜里 KTV 噪音很大,GZ-20261124-000123-7"),
    5: ("路灯太亮", "路灯直照窗户"),
}


@pytest.fixture(autouse=True)
def _things() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE search_tests_thing (id bigint PRIMARY KEY) ON COMMIT DROP")
        cursor.execute("INSERT INTO search_tests_thing SELECT unnest(%s::bigint[])", [list(TEXTS)])
    put_many((pk, title, text) for pk, (title, text) in TEXTS.items())


def found(q: str) -> list[int]:
    return sorted(thing.id for thing in queries.matching(Thing.objects.all(), q))


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        pytest.param("路灯坏了", [1], id="whole"),
        pytest.param("路灯", [1, 3, 5], id="both spellings"),
        pytest.param("路燈", [1, 3, 5], id="asked in traditional characters"),
        pytest.param("灯", [1, 3, 5], id="one character within"),
        pytest.param("月", [1], id="one character at the end"),
        pytest.param("ktv", [4], id="letters in any case"),
        pytest.param("路灯 学院", [3], id="two words"),
        pytest.param("GZ-20261124-000123-7", [4], id="number"),
        pytest.param("没有这回事的词", [], id="nothing where a part is missing"),
        pytest.param("!!!", [], id="nothing to look for"),
        pytest.param("' | 1:*", [], id="operators are no operators"),
    ],
)
def test_matching(q: str, expected: list[int]) -> None:
    assert found(q) == expected


def test_matching_stays_within_what_the_caller_may_see() -> None:
    visible = Thing.objects.filter(id__in=[5])

    assert list(queries.matching(visible, "路灯坏了")) == []
    assert [thing.id for thing in queries.matching(visible, "路灯")] == [5]


def test_a_street_lamp_that_is_dark_finds_one_that_is_broken() -> None:
    near = queries.alike("路灯一直不亮", Thing.objects.all(), limit=3)

    assert near[0] == 3
    assert set(near) <= {1, 3, 5}


def test_the_same_words_score_one_and_others_less() -> None:
    first, *others = queries.similar("学院路的路灯不亮", Thing.objects.all(), least=0.0)

    assert first.matter_id == 3
    assert first.score == pytest.approx(1.0)
    assert all(one.score < 0.5 for one in others)


def test_where_nothing_fits_the_nearest_is_what_shares_a_pair() -> None:
    near = queries.nearest(
        "没有这回事的词", [Thing.objects.filter(id__lt=4), Thing.objects.filter(id__gt=1)], least=0.0
    )

    assert [one.matter_id for one in near] == [2]


def test_nothing_is_alike_to_no_words() -> None:
    assert queries.similar("……", Thing.objects.all()) == []


def test_putting_again_replaces_what_a_matter_is_found_by() -> None:
    put(2, "停电", "整栋楼停电")

    assert found("停水") == []
    assert found("停电") == [2]
    assert SearchText.objects.count() == len(TEXTS)


def test_copy_writes_the_same_rows() -> None:
    SearchText.objects.all().delete()
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {TABLE} ({', '.join(COLUMNS)}) FROM STDIN") as out,
    ):
        for pk, (title, text) in TEXTS.items():
            out.write_row(row(pk, title, text))

    assert found("路灯坏了") == [1]


def test_putting_nothing_is_harmless() -> None:
    put_many([])

    assert SearchText.objects.count() == len(TEXTS)
