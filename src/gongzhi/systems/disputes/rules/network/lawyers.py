"""A lawyer who mediated a dispute does not represent a party of it, and the other way round; without Django.

Law: 最高人民法院、司法部关于开展律师调解试点工作的意见（司发通〔2017〕105号）十二、律师调解员的回避; 律师法 art. 39.
"""

from collections.abc import Collection

MEDIATES, REPRESENTS = "mediates", "represents"
LAW = "律师法 第三十九条；司发通〔2017〕105号"


def why_not(capacity: str, held: Collection[str]) -> str | None:
    """Return why a lawyer may not stand in a dispute in a capacity when he held others in it, None when he may."""
    if capacity == REPRESENTS and MEDIATES in held:
        return "这名律师调解过这件纠纷，不能再代理其中一方。"
    if capacity == MEDIATES and REPRESENTS in held:
        return "这名律师代理过这件纠纷的一方，不能主持或者参与调解。"
    return None
