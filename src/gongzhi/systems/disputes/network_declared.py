"""What the network, bookings, prevention and the path advisor declare: verbs, settings, menu, panels, sentences."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from gongzhi.core.identity.rules.verbs import register_verbs
from gongzhi.core.matters.panels import register_panels
from gongzhi.core.matters.queries.story import Teller, register_tellers
from gongzhi.core.orgs import settings
from gongzhi.core.orgs.settings import Declared, SettingType
from gongzhi.core.workflow.manifest import MenuItem
from gongzhi.systems.disputes.network_verbs import NETWORK_VERBS
from gongzhi.systems.disputes.queries import bookings
from gongzhi.systems.disputes.rules.prevention.suppress import FEWEST
from gongzhi.systems.disputes.web.network import panels

Data = Mapping[str, object]
_ROLES = {verb.name: tuple(sorted(verb.roles)) for verb in NETWORK_VERBS}
SETTINGS = (
    Declared(
        "disputes.network_term_notice", "调解委员会任期届满前多少天提醒", "Days before the end of a committee's term at which its desk is told",
        SettingType.NUMBER, 60, law="人民调解法 第九条（任期）；提前的天数由各地自定",
    ),
    Declared(
        "disputes.small_cells", "诉源治理统计少于几件的不显示", "Below how many disputes a figure of prevention is hidden",
        SettingType.NUMBER, FEWEST,
    ),
)  # fmt: skip
NETWORK_MENU = (
    MenuItem("调解室预约", "Room bookings", "desk_bookings", "calendar-days", roles=_ROLES["disputes.bookings"], order=64, count=bookings.waiting),
    MenuItem("调解网络", "Mediation network", "desk_network_start", "users", roles=_ROLES["disputes.network_view"], order=66),
    MenuItem("诉源治理", "Prevention", "desk_prevention", "sprout", roles=_ROLES["disputes.prevention_view"], order=70, group="oversee"),
    MenuItem("预防任务", "Prevention tasks", "desk_prevention_tasks", "list-checks", roles=_ROLES["disputes.prevention_report"], order=72, group="oversee"),
    MenuItem("解决纠纷", "Settle a dispute", "dispute_paths", "scale", order=15, group="resident"),
)  # fmt: skip
_TELLERS = {
    "dispute.lawyer_engaged": Teller(lambda data: _capacity(data), "staff", "gavel"),
}


def _capacity(data: Data) -> str:
    if data.get("capacity") == "represents":
        return _("登记了一名律师代理一方。")
    return _("登记了一名律师参与调解。")


def declare_network() -> None:
    """Make all of it known, once Django is ready."""
    register_verbs(*NETWORK_VERBS)
    settings.declare(*SETTINGS)
    register_panels("desk", panels.desk)
    register_tellers(_TELLERS)
