"""What the machine that reads has to show in the demonstration city: two stories that boil up, a theme, rules, words.

All messages are ours. They are brought like any other, the runs are those of the hourly job at moments of the past weeks,
and what a person decides is decided by a person of the demonstration.
"""

import random
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from gongzhi.core.geo import queries as geo
from gongzhi.core.geo.actions.aliases import add_alias
from gongzhi.core.geo.rules.levels import Level
from gongzhi.core.matters.actions import themes
from gongzhi.core.matters.actions.attaching import attach_later
from gongzhi.core.matters.actions.hot import gather_hot
from gongzhi.core.matters.actions.rule_trial import try_rules
from gongzhi.core.matters.actions.themes import ThemeText
from gongzhi.core.matters.queries import themes as queries
from gongzhi.core.orgs import queries as orgs
from gongzhi.core.search.actions import keep_synonyms
from gongzhi.core.suggest.actions.rule_sets import keep_rule, start_rules
from gongzhi.core.suggest.rules.city import Rule
from gongzhi.kernel.actor import Actor
from gongzhi.project import suggesting
from gongzhi.project.demo.history import Teller, Topic
from gongzhi.project.demo.people import DISTRICT, Staff

Told = tuple[float, str, str]
"""Days ago, title, text."""
Story = tuple[Told, ...]
KILN: Story = (
    (24, "金世纪新城旁洗砂场噪音扰民", "金世纪新城西侧的洗砂场整夜生产，噪音很大，扬尘也大，住户睡不着，请来测一测。"),
    (21, "金世纪新城洗砂场夜里太吵", "金世纪新城旁边的洗砂场夜里十二点还在装料，运砂车一辆接一辆，噪音影响孩子休息。"),
    (18, "投诉金世纪新城附近洗砂场", "金世纪新城附近的洗砂场扬尘和噪音都很严重，阳台一天就是一层灰，请尽快处理。"),
    (15, "金世纪新城洗砂场什么时候搬", "金世纪新城的洗砂场离居民楼只有几十米，噪音和粉尘没有人管，听说要搬，什么时候搬？"),
    (12, "请管管金世纪新城洗砂场", "金世纪新城洗砂场凌晨三点还在生产，噪音非常大，打过电话，好了两天又开始。"),
    (8, "金世纪新城洗砂场粉尘污染", "金世纪新城西门外洗砂场没有封闭，砂石粉尘到处飘，老人咳嗽得厉害。"),
    (4.0, "金世纪新城洗砂场又开始夜间生产", "金世纪新城洗砂场白天停了，改成夜里生产，噪音比原来还大，请夜里来查。"),
    (3.2, "金世纪新城洗砂场运砂车压坏路面", "进出金世纪新城洗砂场的运砂车太多，门口路面压坏了，扬尘和噪音都没解决。"),
    (2.1, "洗砂场噪音什么时候能停", "住在金世纪新城，洗砂场的噪音和扬尘反映了一个月，夜里还是照样生产。"),
    (1.3, "金世纪新城西侧洗砂场扬尘", "金世纪新城西侧洗砂场料堆不盖，风一吹全是灰，洗砂机的声音整夜不停。"),
    (0.9, "运砂车夜里进出太吵", "金世纪新城西门外洗砂场拉料的运砂车整夜进出，倒车声很大，路上也全是灰。"),
    (0.4, "金世纪新城洗砂场夜间噪音", "昨天夜里两点金世纪新城洗砂场还在洗砂，噪音大得关窗也睡不着。"),
)  # fmt: skip
WATER: Story = (
    (5.5, "中柳花苑二次供水发黄", "中柳花苑五号楼二次供水的水发黄，有铁锈味，放半小时还是黄的，不敢喝。"),
    (4.6, "中柳花苑二次供水发黄谁来管", "中柳花苑二次供水发黄一周了，物业说是泵房的事，请自来水公司来查。"),
    (3.7, "中柳花苑二次供水发黄有异味", "中柳花苑二次供水发黄还有异味，孩子喝了肚子疼，请检测水质，公布结果。"),
    (2.4, "中柳花苑二次供水发黄水箱没清洗", "中柳花苑二次供水水箱多久没清洗了？水发黄，水垢也多，请公布清洗记录。"),
    (1.6, "中柳花苑二次供水还是发黄", "中柳花苑二次供水的水还是发黄，做饭都用桶装水，泵房门口锁着没人管。"),
    (0.6, "反映中柳花苑二次供水发黄问题", "中柳花苑二次供水又停又发黄，今天早上放出来的水是黄褐色的。"),
)  # fmt: skip
SYNONYMS = """# 本市常见的叫法，示范用
路灯 街灯 照明灯
不亮 坏了 熄灭 不能用
噪音 噪声 吵闹 太吵
停水 断水 没水
发黄 浑浊 有铁锈
下水道 排水管 污水管
占道 占用道路 挡路
歌厅 KTV 练歌房
窨井盖 井盖
违建 违章建筑 违法建设"""
ALIASES = (
    ("金世纪新城", "鸿基花苑、金世纪新城社区", "小区名"),
    ("中柳花苑", "中柳一社区", "小区名"),
    ("柳林桥片", "柳林桥街道", "老叫法"),
)


