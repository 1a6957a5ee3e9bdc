"""Texts for answers that a unit keeps: list, new, change (the old one ends), end."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongzhi.core.identity.web.requests import actor_of, errors_of
from gongzhi.core.matters import queries
from gongzhi.core.matters.actions import saved
from gongzhi.core.matters.models import AnswerTemplate
from gongzhi.core.matters.web.desk.shell import desk_page
from gongzhi.core.matters.web.options import category_options
from gongzhi.core.orgs import queries as orgs
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import InvalidInput, NotFound

Given = dict[str, str]


@desk_page("matters.templates")
def templates(request: HttpRequest) -> HttpResponse:
    """Show the texts that the unit may use; its own ones can be changed and ended."""
    actor = actor_of(request)
    rows = [
        {
            "one": one,
            "category": orgs.category_title(one.category),
            "is_own": one.unit_id == actor.unit_id,
        }
        for one in queries.answer_templates(actor)
    ]
    return render(request, "desk/templates.html", {"rows": rows})


@desk_page("matters.templates", "GET", "POST")
def edit(request: HttpRequest, template_id: int | None = None) -> HttpResponse:
    """Keep a new text, or change one of the unit's own: the old one ends, answers made from it stay."""
    actor = actor_of(request)
    known = _own(actor, template_id) if template_id is not None else None
    if request.method == "GET":
        given = (
            {"title": known.title, "text": known.text, "category": known.category}
            if known
            else {"title": "", "text": "", "category": ""}
        )
        return _form(request, known, given)
    given = {name: str(request.POST.get(name, "")) for name in ("title", "text", "category")}
    try:
        saved.keep_template(actor, saved.TemplateText(**given), timezone.now(), template_id)
    except InvalidInput as error:
        return _form(request, known, given, errors_of(error))
    messages.success(
        request, _("模板「%(title)s」已保存，写答复时可以插入。") % {"title": given["title"].strip()}
    )
    return HttpResponseRedirect(reverse("desk_templates"))


def _form(
    request: HttpRequest, known: AnswerTemplate | None, given: Given, errors: dict[str, str] | None = None
) -> HttpResponse:
    context = {"known": known, "given": given, "errors": errors or {}, "categories": category_options()}
    return render(request, "desk/template.html", context, status=422 if errors else 200)


@desk_page("matters.templates", "POST")
def end(request: HttpRequest, template_id: int) -> HttpResponse:
    """End one of the unit's texts."""
    saved.end_template(actor_of(request), template_id, timezone.now())
    messages.success(request, _("模板已停用；用它写过的答复不变。"))
    return HttpResponseRedirect(reverse("desk_templates"))


def _own(actor: Actor, template_id: int) -> AnswerTemplate:
    for one in queries.answer_templates(actor):
        if one.pk == template_id and one.unit_id == actor.unit_id:
            return one
    raise NotFound
