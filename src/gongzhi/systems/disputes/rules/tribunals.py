"""Who sits: how many arbitrators a case needs, and who must step aside.

Law: 劳动争议调解仲裁法 art. 31 to 33; 劳动人事争议仲裁办案规则 (ten workers or more).
"""

import re
from collections.abc import Sequence

from gongzhi.kernel.errors import said

SOLE, THREE = "sole", "three"
REPRESENTATIVES = (3, 5)
"""How many may speak for ten workers or more."""
MANY = 10


def names_of(text: str) -> tuple[str, ...]:
    """Return the names in a text, parted by commas or blanks."""
    return tuple(name for name in re.split(r"[、，,；;\s]+", text.strip()) if name)


def why_not_tribunal(kind: str, presiding: str, members: Sequence[str], *, is_collective: bool) -> str | None:
    """Return why a tribunal cannot be formed like this, None when it can."""
    if kind == SOLE:
        if is_collective:
            return "十人以上的争议要由三名仲裁员组成仲裁庭。"
        return "独任仲裁只有一名仲裁员，其他仲裁员不要填。" if members else None
    if len(members) != 2:
        return "三名仲裁员的仲裁庭，除首席仲裁员以外要写两名。"
    if len({presiding, *members}) != 3:
        return "三名仲裁员不能是同一个人，请核对姓名。"
    return None


def why_not_recusal(
    sitting: Sequence[str], member: str, decider: str, replacement: str, *, is_granted: bool
) -> str | None:
    """Return why a request for recusal cannot be decided like this, None when it can."""
    if member not in sitting:
        if not sitting:
            return "本案的组成人员还没有定，请先组庭。"
        return said(
            "「%(member)s」现在不在本案的组成人员里。现在的有：%(names)s。",
            member=member,
            names="、".join(sitting),
        )
    if member == decider:
        return "不能由被申请回避的人自己决定，请由其他负责人决定。"
    if is_granted and not replacement:
        return "准许回避的，请写明换成谁。"
    if is_granted and replacement in sitting:
        return said("「%(name)s」已经是本案的组成人员，请换一个人。", name=replacement)
    return None


def why_not_representatives(names: Sequence[str], people: int) -> str | None:
    """Return why these cannot speak for the workers, None when they can (ten or more elect three to five)."""
    if people < MANY:
        return said(
            "十人以上的才推举代表人；现在登记的是 %(people)s 人。少于十人的，每人自己参加或者各自委托代理人。",
            people=people,
        )
    least, most = REPRESENTATIVES
    if len(set(names)) != len(names):
        return "同一个人写了两次，请删去一个。"
    if not least <= len(names) <= most:
        return said(
            "代表人要有 %(least)s 到 %(most)s 名，现在写了 %(now)s 名。",
            least=least,
            most=most,
            now=len(names),
        )
    return None
