"""Django app of the disputes."""

from django.apps import AppConfig


class DisputesConfig(AppConfig):
    """Mediation, arbitration, adjudication, reconsideration, and the way to court."""

    name = "gongzhi.systems.disputes"
    label = "disputes"
    verbose_name = "矛盾纠纷"

    def ready(self) -> None:
        """Register what the system declares, and the kinds of its documents."""
        from gongzhi.core.files.rules import kinds  # noqa: PLC0415 - models must be loaded first
        from gongzhi.core.workflow.manifest import register  # noqa: PLC0415
        from gongzhi.systems.disputes import (  # noqa: PLC0415
            agreement_declared,
            institution_declared,
            mediation_declared,
            network_declared,
        )
        from gongzhi.systems.disputes.manifest import DOCUMENTS, MANIFEST  # noqa: PLC0415

        kinds.register(*DOCUMENTS)
        register(MANIFEST)
        institution_declared.declare()
        mediation_declared.declare()
        agreement_declared.declare_agreements()
        network_declared.declare_network()
