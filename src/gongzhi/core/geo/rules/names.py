"""Finding the area that a text names, by all names of the tree and the shorter forms people use.

A county's name is sure by itself. A township's short form, and a village's, count only where nothing speaks against
them: many villages bear the same name, many roads the name of a street office. What stays open is answered by the
level on which all readings agree, and by "" when there is none.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import add
from os.path import commonprefix

from gongzhi.core.geo.rules.levels import DIGITS, Level, level_of
from gongzhi.reading.places import Gazetteer, Name, Why

_VILLAGE_ENDS = re.compile(
    r"(?:社区居民委员会|社区居委会|社区|居民委员会|居委会|村村民民?委员会|村民民?委员会|村委会|村民委会|村村民委会|村)$"
)
_COMMUNITY_ENDS = re.compile(r"(?:社区居民委员会|社区居委会|社区|居民委员会|居委会)$")
_COMMUNITY_FORMS = ("社区", "居委会", "社区居委会", "社区居民委员会")
_VILLAGE_FORMS = ("村", "村委会", "村村委会", "村民委员会")
_TOWN_ENDS = re.compile(r"(?:回族乡|街道|镇|乡|区)$")
_COUNTY_ENDS = re.compile(r"(?:矿区|区|县|市)$")
_ROADS = "路街桥道巷"
# Everyday words that are also the short name of a county or township.
_WORDS = frozenset({"复兴", "大名", "广平", "成安", "永年", "武安", "开发区", "中华", "平安", "石化"})
# Before a village of two characters anything else may be the beginning of a longer name that we do not know.
_BORDERS = frozenset("在住是到从去来往家我的和与及、,。;:!?.,;:!?“”\"'()() \t\n\r\u3000")
_SURE, _CLEAR, _LOOSE, _BESIDE = 3, 2, 1, 0


@dataclass(frozen=True, slots=True)
class _Sense:
    """What a word may mean: an area, and how far to trust that it does.

    Sure and clear ones count by themselves, loose ones where their county is known, and those "beside" only directly
    after the name of their township.
    """

    code: str
    trust: int


@dataclass(frozen=True, slots=True)
class _Hit:
    start: int
    end: int
    senses: tuple[_Sense, ...]


class NameFinder:
    """Looks names of areas up in texts, by their first two characters."""

    def __init__(self, areas: Iterable[tuple[str, str]], aliases: Iterable[tuple[str, str]] = ()) -> None:
        """Take in the areas' codes with their names, and other names that the city keeps for them."""
        senses: dict[str, dict[str, int]] = defaultdict(dict)
        for code, word in aliases:
            senses[word][code] = _CLEAR
        for code, name in areas:
            for word, trust in forms(code, name):
                held = senses[word]
                held[code] = max(trust, held.get(code, 0))
        self._senses = {
            word: tuple(_Sense(code, trust) for code, trust in found.items())
            for word, found in senses.items()
        }
        lengths: dict[str, set[int]] = defaultdict(set)
        for word in self._senses:
            lengths[word[:2]].add(len(word))
        self._lengths = {start: tuple(sorted(found, reverse=True)) for start, found in lengths.items()}

    def find(self, text: str, within: str = "") -> str:
        """Return the code of the area that a text names, "" when it names none or is not clear.

        Only areas inside `within` (a code) count when it is given.
        """
        hits = list(self._hits(text))
        if not hits:
            return ""
        counties = {
            sense.code
            for hit in hits
            for sense in hit.senses
            if sense.trust == _SURE and len(sense.code) == 6
        }
        known = bool(counties) or len(within) >= DIGITS[Level.COUNTY]
        readings: set[str] = set()
        read: set[tuple[_Sense, ...]] = set()
        before: _Hit | None = None
        for hit in hits:
            if hit.senses not in read:
                found = [one for one in hit.senses if _agrees(one.code, counties, within)]
                counted = _counted(found, hit, before, known, text)
                if counted:
                    readings.update(counted)
                    read.add(hit.senses)
            before = hit
        return _agreed(readings, within)

    def _hits(self, text: str) -> Iterator[_Hit]:
        """Yield the longest name at each place, going on after its end."""
        free = 0
        # One pass in C over all pairs of neighbouring characters; Python sees only those that begin a name.
        lengths = map(self._lengths.get, map(add, text, text[1:]))
        for at, possible in [(at, found) for at, found in enumerate(lengths) if found]:
            if at < free:
                continue
            for length in possible:
                senses = self._senses.get(text[at : at + length])
                if senses is not None:
                    free = at + length
                    yield _Hit(at, free, senses)
                    break


