"""Words that say a matter cannot wait: life, fire, gas, power, water, heat, and the like, with the words as reasons.

A word that the same clause denies ("没有漏气") or speaks of as over ("已经修好") does not count. It only puts a matter
before a person sooner; nobody's matter is put back for want of such a word.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

_CLAUSE = re.compile(r"[^,，。;；!！?？\n]+")
_DENIED = re.compile(
    r"(没有|没|不是|并未|并非|未|无|不会|不存在|不再|从未|未曾|防止|避免|预防|以防|假如|如果|万一|担心|演练|演习)[^,，。]{0,6}$|不$"
)
_OVER = re.compile(r"^[^,，。]{0,6}(已经?|都)?(恢复|修好|解决|排除|扑灭|处理好|结束|抢修完)")
_SPOKEN_OF = re.compile(r"演[习练]|宣传|培训|知识|预案|隐患|保险|通知|公告|补贴|账单|费|险种|报警器|警报器")


class Degree(IntEnum):
    """How little a matter can wait."""

    NONE = 0
    SOON = 1
    URGENT = 2
    LIFE = 3


@dataclass(frozen=True, slots=True)
class Alarm:
    """What kind of urgency, how grave, and the words of the text that say so."""

    kind: str
    title: str
    title_en: str
    degree: Degree
    words: str


@dataclass(frozen=True, slots=True)
class _Sign:
    kind: str
    title: str
    title_en: str
    degree: Degree
    pattern: re.Pattern[str]


def _sign(kind: str, title: str, title_en: str, degree: Degree, pattern: str) -> _Sign:
    return _Sign(kind, title, title_en, degree, re.compile(pattern))


_SIGNS = (
    _sign(
        "life", "人身安全", "Danger to life", Degree.LIFE,
        r"跳楼|轻生|自杀|不想活|昏迷|晕倒|溺水|落水|触电|中毒|窒息|坠楼|坠落|被困|大出血|抢救|生命危险|持刀|砍人",
    ),
    _sign("fire", "火情和爆炸", "Fire and explosion", Degree.LIFE, r"着火|起火|失火|火灾|爆炸|冒烟|浓烟|自燃"),
    _sign(
        "gas", "燃气泄漏", "Gas leak", Degree.LIFE,
        r"(?:煤气|燃气|天然气|液化气|管道)[^,，。]{0,6}(?:泄漏|泄露|漏)|漏气|煤气味|燃气味|天然气味",
    ),
    _sign(
        "collapse", "坍塌险情", "Collapse", Degree.LIFE,
        r"坍塌|倒塌|塌方|塌陷|墙体开裂|要塌|快塌|滑坡|泥石流|决口|漏电|电线(?:掉|垂|断|裸露)|高压线(?:掉|断)",
    ),
    _sign(
        "water", "停水", "No water", Degree.URGENT,
        r"停水|断水|没水|没有水|无水可用|水管(?:爆|破裂)|爆管|水质(?:发黄|发臭|异常)|自来水(?:发黄|发黑|发臭|浑浊)",
    ),
    _sign("power", "停电", "No power", Degree.URGENT, r"停电|断电|没电|没有电|跳闸"),
    _sign(
        "heat", "停热", "No heating", Degree.URGENT,
        r"停暖|停热|没暖气|没有暖气|暖气不热|暖气(?:一直)?(?:冰|不)|不供暖|没有供暖|没供暖|室温[^,，。]{0,4}(?:1[0-7]|[0-9])度",
    ),
    _sign("gas_off", "停气", "No gas supply", Degree.URGENT, r"停气|断气|没有?(?:天然气|燃气)用|没气(?:做饭|用)"),
    _sign(
        "road", "道路险情", "Danger on the road", Degree.URGENT,
        r"井盖(?:丢失|缺失|没了|不见|被盗|掉|塌|破)|没有井盖|大坑|路面塌|红绿灯(?:不亮|坏|故障)|信号灯(?:不亮|坏|故障)|树[^,，。]{0,4}(?:倒|断|砸)",
    ),
    _sign("flood", "内涝和污水", "Flooding", Degree.URGENT, r"内涝|积水(?:很深|过膝|倒灌)|倒灌|污水(?:外溢|冒|倒灌)|进水了"),
    _sign("lift", "电梯故障", "Lift failure", Degree.URGENT, r"电梯[^,，。]{0,8}(?:困人|坠|下坠|掉层|关人|失灵)"),
    _sign("food", "食品和药品", "Food and medicine", Degree.URGENT, r"食物中毒|上吐下泻|集体(?:腹泻|呕吐)|假药"),
    _sign(
        "weak", "老幼病残", "The weak", Degree.SOON,
        r"(?:独居|瘫痪|卧床|残疾|孤寡)[^,，。]{0,4}老人|孤儿|走失|急需(?:手术|用药|救助)|断药|没饭吃|无家可归",
    ),
    _sign("crowd", "矛盾激化", "A quarrel growing", Degree.SOON, r"打起来|要打架|聚集|堵路|讨薪|拉横幅|激化|扬言"),
)  # fmt: skip


def alarms(text: str) -> list[Alarm]:
    """Return what in a text cannot wait, the gravest first, each kind once with the first words that say so."""
    found: dict[str, Alarm] = {}
    for clause in _CLAUSE.findall(text):
        for alarm in _of_clause(clause):
            found.setdefault(alarm.kind, alarm)
    return sorted(found.values(), key=lambda one: -one.degree)


def degree(text: str) -> Degree:
    """Return how little a text can wait."""
    return max((one.degree for one in alarms(text)), default=Degree.NONE)


def _of_clause(clause: str) -> Iterator[Alarm]:
    for sign in _SIGNS:
        for match in sign.pattern.finditer(clause):
            if not _is_denied(clause, match):
                yield Alarm(sign.kind, sign.title, sign.title_en, sign.degree, match.group())
                break


def _is_denied(clause: str, match: re.Match[str]) -> bool:
    before, after = clause[: match.start()], clause[match.end() :]
    return bool(_DENIED.search(before) or _OVER.match(after) or _SPOKEN_OF.match(after))
