"""Hot issues of the live city and the themes that people make of them; each reader sees what his matters tell."""

from datetime import timedelta

import pytest

from gongzhi.core.identity.testing import Cast
from gongzhi.core.ledger.queries import entries
from gongzhi.core.matters.actions import themes as actions
from gongzhi.core.matters.actions.attaching import attach_later
from gongzhi.core.matters.actions.hot import gather_hot, warn_themes
from gongzhi.core.matters.actions.themes import ThemeText
from gongzhi.core.matters.models import Matter
from gongzhi.core.matters.queries import themes as queries
from gongzhi.core.matters.tests.shared import START, bring
from gongzhi.core.matters.tests.web.desk.shared import browser, page, text_of
from gongzhi.core.notify.models import Notice
from gongzhi.core.orgs.actions.settings import set_setting
from gongzhi.core.suggest import switches
from gongzhi.core.suggest.models import Belongs, HotIssue, HotMember, IssueState, Theme, ThemeMember
from gongzhi.kernel.errors import InvalidInput, NotAllowed, NotFound

pytestmark = pytest.mark.django_db
NOW = START + timedelta(days=3)
KILN = (
    ("锦绣家园旁洗砂场噪音扰民", "锦绣家园旁边的洗砂场整夜生产，噪音很大，扬尘也大，住户睡不着。"),
    ("锦绣家园洗砂场夜里太吵", "锦绣家园小区西侧的洗砂场夜里还在洗砂，噪音影响休息。"),
    ("投诉锦绣家园附近洗砂场", "锦绣家园附近的洗砂场扬尘和噪音都很严重，请尽快搬走。"),
    ("锦绣家园洗砂场什么时候搬", "锦绣家园的洗砂场离居民楼只有几十米，噪音和粉尘没有人管。"),
    ("请管管锦绣家园洗砂场", "锦绣家园洗砂场凌晨三点还在生产，噪音非常大。"),
)
OTHERS = (
    ("人民路路灯不亮", "人民路东段路灯不亮，晚上看不清路。"), ("停水三天没通知", "和平街停水三天，老人做不了饭。"),
    ("公交车不准点", "九路公交车等了四十分钟。"), ("广场舞音响大", "丛台广场晚上音响太大。"),
    ("幼儿园学费问题", "想问幼儿园收费标准。"), ("医保卡办理", "医保卡丢了怎么补办。"),
    ("井盖松动", "光明大街井盖松动，汽车一压就响。"), ("垃圾没人清", "楼道口垃圾堆了一周。"),
)  # fmt: skip


def fill(count: int = 4, area: str = "130403001001") -> list[int]:
    """Bring the matters of one issue and some others; return the ids of the issue's."""
    for n, (title, text) in enumerate(OTHERS):
        bring(title=title, text=text, brought_at=START + timedelta(minutes=n), area_code="130403")
    return [
        bring(title=title, text=text, brought_at=START + timedelta(hours=n), area_code=area).matter_id
        for n, (title, text) in enumerate(KILN[:count])
    ]


def the_issue() -> HotIssue:
    return HotIssue.objects.get(state=IssueState.LIVE)


def make_theme(cast: Cast, who: str = "dispatcher", **changes: object) -> Theme:
    values: dict[str, object] = {"title": "锦绣家园洗砂场", "owner_unit_id": cast.unit("district")} | changes
    return actions.open_theme(cast[who], the_issue().pk, ThemeText(**values), NOW)  # type: ignore[arg-type]


def test_matters_about_one_thing_become_an_issue_with_its_numbers(cast: Cast) -> None:
    ids = fill()

    found = gather_hot(NOW)

    assert (found.issues, found.begun, found.matters) == (1, 1, len(ids) + len(OTHERS))
    issue = the_issue()
    assert sorted(issue.members.values_list("matter_id", flat=True)) == ids
    assert "洗砂场" in issue.title
    assert issue.area_code == "130403001001"
    (view,) = queries.issues(cast.dispatcher, NOW)
    assert view.heat.heat == view.heat.size + view.heat.growth
    shown = text_of(browser("dispatcher"), "/board/hot/")
    assert "洗砂场" in shown
    one = text_of(browser("dispatcher"), f"/board/hot/{issue.pk}/")
    assert "热度怎么算" in one
    assert "聚成一个热点，4 件" in one


def test_a_later_run_keeps_the_issue_and_tells_how_it_grew(cast: Cast) -> None:
    fill()
    gather_hot(NOW)
    first = the_issue().pk
    title, text = KILN[4]
    bring(title=title, text=text, brought_at=NOW)

    again = gather_hot(NOW + timedelta(hours=1))
    same = gather_hot(NOW + timedelta(hours=2))

    assert (again.begun, same.begun) == (0, 0)
    assert the_issue().pk == first
    assert [entry.verb for entry in entries(f"hot:{first}")] == ["hot.begun", "hot.changed", "hot.alarmed"]


