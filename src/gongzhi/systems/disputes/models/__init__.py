"""What is kept of disputes beside the matter and its proceedings."""

from gongzhi.systems.disputes.models.case import (
    About,
    Answer,
    Case,
    Consent,
    Origin,
    Part,
    Representative,
    Side,
    SideKey,
    Way,
)
from gongzhi.systems.disputes.models.talks import (
    ChosenBy,
    Danger,
    ExpertTime,
    Fact,
    MediatorChoice,
    Note,
    NoteDraft,
    Offer,
    OfferState,
    Place,
    RiskAlarm,
    Session,
    SessionState,
    WhyLeft,
)
