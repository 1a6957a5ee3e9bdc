"""Who may not decide a review: the body that decided before, all below it, and everybody who took part."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided before in the same matter: the bodies, and the accounts that signed for, drafted or signed it."""

    units: frozenset[int] = frozenset()
    accounts: frozenset[int] = frozenset()


def why_not_review(unit_path: Sequence[int], account: int | None, before: Decided) -> str | None:
    """Return why somebody may not decide the review, None when he may. Law: 信访工作条例 art. 35 and 36."""
    if before.units & set(unit_path):
        return "复查、复核由作出意见的机关的上一级办理，作出意见的机关和它的下级不能办。"
    if account is not None and account in before.accounts:
        return "您参与过这件事前面的办理，不能再办复查、复核，请由本单位其他人办理。"
    return None
