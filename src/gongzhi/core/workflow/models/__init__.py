"""Rows of the workflow."""

from gongzhi.core.workflow.models.proceeding import Proceeding, ProcedureText

__all__ = ["ProcedureText", "Proceeding"]
