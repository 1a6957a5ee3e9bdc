"""The parties' own page: opened with number and code, without an account, made for a phone; one side sees its own file."""

from collections.abc import Callable
from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gongzhi.core.errors import sentence
from gongzhi.core.files.actions.render import pdf
from gongzhi.core.identity.web.addresses import client_address
from gongzhi.core.matters.actions.follow import Upload
from gongzhi.core.matters.web import typed
from gongzhi.kernel.errors import DomainError, InvalidInput, NotFound
from gongzhi.kernel.identifiers import normal_number
from gongzhi.systems.disputes.actions import agreement as signing
from gongzhi.systems.disputes.actions import confirmation as confirming
from gongzhi.systems.disputes.actions import consents, keys, offers, parties
from gongzhi.systems.disputes.actions import performance as performing
from gongzhi.systems.disputes.actions.confirmation import PAPERS
from gongzhi.systems.disputes.actions.entering import side_actor
from gongzhi.systems.disputes.actions.performance import Told
from gongzhi.systems.disputes.models import Side
from gongzhi.systems.disputes.queries import agreements
from gongzhi.systems.disputes.queries import parties as queries
from gongzhi.systems.disputes.web.agreements import draft_pdf as draft_as_pdf
from gongzhi.systems.disputes.web.confirmations import identity_of

_KEPT = "dispute_sides"
_MOST = 10


# ------------------------------------------------------------------------------------------------ who has opened what


def _kept(request: HttpRequest) -> dict[str, int]:
    """Return the keys whose codes were shown in this session, by the number of the matter."""
    return cast(dict[str, int], request.session.get(_KEPT, {}))


def _keep(request: HttpRequest, number: str, key_id: int) -> None:
    """Remember an opened side; the newest ten. It is no receipt: a receipt would open the whole file."""
    kept = {other: key for other, key in _kept(request).items() if other != number}
    request.session[_KEPT] = dict([*list(kept.items())[-_MOST + 1 :], (number, key_id)])


def opened(request: HttpRequest, number: str) -> Side:
    """Return the side that this session opened of a matter; raise NotOpened when it did not, or its key was taken back."""
    try:
        wanted = normal_number(number)
    except InvalidInput as error:
        raise NotFound from error
    key = _kept(request).get(wanted)
    side = queries.side_of_key(key) if key is not None else None
    if side is None:
        raise NotOpened(number=wanted)
    return side


class NotOpened(DomainError):
    """The page of a side is shut until number and code are shown."""

    code = "disputes.not_opened"
    message = "请先输入编号 %(number)s 和您这一方的查询码。"
    http_status = 403


@never_cache
@require_http_methods(["GET", "POST"])
def open_page(request: HttpRequest) -> HttpResponse:
    """Ask for number and code, and open the page of that side."""
    number = request.POST.get("number", request.GET.get("number", ""))
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            side = keys.open_side(
                number=number,
                secret=request.POST.get("secret", ""),
                address=client_address(request),
                at=timezone.now(),
            )
        except DomainError as error:
            errors = {"secret": sentence(error)}
        else:
            found = queries.matter_of_side(side)
            request.session.cycle_key()
            _keep(request, found.number, queries.key_of(side))
            return redirect("party", number=found.number)
    context = {"number": number, "errors": errors, "known": list(_kept(request))}
    return render(request, "disputes/party_open.html", context, status=403 if errors else 200)


@never_cache
@require_POST
def close_page(request: HttpRequest) -> HttpResponse:
    """Put all opened sides away, as one does on a shared telephone."""
    request.session.pop(_KEPT, None)
    messages.success(request, _("已经收起。"))
    return redirect("party_open")


@never_cache
@require_GET
def page(request: HttpRequest, number: str) -> HttpResponse:
    """Show a side its case: the next step, its rights, what it is asked, the agreement, what is owed."""
    try:
        side = opened(request, number)
    except NotOpened as error:
        return redirect(f"/disputes/open/?number={error.facts['number']}")
    return _show(request, side, {})


def _show(request: HttpRequest, side: Side, errors: dict[str, str], failed: str = "") -> HttpResponse:
    at = timezone.now()
    context = {
        "page": queries.side_page(side, side_actor(side), at),
        "papers": [(one, one) for one in PAPERS],
        "errors": errors,
        "failed": failed,
        "given": request.POST,
        "today": timezone.localtime(at).date(),
        "at": at,
    }
    return render(request, "disputes/party.html", context, status=422 if errors else 200)


@never_cache
@require_GET
def text(request: HttpRequest, number: str) -> HttpResponse:
    """Show the whole text of the agreement, and below it the place to sign."""
    side = opened(request, number)
    found = queries.side_page(side, side_actor(side), timezone.now())
    if found.agreement is None or found.draft is None:
        raise NotFound
    return render(request, "disputes/party_text.html", {"page": found, "errors": {}, "given": {}})


@never_cache
@require_GET
def draft_pdf(request: HttpRequest, number: str) -> HttpResponse:
    """Give the draft as a PDF to print."""
    side = opened(request, number)
    found = agreements.current(side.case_id)
    if found is None or found.state != "draft":
        raise NotFound
    return draft_as_pdf(side.case, found)


