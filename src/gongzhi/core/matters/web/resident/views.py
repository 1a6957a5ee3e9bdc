"""Views of the resident site: bring a matter, open it by its receipt, follow it, answer back."""

from typing import cast

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gongzhi.core.errors import sentence
from gongzhi.core.files.rules import content as contents
from gongzhi.core.geo import queries as geo
from gongzhi.core.identity import queries as identity
from gongzhi.core.identity.actions import residents
from gongzhi.core.identity.web import sessions
from gongzhi.core.identity.web.addresses import client_address
from gongzhi.core.matters import queries
from gongzhi.core.matters.actions import follow as following
from gongzhi.core.matters.actions.follow import Upload
from gongzhi.core.matters.actions.submit import submit as write
from gongzhi.core.matters.models import Matter
from gongzhi.core.matters.panels import panels
from gongzhi.core.matters.queries.timing import title_of
from gongzhi.core.matters.rules.emergency import emergencies
from gongzhi.core.matters.submission import Submitted
from gongzhi.core.matters.web.machine.places import SURE, guesses
from gongzhi.core.matters.web.options import area_options, category_options
from gongzhi.core.matters.web.resident import preview
from gongzhi.core.matters.web.resident.draft import STEPS, Draft, Errors
from gongzhi.core.workflow import queries as workflow
from gongzhi.core.workflow.actions.perform import MoveRequest, perform
from gongzhi.kernel.actor import Actor, ActorKind
from gongzhi.kernel.errors import DomainError, InvalidInput, NotAllowed, NotFound

PHOTOS_MOST = 6
LAST = STEPS[-1]


def actor_of(request: HttpRequest) -> Actor:
    """Return who reads the page."""
    return cast(Actor, request.actor)  # type: ignore[attr-defined]


