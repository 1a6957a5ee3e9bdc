"""What cannot wait: the words that say so, unless the same clause denies them."""

import pytest

from gongzhi.reading.urgency import Degree, alarms, degree


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        pytest.param("楼道里有很浓的煤气味", ["gas"], id="gas"),
        pytest.param("厨房燃气管道一直在泄漏", ["gas"], id="leak"),
        pytest.param("全小区停水两天了", ["water"], id="water"),
        pytest.param("暖气不热,老人冻得睡不着", ["heat"], id="heat"),
        pytest.param("室温只有12度", ["heat"], id="cold room"),
        pytest.param("三楼着火了,有人被困", ["fire", "life"], id="fire and life"),
        pytest.param("电梯又掉层关人", ["lift"], id="lift"),
        pytest.param("路口井盖丢失", ["road"], id="manhole"),
        pytest.param("独居老人没人照顾", ["weak"], id="the weak"),
        pytest.param("停水停电,墙体开裂", ["collapse", "water", "power"], id="the gravest first"),
        pytest.param("检查过了,没有漏气", [], id="denied"),
        pytest.param("现在不停水了吧?没有停水", [], id="denied after all"),
        pytest.param("停水已经恢复", [], id="over"),
        pytest.param("希望开展火灾演习和预防火灾宣传", [], id="prevention"),
        pytest.param("请公布停水通知", [], id="a notice"),
        pytest.param("没有漏气,但是停水三天", ["water"], id="denied only in its clause"),
        pytest.param("路灯不亮", [], id="nothing"),
        pytest.param("", [], id="empty"),
    ],
)
def test_what_cannot_wait(text: str, kinds: list[str]) -> None:
    assert [one.kind for one in alarms(text)] == kinds


def test_the_reason_is_a_word_of_the_text() -> None:
    found = alarms("昨晚停电,今天又停电")

    assert [(one.words, one.degree) for one in found] == [("停电", Degree.URGENT)]


def test_how_little_a_text_can_wait() -> None:
    assert degree("有人落水") is Degree.LIFE
    assert degree("工人拉横幅讨薪") is Degree.SOON
    assert degree("想咨询医保") is Degree.NONE
