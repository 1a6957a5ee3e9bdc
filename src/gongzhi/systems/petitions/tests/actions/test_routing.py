"""Sorting at the desk: class and way in one act, all or nothing, with what the machine suggested kept beside it."""

from dataclasses import replace

import pytest

from gongzhi.core.files.models import Document
from gongzhi.core.identity.testing import Cast, at
from gongzhi.core.matters.tests.shared import submission
from gongzhi.core.suggest.models import Suggestion
from gongzhi.core.workflow.actions.perform import GuardRefused
from gongzhi.kernel.errors import DomainError, InvalidInput, NotAllowed, NotFound
from gongzhi.systems.petitions.actions.intake import Brought, take_in
from gongzhi.systems.petitions.actions.routing import Sorting, sort_and_route
from gongzhi.systems.petitions.models import Petition
from gongzhi.systems.petitions.queries.sorting import waiting
from gongzhi.systems.petitions.rules.ways import WAYS, Way
from gongzhi.systems.petitions.tests.shared import bring, matter

pytestmark = pytest.mark.django_db
NOW = at("2026-03-03 09:00")
ENDS = {
    "litigation": "routed",
    "arbitration": "routed",
    "party": "routed",
    "administrative": "routed",
    "duty": "routed",
    "petition": "transferred",
    "suggestion": "studying",
    "accusation": "accusation_passed",
    "class_only": "sorted",
}


@pytest.mark.parametrize("way", [one for one in WAYS if one.name != "same"], ids=lambda one: one.name)
def test_every_way_is_one_act(cast: Cast, way: Way) -> None:
    given = bring()
    lead = cast.unit("department") if way.name in ("petition", "suggestion") else None

    sort_and_route(cast["township_clerk"], given.number, Sorting(way=way.name, lead=lead), NOW)

    assert matter(given).status == ENDS[way.name]
    assert Petition.objects.get(matter_id=given.matter_id).kind == way.kind


def test_a_route_without_words_of_its_own_says_the_standing_ones(cast: Cast) -> None:
    given = bring()

    sort_and_route(cast["township_clerk"], given.number, Sorting(way="arbitration"), NOW)

    notice = Document.objects.get(matter_id=given.matter_id, template="petition_routed")
    told = {row["name"]: row["text"] for row in notice.data["fields"]}
    assert "仲裁" in told["body"]
    assert "12333" in told["guidance"]


def test_without_a_body_the_centre_accepts_it_itself(cast: Cast) -> None:
    given = bring()

    made = sort_and_route(cast["township_clerk"], given.number, Sorting(way="petition"), NOW)

    assert made == ["sort", "accept_here"]
    assert (matter(given).status, matter(given).lead_id) == ("handling", cast.unit("township"))


def test_what_cannot_be_directed_is_not_registered_either(cast: Cast) -> None:
    given = bring()
    wrong = Sorting(way="petition", against=(cast.unit("department"),), lead=cast.unit("department"))

    with pytest.raises(GuardRefused, match="被反映"):
        sort_and_route(cast["township_clerk"], given.number, wrong, NOW)

    assert matter(given).status == "registered"
    assert not Document.objects.filter(matter_id=given.matter_id).exists()
    assert not Suggestion.objects.filter(matter_id=given.matter_id).exists()


def test_the_same_matter_is_linked_and_told(cast: Cast) -> None:
    live, again = bring(), bring()
    sort_and_route(
        cast["township_clerk"], live.number, Sorting(way="petition", lead=cast.unit("department")), NOW
    )

    sort_and_route(cast["township_clerk"], again.number, Sorting(way="same", into=live.number), NOW)

    assert matter(again).status == "linked"
    assert Document.objects.filter(matter_id=again.matter_id, template="repeat_notice").exists()


def test_when_its_own_centre_is_accused_the_one_above_directs_it(cast: Cast) -> None:
    given = bring()
    against = Sorting(way="litigation", against=(cast.unit("township"),))

    made = sort_and_route(cast["township_clerk"], given.number, against, NOW)

    assert made == ["sort"]
    assert (matter(given).owner_id, matter(given).status) == (cast.unit("district"), "sorted")
    assert given.number in {one.number for one in waiting(cast.clerk)}
    assert not waiting(cast["township_clerk"]).exists()


def test_what_complains_about_the_highest_body_goes_nowhere_here(cast: Cast) -> None:
    """The root of the tree is above everybody: no body of the platform may be given what complains about it."""
    given = take_in(cast["township_clerk"], submission(), Brought(against=(cast.unit("city"),)), NOW)

    for way in (Sorting(way="petition", lead=cast.unit("department")), Sorting(way="petition")):
        with pytest.raises(GuardRefused, match="最高一级"):
            sort_and_route(
                cast["township_clerk"], given.number, replace(way, against=(cast.unit("city"),)), NOW
            )
    sort_and_route(
        cast["township_clerk"],
        given.number,
        Sorting(way="accusation", body="河北省纪委监委", against=(cast.unit("city"),)),
        NOW,
    )

    assert matter(given).status == "accusation_passed"


def test_what_the_words_suggested_stands_beside_what_was_chosen(cast: Cast) -> None:
    given = bring(title="建议增设公交站", text="建议在和平小区门口增设一个公交站，老人出行方便。")

    sort_and_route(cast["township_clerk"], given.number, Sorting(way="duty"), NOW)

    kept = Suggestion.objects.get(matter_id=given.matter_id, kind="way")
    assert (kept.value, kept.chosen) == ("suggestion", "duty")
    assert "建议" in kept.reasons


@pytest.mark.parametrize("who", ["handler", "caller", "supervisor"])
def test_only_the_office_of_the_place_sorts(cast: Cast, who: str) -> None:
    given = bring()

    with pytest.raises((NotAllowed, NotFound)):
        sort_and_route(cast[who], given.number, Sorting(way="duty"), NOW)
    with pytest.raises(NotFound):
        sort_and_route(cast.neighbour, given.number, Sorting(way="duty"), NOW)
    assert matter(given).status == "registered"


def test_no_way_is_no_decision(cast: Cast) -> None:
    given = bring()

    with pytest.raises(InvalidInput, match="哪条途径"):
        sort_and_route(cast["township_clerk"], given.number, Sorting(way=""), NOW)


def test_two_clerks_never_sort_one_petition_twice(cast: Cast) -> None:
    given = bring()
    sort_and_route(cast["township_clerk"], given.number, Sorting(way="class_only", expect=0), NOW)

    with pytest.raises(DomainError):
        sort_and_route(cast["township_clerk"], given.number, Sorting(way="duty", expect=0), NOW)
