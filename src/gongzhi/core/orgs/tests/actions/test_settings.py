"""Setting and confirming."""

from collections.abc import Iterator

import pytest

from gongzhi.core.ledger.queries import entries
from gongzhi.core.orgs import queries, settings
from gongzhi.core.orgs.actions import confirm_setting, set_setting
from gongzhi.core.orgs.settings import Declared, SettingType
from gongzhi.core.orgs.tests.shared import ADMIN, AT
from gongzhi.kernel.errors import InvalidInput
from gongzhi.kernel.terms import LengthUnit, LocalLimit

pytestmark = pytest.mark.django_db
LIMIT = Declared(
    "test.answer",
    "答复期限",
    "Time to answer",
    SettingType.LIMIT,
    {"length": 5, "unit": "working_days"},
    certain=False,
)


@pytest.fixture(autouse=True)
def declared() -> Iterator[None]:
    kept = dict(settings._declared)
    settings.declare(LIMIT)
    settings.provide(lambda: [Declared("test.most", "上限", "Most", SettingType.NUMBER, 3)])
    settings.declare(Declared("test.on", "开", "On", SettingType.FLAG, True))
    settings.declare(Declared("test.word", "词", "Word", SettingType.TEXT, ""))
    yield
    settings._declared.clear()
    settings._declared.update(kept)


def test_an_uncertain_limit_runs_as_shipped_and_is_marked() -> None:
    assert queries.local_limits() == {}
    assert not queries.is_confirmed("test.answer")
    assert queries.setting("test.answer") == LIMIT.default


def test_setting_a_limit_confirms_it_with_its_source() -> None:
    set_setting(ADMIN, "test.answer", "7个工作日", "邯政办字〔2025〕1号", AT)

    limit = LocalLimit(7, LengthUnit.WORKING_DAYS, "邯政办字〔2025〕1号")
    assert queries.local_limits() == {"test.answer": limit}
    assert queries.is_confirmed("test.answer")
    entry = entries("settings")[-1]
    assert (entry.verb, entry.data["from"]) == ("setting.set", None)
    assert entry.data["to"] == {"length": 7, "unit": "working_days"}


def test_confirming_keeps_the_shipped_length() -> None:
    confirm_setting(ADMIN, "test.answer", "本市没有另行规定", AT)

    assert queries.local_limits()["test.answer"].length == 5
    assert queries.is_confirmed("test.answer")
    assert entries("settings")[-1].verb == "setting.confirmed"


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("test.answer", "24小时", {"length": 24, "unit": "hours"}),
        ("test.answer", "60日", {"length": 60, "unit": "calendar_days"}),
        ("test.answer", "3 months", {"length": 3, "unit": "months"}),
        ("test.most", "-2", -2),
        ("test.on", "否", False),
        ("test.on", "yes", True),
        ("test.word", " 词 ", "词"),
    ],
)
def test_what_is_typed_becomes_a_value(name: str, text: str, value: object) -> None:
    assert set_setting(ADMIN, name, text, "测试", AT).value == value
    assert queries.setting(name) == value


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("test.answer", "很快"),
        ("test.answer", "0日"),
        ("test.answer", "5"),
        ("test.most", "x"),
        ("test.on", "?"),
    ],
)
def test_what_cannot_be_a_value_is_refused(name: str, text: str) -> None:
    with pytest.raises(InvalidInput):
        set_setting(ADMIN, name, text, "测试", AT)

    assert entries("settings") == []


def test_a_source_and_a_known_name_are_needed() -> None:
    with pytest.raises(InvalidInput):
        set_setting(ADMIN, "test.answer", "5日", " ", AT)
    with pytest.raises(settings.UnknownSetting):
        set_setting(ADMIN, "test.none", "5日", "测试", AT)
    with pytest.raises(settings.SettingDeclaredTwice):
        settings.declare(Declared("test.most", "别的", "Other", SettingType.NUMBER, 4))
    assert "test.most" in {one.name for one in settings.all_declared()}
