"""What is looked at before an opinion is signed (art. 32, 34, 35): each check says what it found; a person decides."""

import re
from dataclasses import dataclass
from datetime import date

_ARTICLE = re.compile(r"《[^》]{2,60}》[^。；]{0,30}第[一二三四五六七八九十百零〇\d]+条")
_IDENTITY = re.compile(r"(?<!\d)(?:\d{17}[\dXx]|1[3-9]\d{9})(?!\d)")
SHORTEST = 20
SUPPORTED = "supported"


@dataclass(frozen=True, slots=True)
class OpinionFacts:
    """One opinion as drafted, and what the file knows besides."""

    outcome: str
    request: str
    facts: str
    grounds: str
    basis: str
    text: str
    perform_by: date | None
    is_opinion: bool
    heard: bool
    investigated: bool
    today: date
    last_day: date | None


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: whether it holds, in words, with its article."""

    name: str
    holds: bool
    text: str
    law: str


def checks(one: OpinionFacts) -> tuple[Check, ...]:
    """Return the checks of an opinion or decision in their order."""
    found = [
        Check("parts", _has_parts(one), "请求、事实、理由、依据、意见五个部分都写了。", "信访工作条例第32条"),
        Check(
            "article",
            bool(_ARTICLE.search(one.basis)),
            "依据写明了哪部法律、法规、规章或者政策的哪一条，例如《城市道路管理条例》第三十三条。",
            "信访工作条例第32条",
        ),
        Check(
            "length",
            len(one.text.strip()) >= SHORTEST,
            "意见写得具体，信访人看得懂怎么办、谁来办。",
            "信访工作条例第32条",
        ),
        Check(
            "private",
            not _IDENTITY.search("".join((one.request, one.facts, one.grounds, one.basis, one.text))),
            "没有写身份证号、手机号码。",
            "个人信息保护法第25条",
        ),
        Check(
            "in_time",
            one.last_day is None or one.today <= one.last_day,
            "还在办理期限以内。",
            "信访工作条例第34条",
        ),
    ]
    if not one.is_opinion:
        return tuple(found)
    found.insert(
        0,
        Check(
            "heard", one.heard, "听取过信访人陈述事实和理由(有联系或者调查记录)。", "信访工作条例第31条第6项"
        ),
    )
    found.insert(1, Check("investigated", one.investigated, "有调查核实的记录。", "信访工作条例第31条第6项"))
    if one.outcome == SUPPORTED:
        ahead = one.perform_by is not None and one.perform_by >= one.today
        found.append(
            Check("perform_by", ahead, "支持的请求写明了执行到哪一天，而且还没有过。", "信访工作条例第32条")
        )
    return tuple(found)


def _has_parts(one: OpinionFacts) -> bool:
    return all(part.strip() for part in (one.request, one.facts, one.grounds, one.basis, one.text))
