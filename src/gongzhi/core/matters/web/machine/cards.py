"""What each function of the machine is, in plain words: what it does, from what, and what it cannot do."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from gongzhi.core.orgs import queries as orgs
from gongzhi.core.suggest import switches
from gongzhi.core.suggest.models import Kind


@dataclass(frozen=True, slots=True)
class Card:
    """One function: its name in addresses, its switch, the kind under which its suggestions are kept ("" none)."""

    name: str
    switch: str
    kind: str
    title: str
    does: str
    reads: str
    cannot: str
    is_on: bool


def cards() -> list[Card]:
    """Return all functions in the order in which a matter meets them."""
    return [
        _card(
            "rules", switches.RULES, "",
            _("城市规则"),
            _("人写下的规则，排在模型前面：文字、类别、地方、渠道或时段符合，就建议归入哪一类、交给谁、要不要按紧急办。"),
            _("事项的文字、居民选的类别、地点、渠道和时间。"),
            _("只认写下的条件，不懂意思；先符合的先用，排错次序会盖住后面的规则。"),
        ),
        _card(
            "category", switches.TRIAGE, Kind.CATEGORY,
            _("建议类别"),
            _("按本市过去由人定下的类别，学会从文字看出一件事归哪一类；还没有历史数据时，用类别表自己的名称和说明起步。"),
            _("事项的标题和内容，不看是谁写的。"),
            _("只认得历史里有过的说法；少见的类别不可靠；没有把握时会说没有把握。"),
        ),
        _card(
            "urgency", switches.URGENCY, Kind.URGENCY,
            _("提示紧急"),
            _("指出文字里关系生命、火情、燃气、停水停电停暖的词；被否定的（没有漏气）和已经过去的（已经恢复）不算。"),
            _("事项的标题和内容。"),
            _("词表以外的急事看不出来；没有提示不等于不急。"),
        ),
        _card(
            "unit", switches.UNIT, Kind.UNIT,
            _("建议主办单位"),
            _("按职责表，说出这一类事在这个地方归谁办；把握不会高过类别的把握。"),
            _("建议的类别和事项所在的地方。"),
            _("职责表没有写的，不建议；类别错了，单位也会错。"),
        ),
        _card(
            "place", switches.PLACE, "",
            _("提示地点"),
            _("从文字里的地名、别称、小区道路和坐标，列出几个可能的地方和理由，由人来选。"),
            _("写下的地址、标题、内容和地图上的点。"),
            _("同名的村和路很多，所以给几个；没有登记的叫法认不出来。"),
        ),
        _card(
            "hot", switches.HOT, "",
            _("发现热点"),
            _("每小时把最近的事项按说法、地点和时间聚在一起，说出在哪里、是什么事、多少件、增长多少。"),
            _("未保密事项的标题、内容、地点和时间；一件事算一次，不看是谁、有几个人。"),
            _("同一件事换了几种叫法时会分成几处；只是提示，不下结论。"),
        ),
        _card(
            "themes", switches.THEMES, "",
            _("向专题推荐事项"),
            _("人把热点立为专题以后，后来像的事项推荐给专题，由人确认；专题可以设成自动归入，随时能撤销。"),
            _("专题里已有事项的文字和地点。"),
            _("像不等于是；被人否定过的不会再推荐。"),
        ),
        _card(
            "alarm", switches.ALARM, "",
            _("异常增长提醒"),
            _("七天里的件数比前四周平均高出许多时，通知主责单位和所在地的中心；规则和数字都写在提醒里。"),
            _("热点和专题里事项的时间，按事和地方算，从不按人算。"),
            _("集中登记、补录也会看起来像增长。"),
        ),
    ]  # fmt: skip


def _card(name: str, switch: str, kind: str, title: str, does: str, reads: str, cannot: str) -> Card:
    return Card(name, switch, kind, title, does, reads, cannot, bool(orgs.setting(switch)))
