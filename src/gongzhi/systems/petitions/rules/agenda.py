"""What a coordination meeting must speak of: a matter comes on the agenda by its own state, the most pressing first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

EVERY = 30
"""Days after which a listed matter is spoken of again though nothing else calls for it."""


@dataclass(frozen=True, slots=True)
class ListedFacts:
    """How a listed matter stands; days are None where nothing of the kind is open."""

    matter_id: int
    brought_on: date
    is_owned: bool
    late_since: date | None = None
    decision_due: date | None = None
    milestone_due: date | None = None
    promise_due: date | None = None
    in_competence: bool = False
    discussed_on: date | None = None


def agenda_reasons(facts: ListedFacts, today: date) -> tuple[str, ...]:
    """Return why a listed matter must be spoken of, () when it need not be."""
    found = []
    if facts.late_since is not None and facts.late_since < today:
        found.append(f"法定期限 {facts.late_since.isoformat()} 已过")
    if not facts.is_owned:
        found.append("还没有包案领导")
    if facts.decision_due is not None and facts.decision_due < today:
        found.append(f"会议决定 {facts.decision_due.isoformat()} 到期没有完成")
    if facts.milestone_due is not None and facts.milestone_due < today:
        found.append(f"节点 {facts.milestone_due.isoformat()} 到期没有完成")
    if facts.promise_due is not None and facts.promise_due < today:
        found.append(f"答应的事 {facts.promise_due.isoformat()} 到期没有兑现")
    if facts.in_competence:
        found.append("由谁办理还有争议")
    if facts.discussed_on is None:
        found.append("还没有研究过")
    elif today - facts.discussed_on >= timedelta(days=EVERY):
        found.append(f"上次研究是 {facts.discussed_on.isoformat()}")
    return tuple(found)


def agenda(listed: Iterable[ListedFacts], today: date) -> list[tuple[ListedFacts, tuple[str, ...]]]:
    """Return what belongs on an agenda with its reasons: most reasons first, then the oldest."""
    found = [(one, agenda_reasons(one, today)) for one in listed]
    return sorted(
        [(one, why) for one, why in found if why],
        key=lambda pair: (-len(pair[1]), pair[0].brought_on, pair[0].matter_id),
    )


def why_not_attend(path: Sequence[int], complained: Iterable[Sequence[int]]) -> str | None:
    """Return why a body may not take part: an item on the agenda complains about it or about one above it (art. 30)."""
    if any(set(units) & set(path) for units in complained):
        return "议题里有反映这个单位或者它的上级部门的事项，它不能参加这次会议，请分开开会或者去掉这个议题。"
    return None
