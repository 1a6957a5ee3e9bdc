"""What disputes are about: the closed list by which cases are registered and figures are made; without Django."""

CAUSES: dict[str, tuple[str, str]] = {
    "neighbours": ("邻里纠纷", "Neighbours"),
    "family": ("婚姻家庭纠纷", "Marriage and family"),
    "housing": ("房屋宅基地纠纷", "Houses and plots"),
    "contract": ("合同纠纷", "Contracts"),
    "business": ("生产经营纠纷", "Business"),
    "damages": ("损害赔偿纠纷", "Damages"),
    "labour": ("劳动争议", "Labour"),
    "medical": ("医疗纠纷", "Medical"),
    "consumer": ("消费纠纷", "Consumer"),
    "property_management": ("物业纠纷", "Property management"),
    "traffic": ("道路交通事故纠纷", "Traffic accidents"),
    "land": ("山林土地纠纷", "Land and woods"),
    "village": ("村务管理纠纷", "Village affairs"),
    "expropriation": ("征地拆迁纠纷", "Expropriation"),
    "environment": ("环境污染纠纷", "Environment"),
    "public_order": ("轻微治安案件引起的纠纷", "Minor public-order cases"),
    "other": ("其他纠纷", "Other"),
}
"""Identifier to Chinese and English title; the order is the order of the form."""

MEDIATIONS: dict[str, tuple[str, str]] = {
    "peoples_mediation": ("人民调解", "People's mediation"),
    "medical_mediation": ("医疗纠纷调解", "Medical mediation"),
    "consumer_mediation": ("消费投诉调解", "Consumer mediation"),
    "labour_mediation": ("劳动争议调解", "Labour mediation"),
    "administrative_mediation": ("行政调解", "Administrative mediation"),
    "public_order_mediation": ("治安调解", "Public-order mediation"),
    "court_mediation": ("法院委派委托调解", "Court-delegated mediation"),
}
"""The procedures that are mediations, with their titles."""

USUAL = {
    "medical": "medical_mediation",
    "consumer": "consumer_mediation",
    "labour": "labour_mediation",
    "public_order": "public_order_mediation",
}
"""The kind of mediation that a cause usually takes; all others people's mediation (domain row S19: routing by field)."""


def usual_kind(cause: str) -> str:
    """Return the kind of mediation that a cause usually takes; the person who registers it decides."""
    return USUAL.get(cause, "peoples_mediation")


def is_mediation(procedure: str) -> bool:
    """Whether a procedure is one of the kinds of mediation."""
    return procedure in MEDIATIONS
