"""The form of one move, made from its declaration: filled in as far as is known, refused in place, consequences first."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongzhi.core.errors import sentence
from gongzhi.core.identity.web.requests import actor_of, next_path
from gongzhi.core.matters import queries
from gongzhi.core.matters.actions import follow
from gongzhi.core.matters.models import Matter
from gongzhi.core.matters.queries.timing import title_of
from gongzhi.core.matters.web.desk import choices, consequences, offers
from gongzhi.core.matters.web.desk.matter import linked
from gongzhi.core.matters.web.desk.shell import desk_page, given_number, matter_in_reach
from gongzhi.core.workflow import queries as workflow
from gongzhi.core.workflow.actions.perform import MoveRequest, perform
from gongzhi.core.workflow.models import Proceeding
from gongzhi.core.workflow.queries import MoveOffer
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import Conflict, DomainError, NotFound
from gongzhi.kernel.procedure import FieldType, Move, State

Values = dict[str, object]


@desk_page("matters.view", "GET", "POST")
def move(request: HttpRequest, number: str, move: str) -> HttpResponse:
    """Show the form of a move, or make the move and go back to the matter (or to where the person came from)."""
    actor, at = actor_of(request), timezone.now()
    matter = matter_in_reach(actor, number)
    proceeding = _proceeding(request, matter)
    offer = _offer(actor, matter, proceeding, move, at)
    if request.method == "GET":
        given = choices.defaults(matter, offer.move, at) | _prefilled(request, offer.move)
        return _form(request, matter, proceeding, offer, given)
    given = typed(request, offer.move)
    if insert := given_number(request.POST.get("insert", "")):
        return _form(request, matter, proceeding, offer, _inserted(actor, matter, offer.move, given, insert))
    try:
        given |= _attached(request, actor, matter, offer.move, at)
        made = perform(actor, request_of(request, proceeding, offer.move, given), at)
    except NotFound:
        raise
    except DomainError as error:
        return _refused(request, matter, proceeding, offer, given, error)
    messages.success(request, done_words(made.move, made.procedure.state(made.after.state)))
    return HttpResponseRedirect(next_path(request, reverse("desk_matter", kwargs={"number": matter.number})))


def done_words(move: Move, state: State) -> str:
    """Return what was done, in a sentence."""
    title = title_of(move)
    if not move.target:
        return _("「%(move)s」已经办好。") % {"move": title}
    return _("「%(move)s」已经办好，这件事现在是「%(state)s」。") % {"move": title, "state": title_of(state)}


def _proceeding(request: HttpRequest, matter: Matter) -> Proceeding:
    """Return the proceeding that the address names, the main one by default."""
    wanted = request.POST.get("proceeding") or request.GET.get("proceeding") or ""
    for one in queries.proceedings(matter):
        if (wanted and str(one.id) == wanted) or (not wanted and one.is_main):
            return one
    raise NotFound


def _offer(actor: Actor, matter: Matter, proceeding: Proceeding, name: str, at: datetime) -> MoveOffer:
    """Return the move as it is offered; one that belongs to another state is shown with the reason."""
    known = workflow.move_of(workflow.procedure_of(proceeding), name)
    for offer in offers.offered(actor, matter, proceeding, at):
        if offer.move.name == name:
            return offer
    if not any(by.role in actor.roles for by in known.by):
        raise NotFound
    return MoveOffer(known, False, _("这一步现在不归您的岗位办，或者这件事已经走到了别的状态。"))


def typed(request: HttpRequest, move: Move) -> Values:
    """Return the fields as they were typed."""
    found: Values = {}
    for spec in move.fields:
        if spec.type is FieldType.UNITS:
            found[spec.name] = [one for one in request.POST.getlist(spec.name) if one]
        elif spec.type is FieldType.BOOL:
            found[spec.name] = request.POST.get(spec.name, "") != ""
        else:
            found[spec.name] = request.POST.get(spec.name, "")
    return found


def _prefilled(request: HttpRequest, move: Move) -> Values:
    """Return what the address fills in, such as the matter into which to merge."""
    names = {spec.name for spec in move.fields if spec.type not in (FieldType.UNITS, FieldType.FILE)}
    return {name: str(value)[:2000] for name, value in request.GET.items() if name in names}


def _inserted(actor: Actor, matter: Matter, move: Move, given: Values, template: int) -> Values:
    """Return the fields with the text of an answer template added at the end of the answer."""
    for one in queries.answer_templates(actor, matter.category):
        if one.pk == template and "answer" in {spec.name for spec in move.fields}:
            text = str(given.get("answer") or "").rstrip()
            return given | {"answer": f"{text}\n\n{one.text}".strip()}
    return given


def _attached(request: HttpRequest, actor: Actor, matter: Matter, move: Move, at: datetime) -> Values:
    """Keep files that came with the form and return their ids; a file kept before stays with the form."""
    found: Values = {}
    for spec in move.fields:
        if spec.type is not FieldType.FILE:
            continue
        upload = request.FILES.get(spec.name)
        if upload is not None:
            one = follow.Upload(upload.name or "", upload.read())
            kept = follow.attach_files(actor, matter.number, [one], at)
            found[spec.name] = kept[0].pk
        elif kept_id := given_number(request.POST.get(f"{spec.name}-kept", "")):
            found[spec.name] = kept_id
    return found


def request_of(
    request: HttpRequest, proceeding: Proceeding, move: Move, given: Mapping[str, object]
) -> MoveRequest:
    """Return the move as asked for, with the number of moves that the person saw."""
    fields = dict(given)
    if "publish_answer" in move.effects and "answer" in fields and "answer_written" in move.guards:
        # Unchanged means the lead's own answer, which the move keeps by itself.
        fields = {name: value for name, value in fields.items() if name != "answer" or str(value).strip()}
    return MoveRequest(
        proceeding.id,
        move.name,
        fields,
        request.POST.get("reason", ""),
        given_number(request.POST.get("expect", "")),
    )


def _refused(
    request: HttpRequest,
    matter: Matter,
    proceeding: Proceeding,
    offer: MoveOffer,
    given: Values,
    error: DomainError,
) -> HttpResponse:
    """Show the form again with everything typed; after somebody else acted, with what happened meanwhile."""
    actor, at = actor_of(request), timezone.now()
    changed = isinstance(error, Conflict)
    fresh = matter_in_reach(actor, matter.number)
    again = next(one for one in queries.proceedings(fresh) if one.id == proceeding.id)
    newest = _offer(actor, fresh, again, offer.move.name, at)
    field = str(error.facts.get("field") or "")
    known = {spec.name for spec in offer.move.fields} | {"reason"}
    text = sentence(error)
    if field not in known:
        field = "reason" if offer.move.needs_reason and not request.POST.get("reason", "").strip() else ""
    return _form(request, fresh, again, newest, given, {field: text}, error.http_status, changed=changed)


def _form(
    request: HttpRequest,
    matter: Matter,
    proceeding: Proceeding,
    offer: MoveOffer,
    given: Values,
    errors: Mapping[str, str] | None = None,
    status: int = 200,
    *,
    changed: bool = False,
) -> HttpResponse:
    actor, at = actor_of(request), timezone.now()
    tasks = queries.tasks(actor, matter, at)
    move = offer.move
    fields = {spec.name for spec in move.fields}
    context: dict[str, object] = {
        "matter": matter,
        "row": queries.rows_of([matter], at)[0],
        "proceeding": proceeding,
        "move": move,
        "offer": offer,
        "given": given,
        "errors": errors or {},
        "options": choices.options(matter, move, tasks, at),
        "duty": choices.duty(matter.category, choices.area_of(matter), at) if "lead" in fields else None,
        "duty_matters": "lead" in fields,
        "templates": queries.answer_templates(actor, matter.category) if "answer" in fields else [],
        "consequences": consequences.of(matter, proceeding, move, at),
        "next": next_path(request, ""),
        "changed": linked(_since(actor, matter, request)) if changed else [],
        "lead_answer": matter.answer,
        "helper_answers": [task for task in tasks if task.role == "helper" and task.answer],
        "has_files": any(spec.type is FieldType.FILE for spec in move.fields),
        "may_insert": "answer" in fields,
    }
    return render(request, "desk/move.html", context, status=status)


def _since(actor: Actor, matter: Matter, request: HttpRequest) -> Sequence[queries.StoryItem]:
    """Return the latest entries of the story: what somebody else did while this form was open."""
    return queries.story(actor, matter)[:3]