def forms(code: str, name: str) -> Iterator[tuple[str, int]]:
    """Yield the words that may name an area, each with how far to trust it."""
    yield name, _SURE
    level = level_of(code)
    if level is Level.COUNTY:
        yield from _county_forms(name)
    elif level is Level.TOWNSHIP:
        yield from _township_forms(name)
    elif level is Level.VILLAGE:
        yield from _village_forms(name)


def _county_forms(name: str) -> Iterator[tuple[str, int]]:
    short = _COUNTY_ENDS.sub("", name)
    if len(name) > 4:
        yield re.sub(r"^.{2}(?=经济|.{2}新区)", "", name), _SURE
        if "经济技术开发区" in name:
            yield "经开区", _SURE
    elif len(short) >= 2 and short not in _WORDS:
        yield short, _SURE


def _township_forms(name: str) -> Iterator[tuple[str, int]]:
    short = _TOWN_ENDS.sub("", name)
    # A short form that ends like a road means the road, which passes through several areas.
    if len(short) >= 2 and short not in _WORDS and short[-1] not in _ROADS:
        yield short, _CLEAR if len(short) >= 3 else _LOOSE


def _village_forms(name: str) -> Iterator[tuple[str, int]]:
    short = _VILLAGE_ENDS.sub("", name)
    if not short:
        return
    trust = _SURE if len(short) > 2 else _CLEAR if len(short) == 2 else _LOOSE
    ends = _COMMUNITY_FORMS if _COMMUNITY_ENDS.search(name) else _VILLAGE_FORMS
    yield from ((f"{short}{end}", trust) for end in ends)
    if len(short) >= 2:
        yield short, _LOOSE if len(short) >= 3 else _BESIDE


def _agrees(code: str, counties: set[str], within: str) -> bool:
    """Whether an area lies in what is known already and in one of the counties named."""
    if within and not (code.startswith(within) or within.startswith(code)):
        return False
    return not counties or len(code) == 4 or code[:6] in counties


def _counted(found: Sequence[_Sense], hit: _Hit, before: _Hit | None, known: bool, text: str) -> list[str]:
    """Return the codes that count, only those of the highest trust."""
    least = _LOOSE if known else _CLEAR
    follows = before is not None and before.end == hit.start
    standing = known or follows or not hit.start or text[hit.start - 1] in _BORDERS
    counted = [
        one
        for one in found
        if (one.trust >= least and (standing or one.trust == _SURE)) or (follows and _is_beside(one, before))
    ]
    most = max((one.trust for one in counted), default=0)
    return [one.code for one in counted if one.trust == most]


def _is_beside(sense: _Sense, before: _Hit | None) -> bool:
    """Whether a village's name follows that of its township."""
    if before is None or len(sense.code) != DIGITS[Level.VILLAGE]:
        return False
    return any(one.code == sense.code[:9] for one in before.senses)


def _agreed(named: set[str], within: str) -> str:
    """Return the deepest area on which the readings agree, each backed by those of its parents that are named too."""
    for _, group in groupby(sorted(named, key=len, reverse=True), key=len):
        backed = _best_backed(list(group), named)
        if len(backed) == 1:
            return backed[0]
        common = _area_prefix(commonprefix(backed))
        if len(common) >= max(DIGITS[Level.COUNTY], len(within)):
            return common
    return ""


def _best_backed(codes: Sequence[str], named: set[str]) -> list[str]:
    """Return the codes whose parents are named most often in the text beside them."""
    backing = {code: sum(1 for one in named if code != one and code.startswith(one)) for code in codes}
    most = max(backing.values())
    return [code for code in codes if backing[code] == most]


def _area_prefix(prefix: str) -> str:
    """Return the longest beginning of a string of digits that is a code."""
    return next((prefix[:n] for n in sorted(DIGITS.values(), reverse=True) if n <= len(prefix)), "")


def gazetteer(areas: Iterable[tuple[str, str]], aliases: Iterable[tuple[str, str]] = ()) -> Gazetteer:
    """Return what finds several candidates in a text: all forms of the areas' names, and their other names."""
    names = [
        Name(code, word, trust, Why.NAME if word == name else Why.SHORT)
        for code, name in areas
        for word, trust in forms(code, name)
    ]
    return Gazetteer([*names, *(Name(code, word, _CLEAR, Why.ALIAS) for code, word in aliases)])
