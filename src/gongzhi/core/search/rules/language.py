"""What one may write into a search box: words, "exactly this", -not this, and field:value.

Between words stands "and". A field is one of ours in English or Chinese (`number:` or 编号：, and so on); what its value
means is for the caller, who knows the categories and units. Anything that cannot be meant is refused in a sentence.
"""

import re
from dataclasses import dataclass, field

from gongzhi.core.search.rules import bigrams
from gongzhi.kernel.errors import InvalidInput

FIELDS: dict[str, tuple[str, ...]] = {
    "number": ("number", "编号"),
    "category": ("category", "类别"),
    "area": ("area", "地方"),
    "state": ("state", "状态"),
    "from": ("from", "从"),
    "to": ("to", "到"),
    "unit": ("unit", "单位"),
    "channel": ("channel", "渠道"),
}
"""Each field by its name, with the words that stand for it; the first two are shown in the help."""
_NAMES = {word: name for name, words in FIELDS.items() for word in words}
_QUOTES = {'"': '"', "“": "”", "「": "」", "『": "』", "＂": "＂", "«": "»"}
_FIELD = re.compile(r"^([A-Za-z_]+|[\u4e00-\u9fff]{1,2})[:：](.*)$", re.DOTALL)
_MINUS = "-－−"
_LATIN = re.compile(r"^[A-Za-z_]+$")


@dataclass(frozen=True, slots=True)
class Part:
    """Some words; quoted ones stand for themselves alone and exactly so."""

    text: str
    is_quoted: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """What a query asks for: what must be there, what must not, and the values of fields by the field's name."""

    parts: tuple[Part, ...] = ()
    without: tuple[Part, ...] = ()
    fields: dict[str, str] = field(default_factory=dict)

    @property
    def words(self) -> str:
        """Return the query again without its fields."""
        return " ".join([*map(_written, self.parts), *(f"-{_written(one)}" for one in self.without)])

    @property
    def plain(self) -> str:
        """Return only the words that must be there, without marks, for looking up what is near."""
        return " ".join(one.text for one in self.parts)

    @property
    def exact(self) -> tuple[str, ...]:
        """Return what must stand in a text letter by letter."""
        return tuple(one.text for one in self.parts if one.is_quoted)

    @property
    def is_strict(self) -> bool:
        """Whether the reader said exactly what he wants, so that what is merely near is no answer."""
        return bool(self.exact or self.without)


def _written(part: Part) -> str:
    return f'"{part.text}"' if part.is_quoted else part.text


def parse(text: str) -> Asked:
    """Return what a query asks for; raise InvalidInput that says what to change."""
    parts: list[Part] = []
    without: list[Part] = []
    fields: dict[str, str] = {}
    for is_minus, name, value, is_quoted in _pieces(text):
        if name:
            _take_field(fields, name, value, is_minus)
        elif bigrams.query(value):
            (without if is_minus else parts).append(Part(value, is_quoted))
    if without and not parts and not fields:
        raise InvalidInput(
            field="q",
            why="只写了不要什么，没有写要找什么。请在减号前面加上要找的词，例如「路灯 -施工」。",
        )
    return Asked(tuple(parts), tuple(without), fields)


def _take_field(fields: dict[str, str], name: str, value: str, is_minus: bool) -> None:
    known = "、".join(f"{words[0]}:" for words in FIELDS.values())
    if name not in _NAMES:
        raise InvalidInput(
            field="q",
            why="没有「%(name)s:」这个字段，可以用的有 %(known)s；如果就是要找这几个字，请加上引号。",
            name=name[:20],
            known=known,
        )
    if not value:
        raise InvalidInput(
            field="q", why="「%(name)s:」后面没有写内容，请紧接着冒号写，中间不留空格。", name=name
        )
    if is_minus:
        raise InvalidInput(
            field="q", why="减号只能放在词的前面，不能放在「%(name)s:」前面。请去掉减号。", name=name
        )
    field_name = _NAMES[name]
    if fields.get(field_name, value) != value:
        raise InvalidInput(field="q", why="「%(name)s:」写了两次，请只留一个。", name=name)
    fields[field_name] = value


def _pieces(text: str) -> list[tuple[bool, str, str, bool]]:
    """Return what stands between spaces, quotes kept whole: whether with a minus, the field's name, the value, quoted."""
    found: list[tuple[bool, str, str, bool]] = []
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        is_minus = text[at] in _MINUS and at + 1 < len(text) and not text[at + 1].isspace()
        at += is_minus
        name, at = _field_name(text, at)
        if at < len(text) and text[at] in _QUOTES:
            value, at = _quoted(text, at)
            found.append((is_minus, name, value, True))
        else:
            end = _end(text, at)
            found.append((is_minus, name, text[at:end], False))
            at = end
    return found


def _end(text: str, at: int) -> int:
    """Return where a run without spaces ends; a quotation mark ends it too."""
    end = at
    while end < len(text) and not text[end].isspace() and text[end] not in _QUOTES:
        end += 1
    return end


def _field_name(text: str, at: int) -> tuple[str, int]:
    """Return the name of a field that begins here and where its value begins; "" when none does.

    Chinese words count as a field's name only when they are one of ours; Latin ones always, so that a slip is told.
    """
    found = _FIELD.match(text[at : _end(text, at)])
    if found is None:
        return "", at
    name = found.group(1).lower()
    is_ours = name in _NAMES
    is_slip = _LATIN.match(name) is not None and not found.group(2).startswith("/")
    if not (is_ours or is_slip):
        return "", at
    return name, at + len(found.group(1)) + 1


def _quoted(text: str, at: int) -> tuple[str, int]:
    closing = _QUOTES[text[at]]
    end = text.find(closing, at + 1)
    if end < 0:
        raise InvalidInput(
            field="q", why="引号只写了一半。请在要原样找的话后面再写一个引号「%(mark)s」。", mark=closing
        )
    return text[at + 1 : end].strip(), end + 1
