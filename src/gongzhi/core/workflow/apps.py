"""Django app of the workflow."""

from django.apps import AppConfig


class WorkflowConfig(AppConfig):
    """Proceedings and the registry of what systems declare."""

    name = "gongzhi.core.workflow"
    label = "workflow"
    verbose_name = "程序"
