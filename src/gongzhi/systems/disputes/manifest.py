"""What the disputes register with the core: procedures, guards, effects, documents, menu."""

from pathlib import Path

from gongzhi.core.files.rules.kinds import DocumentKind
from gongzhi.core.workflow.manifest import Manifest
from gongzhi.systems.disputes import (
    agreement_effects,
    agreement_guards,
    institution_effects,
    institution_guards,
    mediation_effects,
    mediation_guards,
)
from gongzhi.systems.disputes.agreement_declared import AGREEMENT_DOCUMENTS, AGREEMENT_MENU
from gongzhi.systems.disputes.institution_declared import CASE_MENU
from gongzhi.systems.disputes.institution_papers import CASE_DOCUMENTS
from gongzhi.systems.disputes.mediation_declared import MENU
from gongzhi.systems.disputes.mediation_papers import MEDIATION_DOCUMENTS
from gongzhi.systems.disputes.network_declared import NETWORK_MENU

_HERE = Path(__file__).parent
_FOLDER = _HERE / "documents"

DOCUMENTS: tuple[DocumentKind, ...] = (*CASE_DOCUMENTS, *MEDIATION_DOCUMENTS, *AGREEMENT_DOCUMENTS)

MANIFEST = Manifest(
    name="disputes",
    title="矛盾纠纷",
    title_en="Disputes",
    duty="人民调解委员会、行政机关、法院调解；劳动人事、商事、农村土地承包仲裁；行政裁决、行政复议；司法确认和诉讼；综治中心统一受理、衔接。",
    law="人民调解法；劳动争议调解仲裁法；仲裁法；农村土地承包经营纠纷调解仲裁法；行政复议法；行政诉讼法；民事诉讼法",
    procedures=_HERE / "procedures",
    documents=_FOLDER,
    menu=(*MENU, *AGREEMENT_MENU, *CASE_MENU, *NETWORK_MENU),
    guards={**institution_guards.GUARDS, **mediation_guards.GUARDS, **agreement_guards.AGREEMENT_GUARDS},
    effects={
        **institution_effects.EFFECTS,
        **mediation_effects.EFFECTS,
        **agreement_effects.AGREEMENT_EFFECTS,
    },
    accepts=("peoples_mediation",),
    asked_before=(
        *mediation_guards.ASKED_BEFORE,
        *agreement_guards.ASKED_BEFORE,
        *institution_guards.ASKED_BEFORE,
    ),
)
