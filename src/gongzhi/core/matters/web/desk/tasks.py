"""What the actor's unit has been given: to sign, to contact, to answer, to help."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from gongzhi.core.identity.web.requests import actor_of
from gongzhi.core.matters.queries.own_tasks import own_tasks
from gongzhi.core.matters.web.desk.shell import desk_page


@desk_page("matters.view")
def tasks(request: HttpRequest) -> HttpResponse:
    """Show the unit's open tasks by what comes next."""
    found = own_tasks(actor_of(request), timezone.now())
    groups = (
        (
            "sign",
            _("待签收"),
            _("签收或者退单；退单只能在签收以前，要写明依据。"),
            "clipboard-check",
            found.to_sign,
        ),
        ("contact", _("待联系诉求人"), _("先联系诉求人，再去办。"), "phone-call", found.to_contact),
        (
            "handle",
            _("待答复"),
            _("办好以后提交答复，中心审核后发给诉求人。"),
            "message-square-text",
            found.to_handle,
        ),
        ("help", _("请我单位协办"), _("别的单位主办，请您单位帮着办一部分。"), "hand-helping", found.to_help),
    )
    return render(request, "desk/tasks.html", {"groups": groups, "total": found.total})
