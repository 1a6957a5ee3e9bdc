"""The off switch of each function: a setting, so that whoever turns it says why and the ledger keeps it."""

from gongzhi.core.orgs.settings import Declared, SettingType

TRIAGE = "suggest.triage"
URGENCY = "suggest.urgency"
UNIT = "suggest.unit"
WAY = "suggest.way"

SWITCHES = (
    Declared(
        TRIAGE,
        "建议类别",
        "Suggest a category",
        SettingType.FLAG,
        True,
        law="《个人信息保护法》第二十四条(由人决定)",
    ),
    Declared(
        URGENCY,
        "提示紧急",
        "Point out urgency",
        SettingType.FLAG,
        True,
        law="《个人信息保护法》第二十四条(由人决定)",
    ),
    Declared(
        UNIT,
        "建议主办单位",
        "Suggest a lead body",
        SettingType.FLAG,
        True,
        law="《个人信息保护法》第二十四条(由人决定)",
    ),
    Declared(
        WAY,
        "建议途径",
        "Suggest a way",
        SettingType.FLAG,
        True,
        law="《个人信息保护法》第二十四条(由人决定)",
    ),
)
