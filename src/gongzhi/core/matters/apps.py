"""Django app of the matters."""

from django.apps import AppConfig


class MattersConfig(AppConfig):
    """Matters, tasks, orders of supervision."""

    name = "gongzhi.core.matters"
    label = "matters"
    verbose_name = "事项"

    def ready(self) -> None:
        """Make the core's effects and guards known to the workflow."""
        from gongzhi.core.matters import effects  # noqa: PLC0415 - models must be loaded first

        effects.register()
