"""What the tests of the petitions' pages share: bring a petition, and walk it a part of its way."""

from collections.abc import Mapping
from datetime import datetime

from gongzhi.core.identity.testing import Cast, at
from gongzhi.core.matters.models import Matter
from gongzhi.core.matters.submission import Submitted
from gongzhi.core.matters.tests.shared import bring as bring_matter
from gongzhi.core.workflow import queries as workflow
from gongzhi.core.workflow.actions import MoveRequest, perform
from gongzhi.kernel.actor import Actor

OPINION = {
    "request": "恢复路面",
    "facts": "路面没有恢复，有现场照片",
    "grounds": "占道到期应当恢复",
    "basis": "《城市道路管理条例》第三十三条",
    "answer": "由施工单位在 5 月 30 日前恢复路面，逾期由本局代为恢复。",
}


def bring(**changes: object) -> Submitted:
    """Bring a petition on 2 March 2026 at nine."""
    return bring_matter(**({"system": "petitions", "procedure": "petition"} | changes))


def matter(given: Submitted) -> Matter:
    """Return the matter as it is now."""
    return Matter.objects.get(id=given.matter_id)


def move(
    actor: Actor,
    given: Submitted,
    name: str,
    when: datetime,
    reason: str = "",
    fields: Mapping[str, object] | None = None,
    procedure: str = "petition",
) -> None:
    """Perform a move of the newest proceeding of a procedure over the matter."""
    found = [one for one in workflow.of_matter(given.matter_id) if one.procedure == procedure][-1]
    perform(actor, MoveRequest(found.id, name, fields or {}, reason), when)


def to_transferred(cast: Cast, given: Submitted) -> None:
    """Walk a fresh petition to the department."""
    move(cast["township_clerk"], given, "sort", at("2026-03-03 09:00"), fields={"kind": "claim"})
    lead = {"lead": cast.unit("department"), "ask": "请依法办理"}
    move(cast["township_clerk"], given, "transfer", at("2026-03-04 09:00"), fields=lead)


def to_handling(cast: Cast, given: Submitted) -> None:
    """Walk a fresh petition to where the department handles it."""
    to_transferred(cast, given)
    contact = {"contact_person": "郑承办 3110000"}
    move(cast.handler, given, "accept", at("2026-03-05 09:00"), fields=contact)


def to_drafted(cast: Cast, given: Submitted, outcome: str = "not_supported", **fields: object) -> None:
    """Walk a fresh petition to an opinion that waits for the head's signature."""
    to_handling(cast, given)
    draft = OPINION | {"outcome": outcome} | fields
    move(cast.handler, given, "draft_opinion", at("2026-04-01 09:00"), fields=draft)


def to_opinion(cast: Cast, given: Submitted) -> None:
    """Walk a fresh petition to the signed opinion of the department."""
    to_drafted(cast, given)
    move(cast["department_leader"], given, "sign_opinion", at("2026-04-02 09:00"))
