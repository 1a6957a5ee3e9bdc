"""What a reconsideration decision may say (行政复议法 art. 49 to 51, 63 to 71)."""

OUTCOMES: dict[str, tuple[str, str]] = {
    "upheld": ("维持", "Upheld"),
    "changed": ("变更", "Changed"),
    "revoked": ("撤销、部分撤销", "Revoked in whole or part"),
    "revoked_anew": ("撤销并责令重新作出", "Revoked, to be done anew"),
    "unlawful": ("确认违法", "Declared unlawful"),
    "void": ("确认无效", "Declared void"),
    "perform": ("责令履行", "Ordered to act"),
    "rejected": ("驳回复议请求", "Request rejected"),
    "agreement": ("责令订立、履行协议或者补救、赔偿", "Ordered under an agreement"),
}
"""The closed list of decisions."""
LEAVES_ACT = frozenset({"upheld", "rejected"})
"""The decisions that leave the act as it is."""


def why_worse(outcome: str, *, is_said_not_worse: bool, has_third_party: bool) -> str | None:
    """Return why a change is not allowed, None when it is: never worse for the applicant (art. 63)."""
    if outcome != "changed" or is_said_not_worse or has_third_party:
        return None
    return "复议机关不得作出对申请人更为不利的变更决定；请核对，并确认没有更不利。第三人提出相反请求的除外。"


def why_no_evidence(outcome: str, *, has_reply: bool, has_third_evidence: bool) -> str | None:
    """Return why the act cannot be left as it is, None when it can: without a reply it has no evidence (art. 70)."""
    if has_reply or has_third_evidence or outcome not in LEAVES_ACT:
        return None
    return (
        "被申请人没有按期书面答复、提交证据，视为该行政行为没有证据、依据，不能维持或者驳回请求；"
        "涉及第三人合法权益、第三人提供证据的除外。"
    )


def why_not_heard(*, is_ordinary: bool, are_views_heard: bool) -> str | None:
    """Return why a decision is too early, None when the sides were heard (art. 49)."""
    if not is_ordinary or are_views_heard:
        return None
    return "普通程序要先听取当事人意见并记录在案；因当事人的原因不能听取的，也要登记。"


def why_no_hearing(*, is_grave: bool, was_held: bool) -> str | None:
    """Return why a decision is too early, None when a grave case had its hearing (art. 50)."""
    return "重大、疑难、复杂的案件应当组织听证，请先听证。" if is_grave and not was_held else None
