"""What a city decides about reception, supervision and call-backs; each is shown as unconfirmed until it was confirmed."""

from gongzhi.core.orgs.settings import Declared, SettingType
from gongzhi.systems.petitions.rules.reception import FREQUENCIES, POLICY

_LEVELS = {
    "province": ("省级", "province"),
    "city": ("市级", "city"),
    "county": ("县级", "county"),
    "township": ("乡级", "township"),
}
SHARE = "petitions.call_back_share"
ATTEMPTS = "petitions.call_attempts"
AHEAD = "petitions.booking_days_ahead"
KEPT = "petitions.booking_kept_days"
ADVICE_REPLY = "petitions.advice_reply_limit"

DECLARED = (
    *(
        Declared(
            one.setting,
            f"{_LEVELS[level][0]}领导接访多久至少一天(half_year 半年、quarter 季、month 月、week 周、any_time 随时)",
            f"How often leaders of the {_LEVELS[level][1]} receive at least once (half_year, quarter, month, week, any_time)",
            SettingType.TEXT,
            str(one.period),
            certain=False,
            law=POLICY,
        )
        for level, one in FREQUENCIES.items()
    ),
    Declared(
        SHARE, "回访随机抽取的比例(百分之几)", "Share of answered petitions drawn for a call-back, per cent",
        SettingType.NUMBER, 20, certain=False, law="信访工作条例第21条(比例由各地规定，安装时确认)",
    ),
    Declared(
        ATTEMPTS, "回访打几次没有接通就不再打", "Attempts after which a call-back ends as not reached",
        SettingType.NUMBER, 3, certain=False, law="信访工作条例第21条(次数由各地规定，安装时确认)",
    ),
    Declared(AHEAD, "接访可以提前几天预约", "How many days ahead a reception can be booked", SettingType.NUMBER, 30),
    Declared(
        KEPT, "预约人的称呼和联系方式在接访后保留几天", "Days for which a booking's name and contact are kept",
        SettingType.NUMBER, 30, certain=False, law="个人信息保护法第19条(保存期限应当为实现目的所必要的最短时间，安装时确认)",
    ),
    Declared(
        ADVICE_REPLY, "改进建议的书面反馈期限", "Written answer to advice to improve",
        SettingType.LIMIT, {"length": 30, "unit": "calendar_days"}, certain=False,
        law="信访工作条例第40条(条例未写天数；2005年条例第36条为30日，安装时确认)",
    ),
)  # fmt: skip
