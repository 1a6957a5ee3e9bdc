"""A small made-up city whose messages hold three issues, one trap of two places, and much that happens once."""

import random
from datetime import UTC, datetime, timedelta

from gongzhi.reading.hot import Message

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
_SAID = [
    "请有关部门尽快处理",
    "打了几次电话没有人管",
    "希望领导重视",
    "给我们一个答复",
    "大家意见很大",
    "已经影响正常生活",
]
_STREETS = [
    "柏舟",
    "青棠",
    "云渚",
    "石泉",
    "梧荫",
    "松溪",
    "莲塘",
    "桂坊",
    "荷岸",
    "枫林",
    "竹西",
    "兰亭",
    "槐里",
    "梅岭",
    "榆关",
    "柳堤",
    "橘洲",
    "杏坛",
    "棠梨",
    "桑园",
]
_TROUBLES = [
    ("路灯不亮", "夜里漆黑一片,老人不敢出门"),
    ("垃圾没有清运", "桶边堆满袋子,苍蝇乱飞"),
    ("下水道堵塞", "污水漫到路面,行人绕着走"),
    ("停车收费太贵", "一小时要十几元,没有公示牌"),
    ("公交班次太少", "早上等半个多小时才来一辆"),
    ("井盖松动", "汽车压过去砰砰响,怕有人掉下去"),
    ("广告牌快要掉落", "风一吹就摇晃,下面就是人行道"),
    ("学位不够", "适龄孩子报不上名,家长着急"),
]


def issue(key: str, size: int, place: str, what: str, told: list[str], day: int) -> list[Message]:
    """Return messages about one matter, each in other words, one a day."""
    draw = random.Random(key)
    openings = ["反映", "投诉", "咨询", "关于", "再次反映", ""]
    return [
        Message(
            id=f"{key}-{n:03d}",
            title=f"{openings[n % len(openings)]}{place}{what}",
            text=f"我是{place}的居民,{draw.choice(told)},{draw.choice(told)}。{draw.choice(_SAID)}。",
            at=START + timedelta(days=day + n),
        )
        for n in range(size)
    ]


def once(count: int) -> list[Message]:
    """Return messages of all kinds about many streets."""
    draw = random.Random("once")
    found = []
    for n in range(count):
        what, why = _TROUBLES[n % len(_TROUBLES)]
        street = f"{draw.choice(_STREETS)}{draw.choice('东西南北中')}{draw.choice(['路', '街', '巷'])}"
        text = f"{street}{draw.randrange(2, 300)}号门前{what},{why}。{draw.choice(_SAID)}。"
        found.append(Message(f"once-{n:04d}", text, f"{street}{what}", START + timedelta(hours=5 * n)))
    return found


def city() -> list[Message]:
    """Return the messages of the small city."""
    kiln = ["窑炉日夜冒黑烟", "粉尘落满阳台", "刺鼻气味让孩子咳嗽", "窑炉没有环评手续"]
    fees = [
        "开发商强制搭售储藏室",
        "不买储藏室就不给签合同",
        "储藏室一间要八万元",
        "购房合同里塞进储藏室条款",
    ]
    subsidy = [
        "技能补贴提交半年没有到账",
        "技能补贴审核一直没有结果",
        "证书齐全却退回技能补贴申请",
        "咨询技能补贴的年限",
    ]
    smoke = ["烧烤油烟直排居民楼", "夜宵摊吵到凌晨", "烧烤油烟熏得不敢开窗"]
    return [
        *issue("kiln", 18, "锦澜新城小区", "旁的砖窑厂污染", kiln, 3),
        *issue("fees", 14, "望岫园", "捆绑销售储藏室", fees, 20),
        *issue("subsidy", 10, "", "高技能人才技能补贴发放问题", subsidy, 1),
        *issue("smoke-a", 9, "澄湖之城小区", "烧烤油烟扰民", smoke, 40),
        *issue("smoke-b", 9, "揽月华庭小区", "烧烤油烟扰民", smoke, 42),
        *once(400),
    ]
