"""A small city for the tests of the orgs, and who acts."""

from datetime import date, datetime

from gongzhi.core.orgs import queries
from gongzhi.core.orgs.actions import Built, City, import_areas
from gongzhi.core.orgs.models import Unit
from gongzhi.kernel.actor import Actor, ActorKind
from gongzhi.kernel.lengths import CHINA

TABLE = """code,level,name,parent_code
130402,3,邯山区,1304
130403,3,丛台区,1304
130402001,4,火磨街道,130402
130402002,4,陵园路街道,130402
130403001,4,人民路街道,130403
130402001006,5,焦窑社区居民委员会,130402001
130402001007,5,邯山南社区居民委员会,130402001
130402002001,5,陵园社区居民委员会,130402002
130403001001,5,人民社区居民委员会,130403001
"""
CITY = City("1304", "邯郸市", date(2021, 1, 1))
AT = datetime(2026, 3, 2, 9, tzinfo=CHINA)
ADMIN = Actor(
    kind=ActorKind.STAFF, name="赵管理", roles=frozenset({"system_admin"}), account_id=9, post_id=90
)


def build() -> Built:
    """Build the small city."""
    return import_areas(ADMIN, CITY, TABLE, "测试用区划表", AT)


def unit(code: str) -> Unit:
    """Return the standing unit of a code."""
    return queries.unit_by_code(code)
