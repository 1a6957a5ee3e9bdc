"""Reads the forms of the case: the dispute, its sides, moments and amounts; what cannot be read is named by its field."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation

from gongzhi.kernel.errors import InvalidInput
from gongzhi.kernel.terms import CHINA
from gongzhi.systems.disputes.actions.opening import CaseInput, SideInput, Story
from gongzhi.systems.disputes.models import Part

Given = Mapping[str, str]
SIDES = (1, 2, 3)
_MOST = Decimal(10) ** 13
_PARTS = {1: str(Part.APPLICANT), 2: str(Part.RESPONDENT)}


def text(given: Given, name: str) -> str:
    """Return a field without what cannot be kept."""
    return str(given.get(name, "")).replace("\x00", "").strip()


def fen(given: Given, name: str) -> int | None:
    """Return an amount in fen from yuan as typed, None for an empty field."""
    typed = text(given, name).replace(",", "").replace("，", "").removesuffix("元")
    if not typed:
        return None
    try:
        yuan = Decimal(typed)
    except InvalidOperation as error:
        raise InvalidInput(field=name, why="金额要填数字，单位是元，例如 12000 或 350.50。") from error
    if not yuan.is_finite() or yuan < 0 or yuan >= _MOST:
        raise InvalidInput(field=name, why="金额不能小于零，也不能大到不像金额。")
    return int((yuan * 100).to_integral_value())


def whole(given: Given, name: str, default: int = 0) -> int:
    """Return a whole number, the default for an empty field."""
    typed = text(given, name)
    if not typed:
        return default
    if not (typed.isascii() and typed.isdigit() and len(typed) <= 6):
        raise InvalidInput(field=name, why="请填整数。")
    return int(typed)


def moment(given: Given, name: str) -> datetime:
    """Return a moment in the city's time."""
    try:
        found = datetime.fromisoformat(text(given, name))
    except ValueError as error:
        raise InvalidInput(field=name, why="请选择日期和时间。") from error
    return found if found.tzinfo else found.replace(tzinfo=CHINA)


def case_of(given: Given) -> CaseInput:
    """Return what the dispute is about."""
    filed = text(given, "filed")
    kind = text(given, "kind")
    flags = frozenset({filed}) if kind == "court_mediation" and filed.startswith("filed_") else frozenset()
    return CaseInput(
        kind=kind,
        cause=text(given, "cause"),
        origin=text(given, "origin"),
        amount=fen(given, "amount"),
        people=whole(given, "people"),
        is_open_session=bool(text(given, "is_open_session")),
        court_reference=text(given, "court_reference")[:80],
        flags=flags,
    )


def sides_of(given: Given) -> list[SideInput]:
    """Return the sides that were filled in: the first applies, the second responds, the third is what was chosen."""
    return [side_of(given, n) for n in SIDES if n in _PARTS or text(given, f"name{n}")]


def side_of(given: Given, n: int | str) -> SideInput:
    """Return one side by the number of its fields."""
    name = text(given, f"name{n}")
    if not name:
        raise InvalidInput(field=f"name{n}", why="请写明这一方的姓名或者名称。")
    kind = text(given, f"representative_kind{n}")
    spoken = text(given, f"representative{n}")
    if spoken and not kind:
        raise InvalidInput(field=f"representative_kind{n}", why="请选择代理人是什么身份。")
    return SideInput(
        part=_PARTS.get(n, "")
        if isinstance(n, int) and n in _PARTS
        else text(given, f"part{n}") or str(Part.THIRD),
        name=name[:60],
        contact=text(given, f"contact{n}")[:100],
        address=text(given, f"address{n}")[:200],
        is_organisation=bool(text(given, f"org{n}")),
        people=whole(given, f"people{n}", 1) or 1,
        representative=spoken[:60],
        representative_kind=kind if spoken else "",
        agrees=text(given, f"agrees{n}"),
    )


def story_of(given: Given) -> Story:
    """Return what happened."""
    return Story(
        text=text(given, "text"),
        title=text(given, "title"),
        place=text(given, "place"),
        area_code=text(given, "area"),
        channel=text(given, "channel") or "window",
        submit_key=text(given, "submit_key") or None,
    )
