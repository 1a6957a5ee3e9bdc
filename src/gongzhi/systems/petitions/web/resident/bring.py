"""The resident's own way to a petition: one page, no login; and a report of retaliation that its cause cannot see."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Self

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from gongzhi.core.errors import sentence
from gongzhi.core.files.rules import content as contents
from gongzhi.core.identity.web import sessions
from gongzhi.core.matters import queries as matters
from gongzhi.core.matters.actions import follow
from gongzhi.core.matters.actions.submit import place
from gongzhi.core.matters.rules.emergency import emergencies
from gongzhi.core.matters.submission import (
    CONTACT,
    TEXT_LONGEST,
    TITLE_LONGEST,
    Submission,
    Submitted,
    title_of,
)
from gongzhi.core.matters.web.options import area_options, category_options
from gongzhi.core.matters.web.resident.views import reader_of
from gongzhi.kernel.actor import Actor, ActorKind
from gongzhi.kernel.errors import DomainError, InvalidInput, NotFound
from gongzhi.systems.petitions.actions.intake import Brought, take_in
from gongzhi.systems.petitions.actions.people import report_retaliation
from gongzhi.systems.petitions.queries.sorting import centre_of_level
from gongzhi.systems.petitions.rules.representatives import MOST

FILES_MOST = 6
LEVELS = {"township": 9, "county": 6}
"""The levels of place that a petitioner may shut out, by the digits of their codes."""
Errors = dict[str, str]


@dataclass(frozen=True, slots=True)
class Form:
    """The form as typed."""

    submit_key: str = ""
    text: str = ""
    title: str = ""
    category: str = ""
    place: str = ""
    area: str = ""
    against_words: str = ""
    against_level: str = ""
    name: str = ""
    contact: str = ""
    is_anonymous: str = ""
    is_joint: str = ""
    representatives: str = ""
    joined: str = ""

    @classmethod
    def parse(cls, given: Mapping[str, str]) -> Self:
        """Return what was posted, each field as text; the key of the form stays with it."""
        found = cls(
            **{one.name: str(given.get(one.name, "")).replace("\x00", "").strip() for one in fields(cls)}
        )
        return found if found.submit_key else replace(found, submit_key=uuid.uuid4().hex)

    def names(self) -> tuple[str, ...]:
        """Return the representatives, one a line."""
        return tuple(name.strip() for name in self.representatives.splitlines() if name.strip())

    def errors(self) -> Errors:
        """Return what is wrong, each as a full sentence."""
        found: Errors = {}
        if not self.text:
            found["text"] = _("请写下您要反映的事情，一句话也可以。")
        elif len(self.text) > TEXT_LONGEST:
            found["text"] = _("内容最多 %(most)s 个字，请缩短，或把材料拍成照片上传。") % {
                "most": TEXT_LONGEST
            }
        if len(self.title) > TITLE_LONGEST:
            found["title"] = _("标题最多 %(most)s 个字，请缩短。") % {"most": TITLE_LONGEST}
        if not (self.area or self.place):
            found["area"] = _("请选择所在的乡镇街道，或者写出地点，好让最近的信访工作机构收到。")
        if self.contact and not self.is_anonymous and not CONTACT.match(self.contact):
            found["contact"] = _("请写手机号、座机号或电子邮箱，例如 13800000000；不想留可以空着。")
        return found

    def submission(self, at: datetime) -> Submission:
        """Return the petition as it is to be written; it is never shown to everybody."""
        anonymous = bool(self.is_anonymous)
        return Submission(
            title=self.title or title_of(self.text),
            text=self.text,
            channel="web",
            brought_at=at,
            category=self.category,
            place=self.place,
            area_code=self.area,
            name="" if anonymous else self.name,
            contact="" if anonymous else self.contact,
            is_anonymous=anonymous,
            submit_key=self.submit_key,
        )

    def brought(self, against: tuple[int, ...]) -> Brought:
        """Return what the petition says beside its words."""
        return Brought(
            against=against,
            is_real_name=bool(self.name) and not self.is_anonymous,
            is_joint=bool(self.is_joint),
            joined=self.joined if self.is_joint else "",
            representatives=self.names() if self.is_joint else (),
            against_words=self.against_words,
        )


@never_cache
@require_http_methods(["GET", "POST"])
def bring(request: HttpRequest) -> HttpResponse:
    """Show the form, or register the petition and show its receipt once."""
    if request.method == "GET":
        return _form(request, Form.parse({"text": request.GET.get("text", "")[:TEXT_LONGEST]}), {})
    form = Form.parse({name: str(value) for name, value in request.POST.items()})
    errors = form.errors()
    if errors:
        return _form(request, form, errors)
    actor, at = reader_of(request), timezone.now()
    try:
        uploads = _uploads(request)
        made = place(form.submission(at))
        given = take_in(actor, made, form.brought(_against(form.against_level, made.area_code)), at)
    except DomainError as error:
        field = str(error.facts.get("field") or "")
        return _form(request, form, {{"file": "files"}.get(field, field): sentence(error)})
    left_out: list[str] = []
    if not given.repeated:
        sessions.open_receipt(request, given.matter_id, None)
        left_out = _attach(actor, given, uploads)
    return _receipt(request, given, form.title or title_of(form.text), left_out)


def _against(level: str, area_code: str) -> tuple[int, ...]:
    """Return the centre of the level that the petitioner complains about, which must not be the one to receive it."""
    found = centre_of_level(area_code, LEVELS[level]) if level in LEVELS else None
    return () if found is None else (found,)


def _uploads(request: HttpRequest) -> list[follow.Upload]:
    found = [follow.Upload(item.name or "", item.read()) for item in request.FILES.getlist("files")]
    if len(found) > FILES_MOST:
        raise InvalidInput(
            field="file", why="照片和附件一次最多 %(n)s 个，余下的可以稍后补充。", n=FILES_MOST
        )
    for one in found:
        contents.checked(one.name, one.content)
    return found


def _attach(actor: Actor, given: Submitted, uploads: list[follow.Upload]) -> list[str]:
    """Attach files to a petition that is safe already; return a sentence for each that could not be kept."""
    owner = Actor(
        ActorKind.RESIDENT, actor.name, frozenset({"resident"}), matter_ids=frozenset({given.matter_id})
    )
    left_out = []
    for upload in uploads:
        try:
            follow.attach_files(owner, given.number, [upload], timezone.now())
        except DomainError as error:
            left_out.append(sentence(error))
    return left_out


def _receipt(request: HttpRequest, given: Submitted, title: str, left_out: list[str]) -> HttpResponse:
    context = {"submitted": given, "title": title, "at": timezone.now(), "left_out": left_out}
    return render(request, "resident/receipt.html", context)


def _form(request: HttpRequest, form: Form, errors: Errors) -> HttpResponse:
    context = {
        "form": form,
        "errors": errors,
        "areas": area_options(settings.CITY_CODE),
        "categories": category_options(),
        "emergencies": emergencies(form.text),
        "files_most": FILES_MOST,
        "most": MOST,
    }
    return render(request, "petitions/bring.html", context, status=422 if errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def retaliation(request: HttpRequest, number: str) -> HttpResponse:
    """Take in a report of retaliation or a leak as a sealed petition one level up; this matter shows nothing of it."""
    actor, at = reader_of(request), timezone.now()
    found = matters.matter(actor, number)
    if found.id not in actor.matter_ids:
        raise NotFound
    if request.method == "GET":
        return _report(request, found.number, "", {})
    words = request.POST.get("words", "").replace("\x00", "").strip()
    if not words:
        return _report(request, found.number, words, {"words": _("请写下发生了什么。")})
    try:
        given = report_retaliation(actor, found.number, words, at)
    except NotFound:
        raise
    except DomainError as error:
        return _report(request, found.number, words, {"words": sentence(error)})
    sessions.open_receipt(request, given.matter_id, None)
    return _receipt(request, given, _("反映打击报复或者泄露信访信息"), [])


def _report(request: HttpRequest, number: str, words: str, errors: Errors) -> HttpResponse:
    context = {"number": number, "words": words, "errors": errors}
    return render(request, "petitions/retaliation.html", context, status=422 if errors else 200)
