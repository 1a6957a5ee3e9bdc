"""What a supervisor would look for in a draft of a reply before it goes out: hints for the one who writes it.

Four questions: does it speak of what was asked, does it name what it rests on, does it say what was done and by when,
and can one reach somebody. The checks read words; they cannot tell whether a reply is true, and nothing is refused
on their account.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from gongzhi.reading import text

LEAST = 40
_ON_TOPIC = 0.06
_LAW = re.compile(
    r"《[^》]{3,40}》|第[一二三四五六七八九十百零\d]+条|[〔\[（(]20\d\d[〕\]）)]\s*\d+\s*号|(?:依据|根据|按照|依照)[^,，。《]{2,30}(?:规定|办法|条例|标准|文件|政策|规划|方案|通知|意见|法)"
)
_DONE = re.compile(
    r"(?:已|已经|经)(?!经?[转交报])[^,，。]{0,12}(?:核实|调查|查处|整改|处理|维修|修复|清理|拆除|责令|处罚|约谈|协调|联系|现场|责成|督促|安排|完成|恢复|发放|落实|受理|立案|移交|了解)"
    r"|工作人员[^,，。]{0,10}(?:到|赴|前往)|现场[^,，。]{0,8}(?:查看|检查|勘|核)|约谈|进行了[^,，。]{0,12}(?:调查|核实|整改|维修|检查)"
)
_WHEN = re.compile(
    r"\d{1,4}\s*年|\d{1,2}\s*月(?:\d{1,2}\s*[日号]|底|初|中旬|上旬|下旬)|\d+\s*(?:个)?(?:工作日|天|日|小时|个月)[之以]?内"
    r"|(?:本|下|上)(?:周|月|季度)|(?:年|月|季度)底|近期|目前|截至|(?<![\d-])\d{1,2}[./-]\d{1,2}(?![\d-])"
)
_CONTACT = re.compile(
    r"(?<!\d)(?:0\d{2,3}[-－—\s]?)?\d{7,8}(?!\d)|(?<!\d)1[3-9]\d{9}(?!\d)|(?<!\d)1[12]\d{3}(?!\d)|(?:电话|热线|联系人|联系方式|咨询窗口|地址)[::为是]?\s*[^,，。;；]{2,}"
)
_EMPTY = re.compile(
    r"(?:已转|已交|转交|交由|转请)[^,，。]{0,20}(?:办理|处理|核实|阅处)|将(?:继续|进一步)[^,，。]{0,20}|高度重视"
)
_QUESTION = re.compile(
    r"[?？]|请问|咨询|是否|能否|为什么|为何|什么时候|何时|多久|怎么|如何|哪里|多少|可不可以|能不能"
)
_WHEN_ASKED = re.compile(r"什么时候|何时|多久|几时|什么时间|哪天")


@dataclass(frozen=True, slots=True)
class Check:
    """One question put to a draft: whether it passed, the words that say so, and what to do if not."""

    name: str
    title: str
    title_en: str
    passed: bool
    words: str
    advice: str
    advice_en: str


@dataclass(frozen=True, slots=True)
class _Question:
    name: str
    title: str
    title_en: str
    advice: str
    advice_en: str
    words: Callable[[str, str], str]


def check(asked: str, reply: str) -> list[Check]:
    """Return the checks of a reply to what was asked, all of them, in the order in which to read them."""
    return [_checked(one, asked, reply) for one in _QUESTIONS]


def _checked(one: _Question, asked: str, reply: str) -> Check:
    words = one.words(asked, reply)
    return Check(one.name, one.title, one.title_en, bool(words), words, one.advice, one.advice_en)


def share_taken_up(asked: str, reply: str) -> float:
    """Return which share (0 to 1) of the pairs of characters in the question's gist the reply takes up."""
    gist = _pairs(asked[:200])
    return len(gist & _pairs(reply)) / len(gist) if gist else 0.0


def _pairs(message: str) -> set[tuple[int, int]]:
    symbols = text.encode([message]).symbols.tolist()
    return {
        (one, other)
        for one, other in zip(symbols, symbols[1:], strict=False)
        if one > 0x2E80 and other > 0x2E80
    }


def _on_topic(asked: str, reply: str) -> str:
    shared = share_taken_up(asked, reply)
    if shared < _ON_TOPIC:
        return ""
    if _WHEN_ASKED.search(asked) and not _WHEN.search(reply):
        return ""
    return f"{shared:.0%}"


def _says_enough(asked: str, reply: str) -> str:
    """Return how long the reply is, "" when it is short or only passes the matter on."""
    rest = _EMPTY.sub("", "".join(reply.split()))
    return f"{len(rest)}" if len(rest) >= LEAST else ""


def _by(pattern: re.Pattern[str]) -> Callable[[str, str], str]:
    def words(asked: str, reply: str) -> str:
        found = pattern.search(reply)
        return found.group().strip()[:40] if found else ""

    return words


def is_question(asked: str) -> bool:
    """Whether something was asked, and not only reported."""
    return bool(_QUESTION.search(asked))


_QUESTIONS = (
    _Question(
        "on_topic", "答了所问", "Answers what was asked",
        "答复里很少提到来件说的事,或者问了什么时候却没有时间。请逐条回应诉求。",
        "The reply hardly takes up what was said, or names no time although one was asked for. Answer point by point.",
        _on_topic,
    ),
    _Question(
        "says_enough", "言之有物", "Says something",
        "除了套话和转办,答复没有说什么。请写明查到的情况和结果。",
        "Beyond set phrases and passing on, the reply says little. Say what was found and what came of it.",
        _says_enough,
    ),
    _Question(
        "basis", "有依据", "Names its basis",
        "没有写依据。请写明依据的法规、文件或者标准。",
        "No basis is named. Name the law, document or standard that it rests on.",
        _by(_LAW),
    ),
    _Question(
        "done", "做了什么", "Says what was done",
        "没有写已经做了什么。请写明谁去核实、怎样处理。",
        "It does not say what was done. Say who looked into it and what was undertaken.",
        _by(_DONE),
    ),
    _Question(
        "when", "什么时候", "Says by when",
        "没有写时间。请写明办理的时间,没有办完的写明预计何时办完。",
        "No time is given. Say when it was done, or by when it will be.",
        _by(_WHEN),
    ),
    _Question(
        "contact", "联系方式", "Gives a contact",
        "没有留联系方式。请写明承办单位的电话或者联系人。",
        "No contact is given. Name a telephone number or a person of the handling body.",
        _by(_CONTACT),
    ),
)  # fmt: skip
