"""What the words of a petition suggest about its way, each cue with its article; a person decides, always.

A rule of keywords and nothing learned: whoever sorts sees the very words that spoke. Words that the text itself denies
are not understood, so a suggestion without a second reason is marked as weak.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from gongzhi.systems.petitions.rules.ways import Way, way_named

VERSION = "1"
NAME = "petition_words"
SURE = 0.55
_TITLE_COUNTS = 2.0
_DOUBT = 1.5
"""What stands against every way before a word is read, so that one weak word alone is never sure."""
_REASONS = 4


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that speak for a way, and how loudly."""

    way: str
    pattern: re.Pattern[str]
    weight: float


@dataclass(frozen=True, slots=True)
class Reading:
    """The way that the words suggest, how much of all that spoke is for it, the words themselves, and the runner-up."""

    way: Way
    confidence: float
    words: tuple[str, ...]
    other: Way | None

    @property
    def is_sure(self) -> bool:
        """Whether enough spoke for it to be filled in without a warning."""
        return self.confidence >= SURE and bool(self.words)


def _cue(way: str, weight: float, pattern: str) -> Cue:
    return Cue(way, re.compile(pattern), weight)


CUES: tuple[Cue, ...] = (
    _cue("accusation", 5, r"贪污|受贿|索贿|行贿|以权谋私|侵吞|中饱私囊|吃拿卡要|徇私|渎职|滥用职权|保护伞|官商勾结|权钱交易|优亲厚友|虚报冒领|套取"),
    _cue("accusation", 3, r"(举报|检举|控告)[^，。！？]{0,16}(书记|主任|局长|所长|校长|院长|村长|镇长|乡长|干部|工作人员|公务员|党员)"),
    _cue("accusation", 2, r"违纪|腐败|挪用|私分|小金库|公款"),
    _cue("suggestion", 4, r"建议|提议|献策|呼吁|倡议"),
    _cue("suggestion", 2, r"(希望|恳请|请求|能否|可否|是否可以|望)[^，。！？]{0,14}(增设|增加|开通|规划|新建|设立|延长|延伸|优化|推广|改进|网上查询|绿化)"),
    _cue("litigation", 4, r"法院|判决|裁定书|起诉|上诉|申请再审|再审(?:申请|裁定|判决)|开庭|强制执行|执行局|检察院|抗诉|胜诉|败诉"),
    _cue("litigation", 3, r"刑事|立案侦查|不予?立案|诈骗|非法集资|集资款|故意伤害|轻伤|报案|刑拘|派出所[^，。]{0,10}(不|没|未)"),
    _cue("arbitration", 4, r"仲裁|劳动争议|劳动合同|解除合同|经济补偿金?|辞退|开除|双倍工资|试用期"),
    _cue("arbitration", 2, r"加班(费|工资|没有)|工伤(待遇|赔偿)|土地承包(纠纷|合同)"),
    _cue("party", 5, r"党籍|党内(警告|处分)|党纪处分|政务处分|处分决定|组织处理|申请复审|党员申诉"),
    _cue("administrative", 4, r"行政复议|行政处罚|处罚决定|行政裁决|不服[^，。]{0,12}(决定|认定|处罚|裁决)|工伤认定|鉴定(结果|结论)|认定(结论|结果|决定)"),
    _cue("administrative", 2.5, r"产权证|房产证|不动产|办证|两证|许可证|审批|确权|权属|宅基地证|林权|落户|户口|迁(入|移)|过户|备案"),
    _cue("duty", 3, r"查处|严查|取缔|整治|严惩|依法处理|监管|监察|执法|管一管|不作为|投诉|举报"),
    _cue("duty", 2, r"违法|违章|违建|违规|非法|无证|无牌|偷排|直排|污染|扰民|噪音|噪声|油烟|占道|乱收费|假冒|伪劣|三无|欺诈|虚假宣传|传销|补课|体罚|拖欠[^，。]{0,8}工资|欠薪|安全隐患"),
    _cue("petition", 3, r"征地|征收|拆迁|补偿款|(?:拆迁|补偿|征地)安置|安置(?:费|门面|补偿|留地)|改制|民办教师|下岗|退役|转业|历史遗留|落实政策|低保|社会抚养费"),
    _cue("petition", 1.5, r"退休|养老(金|保险)|社保|医保|工龄|待遇|补贴|补助|报销|政策|咨询|请问|公积金|入学|学位|公办|路灯|修路|停水|停电|供暖|燃气|公交|物业"),
)  # fmt: skip


def read(title: str, text: str) -> Reading:
    """Return what title and text suggest; where nothing speaks, the petition procedure without any confidence."""
    weights: dict[str, float] = {}
    words: dict[str, list[str]] = {}
    for cue in CUES:
        found = [*cue.pattern.finditer(title), *cue.pattern.finditer(text)]
        if not found:
            continue
        in_title = cue.pattern.search(title) is not None
        spoken = list(dict.fromkeys(one.group() for one in found))
        weights[cue.way] = weights.get(cue.way, 0) + cue.weight * (_TITLE_COUNTS if in_title else 1)
        words.setdefault(cue.way, []).extend(spoken)
    return _best(weights, words)


def _best(weights: dict[str, float], words: dict[str, list[str]]) -> Reading:
    residual = way_named("petition")
    assert residual is not None
    if not weights:
        return Reading(residual, 0.0, (), None)
    ordered = sorted(weights, key=lambda name: -weights[name])
    best = way_named(ordered[0])
    assert best is not None
    share = weights[ordered[0]] / (sum(weights.values()) + _DOUBT)
    other = way_named(ordered[1]) if len(ordered) > 1 else None
    return Reading(best, round(share, 2), tuple(dict.fromkeys(words[ordered[0]]))[:_REASONS], other)


def named_bodies(text: str, bodies: Sequence[tuple[int, str]]) -> list[int]:
    """Return the bodies whose whole name stands in a text, the longest names first; whether they are accused a person says."""
    ordered = sorted(bodies, key=lambda one: -len(one[1]))
    return [unit for unit, name in ordered if len(name) >= 4 and name in text]
