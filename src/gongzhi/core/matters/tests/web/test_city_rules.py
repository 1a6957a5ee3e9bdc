"""The city's rules from writing to use: drafted, tried, started, shown at triage, stopped; each by the right people."""

from dataclasses import replace
from pathlib import Path

import pytest
from django.test import override_settings

from gongzhi.core.identity.testing import Cast
from gongzhi.core.ledger.queries import entries
from gongzhi.core.matters.actions.rule_trial import try_rules
from gongzhi.core.matters.models import Matter
from gongzhi.core.matters.tests.shared import START, bring, to_handling
from gongzhi.core.matters.tests.web.desk.shared import browser, text_of
from gongzhi.core.orgs.actions.settings import set_setting
from gongzhi.core.suggest import queries, switches
from gongzhi.core.suggest.actions import rule_sets as actions
from gongzhi.core.suggest.models import Kind, RuleSet, RuleState
from gongzhi.core.suggest.rules.city import Rule
from gongzhi.core.suggest.tests.shared import make_taxonomy
from gongzhi.kernel.errors import InvalidInput, NotAllowed, NotFound
from gongzhi.project.suggesting import suggest_waiting

pytestmark = pytest.mark.django_db
WATER = Rule("停水按紧急办", words=("停水",), category="water", urgent=True, law="供水条例第二十二条")


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, cast: Cast) -> object:
    make_taxonomy()
    with override_settings(VAR_DIR=tmp_path):
        yield


def start(cast: Cast, *rules: Rule, who: str = "dispatcher") -> RuleSet:
    """Write, try and start rules as somebody of the cast."""
    for rule in rules:
        actions.keep_rule(cast[who], rule, START)
    try_rules(cast[who], START)
    return actions.start_rules(cast[who], "会议决定", START)


def test_a_rule_goes_before_the_model_and_says_so(cast: Cast) -> None:
    start(cast, replace(WATER, unit=cast.unit("department")))
    given = bring(title="路灯不亮", text="路灯坏了，小区也停水了")

    suggest_waiting(START)

    known = queries.for_matter(given.matter_id)
    assert (known[Kind.CATEGORY].value, known[Kind.CATEGORY].model) == ("water", queries.BY_RULE)
    assert known[Kind.UNIT].value == str(cast.unit("department"))
    assert known[Kind.CATEGORY].reasons == ("停水按紧急办", "停水", "供水条例第二十二条")
    shown = text_of(browser("dispatcher"), f"/desk/triage/{given.number}/")
    assert "停水按紧急办" in shown
    assert "按规则交给丛台区城市管理局" in shown


def test_rules_that_start_later_are_asked_about_what_waits(cast: Cast) -> None:
    given = bring(text="小区停水两天")
    suggest_waiting(START)
    start(cast, WATER)

    assert suggest_waiting(START) > 0
    assert suggest_waiting(START) == 0
    assert queries.for_matter(given.matter_id)[Kind.CATEGORY].model == queries.BY_RULE


def test_the_nearest_centres_rules_go_before_the_citys(cast: Cast) -> None:
    start(cast, replace(WATER, category="noise"), who="system_admin")
    start(cast, WATER)
    given = bring(text="停水")
    neighbours = bring(text="停水", area_code="130402")

    suggest_waiting(START)

    assert queries.for_matter(given.matter_id)[Kind.CATEGORY].value == "water"
    assert queries.for_matter(neighbours.matter_id)[Kind.CATEGORY].value == "noise"


def test_a_dry_run_counts_and_names_what_would_change_and_changes_nothing(cast: Cast) -> None:
    handled = bring(title="停水", text="路灯和停水")
    to_handling(cast, handled)
    bring(title="停水三天", text="没有水")
    bring(title="邻区停水", text="停水", area_code="130402")
    before = list(Matter.objects.order_by("id").values())
    actions.keep_rule(cast.dispatcher, WATER, START)

    found = try_rules(cast.dispatcher, START)

    assert (found.total, found.matched, found.changed, found.differs, found.undecided) == (2, 2, 2, 1, 1)
    assert [line.number for line in found.lines if line.differs] == [handled.number]
    assert list(Matter.objects.order_by("id").values()) == before
    shown = text_of(browser("dispatcher"), "/desk/rules/")
    assert f"/desk/matters/{handled.number}/" in shown
    assert "和人定的不同" in shown


