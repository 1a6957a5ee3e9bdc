"""What the disputes register with the core: procedures, guards, effects, documents, menu."""

from pathlib import Path

from gongzhi.core.files.rules.kinds import DocumentKind
from gongzhi.core.workflow.manifest import Manifest
from gongzhi.systems.disputes import case_effects, case_guards
from gongzhi.systems.disputes.case_papers import CASE_DOCUMENTS

_HERE = Path(__file__).parent
_FOLDER = _HERE / "documents"

DOCUMENTS: tuple[DocumentKind, ...] = (*CASE_DOCUMENTS,)

MANIFEST = Manifest(
    name="disputes",
    title="矛盾纠纷",
    title_en="Disputes",
    duty="人民调解委员会、行政机关、法院调解；劳动人事、商事、农村土地承包仲裁；行政裁决、行政复议；司法确认和诉讼；综治中心统一受理、衔接。",
    law="人民调解法；劳动争议调解仲裁法；仲裁法；农村土地承包经营纠纷调解仲裁法；行政复议法；行政诉讼法；民事诉讼法",
    procedures=_HERE / "procedures",
    documents=_FOLDER,
    guards={**case_guards.GUARDS},
    effects={**case_effects.EFFECTS},
)
