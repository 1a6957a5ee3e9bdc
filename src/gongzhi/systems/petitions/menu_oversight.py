"""The menu entries of reception, supervision and call-backs, each shown to exactly those whom its page lets in."""

from gongzhi.core.identity.rules.verbs import Verb, verb_named
from gongzhi.core.workflow.manifest import MenuItem
from gongzhi.systems.petitions.menu import GROUP
from gongzhi.systems.petitions.queries.calls import waiting_number
from gongzhi.systems.petitions.verbs_oversight import RECEIVE, VERBS

_OWN: dict[str, Verb] = {verb.name: verb for verb in VERBS}


def _may(name: str) -> tuple[str, ...]:
    return tuple(sorted((_OWN.get(name) or verb_named(name)).roles))


OVERSIGHT_MENU = (
    MenuItem("应督办", "Due for supervision", "petitions_oversight", "gavel", _may("matters.supervise"), 60, GROUP),
    MenuItem("改进建议", "Advice to improve", "petitions_advice", "lightbulb", _may("matters.view"), 65, GROUP),
    MenuItem("接访下访", "Reception", "desk_reception", "calendar-days", _may(RECEIVE), 70, GROUP),
    MenuItem("信访回访", "Call-backs", "petition_calls", "phone-call", _may("matters.call_back"), 75, GROUP, waiting_number),
    MenuItem("回访结果", "Call-back results", "petition_call_report", "chart-column", _may("matters.ratings"), 80, GROUP),
    MenuItem("领导接访", "Meet a leader", "reception", "calendar-days", (), 25, "resident"),
)  # fmt: skip
