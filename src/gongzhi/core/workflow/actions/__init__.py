"""Writes of the workflow: begin a proceeding, perform a move."""

from gongzhi.core.workflow.actions.begin import begin
from gongzhi.core.workflow.actions.each import perform_each
from gongzhi.core.workflow.actions.perform import MoveRequest, perform

__all__ = ["MoveRequest", "begin", "perform", "perform_each"]
