"""Whether a repeat under one key is the same matter, so that a reused key never swallows another one."""

from gongzhi.core.matters.models import Matter


def says_the_same(matter_id: int, title: str, text: str) -> bool:
    """Whether a matter was brought with this title and text."""
    return Matter.objects.filter(id=matter_id, title=title, text=text).exists()
