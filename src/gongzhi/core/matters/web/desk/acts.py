"""What a matter's page does besides moves: notes, files, ties, splitting, urging, orders, helpers' own tasks, contacts."""

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongzhi.core.errors import sentence
from gongzhi.core.identity.actions import reveal as read_in_clear
from gongzhi.core.identity.rules.verbs import require_role
from gongzhi.core.identity.web.addresses import client_address
from gongzhi.core.identity.web.requests import actor_of, confirmation_required
from gongzhi.core.matters.actions import follow, helping, merging, notes, split, supervise
from gongzhi.core.matters.web.desk.matter import ATTACHMENTS_MOST, show
from gongzhi.core.matters.web.desk.shell import desk_page, given_number, matter_in_reach
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import DomainError, InvalidInput, NotFound
from gongzhi.kernel.terms import CHINA

Act = Callable[[HttpRequest, Actor, str, datetime], str]
PARTS = (1, 2, 3)
# Where a refusal names a field otherwise than the form of the page does.
_FIELDS = {
    "help_return": {"reason": "help_reason"},
    "unlink": {"why": "unlink_why"},
    "link": {"why": "link_why"},
    "urge": {"words": "urge_words"},
    "excuse_child": {"why": "excuse_why"},
    "order_close": {"note": "closing"},
    "attach": {"file": "files"},
    "split": {"title": "title1", "text": "text1", "parts": "title1", "why": "split_why"},
}


@desk_page("matters.view", "POST")
def act(request: HttpRequest, number: str, act: str) -> HttpResponse:
    """Do one of the acts of a matter's page; a refusal comes back to its form with everything typed."""
    actor, at = actor_of(request), timezone.now()
    found = matter_in_reach(actor, number)
    if act not in ACTS:
        raise NotFound
    try:
        told = ACTS[act](request, actor, found.number, at)
    except NotFound:
        raise
    except DomainError as error:
        field = str(error.facts.get("field") or "")
        errors = {_FIELDS.get(act, {}).get(field, field): sentence(error)}
        return show(request, found, errors, act, error.http_status)
    messages.success(request, told)
    return HttpResponseRedirect(reverse("desk_matter", kwargs={"number": found.number}))


def _post(request: HttpRequest, name: str) -> str:
    return str(request.POST.get(name, ""))


def _note(request: HttpRequest, actor: Actor, number: str, at: datetime) -> str:
    notes.write_note(actor, number, _post(request, "note"), at)
    return _("记录已写进台账。")


def _attach(request: HttpRequest, actor: Actor, number: str, at: datetime) -> str:
    uploads = [follow.Upload(item.name or "", item.read()) for item in request.FILES.getlist("files")]
    if not uploads:
        raise InvalidInput(field="files", why="请选择要上传的文件。")
    if len(uploads) > ATTACHMENTS_MOST:
        why = "一次最多上传 %(most)s 个文件，请分几次传。"
        raise InvalidInput(field="files", why=why, most=ATTACHMENTS_MOST)
    kept = follow.attach_files(actor, number, uploads, at, internal=_post(request, "who") != "resident")
    return _("上传了 %(n)s 个文件。") % {"n": len(kept)}


def _words(request: HttpRequest, actor: Actor, number: str, at: datetime) -> str:
    follow.add_words(actor, number, _post(request, "words"), at)
    return _("补充的内容已经记下，承办单位会收到通知。")


def _urge(request: HttpRequest, actor: Actor, number: str, at: datetime) -> str:
    supervise.urge(actor, number, at, _post(request, "urge_words"))
    return _("催办已经发出。")


def _order_issue(request: HttpRequest, actor: Actor, number: str, at: datetime) -> str:
    unit = given_number(_post(request, "to_unit"))
    if unit is None:
        raise InvalidInput(field="to_unit", why="请选择督办发给谁。")
    order = supervise.Order(
        number, _post(request, "level"), unit, _post(request, "demand"), _moment(_post(request, "due_at"))
    )
    made = supervise.issue(actor, order, at)
    return _("督办 %(number)s 已经发出。") % {"number": made.number}


