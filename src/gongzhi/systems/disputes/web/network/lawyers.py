"""Notes on a dispute's page that a lawyer mediates or represents; the other of the two is refused."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from gongzhi.core.errors import sentence
from gongzhi.core.identity.web.requests import actor_of
from gongzhi.core.matters.web.desk.shell import desk_page, given_number, matter_in_reach
from gongzhi.kernel.errors import NotFound
from gongzhi.systems.disputes.actions import network as acts


@desk_page(acts.ENGAGE, "POST")
def engage(request: HttpRequest, number: str) -> HttpResponse:
    """Have a lawyer stand in a matter."""
    actor = actor_of(request)
    matter = matter_in_reach(actor, number)
    lawyer_id = given_number(request.POST.get("lawyer", ""))
    if lawyer_id is None:
        raise NotFound
    try:
        acts.engage_lawyer(actor, matter.number, lawyer_id, request.POST.get("capacity", ""), timezone.now())
    except acts.LawyerConflict as error:
        messages.error(request, sentence(error))
    else:
        messages.success(request, _("已经登记律师参与。"))
    return redirect("desk_matter", number=matter.number)
