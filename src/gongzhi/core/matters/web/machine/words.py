"""The city's own words: synonyms of the search, and other names of places."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongzhi.core.identity.web.requests import actor_of, errors_of
from gongzhi.core.matters.web.machine.shell import reading_page
from gongzhi.core.search.actions import keep_synonyms
from gongzhi.core.search.queries import synonyms as queries
from gongzhi.core.search.rules import synonyms as rules
from gongzhi.kernel.errors import InvalidInput


@reading_page("search.words", "GET", "POST")
def synonyms(request: HttpRequest) -> HttpResponse:
    """Show the words of one meaning, and keep a changed list as the next version."""
    if request.method == "GET":
        newest = queries.newest()
        return _form(request, rules.write(newest.groups) if newest else "", "")
    text, note = request.POST.get("words", ""), request.POST.get("note", "")
    try:
        made = keep_synonyms(actor_of(request), text, note, timezone.now())
    except InvalidInput as error:
        return _form(request, text, note, errors_of(error))
    messages.success(request, _("已保存为第 %(n)s 版，检索马上用新的词。") % {"n": made.pk})
    return HttpResponseRedirect(reverse("synonyms"))


def _form(request: HttpRequest, words: str, note: str, errors: dict[str, str] | None = None) -> HttpResponse:
    context = {"words": words, "note": note, "errors": errors or {}, "versions": queries.versions()}
    return render(request, "reading/synonyms.html", context, status=422 if errors else 200)
