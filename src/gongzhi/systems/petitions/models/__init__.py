"""Rows of the petitions; the matter, its parties, tasks, clocks and documents are the core's."""

from gongzhi.systems.petitions.models.arrival import Arrival
from gongzhi.systems.petitions.models.backlog import (
    AgendaItem,
    BacklogEntry,
    CoordinationMeeting,
    Decision,
    Milestone,
)
from gongzhi.systems.petitions.models.call_back import (
    CallBack,
    CallDraw,
    CallEnd,
    CallGround,
    CallScript,
    CallTask,
    Finding,
)
from gongzhi.systems.petitions.models.campaigns import (
    Adoption,
    Campaign,
    CampaignCause,
    CampaignTask,
    PolicySuggestion,
    SuggestionKind,
)
from gongzhi.systems.petitions.models.competence import Assignment, CompetenceCase, CompetenceWay
from gongzhi.systems.petitions.models.decisions import Opinion, PerformanceDuty
from gongzhi.systems.petitions.models.ownership import (
    AreaLink,
    CaseMeeting,
    CaseOwner,
    CaseResult,
    LinkLevel,
)
from gongzhi.systems.petitions.models.petition import Kind, Petition, Recusal, Route
from gongzhi.systems.petitions.models.reception import (
    Booking,
    BookingState,
    DayKind,
    Level,
    ReceptionDay,
    ReceptionNote,
    ReceptionPlace,
)
from gongzhi.systems.petitions.models.supervision import (
    Acceptance,
    Escalation,
    ImprovementLetter,
    OrderGround,
    Outcome,
    Talk,
)

__all__ = [
    "Acceptance",
    "Adoption",
    "AgendaItem",
    "AreaLink",
    "Arrival",
    "Assignment",
    "BacklogEntry",
    "Booking",
    "BookingState",
    "CallBack",
    "CallDraw",
    "CallEnd",
    "CallGround",
    "CallScript",
    "CallTask",
    "Campaign",
    "CampaignCause",
    "CampaignTask",
    "CaseMeeting",
    "CaseOwner",
    "CaseResult",
    "CompetenceCase",
    "CompetenceWay",
    "CoordinationMeeting",
    "DayKind",
    "Decision",
    "Escalation",
    "Finding",
    "ImprovementLetter",
    "Kind",
    "Level",
    "LinkLevel",
    "Milestone",
    "Opinion",
    "OrderGround",
    "Outcome",
    "PerformanceDuty",
    "Petition",
    "PolicySuggestion",
    "ReceptionDay",
    "ReceptionNote",
    "ReceptionPlace",
    "Recusal",
    "Route",
    "SuggestionKind",
    "Talk",
]
