"""Rows of the workflow."""

from gongzhi.core.workflow.models.proceeding import ProcedureText, Proceeding

__all__ = ["ProcedureText", "Proceeding"]
