"""What tests of suggestions share: a small taxonomy, and a matter's words."""

from gongzhi.core.identity.testing import at
from gongzhi.core.orgs import cache
from gongzhi.core.orgs.models import Category
from gongzhi.core.suggest.actions import Asked

NOW = at("2026-03-02 09:00")
AREA = "130403001001"
TAXONOMY = (
    ("light", "路灯照明", "路灯不亮、灯杆损坏"),
    ("water", "供水", "停水、水压低、水质发黄"),
    ("noise", "噪音", "施工噪声、娱乐场所扰民"),
)


def make_taxonomy() -> None:
    """Write three categories with what they are about."""
    for code, title, about in TAXONOMY:
        Category.objects.get_or_create(
            code=code, defaults={"title": title, "title_en": code, "about": about, "valid_from": NOW.date()}
        )
    cache.changed()


def asked(matter_id: int = 1, title: str = "门口路灯不亮", text: str = "路灯坏了，灯杆也歪了") -> Asked:
    """Return the words of a matter in the cast's village."""
    return Asked(matter_id, title, text, AREA)
