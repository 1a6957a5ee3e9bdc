"""The marks of a few texts about one matter, and which other texts bear them."""

import time

import pytest

from gongzhi.reading.profile import Ground, Profile, pairs

MEMBERS = (
    "锦绣家园旁洗砂场噪音扰民。锦绣家园旁边的洗砂场整夜生产，噪音很大，住户睡不着。",
    "锦绣家园洗砂场夜里太吵。锦绣家园小区西侧的洗砂场夜里还在洗砂，影响休息。",
    "投诉锦绣家园附近洗砂场。锦绣家园附近的洗砂场扬尘和噪音都很严重，请尽快搬走。",
)
OTHERS = ("人民路路灯不亮，晚上看不清", "和平街停水三天没有通知", "楼下歌厅噪音太大", "公交车等了四十分钟", "井盖松动，一压就响")  # fmt: skip
GROUND = Ground.of([*MEMBERS, *OTHERS * 4])


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        pytest.param("请管管锦绣家园洗砂场。凌晨三点还在生产", 0.7, 1.0, id="the same matter in other words"),
        pytest.param("城北洗砂场噪音大", 0.1, 0.6, id="the same kind elsewhere"),
        pytest.param("锦绣家园停水三天", 0.1, 0.6, id="another matter there"),
        pytest.param("公交车不准点", 0.0, 0.05, id="something else"),
        pytest.param("", 0.0, 0.0, id="nothing"),
    ],
)
def test_a_text_bears_the_marks_as_far_as_it_is_about_the_matter(
    text: str, least: float, most: float
) -> None:
    assert least <= Profile.of(MEMBERS, GROUND).fit(text).score <= most


def test_the_words_that_speak_for_it_are_told_as_they_stand() -> None:
    assert set(Profile.of(MEMBERS, GROUND).fit("请管管锦绣家园洗砂场").words) == {"锦绣家园", "洗砂场"}


def test_texts_without_anything_of_their_own_have_no_marks() -> None:
    profile = Profile.of(["停水", "路灯不亮", "公交晚点"], Ground.of(["停水", "路灯不亮", "公交晚点"] * 9))

    assert profile.marks == {}
    assert profile.fit("停水").score == 0


def test_pairs_do_not_run_over_marks() -> None:
    assert pairs("停水，停电 了") == {"停水", "停电", "电了"}


def test_ten_thousand_texts_are_counted_in_seconds() -> None:
    began = time.perf_counter()

    Ground.of(MEMBERS * 1000)

    assert time.perf_counter() - began < 3
