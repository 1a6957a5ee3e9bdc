"""Registers what somebody rings up, writes, or comes to say (or what a grid worker finds), with a receipt shown once."""

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

from gongzhi.core.errors import sentence
from gongzhi.core.geo import queries as geo
from gongzhi.core.identity.web.requests import actor_of
from gongzhi.core.matters import queries
from gongzhi.core.matters.actions import follow
from gongzhi.core.matters.actions.submit import submit
from gongzhi.core.matters.models import Channel
from gongzhi.core.matters.rules.emergency import emergencies
from gongzhi.core.matters.submission import (
    CONTACT,
    TEXT_LONGEST,
    TITLE_LONGEST,
    Submission,
    Submitted,
    title_of,
)
from gongzhi.core.matters.web.desk.shell import desk_page
from gongzhi.core.matters.web.options import Option, area_options, category_options
from gongzhi.core.matters.web.resident import preview
from gongzhi.core.matters.web.resident.views import city_map
from gongzhi.core.matters.web.uploads import attach_each, uploads
from gongzhi.core.orgs import queries as orgs
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import DomainError

BY_CENTRE = (Channel.PHONE, Channel.WINDOW, Channel.LETTER, Channel.VISIT, Channel.TRANSFER)
FILES_MOST = 6
Errors = dict[str, str]


@dataclass(frozen=True, slots=True)
class Form:
    """The form as typed."""

    submit_key: str = ""
    channel: str = ""
    title: str = ""
    text: str = ""
    category: str = ""
    place: str = ""
    lon: str = ""
    lat: str = ""
    area: str = ""
    name: str = ""
    contact: str = ""
    is_anonymous: str = ""
    is_urgent: str = ""
    wants_public: str = ""

    @classmethod
    def parse(cls, given: Mapping[str, str]) -> Self:
        """Return what was posted, each field as text; the key of the form stays with it."""
        found = cls(
            **{one.name: str(given.get(one.name, "")).replace("\x00", "").strip() for one in fields(cls)}
        )
        return found if found.submit_key else replace(found, submit_key=uuid.uuid4().hex)

    def point(self) -> tuple[float, float] | None:
        """Return longitude and latitude, None unless both are numbers."""
        try:
            return (float(self.lon), float(self.lat)) if self.lon and self.lat else None
        except ValueError:
            return None

    def errors(self, channels: tuple[str, ...]) -> Errors:
        """Return what is wrong, each as a full sentence."""
        found: Errors = {}
        if self.channel not in channels:
            found["channel"] = _("请选择这件事是怎么来的。")
        if not self.text:
            found["text"] = _("请写下诉求人说了什么，尽量用他的原话。")
        elif len(self.text) > TEXT_LONGEST:
            found["text"] = _("内容最多 %(most)s 个字，请缩短或作为附件上传。") % {"most": TEXT_LONGEST}
        if len(self.title) > TITLE_LONGEST:
            found["title"] = _("标题最多 %(most)s 个字，请缩短。") % {"most": TITLE_LONGEST}
        if self.category and orgs.category(self.category) is None:
            found["category"] = _("没有这个类别，请重新选择，或者先留空。")
        if not (self.point() or self.place or self.area):
            found["place"] = _("请写出地点、在地图上点一下，或选择乡镇街道，三样有一样就行。")
        if self.contact and not self.is_anonymous and not CONTACT.match(self.contact):
            found["contact"] = _("请写手机号、座机号或电子邮箱；诉求人不愿意留可以空着。")
        return found

    def submission(self, at: datetime) -> Submission:
        """Return the matter as it is to be written."""
        point = self.point()
        anonymous = bool(self.is_anonymous)
        return Submission(
            title=self.title or title_of(self.text),
            text=self.text,
            channel=self.channel,
            brought_at=at,
            category=self.category,
            place=self.place,
            lon=point[0] if point else None,
            lat=point[1] if point else None,
            area_code="" if point else self.area,
            name="" if anonymous else self.name,
            contact="" if anonymous else self.contact,
            is_anonymous=anonymous,
            is_urgent=bool(self.is_urgent),
            is_public=bool(self.wants_public),
            submit_key=self.submit_key,
        )


