"""Ownership, backlog, suggestions and the yearly report as the regulation and the practice have them: given, when, then, article."""

from datetime import date, timedelta

import pytest
from tests.conformance.petitions.shared import (
    bring,
    matter,
    move,
    sort,
    to_end,
    to_handling,
    to_opinion,
    transfer,
)

from gongzhi.core.clocks.models import Clock
from gongzhi.core.identity.testing import Cast, at
from gongzhi.core.workflow import queries as workflow
from gongzhi.systems.petitions.actions import campaigns, cases, links, listing, meetings
from gongzhi.systems.petitions.models import AgendaItem, CaseOwner
from gongzhi.systems.petitions.queries import backlog, indicators, ownership, report
from gongzhi.systems.petitions.rules.indicators import INDICATORS, Indicator
from gongzhi.systems.petitions.rules.periods import Period, year

pytestmark = pytest.mark.django_db
NOW = at("2026-11-02 09:00")
THE_YEAR = year(2026)
SPRING = Period(date(2026, 3, 1), date(2026, 6, 30))


def share(cast: Cast, name: str, period: Period = THE_YEAR) -> tuple[int, int]:
    """Return part and whole of an indicator as the district's leader sees it."""
    found = indicators.share(cast["district_leader"], indicators.indicator(name), period, NOW)
    return found.part, found.whole


def test_owning_a_matter_stops_no_clock_and_takes_no_right(cast: Cast) -> None:
    """Given a claim being handled, when a leader owns it, then the 60 days run on (art. 34) and all moves stay (S24)."""
    given = bring()
    to_handling(cast, given)
    before = list(Clock.objects.filter(matter_id=given.matter_id).values("term", "state", "due_at"))
    state = workflow.main_of(given.matter_id).state

    owner = cases.take_case(cast["district_leader"], given.number, "副区长", "0310-3110000", NOW)
    cases.ask_closing(cast["district_leader"], owner.pk, "双方认可", NOW)

    assert list(Clock.objects.filter(matter_id=given.matter_id).values("term", "state", "due_at")) == before
    assert workflow.main_of(given.matter_id).state == state


def test_no_leader_ends_his_own_case_and_the_petition_is_not_closed_by_it(cast: Cast) -> None:
    """S24: given a case that its owner wants to end, when only bodies that handled it vouch for it, then it stays open."""
    given = bring()
    to_handling(cast, given)
    owner = cases.take_case(cast["district_leader"], given.number, "副区长", "0310-3110000", NOW)
    cases.ask_closing(cast["district_leader"], owner.pk, "双方认可", NOW)

    with pytest.raises(cases.CannotEnd):
        cases.end_case(cast["district_leader"], owner.pk, "solved", NOW)

    check = cases.NewCheck(reached=True, solved=True, words="电话核实")
    cases.check_closing(cast.caller, owner.pk, check, NOW + timedelta(hours=1))
    cases.end_case(cast["district_leader"], owner.pk, "solved", NOW + timedelta(hours=2))
    assert CaseOwner.objects.get().result == "solved"
    assert matter(given).is_open


def test_what_re_review_ended_but_did_not_solve_is_still_a_backlog(cast: Cast) -> None:
    """Art. 36, S25: given a matter ended by re-review, when the petitioner says that it is not solved, then it may be listed."""
    given = bring()
    to_end(cast, given)

    def names() -> list[str]:
        return [one.name for one in backlog.criteria_met(cast.dispatcher, matter(given), NOW).criteria]

    assert names() == ["rungs"]

    said = {"solved": "no", "satisfied": "1"}
    move(cast.citizen(given.matter_id), given, "rate", at("2026-05-21 09:00"), fields=said)

    assert "unsolved" in names()
    assert given.number in [one.matter.number for one in backlog.candidates(cast.dispatcher, NOW)[0]]
    entry = listing.put_on_list(cast.dispatcher, given.number, "", NOW)
    assert "程序已终结，实际问题没有解决" in entry.reasons
    assert matter(given).status == "final", "listing reopens nothing by itself and closes nothing"


