"""Pages of the network, of rooms and of prevention: each opens for who may, and does its work."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from gongzhi.core.identity.testing import PASSWORD, Cast
from gongzhi.core.matters.models import Matter
from gongzhi.core.matters.tests.shared import bring
from gongzhi.core.orgs import cache
from gongzhi.systems.disputes.actions import network as acts
from gongzhi.systems.disputes.models import Booking, Committee, PreventionTask, Room
from gongzhi.systems.disputes.queries import bookings as queries
from gongzhi.systems.disputes.tests.actions.test_network import COMMITTEE, LAWYER, NOW, ROOM
from gongzhi.systems.disputes.tests.places import make_areas

pytestmark = pytest.mark.django_db
EVERY_DAY = ROOM | {"hours": "周一至周日 00:00-23:00"}


@pytest.fixture(autouse=True)
def city(cast: Cast) -> None:
    cache.forget()
    make_areas()


def login(who: str) -> Client:
    client = Client()
    assert client.post("/login/", {"username": who, "password": PASSWORD}).status_code == 302
    return client


@pytest.fixture
def room(cast: Cast) -> Room:
    made = acts.enter(cast.clerk, "rooms", EVERY_DAY, NOW)
    assert isinstance(made, Room)
    return made


@pytest.mark.parametrize("register", ["committees", "people", "rooms", "lawyers"])
def test_each_register_has_its_list_form_import_and_file(cast: Cast, register: str) -> None:
    made = acts.enter(cast.clerk, "committees", COMMITTEE, NOW)
    texts = {"committee": str(made.pk), "name": "王主任", "seat": "head", "valid_from": "2025-01-01"}
    acts.enter(cast.clerk, "people", texts, NOW)
    acts.enter(cast.clerk, "rooms", ROOM | {"committee": str(made.pk)}, NOW)
    acts.enter(cast.clerk, "lawyers", LAWYER, NOW)
    clerk = login("clerk")

    listed = clerk.get(f"/desk/network/{register}/?q=&area=130403&state=standing")
    assert listed.status_code == 200
    for path in ("new/", "import/"):
        assert clerk.get(f"/desk/network/{register}/{path}").status_code == 200
    names = {
        "committees": "人民路街道人民调解委员会",
        "people": "王主任",
        "rooms": "老李调解室",
        "lawyers": "周律师",
    }
    assert names[register] in listed.content.decode()
    file = clerk.get(f"/desk/network/{register}/export/csv/")
    assert names[register] in b"".join(file.streaming_content).decode()  # type: ignore[attr-defined]


def test_a_committee_is_entered_changed_and_ended_on_its_page(cast: Cast) -> None:
    clerk = login("clerk")

    assert clerk.post("/desk/network/committees/new/", COMMITTEE | {"name": ""}).status_code == 422
    made = clerk.post("/desk/network/committees/new/", COMMITTEE)
    assert made.status_code == 302
    page = clerk.get(made.headers["Location"]).content.decode()
    assert "只有 0 名委员" in page
    assert clerk.post(made.headers["Location"], COMMITTEE | {"address": "人民路 9 号"}).status_code == 302
    assert clerk.post(made.headers["Location"] + "term/", {"on": "2026-02-01"}).status_code == 302
    assert clerk.post(made.headers["Location"] + "end/", {"on": "2026-06-01", "why": ""}).status_code == 422
    assert (
        clerk.post(made.headers["Location"] + "end/", {"on": "2026-06-01", "why": "撤并"}).status_code == 302
    )
    assert Committee.objects.get().why_ended == "撤并"
    assert clerk.post(made.headers["Location"] + "fly/").status_code == 404


def test_the_neighbour_does_not_find_the_page_and_a_handler_may_not_open_it(cast: Cast) -> None:
    made = acts.enter(cast.clerk, "committees", COMMITTEE, NOW)

    assert login("neighbour").get(f"/desk/network/committees/{made.pk}/").status_code == 404
    assert login("handler").get("/desk/network/committees/").status_code == 403
    assert Client().get("/desk/network/committees/").status_code == 302


def test_coverage_shows_counties_and_gaps(room: Room) -> None:
    page = login("clerk").get("/desk/network/coverage/?on=2019-12-31").content.decode()

    assert "联纺街道" in page
    assert "50.0%" in page


def test_a_csv_file_is_taken_in(cast: Cast, tmp_path: object) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: PLC0415

    text = "名称,类型,所在区划代码,本届任期起,起始日期\n联纺街道调委会,township,130403002,2025-01-01,2025-01-01\n,x,,,\n"
    upload = SimpleUploadedFile("a.csv", text.encode("gb18030"))

    page = login("clerk").post("/desk/network/committees/import/", {"file": upload}).content.decode()

    assert "登记了 1 条" in page
    assert "第 3 行" in page
    assert login("clerk").post("/desk/network/committees/import/", {}).status_code == 422


def test_a_resident_finds_a_room_books_opens_and_cancels(room: Room, client: Client) -> None:
    assert "老李调解室" in client.get("/disputes/rooms/?where=人民路街道").content.decode()
    assert "没有认出" in client.get("/disputes/rooms/?where=火星").content.decode()
    assert client.get("/disputes/rooms/?lon=114.5&lat=x").status_code == 200
    day, slots = queries.free_slots(room, timezone.now())[-1]
    form = {
        "slot": f"{day}T{slots[-1]:%H:%M}",
        "about": "neighbours",
        "words": "漏水",
        "contact": "13800000001",
    }

    assert client.get(f"/disputes/rooms/{room.pk}/").status_code == 200
    assert client.get("/disputes/bookings/").status_code == 200
    assert client.post(f"/disputes/rooms/{room.pk}/", form | {"slot": "x"}).status_code == 422
    booked = client.post(f"/disputes/rooms/{room.pk}/", form).content.decode()
    made = Booking.objects.get()

    assert made.number in booked
    assert client.get(f"/disputes/bookings/{made.pk}/").status_code == 200
    other = Client()
    assert other.get(f"/disputes/bookings/{made.pk}/").status_code == 302
    assert other.post(f"/disputes/bookings/{made.pk}/cancel/").headers["Location"] == "/disputes/bookings/"
    secret = booked.split('receipt-secret">')[1].split("<")[0]
    assert other.post("/disputes/bookings/", {"number": made.number, "secret": "wrong"}).status_code == 403
    assert other.post("/disputes/bookings/", {"number": made.number, "secret": secret}).status_code == 302
    assert other.post(f"/disputes/bookings/{made.pk}/cancel/").status_code == 302
    assert Booking.objects.get().state == "cancelled"
    assert "已取消" in other.get(f"/disputes/bookings/{made.pk}/").content.decode()


def test_the_desk_answers_a_booking(room: Room, client: Client) -> None:
    day, slots = queries.free_slots(room, timezone.now())[-1]
    client.post(
        f"/disputes/rooms/{room.pk}/",
        {"slot": f"{day}T{slots[-1]:%H:%M}", "about": "labour", "contact": "13800000001"},
    )
    made = Booking.objects.get()
    desk = login("township_clerk")

    assert made.number in desk.get("/desk/bookings/").content.decode()
    page = desk.get(f"/desk/bookings/{made.pk}/").content.decode()
    assert "13800000001" not in page
    assert (
        "13800000001"
        in desk.post(f"/desk/bookings/{made.pk}/contact/", {"purpose": "改时间"}).content.decode()
    )
    assert desk.post(f"/desk/bookings/{made.pk}/confirm/").status_code == 302
    assert desk.post(f"/desk/bookings/{made.pk}/confirm/").status_code == 409
    assert desk.post(f"/desk/bookings/{made.pk}/move/", {"slot": "x", "why": "有会"}).status_code == 422
    assert desk.post(f"/desk/bookings/{made.pk}/decline/", {"why": "有会"}).status_code == 302
    assert made.number in desk.get("/desk/bookings/?state=over").content.decode()
    assert login("neighbour").get(f"/desk/bookings/{made.pk}/").status_code == 404


def test_a_dispute_shows_its_ways_and_a_lawyer_can_be_noted(cast: Cast) -> None:
    lawyer = acts.enter(cast.clerk, "lawyers", LAWYER, NOW)
    given = bring()
    Matter.objects.filter(id=given.matter_id).update(system="disputes")
    clerk = login("clerk")

    page = clerk.get(f"/desk/matters/{given.number}/").content.decode()
    assert "能走的路" in page
    assert "登记律师参与" in page
    sent = {"lawyer": lawyer.pk, "capacity": "mediates"}
    assert clerk.post(f"/desk/lawyers/{given.number}/", sent).status_code == 302
    assert "主持或者参与调解" in clerk.get(f"/desk/matters/{given.number}/").content.decode()
    clerk.post(f"/desk/lawyers/{given.number}/", sent | {"capacity": "represents"})
    assert "不能再代理" in clerk.get(f"/desk/matters/{given.number}/").content.decode()


def test_prevention_has_its_figures_file_matters_and_tasks(cast: Cast) -> None:
    for _ in range(6):
        given = bring(area_code="130403001")
        Matter.objects.filter(id=given.matter_id).update(
            system="disputes", opened_at=timezone.now() - timedelta(days=2)
        )
    leader = login("district_leader")

    page = leader.get("/desk/prevention/?days=90").content.decode()
    assert "人民路街道" in page
    assert "未登记案由" in page
    file = leader.get("/desk/prevention/export/csv/?days=90")
    assert "人民路街道" in b"".join(file.streaming_content).decode()  # type: ignore[attr-defined]
    behind = leader.get("/desk/prevention/matters/?days=90&place=130403001&cause=").content.decode()
    assert given.number in behind
    assert leader.get("/desk/prevention/matters/?days=90&place=130403002&cause=labour").status_code == 404
    day = (timezone.now() + timedelta(days=30)).date().isoformat()
    form = {
        "theme": "邻里噪音",
        "area_code": "130403001",
        "measures": "宣讲",
        "unit_id": cast.unit("department"),
        "due_on": day,
    }
    assert leader.get("/desk/prevention/tasks/new/?area_code=130403001").status_code == 200
    assert leader.post("/desk/prevention/tasks/new/", form | {"theme": ""}).status_code == 422
    assert leader.post("/desk/prevention/tasks/new/", form).status_code == 302
    task = PreventionTask.objects.get()
    handler = login("handler")
    assert "邻里噪音" in handler.get("/desk/prevention/tasks/").content.decode()
    assert handler.post(f"/desk/prevention/tasks/{task.pk}/report/", {"words": ""}).status_code == 422
    assert handler.post(f"/desk/prevention/tasks/{task.pk}/report/", {"words": "办了"}).status_code == 302
    assert handler.post(f"/desk/prevention/tasks/{task.pk}/close/", {"words": "好"}).status_code == 403
    assert "验收" in leader.get(f"/desk/prevention/tasks/{task.pk}/").content.decode()
    assert leader.post(f"/desk/prevention/tasks/{task.pk}/close/", {"words": "好"}).status_code == 302
    assert "邻里噪音" in leader.get("/desk/prevention/tasks/?state=closed").content.decode()
