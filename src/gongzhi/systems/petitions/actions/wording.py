"""What a person must have written: a text that is there and not too long, or the sentence that asks for it."""

from gongzhi.kernel.errors import InvalidInput

LONGEST = 5000


def said(field: str, text: str, why: str, most: int = LONGEST) -> str:
    """Return the text without what no text holds; raise InvalidInput with `why` when nothing is left, or it is too long."""
    text = text.replace("\x00", "").strip()
    if not text:
        raise InvalidInput(field=field, why=why)
    if len(text) > most:
        raise InvalidInput(field=field, why="最多 %(most)s 个字，请缩短。", most=most)
    return text
