"""Places and bodies that a text names, told by the shape of the words alone: by endings such as 小区, 路, 公司.

It knows no name. A mention is the up to four characters that stand before the ending; what is compared are their pairs.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_HAN = "\u3400-\u9fff"
_ADMIN = re.compile(
    rf"[a-z]+\d*(?:区|县|市)|[{_HAN}]{{2,7}}?(?:自治县|自治州|地区|省)|(?:(?<=^)|(?<=[省市]))[{_HAN}]{{2,3}}?(?<![小社地园校片])(?:区|县|市)",
    re.IGNORECASE,
)
_JOINS = re.compile(
    "[的了是在和与及至到从由向被把将对请求市县区省某我你该此本第号]|关于|反映|投诉|举报|附近|旁边|建议|咨询"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A name found in a text: `whole` with its ending, `name` without a general ending, and where it stands."""

    whole: str
    name: str
    start: int

    @property
    def pairs(self) -> frozenset[str]:
        """The pairs of neighbouring characters of the name."""
        return frozenset(map("".join, zip(self.name, self.name[1:], strict=False)))


@cache
def _pattern() -> tuple[re.Pattern[str], frozenset[str], frozenset[str]]:
    words = tomllib.loads(files(__package__).joinpath("data", "place_words.toml").read_text(encoding="utf-8"))
    generic = sorted(words["generic"], key=len, reverse=True)
    ending = f"{'|'.join(generic)}|[{words['endings']}]"
    return re.compile(ending), frozenset(generic), frozenset(words["ordinary"])


def mentions(text: str) -> list[Mention]:
    """Return the places and bodies named in a text (lower case, as `phrases.normal` makes it), in order."""
    pattern, generic, ordinary = _pattern()
    found: list[Mention] = []
    for hit in pattern.finditer(text):
        ending = hit.group()
        is_general = ending in generic
        before = _name_before(text, hit.start())
        name = before if is_general else before + ending
        if len(name) < 2 or any(name.endswith(word) for word in ordinary):
            continue
        found.append(Mention(before + ending, name, hit.start() - len(before)))
    return found


def districts(text: str) -> list[str]:
    """Return what looks like the name or code of a county, district or city, in order of appearance."""
    return [hit.group() for hit in _ADMIN.finditer(text)]


def _name_before(text: str, end: int) -> str:
    start = end
    while start > 0 and end - start < 4 and "\u3400" <= text[start - 1] <= "\u9fff":
        start -= 1
    kept = text[start:end]
    joins = list(_JOINS.finditer(kept))
    return kept[joins[-1].end() :] if joins else kept
