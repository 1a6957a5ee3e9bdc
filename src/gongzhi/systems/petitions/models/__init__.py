"""Rows of the petitions; the matter, its parties, tasks, clocks and documents are the core's."""

from gongzhi.systems.petitions.models.competence import Assignment, CompetenceCase, CompetenceWay
from gongzhi.systems.petitions.models.decisions import Opinion, PerformanceDuty
from gongzhi.systems.petitions.models.petition import Kind, Petition, Recusal, Route

__all__ = [
    "Assignment",
    "CompetenceCase",
    "CompetenceWay",
    "Kind",
    "Opinion",
    "PerformanceDuty",
    "Petition",
    "Recusal",
    "Route",
]
