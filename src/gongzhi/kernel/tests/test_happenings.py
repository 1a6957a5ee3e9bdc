"""Whether what is said to have happened to a term can have happened."""

import pytest

from gongzhi.kernel.calendar import china
from gongzhi.kernel.happenings import why_impossible
from gongzhi.kernel.terms import Extension, Term, TermEventKind
from gongzhi.kernel.tests.samples import NINE
from gongzhi.kernel.tests.test_terms import EXTENDABLE, WD, event, term

PAUSED, RESUMED, EXTENDED, MET, CANCELLED = TermEventKind
AFTER_EXPIRY = term(5, WD, extension=Extension(1, 5, WD, "leader", "resident", before_expiry=False))


@pytest.mark.parametrize(
    ("what", "happened", "says"),
    [
        (EXTENDABLE, [], ""),
        (EXTENDABLE, [(PAUSED, "2026-03-03T09:00"), (RESUMED, "2026-03-04T09:00"), (EXTENDED, "2026-03-05T09:00"), (MET, "2026-03-05T09:00")], ""),
        (AFTER_EXPIRY, [(EXTENDED, "2026-04-05T09:00")], ""),
        (EXTENDABLE, [(PAUSED, "2026-03-03T09:00"), (EXTENDED, "2026-06-05T09:00")], ""),
        (EXTENDABLE, [(EXTENDED, "2026-03-10T00:00")], "届满"),
        (EXTENDABLE, [(EXTENDED, "2026-03-09T23:59")], ""),
        (EXTENDABLE, [(MET, "2026-03-01T09:00")], "早于"),
        (EXTENDABLE, [(MET, "2026-03-04T09:00"), (PAUSED, "2026-03-05T09:00")], "已经结束"),
        (EXTENDABLE, [(PAUSED, "2026-03-03T09:00"), (PAUSED, "2026-03-04T09:00")], "已经是暂停"),
        (EXTENDABLE, [(RESUMED, "2026-03-03T09:00")], "没有暂停"),
        (term(5, WD), [(EXTENDED, "2026-03-03T09:00")], "不能延长"),
        (EXTENDABLE, [(EXTENDED, "2026-03-03T09:00", 2), (EXTENDED, "2026-03-04T09:00", 2)], "最多延长 1 次"),
        (EXTENDABLE, [(EXTENDED, "2026-03-03T09:00", 6)], "不能延长 6"),
    ],
    ids=[
        "nothing", "a whole history", "after the end where allowed", "while paused", "an extension too late",
        "an extension at the last minute", "before the start", "after the end", "paused twice", "resumed while running",
        "no extension at all", "extended too often", "extended too far",
    ],
)  # fmt: skip
def test_what_cannot_have_happened_is_said_in_a_sentence(
    what: Term, happened: list[tuple[TermEventKind, str]], says: str
) -> None:
    found = why_impossible(what, NINE, [event(*one) for one in happened], china())

    assert says in found
    assert bool(found) == bool(says)