def test_what_nobody_says_any_more_fades(cast: Cast) -> None:
    fill()
    gather_hot(NOW)

    gather_hot(NOW + timedelta(days=90))

    assert not HotIssue.objects.filter(state=IssueState.LIVE).exists()
    assert queries.issues(cast.dispatcher, NOW) == []


def test_a_reader_is_told_only_of_what_he_may_see(cast: Cast) -> None:
    ids = fill()
    gather_hot(NOW)
    issue = the_issue()

    assert queries.issues(cast["neighbour"], NOW) == []
    assert browser("neighbour").get(f"/board/hot/{issue.pk}/").status_code == 404
    assert browser("handler").get("/board/hot/").status_code == 403
    Matter.objects.filter(id=ids[0]).update(is_sealed=True)
    (view,) = queries.issues(cast.dispatcher, NOW)
    assert view.heat.size == 3
    assert ids[0] not in view.ids


def test_sealed_matters_are_never_read(cast: Cast) -> None:
    ids = fill()
    Matter.objects.filter(id__in=ids).update(is_sealed=True)

    assert gather_hot(NOW).issues == 0


def test_switched_off_nothing_is_gathered(cast: Cast) -> None:
    fill()
    set_setting(cast["system_admin"], switches.HOT, "否", "局务会", START)

    assert gather_hot(NOW).matters == 0
    assert "已经关闭" in text_of(browser("leader"), "/board/hot/")


def test_unusual_growth_is_told_to_the_centre_of_the_place_once(cast: Cast) -> None:
    fill(5)
    gather_hot(NOW)
    gather_hot(NOW + timedelta(hours=1))

    (notice,) = Notice.objects.filter(subject__startswith="增长异常")
    assert (notice.recipient_kind, notice.recipient_id) == ("unit", cast.unit("township"))
    assert "最近 7 天 5 件" in notice.body
    assert queries.issues(cast.dispatcher, NOW)[0].growth.is_unusual
    assert "提醒过" in text_of(browser("dispatcher"), "/board/hot/")


def test_a_person_makes_an_issue_a_theme_of_a_unit(cast: Cast) -> None:
    ids = fill()
    gather_hot(NOW)

    theme = make_theme(cast, owner_unit_id=cast.unit("department"))

    assert (theme.owner_unit_id, theme.opened_by) == (cast.unit("department"), cast.dispatcher.name)
    states = dict(ThemeMember.objects.filter(theme=theme).values_list("matter_id", "state"))
    assert states == dict.fromkeys(ids, Belongs.CONFIRMED)
    assert Notice.objects.filter(recipient_id=cast.unit("department"), subject__startswith="新专题").exists()
    with pytest.raises(actions.HasTheme):
        make_theme(cast)
    number = Matter.objects.get(id=ids[0]).number
    assert "锦绣家园洗砂场" in text_of(browser("dispatcher"), page(number))


def test_only_those_above_the_owner_manage_a_theme(cast: Cast) -> None:
    fill()
    gather_hot(NOW)
    for who in ("clerk", "handler", "caller"):
        with pytest.raises(NotAllowed):
            make_theme(cast, who)
    with pytest.raises(NotFound):
        make_theme(cast, "neighbour")
    with pytest.raises(InvalidInput):
        make_theme(cast, owner_unit_id=cast.unit("neighbour"))
    theme = make_theme(cast)
    with pytest.raises(NotFound):
        actions.close_theme(cast["neighbour"], theme.pk, "不归我", NOW)
    with pytest.raises(NotAllowed):
        actions.close_theme(cast["township_clerk"], theme.pk, "我在下面", NOW)
    assert browser("neighbour").get(f"/board/themes/{theme.pk}/").status_code == 404


def test_later_matters_that_fit_are_suggested_and_a_person_decides(cast: Cast) -> None:
    fill()
    gather_hot(NOW)
    theme = make_theme(cast)
    title, text = KILN[4]
    later = bring(title=title, text=text, brought_at=NOW + timedelta(hours=1))
    far = bring(title=title, text=text, brought_at=NOW + timedelta(hours=1), area_code="130402")
    other = bring(title="路灯不亮", text="人民路的路灯不亮", brought_at=NOW + timedelta(hours=1))

    assert attach_later(NOW + timedelta(hours=2)) == 1
    assert attach_later(NOW + timedelta(hours=3)) == 0

    member = ThemeMember.objects.get(theme=theme, matter_id=later.matter_id)
    assert member.state == Belongs.SUGGESTED
    assert member.reasons
    assert not ThemeMember.objects.filter(matter_id__in=[far.matter_id, other.matter_id]).exists()
    assert queries.waiting(cast.dispatcher) == 1
    client = browser("dispatcher")
    assert later.number in text_of(client, f"/board/themes/{theme.pk}/")
    client.post(f"/board/themes/{theme.pk}/declined/", {"number": later.number})
    member.refresh_from_db()
    assert (member.state, member.decided_by) == (Belongs.DECLINED, cast.dispatcher.name)
    gather_hot(NOW + timedelta(hours=4))
    assert attach_later(NOW + timedelta(hours=5)) == 0


