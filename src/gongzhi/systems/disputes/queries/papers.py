"""What the papers of an agreement print; everything that names people or quotes them goes into the sealed part."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from gongzhi.core.files import press
from gongzhi.kernel.terms import CHINA
from gongzhi.systems.disputes.models import Agreement, AgreementForm, Case, SignatureWay
from gongzhi.systems.disputes.queries.agreements import MEDIATOR, DraftView, SignatureView, titles
from gongzhi.systems.disputes.queries.people import letter, names_in_clear, sides_of
from gongzhi.systems.disputes.rules import agreement as rules
from gongzhi.systems.disputes.rules.agreement import Terms, day_words
from gongzhi.systems.disputes.rules.causes import MEDIATIONS
from gongzhi.systems.disputes.rules.money import capital, yuan_text

LAWS = {
    "peoples_mediation": "人民调解法",
    "medical_mediation": "人民调解法、医疗纠纷预防和处理条例",
    "consumer_mediation": "消费者权益保护法、市场监督管理投诉举报处理暂行办法",
    "labour_mediation": "劳动争议调解仲裁法",
    "administrative_mediation": "河北省多元化解纠纷条例",
    "public_order_mediation": "治安管理处罚法",
    "court_mediation": "人民法院在线调解规则、最高人民法院关于人民法院特邀调解的规定",
}


def heading(case: Case, form: str) -> str:
    """Return what the paper is called, by the kind of mediation and the form."""
    kind = MEDIATIONS[case.kind][0]
    return f"{kind}口头协议记录" if form == AgreementForm.ORAL else f"{kind}协议书"


def plain_text(case: Case, terms: Terms) -> str:
    """Return the whole text that a side reads and signs, without names."""
    called = titles(case)
    parts = [
        f"纠纷的主要事实：{terms.facts.strip()}",
        f"争议事项：{terms.points.strip()}" if terms.points.strip() else "",
        f"各方责任：{terms.responsibility.strip()}" if terms.responsibility.strip() else "",
        "经调解，各方自愿达成如下协议：",
        *rules.sentences(terms, called),
        *(_schedule_line(row) for row in schedule(terms, called)),
        *effect(str(AgreementForm.WRITTEN)),
    ]
    return "\n".join(one for one in parts if one)


def _schedule_line(row: Mapping[str, object]) -> str:
    amount = f"，{row['amount']} 元" if row["amount"] else ""
    return (
        f"履行时间表第 {row['n']} 行：{row['by']}向{row['to'] or '对方'}，{row['what']}{amount}，{row['due']}"
    )


def schedule(terms: Terms, called: Mapping[str, str]) -> list[dict[str, object]]:
    """Return the lines of the schedule of performance."""
    return [
        {
            "n": n,
            "by": called.get(one.by, one.by),
            "to": called.get(one.to, ""),
            "what": one.what,
            "amount": yuan_text(one.fen) if one.fen else "",
            "due": one.due_on.isoformat() if one.due_on else "长期",
        }
        for n, one in enumerate(rules.duties(terms), 1)
    ]


def sums(terms: Terms, called: Mapping[str, str]) -> list[str]:
    """Return what each side pays altogether, in figures and capital numerals."""
    return [
        f"{title}应付合计：{yuan_text(fen)} 元（{capital(fen)}）"
        for code, title in called.items()
        if (fen := rules.total(terms, code))
    ]


def effect(form: str) -> list[str]:
    """Return the paragraphs on when the agreement takes effect, and what it does."""
    return [rules.ORAL_START if form == AgreementForm.ORAL else rules.WRITTEN_START, *rules.EFFECT]


def draft_data(case: Case, agreement: Agreement, draft: DraftView) -> dict[str, object]:
    """Return all that a draft prints, in clear: it is set at once and never kept."""
    return _open_part(case, agreement, draft) | sealed_values(case, agreement, draft, [])


def agreement_data(
    case: Case, agreement: Agreement, draft: DraftView, signed: Sequence[SignatureView]
) -> dict[str, object]:
    """Return the snapshot of an effective agreement, its people and words sealed."""
    return _open_part(case, agreement, draft) | {
        "sealed": press.sealed_part(sealed_values(case, agreement, draft, signed))
    }


def _open_part(case: Case, agreement: Agreement, draft: DraftView) -> dict[str, object]:
    return {
        "heading": heading(case, agreement.form),
        "law": LAWS[case.kind],
        "effective_on": agreement.effective_on.isoformat() if agreement.effective_on else "",
        "digest": grouped(draft.sha256),
        "n": draft.n,
    }


def sealed_values(
    case: Case, agreement: Agreement, draft: DraftView, signed: Sequence[SignatureView]
) -> dict[str, object]:
    """Return what of an agreement's paper names people or quotes them, in clear, to be sealed."""
    terms, called = draft.terms, titles(case)
    return {
        "parties": parties(case),
        "facts": terms.facts,
        "points": terms.points,
        "responsibility": terms.responsibility,
        "sentences": rules.sentences(terms, called),
        "schedule": schedule(terms, called),
        "sums": sums(terms, called),
        "effect": effect(agreement.form),
        "signatures": [{"title": one.title, "name": one.name, "note": signature_note(one)} for one in signed],
    }


def parties(case: Case) -> list[dict[str, str]]:
    """Return the sides as an agreement names them: title, part and name; never contact nor address."""
    names = names_in_clear(case)
    return [
        {"title": letter(one.code), "role": str(one.get_part_display()), "name": names.get(one.code, "")}
        for one in sides_of(case)
    ]


def signature_note(one: SignatureView) -> str:
    """Return how and when somebody signed, as the paper says it."""
    if not one.is_given or one.signed_on is None:
        return ""
    if one.code == MEDIATOR:
        return (
            f"在线签名，{moment_words(one.at)}"
            if one.way == SignatureWay.SCREEN
            else f"纸上签名，{day_words(one.signed_on)}"
        )
    if one.way == SignatureWay.SCREEN:
        return f"本人查询密码在线签名，{moment_words(one.at)}"
    return f"纸上签名，{day_words(one.signed_on)}，扫描件存卷"


def moment_words(at: datetime | None) -> str:
    """Return a moment as papers write it."""
    if at is None:
        return ""
    local = at.astimezone(CHINA)
    return f"{day_words(local.date())} {local:%H:%M}"


def grouped(digest: str) -> str:
    """Return the first part of a digest in groups of four, short enough to compare by eye."""
    return " ".join(digest[n : n + 4] for n in range(0, 24, 4))


def iso(day: date | None) -> str:
    """Return a day for a letter, "" for none."""
    return day.isoformat() if day else ""
