"""Writes of the workflow: begin a proceeding, perform a move."""

from gongzhi.core.workflow.actions.begin import begin
from gongzhi.core.workflow.actions.perform import MoveRequest, perform

__all__ = ["MoveRequest", "begin", "perform"]
