"""What the petitions register with the core: procedures, guards, effects, documents, and what they take over."""

from pathlib import Path

from gongzhi.core.files.rules.kinds import DocumentKind
from gongzhi.core.workflow.manifest import Manifest
from gongzhi.systems.petitions import declared_ownership, effects_oversight, guards_oversight
from gongzhi.systems.petitions.effects import EFFECTS
from gongzhi.systems.petitions.guards import GUARDS
from gongzhi.systems.petitions.menu import MENU
from gongzhi.systems.petitions.menu_oversight import OVERSIGHT_MENU

_HERE = Path(__file__).parent
_FOLDER = _HERE / "documents"


def _paper(name: str, title: str, title_en: str, series: str, *, for_party: bool = True) -> DocumentKind:
    return DocumentKind(name, title, title_en, series, name, for_party=for_party, folder=_FOLDER)


DOCUMENTS = (
    _paper("petition_received", "信访事项登记告知书", "Notice of registration", "访登"),
    _paper("petition_accepted", "信访事项受理告知书", "Notice of acceptance", "访受"),
    _paper("petition_routed", "依法分类处理告知书", "Notice of direction to another procedure", "访导"),
    _paper("petition_transferred", "信访事项转送交办告知书", "Notice of transfer", "访转"),
    _paper("petition_extended", "延长办理期限告知书", "Notice of extension", "访延"),
    _paper("grave_report", "重大紧急信访事项报告", "Report of a grave petition", "访报", for_party=False),
    _paper("repeat_notice", "重复信访事项告知书", "Notice of a petition raised again in time", "访重"),
    _paper("earlier_decision_notice", "已复核信访事项答复书", "Answer with the earlier decision", "访复"),
    _paper("suggestion_reply", "建议意见答复书", "Answer to a suggestion", "访建"),
    _paper("accusation_notice", "检举控告处理告知书", "Notice to who accuses", "访举"),
    _paper("settlement_record", "信访事项调解和解协议", "Settlement", "访和"),
    _paper("hearing_notice", "信访听证通知书", "Notice of a hearing", "访听"),
    _paper("opinion_letter", "信访事项处理意见书", "Opinion letter", "访意"),
    _paper("review_received", "复查复核请求受理告知书", "Notice that a review was requested", "访请"),
    _paper("review_decision", "信访事项复查意见书", "Review decision", "访查"),
    _paper("re_review_decision", "信访事项复核意见书", "Re-review decision", "访核"),
    _paper("reopened_notice", "信访事项重新办理告知书", "Notice of handling anew", "访重办"),
    _paper("supervision_letter", "督办函", "Letter of supervision", "访督", for_party=False),
    _paper("talk_notice", "约谈通知书", "Notice of a talk", "访谈", for_party=False),
    _paper("talk_record", "约谈记录", "Record of a talk", "访谈记", for_party=False),
    _paper("circular", "督办情况通报", "Circular", "访通", for_party=False),
    _paper("listing_notice", "挂牌督办通知书", "Notice of listed supervision", "访挂", for_party=False),
    _paper(
        "delisting_notice", "挂牌督办摘牌通知书", "Notice of the end of a listing", "访摘", for_party=False
    ),
    _paper("advice_letter", "改进工作建议书", "Advice to improve", "访改", for_party=False),
    _paper("procedure_end_notice", "信访程序终结告知书", "Notice of the end of the procedure", "访终"),
)

MANIFEST = Manifest(
    name="petitions",
    title="信访",
    title_en="Petitions",
    duty="信访工作机构登记、甄别、转送、交办、督办；有权处理的机关、单位受理、办理并作出处理意见；上一级机关复查、复核。",
    law="信访工作条例(2022年5月1日起施行)",
    procedures=_HERE / "procedures",
    documents=_FOLDER,
    menu=(*MENU, *declared_ownership.MENU, *OVERSIGHT_MENU),
    guards=GUARDS | guards_oversight.GUARDS,
    effects=EFFECTS | effects_oversight.EFFECTS,
    accepts=("petition",),
    asked_before=(
        "own_unit_not_accused",
        "head_of_body",
        "not_recused",
        "opinion_written",
        "outside_deciding_body",
        "did_not_sort",
        "nobody_to_tell",
        "routed_to_duty",
        "no_superior_here",
    ),
)
