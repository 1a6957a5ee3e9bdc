"""Two readings of the regulation that we settled: fifteen days once for each who owes them, and complaints about the highest body."""

import pytest
from tests.conformance.petitions.shared import (
    bring,
    clocks,
    matter,
    move,
    papers,
    sort,
    to_handling,
    transfer,
)

from gongzhi.core.clocks.models import ClockState
from gongzhi.core.identity.testing import Cast, at
from gongzhi.core.matters import queries
from gongzhi.core.matters.submission import Submitted
from gongzhi.core.workflow.actions.perform import GuardRefused
from gongzhi.kernel.errors import DomainError, NotFound

pytestmark = pytest.mark.django_db


def dispute(cast: Cast, given: Submitted, day: str) -> None:
    fields = {"ground": "三定规定第五条", "advice": cast.unit("station")}
    move(cast.handler, given, "object_competence", at(f"{day} 09:00"), "不属本局职责", fields)


def test_fifteen_days_run_once_for_the_office_and_once_for_the_receiving_bodies(cast: Cast) -> None:
    """XF-01, XF-03, XF-04; art. 22 and 23: a return and another body do not start the petitioner's fifteen days anew."""
    given = bring()
    sort(cast, given)
    transfer(cast, given)
    dispute(cast, given, "2026-03-05")
    move(cast["township_clerk"], given, "agree_return", at("2026-03-06 09:00"), "同意退回")
    lead = {"lead": cast.unit("complained"), "ask": "请依法办理"}
    move(cast["township_clerk"], given, "transfer_again", at("2026-03-09 09:00"), "另行转送", lead)

    runs = clocks(given, "acceptance_notice")
    assert [(one.n, str(one.due_on), one.state) for one in runs] == [
        (1, "2026-03-17", ClockState.MET),
        (2, "2026-03-19", ClockState.RUNNING),
    ]
    assert len(clocks(given, "competence_objection")) == 2, (
        "each body has five working days of its own to object"
    )


def test_a_decision_over_competence_does_not_start_them_anew_either(cast: Cast) -> None:
    """XF-05, art. 24."""
    given = bring()
    sort(cast, given)
    transfer(cast, given)
    dispute(cast, given, "2026-03-05")
    fields = {"way": "superior", "lead": cast.unit("complained")}
    move(cast["district_leader"], given, "decide_competence", at("2026-03-10 09:00"), "职责在环卫", fields)

    assert [str(one.due_on) for one in clocks(given, "acceptance_notice")] == ["2026-03-17", "2026-03-19"]


def test_what_complains_about_the_root_is_passed_out_and_the_root_never_reads_it(cast: Cast) -> None:
    """XF-11, XF-20; art. 23 and 30."""
    given = bring()
    sort(cast, given, "claim", against=[cast.unit("city")])

    assert (matter(given).is_sealed, matter(given).owner_id) == (True, cast.unit("township"))
    for who in ("leader", "supervisor", "parent_clerk", "clerk", "neighbour"):
        with pytest.raises(NotFound):
            queries.matter(cast[who], given.number)
    for name, fields in (
        ("transfer", {"lead": cast.unit("department")}),
        ("accept_here", {"contact_person": "周街道"}),
        ("pass_on", {"owner": cast.unit("district")}),
    ):
        with pytest.raises(GuardRefused, match="最高一级"):
            move(cast["township_clerk"], given, name, at("2026-03-04 09:00"), "办理", fields)
    up = {"body": "河北省信访局", "guidance": "石家庄市，电话 0311-12345"}
    move(cast["township_clerk"], given, "pass_up", at("2026-03-04 10:00"), "反映市级机关，送上一级。", up)

    assert (matter(given).status, matter(given).ending) == ("passed_up", "passed_on")
    assert papers(given) == ["petition_received", "petition_transferred"]
    assert clocks(given, "acceptance_notice")[0].state == ClockState.MET


def test_a_complaint_about_a_lower_body_goes_to_the_centre_above_it(cast: Cast) -> None:
    """XF-11, art. 30."""
    given = bring()
    sort(cast, given, "claim", against=[cast.unit("township")])

    assert matter(given).owner_id == cast.unit("district")
    with pytest.raises(NotFound):
        queries.matter(cast["township_clerk"], given.number)


def test_a_hearing_is_called_before_it_is_recorded(cast: Cast) -> None:
    """XF-09; art. 31 no. 6."""
    given = bring()
    to_handling(cast, given)
    record = {"heard": "双方到场", "record": "见笔录", "conclusion": "事实清楚"}
    with pytest.raises(DomainError):
        move(cast.handler, given, "record_hearing", at("2026-03-10 09:00"), fields=record)
    call = {"held_at": "2026-03-20T09:00", "place": "三楼会议室"}
    move(cast.handler, given, "hold_hearing", at("2026-03-10 09:00"), fields=call)
    move(cast.handler, given, "record_hearing", at("2026-03-20 15:00"), fields=record)

    handling = clocks(given, "handling")[0]
    assert (str(handling.due_on), handling.events) == ("2026-05-04", []), "the sixty days run on"