def test_listing_and_meeting_move_no_term_of_the_law(cast: Cast) -> None:
    """Art. 24, 34: given a listed matter, when a meeting decides over it, then the body's term is what it was."""
    given = bring()
    to_handling(cast, given)
    due = matter(given).due_at
    listing.put_on_list(cast.dispatcher, given.number, "", NOW)
    new = meetings.NewMeeting("协调会", NOW, "三楼", "孙区长", (cast.unit("department"),))
    meetings.plan_meeting(cast.dispatcher, new, NOW)
    item = AgendaItem.objects.get()
    decision = meetings.NewDecision(cast.unit("department"), "恢复路面", date(2027, 3, 1))

    meetings.decide(cast.dispatcher, item.pk, decision, NOW)

    assert matter(given).due_at == due


def test_an_unanswered_suggestion_is_told_in_the_yearly_report(cast: Cast) -> None:
    """XF-22, art. 41: given a suggestion nobody answered, when the report is made, then it stands there as unanswered."""
    new = campaigns.NewSuggestion(cast.unit("other"), "占道", "到期不恢复", "建立保证金", date(2026, 12, 31))
    for _n in range(6):
        campaigns.suggest_policy(cast.dispatcher, new, NOW)

    found = report.report(cast["district_leader"], THE_YEAR, NOW)

    assert [section.title[0] for section in found.sections] == ["一", "二", "三", "四"]
    answers = dict(next(one for one in found.sections[2].tables if one.title == "建议书的答复").rows)
    assert str(answers["没有答复"]) == "6"
    assert all(one.formula for section in found.sections for one in section.figures)
    assert all(one.formula for section in found.sections for one in section.tables)


def test_the_report_tells_numbers_bodies_and_what_was_passed_on(cast: Cast) -> None:
    """XF-22, art. 41: the first two contents, with small numbers held back."""
    for n in range(7):
        given = bring(complained_units=(cast.unit("complained"),) if n < 5 else ())
        sort(cast, given)
        if n < 6:
            transfer(cast, given)

    found = report.report(cast["district_leader"], THE_YEAR, NOW)

    assert str(found.sections[0].figures[0].value) == "7"
    tables = {one.title: dict(one.rows) for one in found.sections[0].tables}
    assert str(tables["按类别"]["申诉求决类"]) == "7"
    assert str(tables["被反映较多的机关、单位"]["丛台区环卫中心"]) == "5"
    assert str(found.sections[1].figures[0].value) == "6"
    assert report.report(cast.neighbour, THE_YEAR, NOW).sections[0].figures[0].value.value == 0


def test_the_report_holds_small_numbers_back(cast: Cast) -> None:
    """Art. 41 with 个人信息保护法 art. 73: nobody is recognised by a small number."""
    bring()
    found = report.report(cast["district_leader"], THE_YEAR, NOW)
    assert str(found.sections[0].figures[0].value) == "少于 5"


@pytest.mark.parametrize(
    ("name", "part", "whole"),
    [("registration", 1, 1), ("acceptance_notice", 1, 1), ("handling", 1, 1), ("review", 0, 0)],
)
def test_terms_kept_in_time(cast: Cast, name: str, part: int, whole: int) -> None:
    """Art. 22, 23, 34, 35: given a claim on its way to a signed opinion in time, then each term counts once."""
    to_opinion(cast, bring())
    assert share(cast, name) == (part, whole)


def test_a_term_that_ran_out_counts_against_the_body_until_it_is_met_and_after(cast: Cast) -> None:
    """Art. 34, 45: given a claim whose 60 days are over, then it is in the whole and not in the part, for its own body."""
    given = bring()
    to_handling(cast, given)
    assert share(cast, "handling") == (0, 1)
    rows = indicators.by_unit(cast["district_leader"], indicators.indicator("handling"), THE_YEAR, NOW)
    assert [(one.unit_id, one.part, one.whole) for one in rows] == [(cast.unit("department"), 0, 1)]
    running = indicators.share(
        cast["district_leader"], indicators.indicator("handling"), THE_YEAR, at("2026-04-01 09:00")
    )
    assert running.whole == 0, "what is neither met nor over counts neither way"


def test_review_and_re_review_in_time_and_an_ended_matter_is_no_local_resolution_by_silence(
    cast: Cast,
) -> None:
    """Art. 35, 36; S07: asking for a review changes no figure, and only the petitioner's own word or a settlement solves."""
    given = bring()
    to_end(cast, given)

    assert share(cast, "review") == (1, 1)
    assert share(cast, "re_review") == (1, 1)
    part, whole = share(cast, "local_resolution")
    assert part == 0
    assert whole in (0, 1)


