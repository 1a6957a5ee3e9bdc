"""The kinds of papers that mediations make; they name the sides, so that of the staff only those who keep the case read them."""

from pathlib import Path

from gongzhi.core.files.rules.kinds import DocumentKind
from gongzhi.systems.disputes.queries.cases import may_read_paper

_FOLDER = Path(__file__).parent / "documents"


def _paper(name: str, title: str, title_en: str, series: str) -> DocumentKind:
    return DocumentKind(name, title, title_en, series, name, folder=_FOLDER, readers=may_read_paper)


MEDIATION_DOCUMENTS = (
    _paper("mediation_accepted", "调解受理通知书", "Notice that the mediation is accepted", "调受"),
    _paper("mediation_declined", "不予受理调解告知书", "Notice that the mediation is not accepted", "调不受"),
    _paper("mediation_extended", "延长调解期限告知书", "Notice that the term is extended", "调延"),
    _paper("mediation_ended", "终止调解告知书", "Notice that the mediation ended", "调终"),
    _paper("mediation_package", "无争议事实移送书", "Undisputed facts handed over", "调移"),
)