def test_rules_changed_after_the_dry_run_must_be_tried_again(cast: Cast) -> None:
    actions.keep_rule(cast.dispatcher, WATER, START)
    with pytest.raises(actions.NotTried):
        actions.start_rules(cast.dispatcher, "会议决定", START)
    try_rules(cast.dispatcher, START)
    actions.keep_rule(cast.dispatcher, replace(WATER, title="改了"), START, n=1)

    with pytest.raises(actions.NotTried):
        actions.start_rules(cast.dispatcher, "会议决定", START)


def test_every_step_is_in_the_ledger_and_old_versions_stay(cast: Cast) -> None:
    first = start(cast, WATER)
    second = start(cast, Rule("噪音", words=("噪音",), category="noise"))
    actions.move_rule(cast.dispatcher, 2, "up", START)
    actions.drop_rule(cast.dispatcher, 1, START)
    actions.drop_draft(cast.dispatcher, START)
    actions.stop_rules(cast.dispatcher, "不再需要", START)

    first.refresh_from_db()
    assert (first.state, len(first.rules)) == (RuleState.ENDED, 1)
    assert len(RuleSet.objects.get(pk=second.pk).rules) == 2
    verbs = [entry.verb for entry in entries(first.stream)]
    assert verbs == [
        "rules.written", "rules.tried", "rules.started", "rules.written", "rules.tried", "rules.started",
        "rules.moved", "rules.dropped", "rules.draft_dropped", "rules.stopped",
    ]  # fmt: skip
    assert queries.rules_in_force().by_unit == {}


def test_only_a_centres_dispatcher_and_the_citys_administrator_keep_rules(cast: Cast) -> None:
    for who in ("clerk", "handler", "leader"):
        with pytest.raises(NotAllowed):
            actions.keep_rule(cast[who], WATER, START)
    start(cast, WATER)
    with pytest.raises(NotFound):
        actions.stop_rules(cast["neighbour"], "不是我的", START)
    with pytest.raises(InvalidInput):
        actions.keep_rule(cast.dispatcher, replace(WATER, category="nothing"), START)


def test_switched_off_no_rule_counts(cast: Cast) -> None:
    start(cast, WATER)
    set_setting(cast["system_admin"], switches.RULES, "否", "局务会", START)
    given = bring(text="停水")

    suggest_waiting(START)

    assert queries.for_matter(given.matter_id)[Kind.CATEGORY].model != queries.BY_RULE


def test_the_pages_write_try_and_start(cast: Cast) -> None:
    client = browser("dispatcher")
    assert "还没有规则" in text_of(client, "/desk/rules/")
    assert client.post("/desk/rules/new/", {"title": "停水"}).status_code == 422
    typed = {
        "title": "停水按紧急办",
        "words": "停水、断水",
        "category": "water",
        "urgent": "1",
        "hours": "0-23",
    }

    client.post("/desk/rules/new/", typed)
    assert "停水、断水" in text_of(client, "/desk/rules/1/")
    client.post("/desk/rules/1/", typed | {"title": "停水马上办"})
    refused = client.post("/desk/rules/act/start/", {"note": "决定"}, follow=True).content.decode()
    client.post("/desk/rules/act/try/")
    client.post("/desk/rules/act/start/", {"note": "决定"})

    assert "还没有试算" in refused
    assert "第 1 版在用" in text_of(client, "/desk/rules/")
    assert "停水马上办" in text_of(client, "/desk/rules/")
    assert browser("handler").get("/desk/rules/").status_code == 403
    assert client.get("/desk/rules/9/").status_code == 404
    assert client.post("/desk/rules/act/nothing/").status_code == 404


def test_the_administrator_sees_figures_and_no_matter(cast: Cast) -> None:
    bring(title="停水三天不通知", text="停水")
    actions.keep_rule(cast["system_admin"], WATER, START)
    browser("system_admin").post("/desk/rules/act/try/")

    shown = text_of(browser("system_admin"), "/desk/rules/")

    assert "停水三天不通知" not in shown
