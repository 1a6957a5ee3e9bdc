"""Every way of finding words gives what a reader of all texts would find, in the order of the list."""

from typing import ClassVar

import pytest
from django.db import connection, models
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongzhi.core.search import queries
from gongzhi.core.search.actions import put_many
from gongzhi.core.search.models import SearchText
from gongzhi.core.search.queries import near, words
from gongzhi.core.search.rules import bigrams

pytestmark = pytest.mark.django_db

LETTERS = "路灯水坏 "


class Line(models.Model):
    """Stands in for a matter in a list."""

    id = models.BigIntegerField(primary_key=True)
    rank = models.IntegerField()
    objects: ClassVar[models.Manager["Line"]] = models.Manager()

    class Meta:
        app_label = "search_lines"
        managed = False
        db_table = "search_tests_line"


@pytest.fixture(autouse=True)
def _table() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE search_tests_line (id bigint PRIMARY KEY, rank int) ON COMMIT DROP"
        )


def lay(texts: list[str]) -> None:
    """Fill the list with texts; its order is not the order of the ids."""
    SearchText.objects.all().delete()
    Line.objects.all().delete()
    Line.objects.bulk_create(Line(id=n, rank=n * 7 % 11) for n in range(len(texts)))
    put_many((n, text, "") for n, text in enumerate(texts))


def holds(text: str, q: str) -> bool:
    """Whether a text has every part of a query, told without the database."""
    held = bigrams.tokens(text)
    parts = bigrams.query(q).split(" & ")
    return all(
        any(token.startswith(part[1:-3]) if part.endswith(":*") else token == part[1:-1] for token in held)
        for part in parts
        if part
    ) and bool(parts[0])


@pytest.mark.parametrize(("known", "walked"), [(100, 100), (0, 100), (0, 3), (2, 3)])
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    texts=st.lists(st.text(LETTERS, max_size=8), max_size=9),
    q=st.text(LETTERS, min_size=1, max_size=4),
    most=st.integers(1, 4),
    least=st.integers(0, 8),
)
def test_each_way_finds_the_same(
    known: int, walked: int, texts: list[str], q: str, most: int, least: int
) -> None:
    lay(texts)
    seen = Line.objects.filter(rank__gte=least).order_by("rank")
    expected = [line.id for line in seen if holds(texts[line.id], q)]
    wanted = bigrams.query(q)
    asked = words.asked(wanted, known) if wanted else queries.look_up(q)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(words, "WALKED", walked)
        found = [line.id for line in queries.first(seen, asked, most)]

    assert found == expected[:most]
    assert sorted(line.id for line in queries.holding(seen, asked)) == sorted(expected)
    assert sorted(line.id for line in queries.exactly(seen, q)) == sorted(expected)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    texts=st.lists(st.text(LETTERS, max_size=8), max_size=9),
    q=st.text(LETTERS, min_size=2, max_size=5),
    least=st.integers(0, 8),
    many=st.booleans(),
)
def test_the_nearest_are_seen_and_share_a_pair(texts: list[str], q: str, least: int, many: bool) -> None:
    lay(texts)
    seen = Line.objects.filter(rank__gte=least).order_by("rank")
    pairs = set(bigrams.pairs(q))
    expected = {line.id for line in seen if pairs & set(bigrams.tokens(texts[line.id]))}

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(near, "MOST_HITS", -1 if many else 100)
        found = queries.nearest(q, [seen, seen], limit=20, least=0.0)

    assert {one.matter_id for one in found} == expected
    assert len(found) == len(expected)
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)


def test_nothing_is_asked_of_a_list_that_is_empty_by_itself() -> None:
    lay(["路灯"])

    assert queries.first(Line.objects.none().order_by("rank"), queries.look_up("路灯"), 5) == []
    assert words.walk(Line.objects.none(), "'路灯'", 5, 9) == ([], True)