@never_cache
@require_GET
def document(request: HttpRequest, number: str, document_id: int) -> HttpResponse:
    """Give a paper that is for this side."""
    side = opened(request, number)
    found = queries.document(side, document_id)
    response = HttpResponse(pdf(found), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{found.template}-{found.n}.pdf"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


# ------------------------------------------------------------------------------------------------ what a side does


@never_cache
@require_POST
def act(request: HttpRequest, number: str, act: str) -> HttpResponseBase:
    """Do what the side asks for, and show the page again; what was wrong stands beside the form that was sent."""
    try:
        side = opened(request, number)
    except NotOpened as error:
        return redirect(f"/disputes/open/?number={error.facts['number']}")
    do, words = _acts(request, side).get(act, (None, ""))
    if do is None:
        raise NotFound
    try:
        do()
    except NotFound:
        raise
    except DomainError as error:
        field = str(error.facts.get("field") or "")
        if act == "sign":
            return _text_again(request, side, field, sentence(error))
        return _show(request, side, {field: sentence(error)}, act)
    messages.success(request, words)
    return redirect("party", number=number)


def _text_again(request: HttpRequest, side: Side, field: str, why: str) -> HttpResponse:
    found = queries.side_page(side, side_actor(side), timezone.now())
    context = {"page": found, "errors": {field or "secret": why}, "given": request.POST}
    return render(request, "disputes/party_text.html", context, status=422)


Acts = dict[str, tuple[Callable[[], object], str]]


def _acts(request: HttpRequest, side: Side) -> Acts:
    return _talking(request, side) | _agreeing(request, side) | _performing(request, side)


def _talking(request: HttpRequest, side: Side) -> Acts:
    sent, at = request.POST, timezone.now()
    number = _number(sent.get("id", ""))
    said = consents.Said(
        sent.get("about", ""), sent.get("detail", ""), sent.get("answer", ""), words=sent.get("words", "")
    )
    return {
        "answer": (lambda: consents.answer_as_side(side.pk, said, at), _("您的答复已经收到。")),
        "say": (
            lambda: parties.say_to_mediator(side.pk, sent.get("text", ""), at),
            _("已经转给调解员，只有他看得到。"),
        ),
        "offer": (
            lambda: offers.make_as_side(
                side.pk,
                sent.get("text", ""),
                at,
                carry=sent.get("carry") == "1",
                answers=number or None,
            ),
            _("您的提议已经收到。"),
        ),
        "take-offer": (
            lambda: offers.answer_as_side(side.pk, number, sent.get("answer", ""), at),
            _("您对提议的答复已经收到。"),
        ),
        "withdraw-offer": (lambda: offers.withdraw_as_side(side.pk, number, at), _("提议已经收回。")),
        "agree-fact": (
            lambda: offers.agree_fact_as_side(side.pk, number, at),
            _("已经记下：您认可这个事实。"),
        ),
        "dispute-fact": (
            lambda: offers.dispute_fact_as_side(side.pk, number, at),
            _("已经记下：您对这个事实有争议。"),
        ),
        "rate": (
            lambda: parties.rate_as_side(
                side.pk, _number(sent.get("satisfied", "")), sent.get("words", ""), at
            ),
            _("谢谢您的评价。"),
        ),
    }


def _agreeing(request: HttpRequest, side: Side) -> Acts:
    sent, at = request.POST, timezone.now()

    def with_code(do: Callable[[], object]) -> Callable[[], object]:
        """Ask for the side's code anew: whoever holds the telephone is not yet who holds the code."""

        def checked() -> object:
            _check_code(request, side)
            return do()

        return checked

    return {
        "sign": (
            with_code(lambda: signing.sign_as_side(side.pk, sent.get("name", ""), sent.get("read", ""), at)),
            _("您已经签名。各方和调解员都签名、盖章以后，协议生效。"),
        ),
        "confirm": (
            with_code(lambda: confirming.consent_as_side(side.pk, sent.get("wants") == "1", at)),
            _("您的意见已经记下。"),
        ),
        "identity": (
            lambda: confirming.keep_identity_as_side(side.pk, identity_of(request), at),
            _("身份信息已经加密保存，只用于向法院申请司法确认，对方看不到。"),
        ),
        "enforce": (
            lambda: confirming.make_enforcement_application_as_side(side.pk, at),
            _("强制执行申请书已经制作，在「文书」里下载。"),
        ),
    }


def _performing(request: HttpRequest, side: Side) -> Acts:
    sent, at = request.POST, timezone.now()
    number = _number(sent.get("id", ""))
    proof = request.FILES.get("proof")

    def told() -> Told:
        kept = Upload(proof.name or "", proof.read()) if proof else None
        return Told(typed.day_or_none(sent, "day"), sent.get("words", ""), kept)

    return {
        "performed": (
            lambda: performing.say_performed(side.pk, number, told(), at),
            _("已经记下，等对方或者调解组织核对。"),
        ),
        "received": (
            lambda: performing.say_received(side.pk, number, told(), at),
            _("已经记下：这一项履行了。"),
        ),
        "not-received": (
            lambda: performing.say_not_received(side.pk, number, told(), at),
            _("已经记下，并告诉了调解组织。下面写明了您现在可以怎么办。"),
        ),
    }


def _check_code(request: HttpRequest, side: Side) -> None:
    """Require the code of this very side; wrong attempts are counted as at the door."""
    matter = queries.matter_of_side(side)
    found = keys.open_side(
        number=matter.number,
        secret=request.POST.get("secret", ""),
        address=client_address(request),
        at=timezone.now(),
    )
    if found.pk != side.pk:
        raise InvalidInput(field="secret", why="这是另一方的查询码，请用您这一方的。")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else 0
