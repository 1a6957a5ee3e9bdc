"""What the file of a dispute already tells the path advisor; as a form would send it."""

from django.db.models import Max

from gongzhi.core.workflow.models import Proceeding
from gongzhi.systems.disputes.models import Agreement, Case

KIND_OF = {
    "neighbours": "neighbour",
    "contract": "contract",
    "business": "contract",
    "damages": "injury",
    "labour": "labour",
    "medical": "medical",
    "consumer": "consumer",
    "property_management": "property_service",
    "traffic": "traffic",
    "environment": "injury",
    "public_order": "fight",
}
"""The advisor's kind for a cause of ours; causes that may be several kinds are left for a person to choose."""


def of_matter(matter_id: int) -> dict[str, str]:
    """Return the answers that the file gives by itself, as texts of a form; nothing of what was said in confidence."""
    case = Case.objects.filter(matter_id=matter_id).first()
    found: dict[str, str] = {}
    if case is not None and case.cause in KIND_OF:
        found["kind"] = KIND_OF[case.cause]
    if case is not None and case.amount is not None:
        found["claim"] = str(case.amount // 100)
    found |= _agreement(matter_id) | _proceedings(matter_id)
    return found


def _agreement(matter_id: int) -> dict[str, str]:
    kept = Agreement.objects.filter(matter_id=matter_id, state="effective").order_by("-id").first()
    if kept is None or kept.effective_on is None:
        return {}
    return {"agreement": "mediated", "agreement_effective": kept.effective_on.isoformat()}


def _proceedings(matter_id: int) -> dict[str, str]:
    rows = Proceeding.objects.filter(matter_id=matter_id, system="disputes")
    found: dict[str, str] = {}
    newest = rows.aggregate(newest=Max("id"))["newest"]
    for one in rows:
        if one.procedure.endswith("_mediation"):
            found["mediation"] = _mediated(one)
        if one.procedure == "reconsideration" and one.closed_at is None:
            found["reconsideration"] = "applied"
        if (
            one.procedure in ("labour_arbitration", "arbitration", "land_arbitration")
            and one.closed_at is None
        ):
            found["arbitration"] = "applied"
        if (
            one.procedure in ("litigation", "administrative_litigation")
            and one.closed_at is None
            and one.id == newest
        ):
            found["lawsuit"] = "running"
    return found


def _mediated(one: Proceeding) -> str:
    if one.closed_at is None:
        return "running"
    return "agreed" if one.state == "agreed" else "failed"
