"""The off switch of each function: a setting, so that whoever turns it says why and the ledger keeps it."""

from gongzhi.core.orgs.settings import Declared, SettingType

TRIAGE = "suggest.triage"
URGENCY = "suggest.urgency"
UNIT = "suggest.unit"
RULES = "suggest.rules"
HOT = "suggest.hot"
HOT_DAYS = "suggest.hot_days"
ALARM = "suggest.hot_alarm"
THEMES = "suggest.themes"
PLACE = "suggest.place"
WAY = "suggest.way"

LAW = "《个人信息保护法》第二十四条(由人决定)"

SWITCHES = (
    Declared(
        TRIAGE,
        "建议类别",
        "Suggest a category",
        SettingType.FLAG,
        True,
        law=LAW,
    ),
    Declared(
        URGENCY,
        "提示紧急",
        "Point out urgency",
        SettingType.FLAG,
        True,
        law=LAW,
    ),
    Declared(
        UNIT,
        "建议主办单位",
        "Suggest a lead body",
        SettingType.FLAG,
        True,
        law=LAW,
    ),
    Declared(
        WAY,
        "建议途径",
        "Suggest a way",
        SettingType.FLAG,
        True,
        law=LAW,
    ),
    Declared(RULES, "先用城市规则", "Let the city's rules go first", SettingType.FLAG, True, law=LAW),
    Declared(PLACE, "提示可能的地点", "Suggest places", SettingType.FLAG, True, law=LAW),
    Declared(HOT, "发现热点", "Find hot issues", SettingType.FLAG, True, law=LAW),
    Declared(HOT_DAYS, "热点看最近几天", "Days looked at for hot issues", SettingType.NUMBER, 60),
    Declared(ALARM, "热点异常增长提醒", "Warn of unusual growth", SettingType.FLAG, True, law=LAW),
    Declared(
        THEMES, "向专题推荐后来的事项", "Suggest later matters to themes", SettingType.FLAG, True, law=LAW
    ),
)
