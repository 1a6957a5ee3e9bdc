"""What tests of agreements share: terms, an agreement signed by all, and one that has taken effect."""

from datetime import date, datetime
from typing import Any

from gongzhi.core.identity.testing import at
from gongzhi.core.matters.actions.follow import Upload
from gongzhi.systems.disputes.actions import agreement as writing
from gongzhi.systems.disputes.actions.agreement import Drafting
from gongzhi.systems.disputes.actions.opening import Opened
from gongzhi.systems.disputes.models import Agreement, AgreementDraft, PerformanceItem
from gongzhi.systems.disputes.queries import agreements
from gongzhi.systems.disputes.rules.agreement import Clause, ClauseKind, Terms
from gongzhi.systems.disputes.rules.instalments import equal
from gongzhi.systems.disputes.tests.shared import Bench, matter_of, move, open_one, side_of, to_mediating

PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00\x90wS\xde"
    b"\x00\x00\x00\x0cIDATx\x9cc\xf8\xcf\xc0\x00\x00\x03\x01\x01\x00\xc9\xfe\x92\xef\x00\x00\x00\x00IEND\xaeB`\x82"
)
SCAN = Upload("签名页.png", PNG)
DRAFTED = at("2026-03-09 09:00")
SIGNED = at("2026-03-09 10:00")
SEALED = at("2026-03-09 11:00")


def terms(**changes: object) -> Terms:
    """Return the terms that a noisy neighbour agreed to: silence, twelve payments, an apology."""
    values: dict[str, Any] = {
        "facts": "甲方深夜练琴，乙方无法休息，就医支出医疗费。",
        "points": "停止深夜练琴，赔偿医疗费。",
        "responsibility": "甲方负主要责任。",
        "clauses": (
            Clause(ClauseKind.REFRAIN, "b", "", "每日二十二时至次日八时练琴"),
            Clause(
                ClauseKind.PAY,
                "b",
                "a",
                "医疗费",
                "银行转账",
                12_000_00,
                None,
                equal(12_000_00, 12, date(2026, 3, 31)),
            ),
            Clause(ClauseKind.APOLOGISE, "b", "a", "当面口头道歉", due_on=date(2026, 3, 20)),
        ),
        "called_due_after": 15,
    }
    return Terms(**(values | changes))


def draft(bench: Bench, given: Opened, when: datetime = DRAFTED, **changes: object) -> AgreementDraft:
    """Write a version of a written agreement."""
    return writing.draft_agreement(bench.mediator, given.number, Drafting("written", terms(**changes)), when)


def sign_all(bench: Bench, given: Opened, when: datetime = SIGNED) -> None:
    """Let both sides sign on their phones, and the mediator."""
    read = agreements.newest_draft(current(given)).sha256
    writing.sign_as_side(side_of(given, "a").pk, "高申请", read, when)
    writing.sign_as_side(side_of(given, "b").pk, "柳被申", read, when)
    writing.sign_as_mediator(bench.mediator, given.number, read, when)


def settle(bench: Bench, given: Opened, **changes: Any) -> Agreement:
    """Bring a mediation to an agreement that has taken effect on 9 March 2026."""
    draft(bench, given, **changes)
    sign_all(bench, given)
    move(bench.mediator, given, "agree", SEALED)
    return current(given)


def current(given: Opened) -> Agreement:
    """Return the agreement as it is now."""
    found = agreements.current(matter_of(given).id)
    assert found is not None
    return found


def item(given: Opened, clause: int, part: int = 0) -> PerformanceItem:
    """Return one performance."""
    return PerformanceItem.objects.get(agreement=current(given), clause=clause, part=part)


def mediating(bench: Bench) -> Opened:
    """Return a case that is being mediated."""
    given = open_one(bench.mediator)
    to_mediating(bench, given)
    return given