def reader_of(request: HttpRequest) -> Actor:
    """Return who reads a resident's page: staff read it as the public does, unless they opened a receipt."""
    actor = actor_of(request)
    if not actor.is_staff:
        return actor
    opened = sessions.receipts(request)
    return Actor(
        kind=ActorKind.RESIDENT if opened else ActorKind.PUBLIC,
        name="居民",
        roles=frozenset({"resident", "public"} if opened else {"public"}),
        matter_ids=frozenset(matter_id for matter_id, _ in opened),
    )


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Return the front page: the box to say it in, the way to follow it, what the city did lately."""
    return render(request, "resident/home.html", {"figures": queries.open_figures(timezone.now())})


@never_cache
@require_http_methods(["GET", "POST"])
def submit(request: HttpRequest) -> HttpResponse:
    """Lead through the three steps; the last one writes the matter and shows the receipt once."""
    if request.method == "GET":
        draft = Draft.fresh({name: str(value) for name, value in request.GET.items()})
        return _step(request, draft, 2 if draft.text and not draft.errors(1) else 1, {})
    draft = Draft.parse({name: str(value) for name, value in request.POST.items()})
    given = request.POST.get("step", "1")
    step = int(given) if given in {str(one) for one in STEPS} else 1
    if request.POST.get("go") == "back":
        return _step(request, draft, max(step - 1, 1), {})
    wrong, errors = draft.first_wrong() if step == LAST else (step, draft.errors(step))
    if errors:
        return _step(request, draft, wrong, errors)
    return _send(request, draft) if step == LAST else _step(request, draft, step + 1, {})


def _step(request: HttpRequest, draft: Draft, step: int, errors: Errors) -> HttpResponse:
    context: dict[str, object] = {
        "draft": draft,
        "step": step,
        "errors": errors,
        "emergencies": emergencies(draft.text),
        "photos_most": PHOTOS_MOST,
    } | _of_step(request, draft, step)
    return render(request, "resident/submit.html", context, status=422 if errors else 200)


def _of_step(request: HttpRequest, draft: Draft, step: int) -> dict[str, object]:
    at = timezone.now()
    if step == 1:
        return {"categories": category_options()}
    if step == 2:
        offered = guesses(f"{draft.place}\n{draft.text}")
        return {
            "areas": area_options(settings.CITY_CODE),
            "map": city_map(),
            "places": offered,
            "chosen": draft.guess
            or (offered[0].code if offered and offered[0].percent >= SURE * 100 else ""),
        }
    code, point = draft.area_code(), draft.point()
    lon, lat = point or (None, None)
    return {
        "area_name": geo.full_name(code) if code else "",
        "preview": preview.of(draft.category, code, at),
        "alike": queries.lookalikes(reader_of(request), text=draft.text, lon=lon, lat=lat, at=at),
    }


def _send(request: HttpRequest, draft: Draft) -> HttpResponse:
    at = timezone.now()
    actor = reader_of(request)
    try:
        uploads = _uploads(request)
        submitted = write(actor, draft.submission(at), at)
    except DomainError as error:
        name = str(error.facts.get("field", ""))
        return _step(
            request, draft, LAST, {{"file": "photos", "lon": "place"}.get(name, name): sentence(error)}
        )
    if submitted.repeated:
        return _receipt(request, submitted, draft)
    sessions.open_receipt(request, submitted.matter_id, None)
    left_out = _attach(actor, submitted, uploads)
    return _receipt(request, submitted, draft, left_out)


def _uploads(request: HttpRequest) -> list[Upload]:
    """Return the files of the form, each known to be of a kind that is kept; raise InvalidInput otherwise."""
    found = [Upload(item.name or "", item.read()) for item in request.FILES.getlist("photos")]
    if len(found) > PHOTOS_MOST:
        raise InvalidInput(
            field="file", why="照片和附件一次最多 %(n)s 个，请去掉几个，余下的可以稍后补充。", n=PHOTOS_MOST
        )
    for one in found:
        contents.checked(one.name, one.content)
    return found


def _attach(actor: Actor, submitted: Submitted, uploads: list[Upload]) -> list[str]:
    """Attach files to a matter that is safe already; return a sentence for each file that could not be kept."""
    owner = Actor(
        ActorKind.RESIDENT, actor.name, frozenset({"resident"}), matter_ids=frozenset({submitted.matter_id})
    )
    left_out = []
    for upload in uploads:
        try:
            following.attach_files(owner, submitted.number, [upload], timezone.now())
        except DomainError as error:
            left_out.append(sentence(error))
    return left_out


def _receipt(
    request: HttpRequest, submitted: Submitted, draft: Draft | None, left_out: list[str] | None = None
) -> HttpResponse:
    title = (draft.title or draft.text[:40]) if draft else ""
    context = {"submitted": submitted, "title": title, "at": timezone.now(), "left_out": left_out or []}
    return render(request, "resident/receipt.html", context)


def city_map() -> dict[str, object]:
    """Return what every map of the site shows beneath its points."""
    return {
        "layers": [
            {"kind": "areas", "level": "county", "parent": "", "title": _("县(市、区)")},
            {"kind": "areas", "level": "township", "parent": "", "title": _("乡镇街道")},
        ],
        "bbox": geo.bbox(settings.CITY_CODE),
        "tiles": settings.TILES_URL,
        "synthetic": geo.is_synthetic(settings.CITY_CODE),
    }


@require_GET
def alike(request: HttpRequest) -> HttpResponse:
    """Return, as a fragment, open matters that look like what is being written, and whom to ring at once."""
    text = request.GET.get("text", "")[:2000]
    found = queries.lookalikes(reader_of(request), text=text, lon=None, lat=None, at=timezone.now())
    return render(request, "resident/_alike.html", {"alike": found, "emergencies": emergencies(text)})


@never_cache
@require_http_methods(["GET", "POST"])
def receipt(request: HttpRequest) -> HttpResponse:
    """Open a matter by the number and secret of its receipt."""
    if request.method == "GET":
        return _ask(request, request.GET.get("number", ""))
    number, at = request.POST.get("number", "").strip(), timezone.now()
    try:
        found = residents.open_receipt(
            number=number, secret=request.POST.get("secret", ""), address=client_address(request), at=at
        )
    except DomainError as error:
        return _ask(request, number, sentence(error), error.http_status)
    sessions.open_receipt(request, found.matter_id, found.resident_id)
    return HttpResponseRedirect(reverse("follow", kwargs={"number": found.number}))


def _ask(request: HttpRequest, number: str, error: str = "", status: int = 200) -> HttpResponse:
    known = queries.opened(reader_of(request), timezone.now())
    return render(
        request, "resident/open.html", {"number": number, "error": error, "known": known}, status=status
    )


@require_POST
def put_away(request: HttpRequest) -> HttpResponse:
    """Forget on this device all receipts that were opened."""
    sessions.close_receipts(request)
    messages.success(request, _("这台设备上打开过的事项都收起来了。"))
    return HttpResponseRedirect(reverse("receipt"))


@never_cache
@require_GET
def follow(request: HttpRequest, number: str) -> HttpResponse:
    """Return the resident's own page of a matter: what happens next on top, the story below."""
    actor = reader_of(request)
    try:
        matter = queries.matter(actor, number)
        if matter.id not in actor.matter_ids:
            raise NotFound
    except NotFound:
        return _ask(request, number, _("请先输入这件事的编号和查询码。"), 404)
    return _follow(request, actor, matter, {})


