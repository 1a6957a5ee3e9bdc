"""Whether a labour award may be final (劳动争议调解仲裁法 art. 47)."""

from collections.abc import Sequence

from gongzhi.kernel.errors import said

SMALL_MONEY, STANDARDS = "small_money", "standards"
MONTHS = 12
_FEN = 100


def why_not_final(ground: str, minimum_wage: int | None, sums: Sequence[int | None]) -> str | None:
    """Return why an award cannot be final on this ground, None when it can.

    `minimum_wage` is the place's monthly minimum in yuan; each sum asked for (fen) is looked at by itself, as the
    judicial interpretation has it, and a claim without a sum does not fit the first ground.
    """
    if ground == STANDARDS:
        return None
    if ground != SMALL_MONEY:
        return "终局裁决要写明是哪一种情形(第47条)。"
    if not minimum_wage or minimum_wage < 0:
        return "请填当地月最低工资标准，用来核对每项金额。"
    most = minimum_wage * MONTHS * _FEN
    if not sums or any(one is None for one in sums):
        return "有的请求没有写金额，不能按小额终局。请在申请里补上金额，或者按非终局裁决。"
    over = [one for one in sums if one is not None and one > most]
    if over:
        return said("有请求超过月最低工资标准十二个月金额(%(most)s 元)，不能终局裁决。", most=most // _FEN)
    return None
