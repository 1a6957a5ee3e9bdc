"""Places that words may mean: at triage, while a resident writes, and the city's other names of places."""

import pytest
from django.test import Client

from gongzhi.core.geo import queries as geo
from gongzhi.core.geo.actions.aliases import add_alias, end_alias
from gongzhi.core.geo.actions.import_areas import City, import_areas
from gongzhi.core.geo.models import Alias
from gongzhi.core.identity.testing import SINCE, Cast
from gongzhi.core.ledger.queries import entries
from gongzhi.core.matters.actions.placing import set_place
from gongzhi.core.matters.models import Matter
from gongzhi.core.matters.tests.shared import START, bring, matter_of, to_archived
from gongzhi.core.matters.tests.web.desk.shared import browser, page, text_of
from gongzhi.core.orgs.actions.settings import set_setting
from gongzhi.core.suggest import switches
from gongzhi.kernel.actor import SYSTEM
from gongzhi.kernel.errors import InvalidInput, NotAllowed, NotFound

pytestmark = pytest.mark.django_db
VILLAGE = "130403001001"
TREE = """code,level,name,parent_code
130402,3,邯山区,1304
130403,3,丛台区,1304
130403001,4,人民路街道,130403
130403001001,5,展览馆社区居民委员会,130403001
130403001002,5,东柳村村民委员会,130403001
130402001,4,浴新街道,130402
130402001001,5,东柳村村民委员会,130402001
"""


@pytest.fixture(autouse=True)
def _tree(cast: Cast) -> None:
    import_areas(actor=SYSTEM, city=City("1304", "邯郸市", SINCE), table=TREE, source="自编", at=START)


def test_other_places_stand_beside_triage_and_one_is_chosen(cast: Cast) -> None:
    given = bring(area_code="130403", text="东柳村的路灯坏了", title="路灯坏了")
    client = browser("dispatcher")

    shown = text_of(client, f"/desk/triage/{given.number}/")
    assert "丛台区人民路街道东柳村" in shown
    assert "写了「东柳村」" in shown
    client.post(f"/desk/triage/{given.number}/place/", {"area": "130403001002"})

    found = matter_of(given)
    assert (found.area_code, found.township_code, found.village_code) == (
        "130403001002", "130403001", "130403001002",
    )  # fmt: skip
    assert entries(found.stream)[-1].verb == "matter.placed"
    assert "地点定为丛台区人民路街道东柳村" in text_of(client, page(given.number))
    assert "定在这里" not in text_of(client, f"/desk/triage/{given.number}/").split("邯山区")[0]


def test_a_place_that_says_no_more_than_what_is_known_is_not_offered(cast: Cast) -> None:
    given = bring(area_code=VILLAGE, text="丛台区人民路街道的路灯坏了")

    assert "定在这里" not in text_of(browser("dispatcher"), f"/desk/triage/{given.number}/")


def test_only_those_who_triage_set_a_place_that_stands_of_an_open_matter(cast: Cast) -> None:
    given = bring(area_code="130403")
    with pytest.raises(NotAllowed):
        set_place(cast["district_leader"], given.number, VILLAGE, START)
    with pytest.raises(NotFound):
        set_place(cast["neighbour"], given.number, VILLAGE, START)
    for code in ("", "999", "130403", "13040300１"):
        with pytest.raises(InvalidInput):
            set_place(cast.clerk, given.number, code, START)
    ended = bring()
    to_archived(cast, ended)
    with pytest.raises(InvalidInput):
        set_place(cast.clerk, ended.number, "130403001", START)


def test_another_name_is_kept_used_and_ended(cast: Cast) -> None:
    client = browser("system_admin")

    client.post("/admin/place-names/", {"name": "锦绣家园", "area": VILLAGE, "note": "小区"})

    assert geo.area_from_text("锦绣家园门口") == VILLAGE
    assert geo.place_candidates("锦绣家园3号楼")[0][0].code == VILLAGE
    assert "是它的别称" in text_of(client, "/admin/place-names/?try=锦绣家园3号楼")
    assert bring_at("锦绣家园东门").village_code == VILLAGE
    alias = Alias.objects.get()
    client.post(f"/admin/place-names/{alias.pk}/end/")
    assert geo.area_from_text("锦绣家园门口") == ""
    assert [entry.verb for entry in entries("geo:aliases")] == ["geo.alias_added", "geo.alias_ended"]
    assert client.post("/admin/place-names/", {"name": "锦", "area": VILLAGE}).status_code == 422
    assert browser("handler").get("/admin/place-names/").status_code == 403


def bring_at(place: str) -> Matter:
    """Bring a matter whose place is told in words alone."""
    return matter_of(bring(area_code="", place=place))


def test_an_alias_is_refused_when_it_cannot_be_one(cast: Cast) -> None:
    add_alias(cast["system_admin"], "老城", VILLAGE, "", START)
    for name, code in (("老城", VILLAGE), ("城", VILLAGE), ("老 城-", VILLAGE), ("新城", "1"), ("新城", "")):
        with pytest.raises(InvalidInput):
            add_alias(cast["system_admin"], name, code, "", START)
    with pytest.raises(NotAllowed):
        add_alias(cast.handler, "新城", VILLAGE, "", START)
    with pytest.raises(NotFound):
        end_alias(cast.dispatcher, 0, START)


def test_a_resident_is_offered_places_from_his_own_words(cast: Cast, client: Client) -> None:
    step = {"step": "1", "go": "next", "text": "东柳村的路灯坏了，晚上看不清路", "submit_key": "k1"}
    offered = client.post("/submit/", step).content.decode()
    assert "是在这里吗？" in offered
    assert 'value="130402001001"' in offered

    preview = client.post("/submit/", step | {"step": "2", "guess": "130402001001"}).content.decode()
    client.post("/submit/", step | {"step": "3", "guess": "130402001001", "place": ""})

    assert "邯山区浴新街道东柳村" in preview
    assert Matter.objects.get().area_code == "130402001001"


def test_the_words_of_an_address_give_choices_as_a_fragment(cast: Cast, client: Client) -> None:
    shown = client.get("/submit/places/?text=丛台区人民路街道东柳村").content.decode()

    assert 'name="guess" value="130403001002"' in shown
    assert "紧跟在「人民路街道」后面" in shown
    assert client.get("/submit/places/?text=没有地方").content.decode().strip() == ""


def test_switched_off_no_place_is_offered(cast: Cast, client: Client) -> None:
    set_setting(cast["system_admin"], switches.PLACE, "否", "局务会", START)

    assert client.get("/submit/places/?text=丛台区人民路街道东柳村").content.decode().strip() == ""
