"""What one may write into the search box, and what is refused with a sentence."""

import pytest

from gongzhi.core.search.rules import language
from gongzhi.core.search.rules.language import Part, parse
from gongzhi.kernel.errors import InvalidInput


@pytest.mark.parametrize(
    ("q", "parts", "without", "fields"),
    [
        pytest.param("路灯 不亮", [("路灯", 0), ("不亮", 0)], [], {}, id="words"),
        pytest.param('"路灯 不亮"', [("路灯 不亮", 1)], [], {}, id="quoted"),
        pytest.param("“路灯不亮” 人民路", [("路灯不亮", 1), ("人民路", 0)], [], {}, id="Chinese quotes"),
        pytest.param("路灯 -施工", [("路灯", 0)], ["施工"], {}, id="minus"),
        pytest.param('路灯 -"夜间 施工"', [("路灯", 0)], ["夜间 施工"], {}, id="minus before quotes"),
        pytest.param("GZ-20261124-000123-7", [("GZ-20261124-000123-7", 0)], [], {}, id="a hyphen within"),
        pytest.param("12 - 5", [("12", 0), ("5", 0)], [], {}, id="a dash by itself"),
        pytest.param("category:noise 工地", [("工地", 0)], [], {"category": "noise"}, id="field"),
        pytest.param("类别：噪音 从:2026-01-01", [], [], {"category": "噪音", "from": "2026-01-01"}, id="fields in Chinese"),
        pytest.param('unit:"丛台区 城市管理局"', [], [], {"unit": "丛台区 城市管理局"}, id="a quoted value"),
        pytest.param("http://a.b/c", [("http://a.b/c", 0)], [], {}, id="an address is no field"),
        pytest.param("时间:晚上", [("时间:晚上", 0)], [], {}, id="other Chinese words are no fields"),
        pytest.param("，。!", [], [], {}, id="nothing to look for"),
        pytest.param('路灯"不亮"', [("路灯", 0), ("不亮", 1)], [], {}, id="quotes end a word"),
    ],
)  # fmt: skip
def test_a_query_is_read(
    q: str, parts: list[tuple[str, int]], without: list[str], fields: dict[str, str]
) -> None:
    found = parse(q)

    assert found.parts == tuple(Part(text, bool(quoted)) for text, quoted in parts)
    assert [one.text for one in found.without] == without
    assert found.fields == fields


@pytest.mark.parametrize(
    ("q", "said"),
    [
        ("-施工", "要找什么"),
        ('"路灯', "引号只写了一半"),
        ("categry:noise", "没有「categry:」这个字段"),
        ("category: noise", "后面没有写内容"),
        ("-category:noise", "减号只能放在词的前面"),
        ("state:open 状态:closed", "写了两次"),
    ],
)
def test_what_cannot_be_meant_is_told(q: str, said: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        parse(q)

    assert said in refused.value.sentence()


def test_the_words_are_written_again_without_fields() -> None:
    found = parse('路灯 "人民路 口" -施工 state:all')

    assert found.words == '路灯 "人民路 口" -施工'
    assert parse(found.words).parts == found.parts
    assert found.plain == "路灯 人民路 口"
    assert found.exact == ("人民路 口",)


def test_every_field_has_a_name_in_both_languages() -> None:
    assert all(len(words) == 2 and words[0].isascii() for words in language.FIELDS.values())
