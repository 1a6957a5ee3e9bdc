"""Django app of the matters."""

from django.apps import AppConfig


class MattersConfig(AppConfig):
    """Matters, tasks, orders of supervision."""

    name = "gongzhi.core.matters"
    label = "matters"
    verbose_name = "事项"

    def ready(self) -> None:
        """Plug the matters into the workflow and the rights, and give the workflow the core's effects and guards."""
        from gongzhi.core.access.queries import register_task_source  # noqa: PLC0415 - models must be loaded first
        from gongzhi.core.matters import effects, guards, reading_panels, rebuild  # noqa: PLC0415
        from gongzhi.core.matters.actions import alerts, moved_clocks  # noqa: PLC0415
        from gongzhi.core.matters.port import MatterPort  # noqa: PLC0415
        from gongzhi.core.matters.queries.work import matters_with_tasks_of  # noqa: PLC0415
        from gongzhi.core.matters.web.menu import DESK, OVERSEE, RESIDENT  # noqa: PLC0415
        from gongzhi.core.workflow.manifest import register_menu  # noqa: PLC0415
        from gongzhi.core.workflow.port import plug_in  # noqa: PLC0415

        effects.register()
        guards.register()
        rebuild.register()
        reading_panels.register()
        alerts.register()
        moved_clocks.register()
        plug_in(MatterPort())
        register_task_source(matters_with_tasks_of)
        register_menu(RESIDENT)
        register_menu(DESK)
        register_menu(OVERSEE)