def test_a_settlement_in_time_is_a_local_resolution(cast: Cast) -> None:
    """Art. 33, 34; S07."""
    given = bring()
    to_handling(cast, given)
    settled = {"petitioner_agrees": "1", "other_agrees": "1", "answer": "月底恢复"}
    move(cast.handler, given, "settle", at("2026-03-20 09:00"), fields=settled)
    assert share(cast, "local_resolution") == (1, 1)


def test_first_contact_counts_from_acceptance(cast: Cast) -> None:
    """Art. 28: given two claims accepted, when one petitioner is called after three days, then it is one of two."""
    early, silent = bring(), bring()
    for one in (early, silent):
        to_handling(cast, one)
    move(
        cast.handler,
        early,
        "contact",
        at("2026-03-08 09:00"),
        fields={"way": "telephone", "words": "约了现场看"},
    )
    assert share(cast, "first_contact") == (1, 2)
    rest = indicators.matters(
        cast["district_leader"], indicators.indicator("first_contact"), THE_YEAR, NOW, "rest"
    )
    assert [one.number for one in rest] == [silent.number]


def test_a_supported_opinion_that_is_not_performed_counts_against_the_body(cast: Cast) -> None:
    """Art. 32."""
    to_opinion(cast, bring(), "supported", perform_by="2026-05-30")
    assert share(cast, "performance") == (0, 1)


@pytest.mark.parametrize("one", INDICATORS, ids=lambda one: one.name)
def test_every_figure_is_the_length_of_its_list_in_all_and_by_unit(cast: Cast, one: Indicator) -> None:
    """S07, S10: part and rest are the whole, a figure by unit is its own list, and nobody sees what is out of his reach."""
    to_end(cast, bring())
    to_handling(cast, bring())
    listing.put_on_list(cast.dispatcher, bring().number, "", NOW)
    leader = cast["district_leader"]

    ids = {
        which: set(indicators.matters(leader, one, THE_YEAR, NOW, which).values_list("id", flat=True))
        for which in ("whole", "part", "rest")
    }

    assert ids["part"] | ids["rest"] == ids["whole"]
    assert not ids["part"] & ids["rest"]
    for row in indicators.by_unit(leader, one, THE_YEAR, NOW):
        lists = [
            indicators.matters(leader, one, THE_YEAR, NOW, which, row.unit_id).count()
            for which in ("part", "whole")
        ]
        assert [row.part, row.whole] == lists
    assert indicators.share(cast.neighbour, one, THE_YEAR, NOW).whole == 0


def test_how_a_petitioner_rated_is_in_no_figure_while_a_review_may_be_asked_for(cast: Cast) -> None:
    """Art. 21: the handling body finds the matter in no rated figure before it is archived, and nobody else does."""
    given = bring()
    to_opinion(cast, given)
    said = {"solved": "no", "satisfied": "1"}
    move(cast.citizen(given.matter_id), given, "rate", at("2026-04-03 09:00"), fields=said)
    early = {
        name: indicators.share(
            cast["district_leader"], indicators.indicator(name), THE_YEAR, at("2026-04-10 09:00")
        ).whole
        for name in ("solved", "satisfied", "local_resolution")
    }

    assert early == {"solved": 0, "satisfied": 0, "local_resolution": 0}
    assert share(cast, "solved") == (0, 1), "the last day to ask for a review is over by then"
    assert share(cast, "local_resolution") == (0, 1)


def test_coverage_of_three_levels_names_who_is_missing(cast: Cast) -> None:
    """S11: no open matter without three named link persons; the figure is about our duty, not about where anybody went."""
    given = bring()
    for area, name in (("130403", "孙书记"), ("130403001", "周书记")):
        links.keep_link(cast.dispatcher, links.NewLink(area, name, "书记", "0310-3110000"), NOW)
    assert share(cast, "linked") == (0, 1)
    assert ownership.unlinked(cast.dispatcher, NOW)[0][1] == ("village",)
    assert indicators.unmet(cast.dispatcher, "no_links", NOW).get().number == given.number

    links.keep_link(cast.dispatcher, links.NewLink("130403001001", "吴书记", "社区书记", "0310-3110000"), NOW)

    assert share(cast, "linked") == (1, 1)
    assert not indicators.unmet(cast.dispatcher, "no_links", NOW).exists()
    assert not indicators.unmet(cast.dispatcher, "no_links", NOW, ["130402"]).exists()
