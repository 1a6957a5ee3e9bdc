"""The indicators with their open formulas: every one counts matters, none counts people or where people went."""

from dataclasses import dataclass

FIRST_CONTACT_DAYS = 7
"""Days from acceptance within which the body is expected to have spoken with the petitioner; local practice, to confirm."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """One share: part ÷ whole, both of them lists of matters; `more_is_better` is None where neither is."""

    name: str
    group: str
    title: str
    title_en: str
    part: str
    part_en: str
    whole: str
    whole_en: str
    law: str
    more_is_better: bool | None = True
    is_rated: bool = False
    """Whether it tells how matters were rated, which nobody's figures tell before the matter is archived."""
    is_stock: bool = False
    """Whether it is counted on the last day of the period rather than over the period."""


GROUPS = (
    ("solving", "矛盾不上交", "Solved where it arose"),
    ("time", "服务不缺位：按时", "In time"),
    ("owning", "包联和积案", "Owned and cleared"),
    ("after", "解决得怎样", "How it ended"),
)

INDICATORS: tuple[Indicator, ...] = (
    Indicator(
        "local_resolution",
        "solving",
        "就地依法化解率",
        "Solved locally and lawfully",
        "其中机关没有超期，而且双方签了调解和解协议，或者信访人在最近一次评价、回访里说已经解决的",
        "no body was late, and both sides settled or the petitioner himself said that it is solved",
        "这段时间以处理意见或者调解和解办结、评价和复查的期限已经过去的申诉求决",
        "claims ended in the period by an opinion or a settlement that may be rated and reviewed no more",
        "信访工作条例第5条、第34条；请求复查、复核和到哪里反映，都不影响这个数",
        is_rated=True,
    ),
    Indicator(
        "registration",
        "time",
        "登记、转送按时率",
        "Registered and passed on in time",
        "其中信访工作机构在 15 日内登记并转送、交办或者告知的",
        "registered and passed on, or told, within 15 days",
        "登记后 15 日的最后一天在这段时间内的信访事项",
        "petitions whose fifteenth day fell in the period",
        "信访工作条例第22条",
    ),
    Indicator(
        "acceptance_notice",
        "time",
        "受理告知按时率",
        "Told of acceptance in time",
        "其中收到转送、交办的机关在 15 日内书面告知的",
        "told in writing by the receiving body within 15 days",
        "转送、交办后 15 日的最后一天在这段时间内的信访事项",
        "petitions whose fifteenth day after the transfer fell in the period",
        "信访工作条例第23条",
    ),
    Indicator(
        "handling",
        "time",
        "办结按时率",
        "Handled in time",
        "其中在 60 日(依法延长的到延长期满)内办结的",
        "finished within 60 days, or within the lawful extension",
        "办理期限的最后一天在这段时间内的申诉求决",
        "claims whose term for handling ended in the period",
        "信访工作条例第34条",
    ),
    Indicator(
        "review",
        "time",
        "复查按时率",
        "Reviewed in time",
        "其中在 30 日内作出复查意见的",
        "decided within 30 days",
        "复查期限的最后一天在这段时间内的信访事项",
        "petitions whose term for the review ended in the period",
        "信访工作条例第35条",
    ),
    Indicator(
        "re_review",
        "time",
        "复核按时率",
        "Re-reviewed in time",
        "其中在 30 日(听证时间不算)内作出复核意见的",
        "decided within 30 days, hearings not counted",
        "复核期限的最后一天在这段时间内的信访事项",
        "petitions whose term for the re-review ended in the period",
        "信访工作条例第36条",
    ),
    Indicator(
        "first_contact",
        "time",
        "首次联系及时率",
        "First contact in time",
        "其中受理后在规定天数内(默认 7 日)与信访人联系过的",
        "the petitioner was spoken to within the set days of acceptance (7 by default)",
        "这段时间受理、已经联系过或者过了规定天数的申诉求决",
        "claims accepted in the period that were contacted or whose days are over",
        "信访工作条例第28条(天数由各地规定)",
    ),
    Indicator(
        "supervision_reply",
        "time",
        "督办答复按时率",
        "Orders answered in time",
        "其中收到督办的单位都在期限内书面答复的",
        "every order was answered in writing in time",
        "督办答复期限的最后一天在这段时间内的信访事项",
        "petitions with an order whose term ended in the period",
        "信访工作条例第40条",
    ),
    Indicator(
        "linked",
        "owning",
        "三级包联覆盖率",
        "Covered by leaders of three levels",
        "其中县、乡、村三级都有具名包联领导的",
        "a named leader of county, township and village each answers for the place",
        "到最后一天没有办结、写明了村(社区)的信访事项",
        "petitions open on the last day whose village is known",
        "三级书记包联(地方做法)",
        is_stock=True,
    ),
    Indicator(
        "owned",
        "owning",
        "积案包案率",
        "Listed and owned",
        "其中有领导包案的",
        "a leader owns it",
        "到最后一天在积案清单上的信访事项",
        "petitions on the backlog list on the last day",
        "领导包案(地方做法)",
        is_stock=True,
    ),
    Indicator(
        "cleared",
        "owning",
        "积案化解率",
        "Taken off the list",
        "其中到最后一天已经移出清单的",
        "taken off the list by the last day",
        "这段时间里在积案清单上的信访事项",
        "petitions that were on the backlog list in the period",
        "积案认定标准(地方做法)",
    ),
    Indicator(
        "decisions",
        "owning",
        "会议决定按时完成率",
        "Decisions done in time",
        "其中会议决定都在期限内完成的",
        "every decision was done in time",
        "协调会决定的完成日期在这段时间内的信访事项",
        "petitions with a decision of a coordination meeting that fell due in the period",
        "信访工作条例第24条",
    ),
    Indicator(
        "performance",
        "after",
        "支持的意见执行率",
        "Supported and performed",
        "其中按期执行并由承办单位以外的人核实的",
        "performed in time, as seen by somebody from outside the body",
        "处理意见予以支持、执行日期在这段时间内的申诉求决",
        "supported claims to be performed in the period",
        "信访工作条例第32条",
    ),
    Indicator(
        "reopened",
        "after",
        "重新办理的比例",
        "Reopened",
        "其中重新打开办理过的",
        "were reopened",
        "这段时间办结的信访事项",
        "petitions ended in the period",
        "信访工作条例第21条",
        more_is_better=False,
    ),
    Indicator(
        "solved",
        "after",
        "回访解决率",
        "Said to be solved",
        "其中最近一次回答已经解决的",
        "the last answer is that it is solved",
        "这段时间办结、回访或者评价问过是否解决、评价和复查的期限已经过去的信访事项",
        "petitions ended in the period that were asked about and may be rated and reviewed no more",
        "信访工作条例第21条",
        is_rated=True,
    ),
    Indicator(
        "satisfied",
        "after",
        "满意率",
        "Satisfied",
        "其中最近一次评 4 分或者 5 分的",
        "the last rating is 4 or 5",
        "这段时间办结、评过满意度、评价和复查的期限已经过去的信访事项",
        "petitions ended in the period that were rated and may be rated and reviewed no more",
        "信访工作条例第21条",
        is_rated=True,
    ),
)
BY_NAME = {one.name: one for one in INDICATORS}


@dataclass(frozen=True, slots=True)
class Unmet:
    """One of the three "zeros" (零式工作法): open matters in which a duty of ours is not met, never where people went."""

    name: str
    title: str
    title_en: str
    formula: str
    formula_en: str


ZEROS: tuple[Unmet, ...] = (
    Unmet(
        "no_links",
        "包联没有到位",
        "Nobody answers",
        "没有办结的信访事项里，所在的县、乡、村没有三级都具名包联，或者包案领导答应的事过期没有兑现的件数。",
        "Open petitions whose place lacks a named leader of one of the three levels, or in which an owner's promise is overdue.",
    ),
    Unmet(
        "piled_up",
        "积下来没有研究",
        "Piled up",
        "在积案清单上、法定期限已过或者会议决定过期没有完成的件数。",
        "Listed petitions with a term of law run out or a decision of a meeting overdue.",
    ),
    Unmet(
        "not_contacted",
        "没有上门联系",
        "Not spoken to",
        "已经受理、过了规定天数还没有与信访人联系过的在办件数。",
        "Open petitions accepted longer ago than the set days whose petitioner nobody has spoken to.",
    ),
)
