"""Parts an address written in Chinese into its elements by their endings: 市, 区, 镇, 村, 路, 号, 小区 and so on.

It knows no names but those of the provinces and whatever names it is given; an element without an ending and without a
known name is not told from its neighbour. Elements come in the usual order, the large before the small.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_DIGITS = "0-9０-９一二三四五六七八九十百零〇两"


class Part(IntEnum):
    """What an element is; the number is its place in the usual order."""

    PROVINCE = 0
    CITY = 1
    COUNTY = 2
    TOWN = 3
    VILLAGE = 4
    ROAD = 5
    NUMBER = 6
    PLACE = 7
    HOUSE = 8


@dataclass(frozen=True, slots=True)
class Element:
    """One element: what it is, its words, and where they stand."""

    part: Part
    text: str
    start: int

    @property
    def end(self) -> int:
        """Return where the element ends."""
        return self.start + len(self.text)


_PROVINCES = (
    "北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海|台湾"
    "|内蒙古|广西|西藏|宁夏|新疆|香港|澳门"
)
_PLACE_ENDS = (
    "小区|花园|家园|公寓|大厦|广场|中心|商场|市场|超市|酒店|宾馆|医院|诊所|卫生院|卫生室|学校|小学|中学|大学|学院|幼儿园|公园|车站|加油站|派出所"
    "|工业园区?|园区|科技园|开发区|有限公司|公司|集团|工厂|厂|新村|新苑|苑|府|庭|里|湾|城|大院|宿舍|家属院|银行|饭店|餐厅|店|馆|站|所|楼"
)
# How an element ends, and how long the name before may be. The shortest fitting name is taken.
_SHAPES: tuple[tuple[Part, re.Pattern[str]], ...] = (
    (Part.PROVINCE, re.compile(rf"(?:{_PROVINCES})(?:省|壮族自治区|回族自治区|维吾尔自治区|自治区|特别行政区)?(?!路|街|大道|[东南西北中]路|市)")),
    (Part.CITY, re.compile(rf"[{_HAN}]{{2,4}}?(?:市(?!场|政|民|委|区|直|属|容)|自治州|地区|盟)")),
    (Part.COUNTY, re.compile(rf"[{_HAN}]{{1,6}}?(?:新区|自治县|矿区|(?<![小社校园辖厂库业发])区|县|旗|市(?!场|政|民|委|区|直|属|容))")),
    (Part.TOWN, re.compile(rf"[{_HAN}]{{1,7}}?(?:街道办事处|街道办|街道|镇(?!政府|中学|小学)|(?<![城下])乡(?!市|村)|苏木)")),
    (Part.VILLAGE, re.compile(rf"[{_HAN}]{{1,8}}?(?:社区居委会|社区|村民委员会|村委会|居委会|行政村|自然村|(?<![新农乡])村)")),
    (Part.ROAD, re.compile(rf"[{_HAN}\dA-Z]{{1,6}}?(?:大道|大街|公路|胡同|(?<!铁)路(?!街道|社区)|街(?!道|社区)|巷|弄|国道|省道|高速)(?:[东南西北中]段)?")),
    (Part.NUMBER, re.compile(rf"(?:[{_DIGITS}]+[-之－]?)+(?:号(?!楼|院)|弄)|\d+号院")),
    (Part.HOUSE, re.compile(rf"[{_DIGITS}A-Za-z]+(?:号楼|栋|幢|座|单元|室|层|楼|排|门)")),
    (Part.PLACE, re.compile(rf"(?:(?![{_DIGITS}]+(?:号|栋|幢|座|单元))[{_HAN}\dA-Za-z]){{1,12}}(?:{_PLACE_ENDS})")),
)  # fmt: skip
_SKIPPED = re.compile(r"[\s,，、。;；:：()（）·\-—_/]+")
_JOINS = re.compile("[的在住于是到从去来往与及]|和(?![平谐睦])|附近|旁边|对面")


def parse(text: str, known: Mapping[str, Part] | None = None) -> list[Element]:
    """Return the elements of an address in order; words that end like nothing are passed over.

    `known` are names with what they are; at any place the longest of them goes before the endings.
    """
    names = known or {}
    longest = max(map(len, names), default=0)
    found: list[Element] = []
    at, level = 0, -1
    while at < len(text):
        skipped = _SKIPPED.match(text, at)
        if skipped:
            at = skipped.end()
            continue
        element = _known_at(text, at, names, longest) or _at(text, at, level)
        if element is None:
            at += 1
            continue
        found.append(element)
        level = max(level, element.part) if element.part <= Part.VILLAGE else level
        at = element.end
    return found


def _known_at(text: str, at: int, names: Mapping[str, Part], longest: int) -> Element | None:
    for length in range(min(longest, len(text) - at), 1, -1):
        word = text[at : at + length]
        if word in names:
            return Element(names[word], word, at)
    return None


def _at(text: str, at: int, level: int) -> Element | None:
    """Return the element that begins here: an area if one may, else a road, number or house, else a place.

    Of several areas the one that ends first; a road that ends before the area goes before it.
    """
    found: dict[Part, Element] = {}
    for part, shape in _SHAPES:
        if part <= Part.VILLAGE and part <= level and not (part == Part.VILLAGE == level):
            continue
        hit = shape.match(text, at)
        if hit is not None and not (part in (Part.ROAD, Part.PLACE) and _JOINS.match(text, at)):
            found[part] = Element(part, hit.group(), at)
    sure = [one for part, one in found.items() if part != Part.PLACE]
    if sure:
        return min(sure, key=lambda one: (one.end, one.part))
    return found.get(Part.PLACE)