def channels_for(actor: Actor) -> tuple[str, ...]:
    """Return the ways by which this post may take something in."""
    centre = tuple(str(one) for one in BY_CENTRE) if actor.has_role("clerk", "dispatcher") else ()
    return (*centre, str(Channel.GRID)) if actor.has_role("grid_worker") else centre


@desk_page("matters.enter", "GET", "POST")
def register(request: HttpRequest) -> HttpResponse:
    """Show the form, or write the matter and show its receipt once."""
    actor = actor_of(request)
    channels = channels_for(actor)
    if request.method == "GET":
        first = channels[0] if len(channels) == 1 or not actor.has_role("clerk") else str(Channel.PHONE)
        return _form(request, Form.parse({"channel": first, "area": _own_area(actor)}), {})
    form = Form.parse({name: str(value) for name, value in request.POST.items()})
    errors = form.errors(channels)
    if errors:
        return _form(request, form, errors)
    try:
        files = uploads(request, FILES_MOST)
        given = submit(actor, form.submission(timezone.now()), timezone.now())
    except DomainError as error:
        field = str(error.facts.get("field") or "")
        return _form(request, form, {{"file": "files", "lon": "place"}.get(field, field): sentence(error)})
    return _receipt(request, actor, form, given, files)


def _own_area(actor: Actor) -> str:
    return actor.area_code[:9] if actor.has_role("grid_worker") else ""


def _receipt(
    request: HttpRequest, actor: Actor, form: Form, given: Submitted, files: list[follow.Upload]
) -> HttpResponse:
    """Show number and secret; a file that could not be kept is named, the matter itself is safe."""
    left_out = [] if given.repeated else attach_each(actor, given.number, files, timezone.now())
    context = {
        "given": given,
        "title": form.title or title_of(form.text),
        "left_out": left_out,
        "at": timezone.now(),
    }
    return render(request, "desk/registered.html", context)


def _form(request: HttpRequest, form: Form, errors: Errors) -> HttpResponse:
    actor, at = actor_of(request), timezone.now()
    channels = channels_for(actor)
    titles = {str(value): _(str(label)) for value, label in Channel.choices}
    lon, lat = form.point() or (None, None)
    code = (geo.locate(lon, lat) if lon is not None and lat is not None else "") or form.area
    context = {
        "form": form,
        "errors": errors,
        "channels": [(one, titles[one]) for one in channels],
        "categories": category_options(),
        "areas": _areas(),
        "map": city_map() | {"bbox": _box(actor)},
        "emergencies": emergencies(form.text),
        "alike": queries.lookalikes(actor, text=form.text, lon=lon, lat=lat, at=at) if form.text else [],
        "preview": preview.of(form.category, code, at) if form.text else None,
        "files_most": FILES_MOST,
    }
    return render(request, "desk/new.html", context, status=422 if errors else 200)


def _box(actor: Actor) -> object:
    """Return where the map begins: the post's own area, else that of its unit, else the city."""
    unit = orgs.unit(actor.unit_id).area_code if actor.unit_id is not None else ""
    for code in (actor.area_code, unit, settings.CITY_CODE):
        if code and (box := geo.bbox(code)):
            return box
    return None


def _areas() -> list[Option]:
    return area_options(settings.CITY_CODE)


@desk_page("matters.enter")
def alike(request: HttpRequest) -> HttpResponse:
    """Return, as a fragment, matters in reach that look like what is being written, and whom to ring at once."""
    text = request.GET.get("text", "").replace("\x00", "")[:2000]
    lon, lat = Form(lon=request.GET.get("lon", ""), lat=request.GET.get("lat", "")).point() or (None, None)
    found = queries.lookalikes(actor_of(request), text=text, lon=lon, lat=lat, at=timezone.now())
    return render(request, "desk/_alike.html", {"alike": found, "emergencies": emergencies(text)})
