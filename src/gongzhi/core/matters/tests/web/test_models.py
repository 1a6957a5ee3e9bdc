"""The human in charge: how suggestions fare, what each function is, the off switches, and what the resident is told."""

from pathlib import Path

import pytest
from django.test import Client, override_settings
from django.utils import timezone

from gongzhi.core.identity.testing import Cast
from gongzhi.core.ledger.queries import entries
from gongzhi.core.matters.queries import suggested
from gongzhi.core.matters.tests.shared import START, bring, matter_of, move
from gongzhi.core.matters.tests.web.desk.shared import browser, text_of
from gongzhi.core.orgs import queries as orgs
from gongzhi.core.suggest import reader, switches
from gongzhi.core.suggest.actions.models import STREAM, TOOK_OVER, note_learned
from gongzhi.core.suggest.models import Suggestion
from gongzhi.core.suggest.tests.shared import make_taxonomy
from gongzhi.project.suggesting import suggest_waiting
from gongzhi.reading import model, training

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, cast: Cast) -> object:
    make_taxonomy()
    with override_settings(VAR_DIR=tmp_path):
        yield


def decided(cast: Cast, category: str = "light", **changes: object) -> str:
    """Bring a matter, have the machine suggest and a person decide; return the number."""
    given = bring(**changes)
    suggest_waiting(START)
    fields = {"category": category, "kind": "general"}
    move(cast["township_clerk"], given, "triage", START, fields=fields)
    Suggestion.objects.update(made_at=timezone.now())
    return given.number


def test_the_page_counts_what_was_taken_over_and_what_was_changed(cast: Cast) -> None:
    taken = decided(cast)
    changed = decided(cast, "noise", title="路灯坏了")
    client = browser("leader")

    page = text_of(client, "/board/suggestions/")

    assert "50%" in page
    assert "类别表的字词" in page
    rows = text_of(client, "/board/suggestions/matters/?kind=category&how=changed")
    assert changed in rows
    assert taken not in rows
    assert "噪音" in rows
    assert taken in text_of(client, "/board/suggestions/matters/?kind=category&how=taken&value=light")


def test_the_matters_behind_a_figure_are_those_one_may_see(cast: Cast) -> None:
    number = decided(cast)

    assert number not in text_of(browser("system_admin"), "/board/suggestions/matters/?kind=category&how=all")
    assert number not in text_of(browser("neighbour"), "/board/suggestions/matters/?kind=category&how=all")
    assert browser("handler").get("/board/suggestions/").status_code == 403
    assert browser("leader").get("/board/suggestions/matters/?kind=person&how=all").status_code == 404


def test_every_function_has_a_card(cast: Cast) -> None:
    client = browser("clerk")
    listing = text_of(client, "/board/models/")

    for name in ("rules", "category", "urgency", "unit", "place", "hot", "themes", "alarm"):
        assert f"/board/models/{name}/" in listing
        assert "做不到什么" in text_of(client, f"/board/models/{name}/")
    assert client.get("/board/models/person/").status_code == 404


def test_the_cold_start_says_that_it_is_one(cast: Cast) -> None:
    assert "还没有用本市的历史数据训练" in text_of(browser("leader"), "/board/models/category/")


def test_the_card_of_a_trained_model_tells_its_figures(cast: Cast) -> None:
    texts = ["路灯坏了没人修", "路灯不亮", "灯杆歪了", "停水三天", "家里没水", "水压太低"] * 5
    made = training.from_history(texts, (["light"] * 3 + ["water"] * 3) * 5, "自编", START)
    model.save(reader.folder(), made.classifier, made.about, made.card, made.scores)
    note_learned(TOOK_OVER, {"version": made.about.version, "before": "", "texts": 30}, START)

    page = text_of(browser("leader"), "/board/models/category/")

    assert made.about.version in page
    assert "说的把握准不准" in page
    assert "路灯照明" in page
    assert "条数太少" in page
    assert "接替" in page
    assert [entry.verb for entry in entries(STREAM)] == [TOOK_OVER]


def test_a_function_is_switched_off_and_on_with_a_reason(cast: Cast) -> None:
    client = browser("system_admin")

    refused = client.post("/admin/suggestions/", {"name": "category", "source": " "})
    client.post("/admin/suggestions/", {"name": "category", "source": "局务会第 3 次会议"})

    assert refused.status_code == 422
    assert orgs.setting(switches.TRIAGE) is False
    assert "局务会第 3 次会议" in text_of(client, "/admin/suggestions/")
    assert "已关闭" in text_of(browser("leader"), "/board/suggestions/")
    given = bring()
    suggest_waiting(START)
    assert not Suggestion.objects.filter(matter_id=given.matter_id, kind="category").exists()
    client.post("/admin/suggestions/", {"name": "category", "source": "恢复"})
    assert orgs.setting(switches.TRIAGE) is True
    assert browser("dispatcher").get("/admin/suggestions/").status_code == 403
    assert client.post("/admin/suggestions/", {"name": "all", "source": "x"}).status_code == 404


def test_the_resident_is_told_in_plain_words_and_nobody_else(cast: Cast, client: Client) -> None:
    given = bring()
    suggest_waiting(START)
    assert suggested.explained(matter_of(given)) == []
    move(cast["township_clerk"], given, "triage", START, fields={"category": "noise", "kind": "general"})

    client.post("/receipt/", {"number": given.number, "secret": given.secret})
    page = client.get(f"/follow/{given.number}/").content.decode()

    (told,) = [one for one in suggested.explained(matter_of(given)) if one.kind == "category"]
    assert (told.suggested, told.chosen, told.agreed) == ("路灯照明", "噪音", False)
    assert "机器建议归入“路灯照明”" in page
    assert "工作人员看过以后，定为噪音。" in page
    assert cast["township_clerk"].name not in page.split("机器做了什么")[1].split("</section>")[0]
