"""The events that webhooks may be told of; none carries names, contacts or words of residents."""

EVENTS: dict[str, tuple[str, str]] = {
    "matter.submitted": ("收到新事项", "A matter was brought"),
    "matter.moved": ("事项状态变化", "A matter moved to another state"),
    "matter.closed": ("事项办结", "A matter was closed"),
    "matter.reopened": ("事项重新办理", "A matter was opened again"),
    "matter.merged": ("事项并入", "A matter was merged into another"),
    "task.given": ("交办", "A task was given to a unit"),
    "task.returned": ("退回交办", "A unit returned a task"),
    "clock.warned": ("时限将到", "A clock is about to end"),
    "clock.breached": ("时限已过", "A clock was breached"),
    "order.issued": ("发出督办", "A supervision order was issued"),
    "document.made": ("制作文书", "A document was made"),
}


def register(name: str, title: str, title_en: str) -> None:
    """Make another event known; a system registers its own."""
    EVENTS[name] = (title, title_en)