def test_a_theme_that_takes_in_by_itself_marks_it_and_it_is_undone(cast: Cast) -> None:
    fill()
    gather_hot(NOW)
    theme = make_theme(cast, attaches=True)
    title, text = KILN[0]
    later = bring(title=title, text=text, brought_at=NOW + timedelta(hours=1))

    attach_later(NOW + timedelta(hours=2))

    member = ThemeMember.objects.get(theme=theme, matter_id=later.matter_id)
    assert member.state == Belongs.AUTOMATIC
    assert "自动归入" in text_of(browser("dispatcher"), f"/board/themes/{theme.pk}/")
    actions.decide(cast.dispatcher, theme.pk, later.number, NOW, belongs=False)
    member.refresh_from_db()
    assert member.state == Belongs.DECLINED


def test_switched_off_no_matter_is_offered(cast: Cast) -> None:
    fill()
    gather_hot(NOW)
    make_theme(cast)
    bring(title=KILN[4][0], text=KILN[4][1], brought_at=NOW + timedelta(hours=1))
    set_setting(cast["system_admin"], switches.THEMES, "否", "局务会", START)

    assert attach_later(NOW + timedelta(hours=2)) == 0


def test_themes_are_parted_joined_and_closed_and_the_ledger_tells_it(cast: Cast) -> None:
    ids = fill()
    gather_hot(NOW)
    theme = make_theme(cast)
    client = browser("dispatcher")
    part = {
        "title": "洗砂场扬尘",
        "owner": str(cast.unit("department")),
        "matters": [str(ids[0]), str(ids[1])],
    }

    client.post(f"/board/themes/{theme.pk}/split/", part)
    other = Theme.objects.exclude(pk=theme.pk).get()
    assert (other.split_from_id, other.members.count()) == (theme.pk, 2)
    client.post(f"/board/themes/{other.pk}/merge/", {"into": str(theme.pk), "note": "本是一件事"})
    other.refresh_from_db()
    assert (other.into_id, other.closed_at is not None) == (theme.pk, True)
    client.post(f"/board/themes/{theme.pk}/close/", {"note": "洗砂场已搬走，两周没有新的反映。"})

    theme.refresh_from_db()
    assert theme.closing_note.startswith("洗砂场已搬走")
    assert Matter.objects.filter(is_open=True, id__in=ids).count() == len(ids)
    with pytest.raises(actions.ThemeClosed):
        actions.decide(cast.dispatcher, theme.pk, Matter.objects.get(id=ids[0]).number, NOW, belongs=True)
    verbs = [entry.verb for entry in entries(theme.stream)]
    assert verbs == ["theme.opened", "theme.parted", "theme.took_in", "theme.closed"]
    assert "洗砂场已搬走" in text_of(client, f"/board/themes/{theme.pk}/")
    assert "锦绣家园洗砂场" in text_of(client, "/board/themes/?closed=1")


def test_a_theme_is_given_to_another_unit_and_a_matter_is_taken_in_by_number(cast: Cast) -> None:
    fill()
    gather_hot(NOW)
    theme = make_theme(cast)
    client = browser("dispatcher")
    extra = bring(title="另一件", text="也和洗砂场有关")

    changed = {"title": "洗砂场整治", "owner": str(cast.unit("department")), "note": "两周内"}
    client.post(f"/board/themes/{theme.pk}/change/", changed)
    client.post(f"/board/themes/{theme.pk}/belongs/", {"number": extra.number})

    theme.refresh_from_db()
    assert (theme.title, theme.owner_unit_id) == ("洗砂场整治", cast.unit("department"))
    assert ThemeMember.objects.get(theme=theme, matter_id=extra.matter_id).state == Belongs.CONFIRMED
    assert Notice.objects.filter(subject__startswith="专题交给您的单位").exists()
    refused = client.post(f"/board/themes/{theme.pk}/belongs/", {"number": "GZ-x"}, follow=True)
    assert refused.status_code == 200
    assert client.post(f"/board/themes/{theme.pk}/nothing/").status_code == 404


def test_an_owner_is_told_when_his_theme_grows_unusually(cast: Cast) -> None:
    fill(5)
    gather_hot(NOW)
    theme = make_theme(cast, owner_unit_id=cast.unit("department"))

    assert warn_themes(NOW) == 1
    assert warn_themes(NOW + timedelta(days=1)) == 0

    told = set(
        Notice.objects.filter(key__startswith=f"{theme.stream}:alarm").values_list("recipient_id", flat=True)
    )
    assert told == {cast.unit("department"), cast.unit("township")}


def test_the_form_opens_a_theme_or_says_what_is_missing(cast: Cast) -> None:
    fill()
    gather_hot(NOW)
    client = browser("dispatcher")
    issue = the_issue().pk

    wrong = client.post(f"/board/hot/{issue}/", {"title": "", "owner": str(cast.unit("district"))})
    made = client.post(f"/board/hot/{issue}/", {"title": "洗砂场", "owner": str(cast.unit("district"))})

    assert wrong.status_code == 422
    assert made["Location"] == f"/board/themes/{Theme.objects.get().pk}/"
    assert HotMember.objects.count() == 4
