"""Whether a court can confirm an agreement: what the court may look at, and every ground on which it must refuse.

Law: 民事诉讼法(2023) art. 205, 206; 民诉法解释 art. 353 to 358. The rule never decides for the court: it says what speaks
against the application and why, before anybody travels there.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from gongzhi.kernel.errors import Said, said


class Content(StrEnum):
    """What an agreement may hold that a court does not confirm (民诉法解释 art. 355)."""

    STATUS = "status"
    TITLE = "title"
    OTHER_PROCEDURE = "other_procedure"
    NOT_CIVIL = "not_civil"


CONTENT_TITLES = {
    Content.STATUS: (
        "确认婚姻、亲子、收养等身份关系无效、有效或者解除",
        "It confirms or ends a marriage, parentage or adoption",
    ),
    Content.TITLE: ("确认物权、知识产权归谁所有", "It settles title to property or intellectual property"),
    Content.OTHER_PROCEDURE: (
        "涉及其他特别程序、公示催告或者破产程序",
        "It belongs to another special procedure or to bankruptcy",
    ),
    Content.NOT_CIVIL: ("不是民事纠纷（例如行政、刑事）", "It is no civil dispute"),
}


class Ground(StrEnum):
    """Why a court is the one to ask (民事诉讼法 art. 205)."""

    ORGANISATION = "organisation"
    DOMICILE = "domicile"
    OBJECT = "object"
    INVITED = "invited"


@dataclass(frozen=True, slots=True)
class ConfirmationFacts:
    """What is known of an agreement; the answers to the content are those of the mediator, not of a machine."""

    effective_on: date | None
    on: date
    last_on: date
    contents: frozenset[Content]
    by_organisation: bool
    court_delegated: bool
    ground: Ground | None
    has_money_without_day: bool = False
    clauses: int = 0


@dataclass(frozen=True, slots=True)
class Finding:
    """One point of the check: whether it shuts the way, the sentence, and its article."""

    shuts: bool
    why: str | Said
    law: str


def findings(facts: ConfirmationFacts) -> list[Finding]:
    """Return every point that speaks against a joint application, those that shut the way first; [] when none does."""
    return sorted(_findings(facts), key=lambda one: not one.shuts)


def is_open(facts: ConfirmationFacts) -> bool:
    """Whether nothing shuts the way."""
    return not any(one.shuts for one in findings(facts))


def _findings(facts: ConfirmationFacts) -> Iterator[Finding]:
    if facts.effective_on is None:
        yield Finding(True, "协议还没有生效：各方和调解员签名、加盖印章以后才能申请。", "人民调解法第29条")
    elif facts.on > facts.last_on:
        yield Finding(
            True,
            said(
                "申请的最后一天是 %(day)s，已经过了。协议仍然有约束力，有争议可以起诉。",
                day=facts.last_on.isoformat(),
            ),
            "民事诉讼法第205条",
        )
    if not facts.by_organisation:
        yield Finding(True, "不是依法设立的调解组织主持达成的协议，法院不受理确认申请。", "民事诉讼法第205条")
    yield from _content(facts)
    yield from _court(facts)
    if facts.has_money_without_day:
        yield Finding(
            False,
            "有的款项没有写明哪一天支付，法院可能认为内容不明确而驳回。请先补充协议。",
            "民诉法解释第358条",
        )


_CONTENT = {
    Content.STATUS: (
        "确认婚姻、亲子、收养等身份关系无效、有效或者解除的，法院不受理。可以去民政部门办理或者起诉。",
        "民诉法解释第355条第3项",
    ),
    Content.TITLE: (
        "内容涉及物权、知识产权确权的，法院不受理。可以办理登记或者起诉确权。",
        "民诉法解释第355条第5项",
    ),
    Content.OTHER_PROCEDURE: (
        "涉及其他特别程序、公示催告程序、破产程序的，法院不受理。",
        "民诉法解释第355条第4项",
    ),
    Content.NOT_CIVIL: ("不属于人民法院受理民事案件的范围，法院不受理。", "民诉法解释第355条第1项"),
}


def _content(facts: ConfirmationFacts) -> Iterator[Finding]:
    for one in Content:
        if one in facts.contents:
            why, law = _CONTENT[one]
            yield Finding(True, why, law)


def _court(facts: ConfirmationFacts) -> Iterator[Finding]:
    if facts.court_delegated and facts.ground not in (None, Ground.INVITED):
        yield Finding(
            True, "法院邀请调解的，要向作出邀请的法院申请，其他法院不管辖。", "民事诉讼法第205条第1项"
        )
    if not facts.court_delegated and facts.ground is Ground.INVITED:
        yield Finding(
            True,
            "这件事不是法院邀请调解的，请向当事人住所地、标的物所在地或者调解组织所在地的基层法院申请。",
            "民事诉讼法第205条第2项",
        )


COURT_LOOKS_AT = (
    "违反法律强制性规定",
    "损害国家利益、社会公共利益、他人合法权益",
    "违背公序良俗",
    "违反自愿原则",
    "内容不明确",
)
"""On these the court dismisses (民诉法解释 art. 358); nobody but the court weighs them."""
