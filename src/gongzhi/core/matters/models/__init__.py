"""Rows of the matters."""

from gongzhi.core.matters.models.matter import Channel, Matter, MatterQuerySet, Stage
from gongzhi.core.matters.models.people import Follower, Party, PartyRole, Rating
from gongzhi.core.matters.models.relation import Link, LinkKind, OrderLevel, SupervisionOrder
from gongzhi.core.matters.models.saved import AnswerTemplate, DailyFigure, SavedFilter
from gongzhi.core.matters.models.tally import Tally
from gongzhi.core.matters.models.task import Task, TaskRole, TaskState

__all__ = [
    "AnswerTemplate",
    "Channel",
    "DailyFigure",
    "Follower",
    "Link",
    "LinkKind",
    "Matter",
    "MatterQuerySet",
    "OrderLevel",
    "Party",
    "PartyRole",
    "Rating",
    "SavedFilter",
    "Stage",
    "SupervisionOrder",
    "Tally",
    "Task",
    "TaskRole",
    "TaskState",
]