def build(staff: Staff, progress: Callable[[str, int, int], None], at: datetime) -> None:
    """Let two stories boil up, make one a theme, put rules and words in force, and let the model learn."""
    dispatcher = staff.of(DISTRICT, "dispatcher")
    progress("热点和建议", 0, 4)
    _words(dispatcher, at)
    _rules(dispatcher, at - timedelta(days=9))
    progress("热点和建议", 1, 4)
    luck = random.Random(7)
    theme_at = at - timedelta(days=6)
    _tell(staff, luck, "environment.dust", "金世纪新城", [one for one in KILN if one[0] > 6], at)
    for days in (10.0, 6.0):
        gather_hot(at - timedelta(days=days))
    _make_theme(dispatcher, theme_at)
    progress("热点和建议", 2, 4)
    _tell(staff, luck, "environment.dust", "金世纪新城", [one for one in KILN if one[0] <= 6], at)
    _tell(staff, luck, "utility.water", "中柳花苑", WATER, at)
    for days in (1.0,):
        gather_hot(at - timedelta(days=days))
        attach_later(at - timedelta(days=days))
    _decide_first(dispatcher, at - timedelta(hours=20))
    progress("热点和建议", 3, 4)
    suggesting.learn_triage(at)
    suggesting.follow_hot(at)
    suggesting.suggest_waiting(at)
    progress("热点和建议", 4, 4)


def _words(dispatcher: Actor, at: datetime) -> None:
    keep_synonyms(dispatcher, SYNONYMS, "把居民常用的叫法合在一起", at)
    for name, where, note in ALIASES:
        code = _code(where)
        if code:
            add_alias(dispatcher, name, code, note, at)


def _code(name: str) -> str:
    """Return the code of an area of the demonstrated district by the beginning of its name, "" for none."""
    found = [
        one.code
        for township in geo.children(DISTRICT)
        for one in (township, *geo.children(township.code))
        if one.level in (Level.TOWNSHIP, Level.VILLAGE) and one.name.startswith(name)
    ]
    return min(found, key=len, default="")


def _rules(dispatcher: Actor, at: datetime) -> None:
    rules = (
        Rule(
            "有燃气味的按紧急办",
            words=("燃气味", "煤气味", "漏气", "燃气泄漏"),
            without=("已经修好",),
            category="utility.gas",
            urgent=True,
            law="《城镇燃气管理条例》",
        ),
        Rule("二次供水归供水", words=("二次供水", "泵房", "水箱"), category="utility.water"),
        Rule(
            "夜间施工噪音", words=("夜间施工", "打桩", "装料"), hours=(20, 6), category="noise.construction"
        ),
    )
    for rule in rules:
        keep_rule(dispatcher, rule, at)
    try_rules(dispatcher, at)
    start_rules(dispatcher, "丛台区社会治理中心例会决定（示范）", at)


def _tell(
    staff: Staff, luck: random.Random, category: str, place: str, story: Sequence[Told], now: datetime
) -> None:
    """Bring the matters of a story from around one spot, and take each as far as time and luck allow."""
    found, _ = geo.place_candidates(place)
    box = geo.bbox(found[0].code if found else DISTRICT) or (114.5, 36.6, 114.52, 36.62)
    lon, lat = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    slots = {name: [place] for name in ("road", "estate", "village", "school", "shop")}
    for days, title, text in story:
        point = (round(lon + luck.uniform(-0.001, 0.001), 6), round(lat + luck.uniform(-0.001, 0.001), 6))
        topic = Topic(
            category, (title,), (text,), ("已到现场查看并约谈负责人，责令夜间停止生产、料堆覆盖，正在复查。",)
        )
        Teller(staff, luck, slots, now).tell(topic, (DISTRICT, *point), now - timedelta(days=days))


def _make_theme(dispatcher: Actor, at: datetime) -> None:
    """Make the mixing plant the duty of the bureau whose it is, as far as it boiled up by then."""
    hot = next((one for one in queries.issues(dispatcher, at) if "洗砂场" in one.title), None)
    if hot is None:
        return
    duty = orgs.duty_for("environment.dust", DISTRICT, at.date())
    owner = (
        duty.lead.id
        if duty and set(orgs.unit_path(duty.lead.id)) & {dispatcher.unit_id}
        else dispatcher.unit_id
    )
    text = ThemeText(
        "金世纪新城洗砂场夜间生产",
        owner or 0,
        "查清有没有夜间施工证明和扬尘防治措施，两周内整治，结果在小区公告栏公开。",
        attaches=True,
    )
    themes.open_theme(dispatcher, hot.id, text, at)


def _decide_first(dispatcher: Actor, at: datetime) -> None:
    """Confirm the likeliest of what was suggested to the theme; the rest waits for whoever looks at the demonstration."""
    for row in queries.themes(dispatcher, at):
        view = queries.theme(dispatcher, row.theme.pk, at)
        for one in view.suggested[:1]:
            themes.decide(dispatcher, row.theme.pk, one.row.number, at, belongs=True)