def _follow(
    request: HttpRequest, actor: Actor, matter: Matter, errors: Errors, move: str = ""
) -> HttpResponse:
    context = queries.resident_page(actor, matter, timezone.now())
    context |= {
        "errors": errors,
        "failed_move": move,
        "given": request.POST,
        "reveals": identity.reveals_for(matter.id),
        "photos_most": PHOTOS_MOST,
        "panels": panels("resident", actor, matter, timezone.now()),
    }
    return render(request, "resident/follow.html", context, status=422 if errors else 200)


@require_POST
def add(request: HttpRequest, number: str) -> HttpResponse:
    """Take in more words or pictures from the resident."""
    actor = reader_of(request)
    try:
        following.add_words(actor, number, request.POST.get("words", ""), timezone.now(), _uploads(request))
    except (NotFound, NotAllowed):
        raise
    except DomainError as error:
        field = str(error.facts.get("field", ""))
        return _follow(request, actor, queries.matter(actor, number), {field: sentence(error)}, "add")
    messages.success(request, _("补充的内容已经转给承办单位。"))
    return _back(number)


@require_POST
def act(request: HttpRequest, number: str, move: str) -> HttpResponse:
    """Make a move that is the resident's own right: rate, reopen, withdraw, ask for a review."""
    actor = reader_of(request)
    matter = queries.matter(actor, number)
    asked_in = request.POST.get("proceeding", "")
    running = workflow.of_matter(matter.id)
    proceeding = next((one for one in running if str(one.id) == asked_in), None) or workflow.main_of(
        matter.id
    )
    asked = MoveRequest(
        proceeding.id,
        move,
        {name: request.POST.get(name) for name in request.POST},
        request.POST.get("reason", ""),
        int(request.POST["expect"]) if request.POST.get("expect", "").isdigit() else None,
    )
    try:
        made = perform(actor, asked, timezone.now())
    except (NotFound, NotAllowed):
        raise
    except DomainError as error:
        field = str(error.facts.get("field", "reason"))
        return _follow(request, actor, matter, {field: sentence(error)}, move)
    messages.success(request, _("「%(move)s」已经办好。") % {"move": title_of(made.move)})
    return _back(number)


@require_POST
def join(request: HttpRequest, number: str) -> HttpResponse:
    """Join an open public matter ("我也遇到") and give an own receipt to follow it."""
    submitted = following.join(
        reader_of(request), number, request.POST.get("contact", "").strip(), timezone.now()
    )
    sessions.open_receipt(request, submitted.matter_id, None)
    return _receipt(request, submitted, None)


def _back(number: str) -> HttpResponse:
    return HttpResponseRedirect(reverse("follow", kwargs={"number": number}))
