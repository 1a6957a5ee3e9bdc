"""Taking a petition in: how it was brought stays with it, the accused are shut out before they can have looked."""

from datetime import date

import pytest

from gongzhi.core.identity.testing import Cast, at
from gongzhi.core.ledger.queries import entries
from gongzhi.core.matters import queries as matters
from gongzhi.core.matters.models import Matter, Party
from gongzhi.core.matters.tests.shared import submission
from gongzhi.core.notify.models import Notice
from gongzhi.kernel.actor import PUBLIC
from gongzhi.kernel.errors import InvalidInput, NotAllowed, NotFound
from gongzhi.systems.petitions.actions.intake import Brought, answer_sender, take_in
from gongzhi.systems.petitions.actions.people import name_representatives, replace_representative
from gongzhi.systems.petitions.models import Arrival
from gongzhi.systems.petitions.queries import representatives
from gongzhi.systems.petitions.tests.shared import matter

pytestmark = pytest.mark.django_db
NOW = at("2026-03-02 09:00")


def test_a_joint_visit_keeps_its_representatives_and_who_stands_behind(cast: Cast) -> None:
    brought = Brought(
        is_joint=True, is_real_name=True, representatives=("张三", "李四"), joined="三号楼全体住户"
    )

    given = take_in(cast["township_clerk"], submission(channel="visit"), brought, NOW)

    known = Arrival.objects.get(matter_id=given.matter_id)
    assert (known.is_joint, known.joined) == (True, "三号楼全体住户")
    assert len(representatives(given.matter_id)) == 2
    assert matter(given).system == "petitions"
    assert [one.verb for one in entries(matter(given).stream)] == [
        "matter.submitted",
        "workflow.began",
        "petition.taken_in",
    ]


def test_more_than_five_representatives_are_too_many_and_supporters_never(cast: Cast) -> None:
    names = ("甲一", "乙二", "丙三", "丁四", "戊五", "己六")

    with pytest.raises(InvalidInput, match="不超过 5 人"):
        take_in(PUBLIC, submission(), Brought(is_joint=True, representatives=names), NOW)

    assert not Matter.objects.exists()
    assert take_in(PUBLIC, submission(), Brought(is_joint=True, joined="全镇两千户联名"), NOW).number


def test_what_a_body_above_passes_on_keeps_its_number_and_day(cast: Cast) -> None:
    brought = Brought(sender="河北省信访局", sender_number="冀信转〔2026〕12号", return_on=date(2026, 4, 30))
    given = take_in(cast["township_clerk"], submission(channel="transfer"), brought, NOW)

    with pytest.raises(NotAllowed):
        answer_sender(cast.handler, given.number, "已办", at("2026-04-01 09:00"))
    with pytest.raises(NotFound):
        answer_sender(cast.neighbour, given.number, "已办", at("2026-04-01 09:00"))
    answer_sender(cast["township_clerk"], given.number, "已出具意见，文号……", at("2026-04-01 09:00"))

    known = Arrival.objects.get(matter_id=given.matter_id)
    assert (known.sender_number, known.returned_at) == ("冀信转〔2026〕12号", at("2026-04-01 09:00"))


def test_a_transfer_without_a_sender_is_asked_who_sent_it(cast: Cast) -> None:
    with pytest.raises(InvalidInput, match="哪个机关"):
        take_in(cast["township_clerk"], submission(channel="transfer"), Brought(), NOW)


def test_the_accused_centre_neither_gets_it_nor_a_word_of_it(cast: Cast) -> None:
    """XF-11, XF-20: the township is complained about, so the matter begins at the district."""
    given = take_in(PUBLIC, submission(), Brought(against=(cast.unit("township"),)), NOW)

    assert matter(given).owner_id == cast.unit("district")
    with pytest.raises(NotFound):
        matters.matter(cast["township_clerk"], given.number)
    assert matters.matter(cast.clerk, given.number)
    told = Notice.objects.filter(matter_id=given.matter_id).values_list("recipient_id", flat=True)
    assert str(cast.unit("township")) not in {str(one) for one in told}


def test_what_complains_about_the_highest_body_is_sealed_where_it_came_in(cast: Cast) -> None:
    given = take_in(PUBLIC, submission(), Brought(against=(cast.unit("city"),)), NOW)

    found = matter(given)
    assert (found.is_sealed, found.owner_id, found.complained_units) == (True, cast.unit("township"), [])
    assert matters.matter(cast["township_clerk"], given.number)
    with pytest.raises(NotFound):
        matters.matter(cast.leader, given.number)


def test_the_same_form_again_returns_the_first_number(cast: Cast) -> None:
    first = take_in(PUBLIC, submission(submit_key="k" * 32), Brought(is_joint=True), NOW)
    again = take_in(PUBLIC, submission(submit_key="k" * 32), Brought(is_joint=True), NOW)

    assert (again.number, again.repeated) == (first.number, True)
    assert Arrival.objects.count() == 1


def test_a_representative_is_replaced_and_stays_on_record(cast: Cast) -> None:
    given = take_in(PUBLIC, submission(), Brought(is_joint=True, representatives=("张三",)), NOW)
    party = representatives(given.matter_id)[0].pk

    with pytest.raises(NotFound):
        replace_representative(cast.neighbour, given.number, party, "李四", "重新推选", NOW)
    with pytest.raises(InvalidInput, match="为什么"):
        replace_representative(cast["township_clerk"], given.number, party, "李四", " ", NOW)
    replace_representative(cast["township_clerk"], given.number, party, "李四", "全体重新推选", NOW)

    assert Party.objects.filter(matter_id=given.matter_id).count() == 2
    assert len(representatives(given.matter_id)) == 1
    name_representatives(cast["township_clerk"], given.number, ["丙", "丁", "戊", "己"], NOW)
    with pytest.raises(InvalidInput):
        name_representatives(cast["township_clerk"], given.number, ["庚"], NOW)
