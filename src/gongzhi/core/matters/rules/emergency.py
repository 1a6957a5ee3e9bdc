"""Words that ask for a telephone call right now; the platform says so at once and still takes the matter in."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Emergency:
    """Whom to ring and why; `words` are what spoke for it."""

    number: str
    why: str
    why_en: str
    words: tuple[str, ...]


_RULES: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    (
        "119",
        "有火情或爆炸危险，请先离开危险的地方，再拨打 119。",
        "There may be a fire or an explosion: leave the place first, then ring 119.",
        ("着火", "起火", "失火", "冒烟", "爆炸", "火灾"),
    ),
    (
        "119",
        "闻到燃气味，请不要开关电器，开窗离开后拨打燃气抢修电话或 119。",
        "If you smell gas: touch no switch, open the windows, leave, then ring the gas service or 119.",
        ("煤气味", "燃气泄漏", "煤气泄漏", "天然气泄漏", "漏煤气", "燃气味"),
    ),
    (
        "110",
        "有人身危险或正在发生的违法行为，请先拨打 110。",
        "If somebody is in danger or a crime is going on, ring 110 first.",
        ("打架", "持刀", "抢劫", "正在打人", "家暴", "绑架", "要杀"),
    ),
    (
        "120",
        "有人受伤或病危，请先拨打 120。",
        "If somebody is hurt or gravely ill, ring 120 first.",
        ("昏迷", "流血不止", "中毒", "没有呼吸", "晕倒", "触电"),
    ),
    (
        "122",
        "发生交通事故，请先拨打 122；有人受伤同时拨打 120。",
        "After a traffic accident ring 122, and 120 if somebody is hurt.",
        ("撞人了", "车祸", "交通事故现场"),
    ),
)


def emergencies(text: str) -> tuple[Emergency, ...]:
    """Return each telephone number that the text asks for, with the words that spoke for it; never more than one rule once."""
    found = []
    for number, why, why_en, words in _RULES:
        said = tuple(word for word in words if word in text)
        if said:
            found.append(Emergency(number, why, why_en, said))
    return tuple(found)
