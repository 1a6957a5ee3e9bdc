"""Bare facts for guards and effects: who agreed to what, who mediates. Never shown to anybody as they are."""

from gongzhi.systems.disputes.models import About, Answer, Case, Consent, MediatorChoice, Side
from gongzhi.systems.disputes.rules import conflicts


def newest(side: Side, about: str, detail: str) -> Consent | None:
    """Return the open question to a side about something."""
    return (
        Consent.objects.filter(side=side, about=about, detail=detail, used_at__isnull=True)
        .order_by("-id")
        .first()
    )


def answers(case: Case, about: str, detail: str) -> dict[str, str]:
    """Return the answer of every side to the open question about something; "" where it was not asked."""
    found = dict.fromkeys(Side.objects.filter(case=case).order_by("code").values_list("code", flat=True), "")
    asked = Consent.objects.filter(side__case=case, about=about, detail=detail, used_at__isnull=True)
    for code, answer in asked.order_by("id").values_list("side__code", "answer"):
        found[code] = answer
    return found


def all_agree(case: Case, about: str, detail: str) -> bool:
    """Whether every side said yes, and there are at least two."""
    found = answers(case, about, detail)
    return len(found) >= 2 and all(one == Answer.GIVEN for one in found.values())


def has_refusal(case: Case, about: str, detail: str) -> bool:
    """Whether a side said no, took its consent back, or cannot be reached."""
    no = {Answer.REFUSED, Answer.WITHDRAWN, Answer.UNREACHABLE}
    return any(one in no for one in answers(case, about, detail).values())


def agreed_detail(case: Case, about: str) -> str:
    """Return the detail to which all sides agreed and that was not used yet, "" when there is none."""
    details = Consent.objects.filter(side__case=case, about=about, used_at__isnull=True).order_by("-id")
    for detail in dict.fromkeys(details.values_list("detail", flat=True)):
        if all_agree(case, about, detail):
            return detail
    return ""


def mediator_now(case: Case) -> MediatorChoice | None:
    """Return who mediates the case now."""
    return MediatorChoice.objects.filter(case=case, left_at__isnull=True).first()


def why_not_ready(case: Case) -> str:
    """Return why the mediation cannot begin with the mediator there is, "" when it can."""
    choice = mediator_now(case)
    if choice is None:
        return "还没有选定调解员。请双方选定，或者由调解组织指定。"
    if conflicts.bars([*choice.declared, *choice.found]):
        return "选定的调解员应当回避，请另选。"
    if choice.declared_at is None:
        return "调解员还没有声明有没有利害关系，请先声明。"
    return ""


__all__ = [
    "About",
    "agreed_detail",
    "all_agree",
    "answers",
    "has_refusal",
    "mediator_now",
    "newest",
    "why_not_ready",
]
