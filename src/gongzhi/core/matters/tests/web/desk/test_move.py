"""The form of a move: filled in, refused in place with everything kept, nothing done to what somebody else changed."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from gongzhi.core.files.models import Attachment
from gongzhi.core.files.tests.shared import PDF
from gongzhi.core.identity.models import Post
from gongzhi.core.identity.testing import Cast, account_of, at
from gongzhi.core.matters.actions import saved
from gongzhi.core.matters.models import Task
from gongzhi.core.matters.tests.shared import bring, make_category, matter_of, move, reviewer
from gongzhi.core.matters.tests.web.desk.shared import (
    browser,
    dispatched,
    handled,
    make_duty,
    page,
    text_of,
    triaged,
)
from gongzhi.core.workflow import queries as workflow

pytestmark = pytest.mark.django_db


def hidden(text: str) -> dict[str, str]:
    """Return the hidden fields of the form."""
    return dict(re.findall(r'<input type="hidden" name="(expect|proceeding)" value="([^"]*)">', text))


def test_the_duty_table_fills_in_lead_and_helpers_and_says_the_law(cast: Cast) -> None:
    make_duty(cast, "department", "station")
    given = triaged(cast)

    form = text_of(browser("township_clerk"), f"{page(given.number)}dispatch/")

    assert f'<option value="{cast.unit("department")}" selected>' in form
    assert f'<option value="{cast.unit("station")}" selected>' in form
    assert "城市照明管理规定第四条" in form
    text_of(browser("neighbour"), f"{page(given.number)}dispatch/", 404)


def test_it_says_what_will_happen_before_it_is_sent(cast: Cast) -> None:
    given = triaged(cast)

    form = text_of(browser("township_clerk"), f"{page(given.number)}dispatch/")

    assert "变成「待签收」" in form
    assert "「受理派单」完成，停止计时" in form
    assert "「签收或退单」开始计时" in form
    assert "制作《转送告知书》" in form
    assert "通知诉求人" in form


def test_a_move_is_made_and_leads_back(cast: Cast) -> None:
    given = triaged(cast)
    client = browser("township_clerk")
    address = f"{page(given.number)}dispatch/"

    answer = client.post(
        address, hidden(text_of(client, address)) | {"lead": cast.unit("department"), "ask": "请修"}
    )

    assert answer["Location"] == page(given.number)
    assert matter_of(given).status == "dispatched"
    assert Task.objects.get(matter_id=given.matter_id).ask == "请修"
    assert "现在是「待签收」" in text_of(client, page(given.number))


def test_a_missing_field_comes_back_in_place_with_everything_typed(cast: Cast) -> None:
    given = triaged(cast)
    client = browser("township_clerk")
    address = f"{page(given.number)}refuse/"

    answer = client.post(address, {"ground": "litigation", "guidance": "", "reason": "已经起诉"})

    form = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#f-guidance"' in form
    assert '<option value="litigation" selected>' in form
    assert "已经起诉" in form
    assert matter_of(given).status == "triaged"


def test_a_missing_reason_is_asked_for(cast: Cast) -> None:
    given = triaged(cast)

    answer = browser("township_clerk").post(
        f"{page(given.number)}refuse/", {"ground": "litigation", "guidance": "丛台区人民法院"}
    )

    assert answer.status_code == 409
    assert 'href="#f-reason"' in answer.content.decode()


def test_of_two_people_the_second_is_told_what_happened(cast: Cast) -> None:
    given = triaged(cast)
    client = browser("township_clerk")
    address = f"{page(given.number)}dispatch/"
    fields = hidden(text_of(client, address))
    move(
        cast["township_clerk"],
        given,
        "recategorise",
        at("2026-03-02 11:00"),
        "看错了",
        {"category": make_category()},
    )

    answer = client.post(address, fields | {"lead": cast.unit("department"), "ask": "我写的要求"})

    form = answer.content.decode()
    assert answer.status_code == 409
    assert "别人已经办了一步" in form
    assert "改类别" in form
    assert "我写的要求" in form
    assert matter_of(given).status == "triaged"
    again = client.post(address, hidden(form) | {"lead": cast.unit("department")})
    assert again.status_code == 302


def test_a_move_of_another_state_says_so_and_does_nothing(cast: Cast) -> None:
    given = dispatched(cast)
    client = browser("township_clerk")

    assert "这一步现在还不能办" in text_of(client, f"{page(given.number)}triage/")
    answer = client.post(f"{page(given.number)}triage/", {"category": "light", "kind": "general"})
    assert answer.status_code == 409
    text_of(client, f"{page(given.number)}nothing/", 404)


def test_a_role_that_never_makes_a_move_does_not_find_it(cast: Cast) -> None:
    given = dispatched(cast)

    text_of(browser("handler"), f"{page(given.number)}redispatch/", 404)
    assert browser("handler").post(f"{page(given.number)}redispatch/", {"lead": 1}).status_code == 404


def test_the_leads_answer_is_filled_in_for_the_reviewer(cast: Cast) -> None:
    given = handled(cast)
    move(cast.handler, given, "answer", at("2026-03-03 10:00"), fields={"answer": "已换灯，费用由街道承担。"})
    township = reviewer(cast)
    assert workflow.offers(township, matter_of(given), workflow.main_of(given.matter_id))

    form = text_of(_as_reviewer(cast), f"{page(given.number)}approve/")

    assert re.search(r"<textarea[^>]*>已换灯，费用由街道承担。</textarea>", form)


def _as_reviewer(cast: Cast) -> Client:
    Post.objects.filter(account_id=account_of(cast["township_clerk"])).update(role="reviewer")
    return browser("township_clerk")


def test_a_text_is_inserted_behind_what_was_typed(cast: Cast) -> None:
    given = handled(cast)
    kept = saved.keep_template(
        cast.handler, saved.TemplateText("修灯", "路灯已修复。"), at("2026-03-01 09:00")
    )
    client = browser("handler")

    answer = client.post(f"{page(given.number)}answer/", {"answer": "您好。", "insert": kept.pk})

    assert answer.status_code == 200
    assert "您好。\n\n路灯已修复。" in answer.content.decode()
    assert matter_of(given).status == "handling"


def test_a_file_is_kept_even_when_the_form_is_refused(cast: Cast) -> None:
    given = handled(cast)
    client = browser("handler")
    upload = SimpleUploadedFile("现场.pdf", PDF)

    answer = client.post(f"{page(given.number)}answer/", {"answer": "", "files": upload})

    kept = Attachment.objects.get(matter_id=given.matter_id)
    form = answer.content.decode()
    assert answer.status_code == 422
    assert f'name="files-kept" value="{kept.pk}"' in form
    done = client.post(f"{page(given.number)}answer/", {"answer": "修好了", "files-kept": kept.pk})
    assert done.status_code == 302
    assert Attachment.objects.filter(matter_id=given.matter_id).count() == 1


def test_it_leads_back_to_where_one_came_from_but_never_elsewhere(cast: Cast) -> None:
    given, other = bring(), bring()
    client = browser("township_clerk")
    fields = {"into": other.number, "reason": "同一件"}

    assert 'name="next" value="/desk/triage/"' in text_of(
        client, f"{page(given.number)}merge/?next=/desk/triage/"
    )
    answer = client.post(f"{page(given.number)}merge/", fields | {"next": "https://example.org/"})

    assert answer["Location"] == page(given.number)
    assert matter_of(given).merged_into_id == other.matter_id


def test_only_centres_are_offered_for_passing_on(cast: Cast) -> None:
    given = bring()

    form = text_of(browser("township_clerk"), f"{page(given.number)}pass_on/")

    assert f'<option value="{cast.unit("neighbour")}">' in form
    assert f'<option value="{cast.unit("department")}">' not in form
