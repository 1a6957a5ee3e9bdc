"""What the scenarios with people share: bring a petition, walk it a part of its way, find a proceeding."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from gongzhi.core.clocks.models import Clock
from gongzhi.core.files.models import Document
from gongzhi.core.identity.testing import Cast, at
from gongzhi.core.matters.models import Matter
from gongzhi.core.matters.submission import Submitted
from gongzhi.core.matters.tests.shared import bring as bring_matter
from gongzhi.core.workflow import queries as workflow
from gongzhi.core.workflow.actions import MoveRequest, perform
from gongzhi.core.workflow.context import MoveContext
from gongzhi.core.workflow.models import Proceeding
from gongzhi.kernel.actor import Actor

OPINION = {
    "request": "恢复路面",
    "facts": "路面没有恢复",
    "grounds": "占道到期应当恢复",
    "basis": "城市道路管理条例第33条",
    "answer": "责令 5 月 30 日前恢复",
}


def bring(**changes: object) -> Submitted:
    """Bring a petition on 2 March 2026 at nine."""
    return bring_matter(**({"system": "petitions", "procedure": "petition"} | changes))


def matter(given: Submitted) -> Matter:
    """Return the matter as it is now."""
    return Matter.objects.get(id=given.matter_id)


def proceeding(given: Submitted, procedure: str = "petition") -> Proceeding:
    """Return the newest proceeding of a procedure over the matter."""
    found = [one for one in workflow.of_matter(given.matter_id) if one.procedure == procedure]
    return found[-1]


def move(
    actor: Actor,
    given: Submitted,
    name: str,
    when: datetime,
    reason: str = "",
    fields: Mapping[str, object] | None = None,
    procedure: str = "petition",
) -> MoveContext:
    """Perform a move of one of the matter's proceedings."""
    return perform(actor, MoveRequest(proceeding(given, procedure).id, name, fields or {}, reason), when)


def sort(cast: Cast, given: Submitted, kind: str = "claim", **fields: object) -> None:
    """Register and sort as the township's clerk on the morning of 3 March."""
    move(cast["township_clerk"], given, "sort", at("2026-03-03 09:00"), fields={"kind": kind, **fields})


def transfer(cast: Cast, given: Submitted, to: str = "department") -> None:
    """Transfer to the department on 4 March."""
    move(
        cast["township_clerk"],
        given,
        "transfer",
        at("2026-03-04 09:00"),
        fields={"lead": cast.unit(to), "ask": "请依法办理"},
    )


def to_handling(cast: Cast, given: Submitted) -> None:
    """Walk a fresh claim to where the department handles it."""
    sort(cast, given)
    transfer(cast, given)
    contact = {"contact_person": "郑承办 3110000"}
    move(cast.handler, given, "accept", at("2026-03-05 09:00"), fields=contact)


def to_opinion(cast: Cast, given: Submitted, outcome: str = "not_supported", **fields: object) -> None:
    """Walk a fresh claim to the signed opinion of the department."""
    to_handling(cast, given)
    draft = OPINION | {"outcome": outcome} | fields
    move(cast.handler, given, "draft_opinion", at("2026-04-01 09:00"), fields=draft)
    name = "sign_supported" if outcome == "supported" else "sign_opinion"
    move(cast["department_leader"], given, name, at("2026-04-02 09:00"))


def to_review(cast: Cast, given: Submitted) -> None:
    """Walk a fresh claim to a review that the petitioner asked for on 10 April."""
    to_opinion(cast, given)
    words = {"words": "没有写明恢复的日期"}
    resident = cast.citizen(given.matter_id)
    move(resident, given, "request", at("2026-04-10 09:00"), fields=words, procedure="review")


def decide(
    cast: Cast, given: Submitted, procedure: str, who: Actor, head: Actor, day: str, result: str
) -> None:
    """Draft and sign a review or re-review as the body before which it stands."""
    draft = OPINION | {"result": result}
    move(who, given, "draft_decision", at(f"{day} 09:00"), fields=draft, procedure=procedure)
    name = "sign_revocation" if result == "revoked" else "sign_decision"
    move(head, given, name, at(f"{day} 15:00"), procedure=procedure)


def to_end(cast: Cast, given: Submitted) -> None:
    """Walk a fresh claim through review and re-review to the end."""
    to_review(cast, given)
    decide(cast, given, "review", cast.clerk, cast["district_leader"], "2026-04-20", "upheld")
    resident = cast.citizen(given.matter_id)
    words = {"words": "区里没有查现场"}
    move(resident, given, "request", at("2026-05-06 09:00"), fields=words, procedure="re_review")
    decide(cast, given, "re_review", cast.parent_clerk, cast.leader, "2026-05-20", "upheld")


def clocks(given: Submitted, term: str) -> list[Clock]:
    """Return the runs of a term, oldest first."""
    return list(Clock.objects.filter(matter_id=given.matter_id, term=term).order_by("id"))


def papers(given: Submitted) -> list[str]:
    """Return the documents of the matter by template, oldest first."""
    return list(
        Document.objects.filter(matter_id=given.matter_id).order_by("id").values_list("template", flat=True)
    )


def somebody_else(actor: Actor) -> Actor:
    """Return another person of the same post's body."""
    return replace(actor, account_id=(actor.account_id or 0) + 100_000, name="同事")
