"""Django app of the petitions."""

from django.apps import AppConfig


class PetitionsConfig(AppConfig):
    """Petitions, reviews and re-reviews."""

    name = "gongzhi.systems.petitions"
    label = "petitions"
    verbose_name = "信访"

    def ready(self) -> None:
        """Register what the system declares, and the kinds of its documents."""
        from gongzhi.core.files.rules import kinds  # noqa: PLC0415 - models must be loaded first
        from gongzhi.core.workflow.manifest import register  # noqa: PLC0415
        from gongzhi.systems.petitions import (  # noqa: PLC0415
            declared_desk,
            declared_oversight,
            declared_ownership,
        )
        from gongzhi.systems.petitions.manifest import DOCUMENTS, MANIFEST  # noqa: PLC0415

        kinds.register(*DOCUMENTS)
        register(MANIFEST)
        declared_desk.declare()
        declared_oversight.declare()
        declared_ownership.declare()
