"""The petitions' entries of the menus, each shown to exactly those whom its page lets in; each part adds its own."""

from gongzhi.core.workflow.manifest import MenuItem
from gongzhi.systems.petitions.verbs import DESK_VERBS

GROUP = "信访"
_ROLES = {verb.name.partition(".")[2]: tuple(sorted(verb.roles)) for verb in DESK_VERBS}

MENU = (
    MenuItem("信访甄别", "Sort petitions", "petition_sort", "split", _ROLES["sort"], 10, GROUP),
    MenuItem("登记信访", "Register a petition", "petition_new", "file-plus", _ROLES["intake"], 20, GROUP),
    MenuItem("信访事项", "Petitions", "petitions", "mail", _ROLES["view"], 30, GROUP),
    MenuItem("复查复核", "Reviews", "petition_reviews", "scale", _ROLES["view"], 40, GROUP),
    MenuItem("执行与反馈", "Performance", "petitions_due", "clipboard-check", _ROLES["view"], 50, GROUP),
    MenuItem("提信访", "Petition", "petition_bring", "mail", (), 15, "resident"),
)