def _moment(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise InvalidInput(field="due_at", why="请选择答复的最后时间。") from error
    return found if found.tzinfo else found.replace(tzinfo=CHINA)


def _order(request: HttpRequest) -> int:
    found = given_number(_post(request, "order"))
    if found is None:
        raise NotFound
    return found


def _order_reply(request: HttpRequest, actor: Actor, number: str, at: datetime) -> str:
    supervise.reply_order(actor, _order(request), _post(request, "reply"), at)
    return _("督办答复已经提交。")


def _order_close(request: HttpRequest, actor: Actor, number: str, at: datetime) -> str:
    supervise.close_order(actor, _order(request), _post(request, "closing"), at)
    return _("督办已经办结。")


def _follow_up(request: HttpRequest, actor: Actor, number: str, at: datetime) -> str:
    holds = _post(request, "holds")
    if holds not in ("yes", "no"):
        raise InvalidInput(field="holds", why="请选择结果还管不管用。")
    notes.follow_up(actor, number, _post(request, "finding"), at, holds=holds == "yes")
    return _("回头看的情况已经记下。")


def _link(request: HttpRequest, actor: Actor, number: str, at: datetime) -> str:
    merging.link(actor, number, _post(request, "other"), _post(request, "link_why"), at)
    return _("两件事已经关联，两边的台账都记下了。")


def _unlink(request: HttpRequest, actor: Actor, number: str, at: datetime) -> str:
    merging.unlink(actor, number, _post(request, "other"), _post(request, "unlink_why"), at)
    return _("关联已经解除。")


def _split(request: HttpRequest, actor: Actor, number: str, at: datetime) -> str:
    parts = [
        split.Part(_post(request, f"title{n}").strip(), _post(request, f"text{n}").strip()) for n in PARTS
    ]
    filled = [one for one in parts if one.title or one.text]
    for n, one in zip(PARTS, parts, strict=True):
        if bool(one.title) != bool(one.text):
            raise InvalidInput(field=f"title{n}", why="拆出的每一件都要写标题和内容。")
    made = split.split(actor, number, filled, _post(request, "split_why"), at)
    return _("拆出了 %(n)s 件：%(numbers)s。") % {
        "n": len(made),
        "numbers": "、".join(one.number for one in made),
    }


def _excuse_child(request: HttpRequest, actor: Actor, number: str, at: datetime) -> str:
    split.excuse_child(actor, number, _post(request, "child"), _post(request, "excuse_why"), at)
    return _("不再等那一件办完。")


def _task(request: HttpRequest) -> int:
    found = given_number(_post(request, "task"))
    if found is None:
        raise NotFound
    return found


def _help_sign(request: HttpRequest, actor: Actor, number: str, at: datetime) -> str:
    helping.sign_help(actor, _task(request), at)
    return _("协办任务已经签收。")


def _help_return(request: HttpRequest, actor: Actor, number: str, at: datetime) -> str:
    helping.return_help(actor, _task(request), _post(request, "help_reason"), at)
    return _("协办任务已经退回，主办单位会收到通知。")


ACTS: dict[str, Act] = {
    "note": _note,
    "attach": _attach,
    "words": _words,
    "urge": _urge,
    "order_issue": _order_issue,
    "order_reply": _order_reply,
    "order_close": _order_close,
    "follow_up": _follow_up,
    "link": _link,
    "unlink": _unlink,
    "split": _split,
    "excuse_child": _excuse_child,
    "help_sign": _help_sign,
    "help_return": _help_return,
}


@desk_page("matters.reveal", "POST")
def reveal(request: HttpRequest, number: str) -> HttpResponse:
    """Show the contact in clear, once, after the person proved anew who sits at the keyboard; the resident sees why."""
    matter_in_reach(actor_of(request), number)
    answer = _revealed(request, number=number)
    assert isinstance(answer, HttpResponse)
    return answer


@confirmation_required
def _revealed(request: HttpRequest, number: str) -> HttpResponse:
    actor, at = actor_of(request), timezone.now()
    found = matter_in_reach(actor, number)
    if found.resident_id is None:
        raise NotFound
    require_role(actor, "matters.reveal")
    try:
        name, contact = read_in_clear(
            actor, found.resident_id, found.id, _post(request, "purpose"), at, client_address(request)
        )
    except InvalidInput as error:
        errors = {str(error.facts["field"]): sentence(error)}
        return show(request, found, errors, "reveal", error.http_status)
    context = {"matter": found, "name": name, "contact": contact, "purpose": _post(request, "purpose")}
    return render(request, "desk/reveal.html", context)
