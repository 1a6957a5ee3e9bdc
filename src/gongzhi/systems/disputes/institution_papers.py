"""The kinds of papers that institutions make; all name the sides and are read by those who work on the case."""

from pathlib import Path

from gongzhi.core.files.rules.kinds import DocumentKind
from gongzhi.systems.disputes.queries.institutions import may_read

_FOLDER = Path(__file__).parent / "documents"


def _paper(name: str, title: str, title_en: str, series: str, *, for_party: bool = True) -> DocumentKind:
    return DocumentKind(
        name, title, title_en, series, name, for_party=for_party, folder=_FOLDER, readers=may_read
    )


CASE_DOCUMENTS = (
    _paper("case_receipt", "收件凭证", "Receipt of an application", "收案"),
    _paper("case_correction", "补正通知书", "Notice to correct", "补正"),
    _paper("case_stopped", "中止审理通知书", "Notice that the case is stopped", "中止"),
    _paper("case_resumed", "恢复审理通知书", "Notice that the case goes on", "恢复"),
    _paper("case_withdrawn", "撤回申请决定书", "Notice of withdrawal", "撤回"),
    _paper("case_package", "案件移送清单", "Hand-over package", "移送"),
    _paper("service_receipt", "送达回证", "Receipt of service", "送达"),
    _paper("labour_accepted", "劳动人事争议仲裁受理通知书", "Notice of acceptance", "劳仲受"),
    _paper("labour_refused", "劳动人事争议仲裁不予受理通知书", "Notice of refusal", "劳仲不受"),
    _paper("labour_respond", "劳动人事争议仲裁应诉通知书", "Notice to the respondent", "劳仲应"),
    _paper("labour_tribunal", "仲裁庭组成人员通知书", "Notice of the tribunal", "劳仲庭"),
    _paper("labour_hearing", "开庭通知书", "Notice of the hearing", "劳仲开"),
    _paper("labour_extension", "延长仲裁期限通知书", "Notice of extension", "劳仲延"),
    _paper("labour_award", "劳动人事争议仲裁裁决书", "Award", "劳仲裁"),
    _paper("labour_settlement", "劳动人事争议仲裁调解书", "Settlement", "劳仲调"),
    _paper("recon_accepted", "行政复议受理通知书", "Notice of acceptance", "复受"),
    _paper("recon_refused", "行政复议不予受理(驳回申请)决定书", "Decision of refusal", "复不受"),
    _paper("recon_answer_notice", "行政复议答复通知书", "Notice to reply", "复答"),
    _paper("recon_hearing", "行政复议听证通知书", "Notice of the hearing", "复听"),
    _paper("recon_extension", "行政复议延期审理通知书", "Notice of extension", "复延"),
    _paper("recon_decision", "行政复议决定书", "Decision", "复决"),
    _paper("recon_settlement", "行政复议调解书", "Settlement", "复调"),
    _paper("recon_ended", "行政复议终止决定书", "Decision to end the case", "复终"),
    _paper("recon_opinion", "行政复议意见书", "Opinion letter", "复意", for_party=False),
    _paper("recon_order", "责令履行通知书", "Order to perform", "复责"),
)
