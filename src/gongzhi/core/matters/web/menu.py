"""The matters' own entries of the two menus: the head of the resident site and the side of the desk."""

from gongzhi.core.workflow.manifest import MenuItem

RESIDENT = (
    MenuItem("说事", "Tell us", "submit", "message-square-plus", order=10, group="resident"),
    MenuItem("查进度", "Follow", "receipt", "search", order=20, group="resident"),
    MenuItem("大家的事", "Public matters", "public_matters", "map", order=30, group="resident"),
    MenuItem("公开数据", "Open figures", "figures", "chart-column", order=40, group="resident"),
)
