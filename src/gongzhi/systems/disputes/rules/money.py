"""Money as whole fen, written the way Chinese documents write it: in figures and in capital numerals."""

from decimal import Decimal, InvalidOperation

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万亿")
_FEN_IN_YUAN = 100
MOST = 10**15 - 1
"""The highest sum that is written out, in fen."""


def fen_of(text: str) -> int | None:
    """Return the sum that a person typed in yuan ("12,000.50", "1.2万元"), in fen; None when it is no sum of whole fen above nothing."""
    plain = text.strip().replace(",", "").replace("，", "").removeprefix("¥").removesuffix("元").strip()
    times = 10_000 if plain.endswith("万") else 1
    try:
        fen = Decimal(plain.removesuffix("万").strip()) * times * _FEN_IN_YUAN
    except InvalidOperation:
        return None
    if not fen.is_finite() or fen != fen.to_integral_value() or not 0 < fen <= MOST:
        return None
    return int(fen)


def yuan_text(fen: int) -> str:
    """Return the sum in figures, as 12,000.50."""
    return f"{Decimal(fen) / _FEN_IN_YUAN:,.2f}"


def typed(fen: int) -> str:
    """Return the sum as it is put back into a form."""
    return f"{Decimal(fen) / _FEN_IN_YUAN:.2f}"


def capital(fen: int) -> str:
    """Return the sum in capital numerals (人民币大写), as 人民币壹万贰仟元伍角整.

    A nought stands where places are left out; 整 follows yuan and jiao, never fen.
    """
    if not 0 <= fen <= MOST:
        raise ValueError(f"{fen} fen cannot be written out.")
    yuan, rest = divmod(fen, _FEN_IN_YUAN)
    jiao, odd = divmod(rest, 10)
    whole = f"{_integer(yuan)}元" if yuan or not rest else ""
    if not rest:
        return f"人民币{whole}整"
    ten = f"{_DIGITS[jiao]}角" if jiao else ("零" if yuan else "")
    # 正确填写票据和结算凭证的基本规定 wants 零 where yuan end in a nought and jiao follow; it may be left out, and we write it.
    gap = "零" if jiao and yuan and yuan % 10 == 0 else ""
    one = f"{_DIGITS[odd]}分" if odd else "整"
    return f"人民币{whole}{gap}{ten}{one}"


def _integer(value: int) -> str:
    if value == 0:
        return _DIGITS[0]
    parts: list[str] = []
    groups = [(value // 10_000**n) % 10_000 for n in range(4)]
    for n in reversed(range(4)):
        if groups[n]:
            lower = parts and (groups[n] < 1_000 or not groups[n + 1])
            parts.append(("零" if lower else "") + _group(groups[n]) + _group_name(n, groups))
    return "".join(parts)


def _group_name(n: int, groups: list[int]) -> str:
    """Return the name of a group of four; 万亿 says only 万 where the 亿 after it says the rest."""
    return "万" if n == len(_GROUPS) - 1 and groups[n - 1] else _GROUPS[n]


def _group(value: int) -> str:
    text, gap = "", False
    for place in reversed(range(4)):
        digit = value // 10**place % 10
        if digit:
            text += ("零" if gap and text else "") + _DIGITS[digit] + _PLACES[place]
        gap = digit == 0
    return text
