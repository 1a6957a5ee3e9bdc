"""What is done on the page of a case; every refusal shows the page again with what was typed."""

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongzhi.core.identity.actions.residents import reveal as read_in_clear
from gongzhi.core.identity.web.addresses import client_address
from gongzhi.core.identity.web.requests import actor_of, confirmation_required, errors_of
from gongzhi.core.matters.models import Matter
from gongzhi.core.matters.web.desk.shell import desk_page, given_number
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import DomainError, InvalidInput, NotFound
from gongzhi.systems.disputes.actions import alarms, consents, keys, mediators, offers, opening, talks
from gongzhi.systems.disputes.models import About, Case
from gongzhi.systems.disputes.queries import people
from gongzhi.systems.disputes.web.cases import forms
from gongzhi.systems.disputes.web.cases.page import seen, show


class _Act:
    """One act being done: who, on which case, with what form, when."""

    def __init__(self, request: HttpRequest, number: str) -> None:
        self.request, self.number = request, number
        self.actor: Actor = actor_of(request)
        self.at = timezone.now()
        self.key = forms.text(request.POST.dict(), "key")
        self.given: Mapping[str, str] = plain(request.POST.dict(), self.key)

    def text(self, name: str) -> str:
        """Return a field."""
        return forms.text(self.given, name)

    def many(self, name: str) -> list[str]:
        """Return a field that may be given more than once."""
        return [one for one in self.request.POST.getlist(f"{name}-{self.key}") if one]

    def id(self, name: str) -> int:
        """Return the id of a row; raise NotFound for none."""
        found = given_number(self.text(name))
        if found is None:
            raise NotFound
        return found

    def id_or_none(self, name: str) -> int | None:
        """Return the id of a row, None for an empty field."""
        return given_number(self.text(name))


@desk_page("disputes.cases", "POST")
def act(request: HttpRequest, number: str, act: str) -> HttpResponse:
    """Do one act on a case and go back to where on the page it was."""
    matter, found = seen(actor_of(request), number)
    do = ACTS.get(act)
    if do is None:
        raise NotFound
    doing = _Act(request, matter.number)
    try:
        said = do(doing)
    except NotFound:
        raise
    except DomainError as error:
        return _again(request, matter, found, error, doing.key)
    messages.success(request, said)
    anchor = PLACES.get(act, "")
    return HttpResponseRedirect(reverse("dispute_case", kwargs={"number": matter.number}) + anchor)


def plain(given: Mapping[str, str], key: str) -> dict[str, str]:
    """Return the fields of a form without the key that each of their names ends with."""
    return {name.removesuffix(f"-{key}"): value for name, value in given.items()}


def _again(request: HttpRequest, matter: Matter, found: Case, error: DomainError, key: str) -> HttpResponse:
    """Show the page with the refusal beside the field of the form that was refused."""
    named = {f"{name}-{key}" if name else "": text for name, text in errors_of(error).items()}
    return show(request, matter, found, named, key, error.http_status)


def _ask(one: _Act) -> str:
    about = one.text("about")
    details = {str(About.MEDIATION): "kind", str(About.EXTENSION): "days"}
    detail = one.text(details[about]) if about in details else ""
    asked = consents.ask(one.actor, one.number, about, detail, one.at)
    return _("已经征求意见，%(n)s 方还没有答复。") % {"n": len(asked)}


def _answer(one: _Act) -> str:
    said = consents.Said(
        one.text("about"), one.text("detail"), one.text("answer"), one.text("way"), one.text("words")
    )
    consents.record_answer(one.actor, one.number, one.text("side"), said, one.at)
    return _("答复已经记下。")


def _choose(one: _Act) -> str:
    kind, _sep, known = one.text("mediator").partition(":")
    found = given_number(known)
    chosen = mediators.Chosen(
        one.text("chosen_by"),
        account_id=found if kind == "account" else None,
        network_mediator_id=found if kind == "network" else None,
        name="" if found else one.text("mediator_name"),
    )
    made = mediators.choose(one.actor, one.number, chosen, one.at)
    return _("已经选定%(name)s，请他声明有没有利害关系。") % {"name": made.name}


def _declare(one: _Act) -> str:
    ties = one.many("ties")
    if not ties and not one.text("none"):
        raise InvalidInput(field="ties", why="请勾选存在的关系，或者勾选「没有上述关系」。")
    if ties and one.text("none"):
        raise InvalidInput(field="ties", why="既勾了关系又勾了没有关系，请只留一样。")
    mediators.declare(one.actor, one.number, ties, one.at)
    return _("声明已经记下。") if not ties else _("已经回避，请另选调解员。")


def _leave(one: _Act) -> str:
    made = mediators.leave(one.actor, one.number, one.text("why"), one.text("words"), one.at)
    return _("%(name)s不再调解这件纠纷，请另选调解员。") % {"name": made.name}


def _plan_of(one: _Act) -> talks.Plan:
    return talks.Plan(
        forms.moment(one.given, "planned_at"),
        one.text("place"),
        one.text("where"),
        one.text("link"),
        one.text("with_side"),
    )


def _plan(one: _Act) -> str:
    if one.text("done"):
        talks.hold_now(one.actor, one.number, _plan_of(one), one.many("present"), one.text("others"), one.at)
        return _("已经登记这次谈话。")
    talks.plan(one.actor, one.number, _plan_of(one), one.at)
    return _("时间已经定下，来的各方会收到通知。")


def _hold(one: _Act) -> str:
    held = forms.moment(one.given, "held_at")
    talks.hold(
        one.actor, one.number, one.id("session"), one.many("present"), one.text("others"), held, one.at
    )
    return _("已经登记这次调解。")


def _cancel(one: _Act) -> str:
    talks.cancel(one.actor, one.number, one.id("session"), one.text("why"), one.at)
    return _("已经取消，来的各方会收到通知。")


def _said(one: _Act) -> talks.Said:
    wall, _sep, side = one.text("wall").partition(":")
    return talks.Said(one.text("text"), wall, side, one.id_or_none("session"), one.id_or_none("corrects"))


def _note(one: _Act) -> str:
    if one.text("keep_draft"):
        talks.save_draft(one.actor, one.number, _said(one), one.at)
        return _("草稿已经存好，只有您自己看得到。")
    talks.write_note(one.actor, one.number, _said(one), one.at)
    return _("已经记下。")


def _offer(one: _Act) -> str:
    carry = bool(one.text("carry"))
    offers.make(
        one.actor,
        one.number,
        one.text("side"),
        one.text("text"),
        one.at,
        carry=carry,
        answers=one.id_or_none("answers"),
    )
    return _("提议已经记下并转达。") if carry else _("提议已经记下，没有转达，对方看不到。")


def _offer_step(one: _Act) -> str:
    step, offer = one.text("step"), one.id("offer_id")
    if step == "carry":
        offers.carry(one.actor, one.number, offer, one.at)
    elif step == "withdraw":
        offers.withdraw(one.actor, one.number, offer, one.at)
    else:
        offers.answer(one.actor, one.number, offer, step, one.at)
    return _("已经记下。")


def _fact(one: _Act) -> str:
    offers.put_fact(one.actor, one.number, one.text("text"), one.at, tuple(one.many("agreed")))
    return _("事实已经记下。各方都认可以后才是无争议事实。")


def _fact_step(one: _Act) -> str:
    fact, side = one.id("fact_id"), one.text("side")
    step = offers.agree_fact if one.text("step") == "agree" else offers.dispute_fact
    step(one.actor, one.number, fact, side, one.at)
    return _("已经记下。")


def _alarm(one: _Act) -> str:
    wanted = alarms.Alarm(
        one.text("danger"), one.id_or_none("unit") or 0, one.text("text"), one.text("measures")
    )
    if not wanted.unit_id:
        raise InvalidInput(field="unit", why="请选择报告给谁。情况紧急的，先打 110。")
    alarms.raise_alarm(one.actor, one.number, wanted, one.at)
    return _("已经报告。情况紧急的，请同时打 110。")


def _alarm_answer(one: _Act) -> str:
    alarms.answer_alarm(one.actor, one.number, one.id("alarm_id"), one.text("answer"), one.at)
    return _("已经记下。")


def _side(one: _Act) -> str:
    opening.add_side(one.actor, one.number, forms.side_of(one.given, "9"), one.at)
    return _("已经增加一方，请征求他的意见。")


def _representative(one: _Act) -> str:
    opening.change_representative(
        one.actor,
        one.number,
        one.text("side"),
        one.text("representative"),
        one.text("representative_kind"),
        one.text("representative_contact"),
        one.at,
    )
    return _("代理人已经登记。")


def _change(one: _Act) -> str:
    opening.change_case(one.actor, one.number, forms.case_of(one.given), one.at)
    return _("登记已经更正。")


ACTS: dict[str, Callable[[_Act], str]] = {
    "ask": _ask,
    "answer": _answer,
    "choose": _choose,
    "declare": _declare,
    "leave": _leave,
    "plan": _plan,
    "hold": _hold,
    "cancel": _cancel,
    "note": _note,
    "offer": _offer,
    "offer-step": _offer_step,
    "fact": _fact,
    "fact-step": _fact_step,
    "alarm": _alarm,
    "alarm-answer": _alarm_answer,
    "side": _side,
    "representative": _representative,
    "change": _change,
}
PLACES = {
    "ask": "#consents",
    "answer": "#consents",
    "choose": "#mediator",
    "declare": "#mediator",
    "leave": "#mediator",
    "plan": "#sessions",
    "hold": "#sessions",
    "cancel": "#sessions",
    "note": "#notes",
    "offer": "#offers",
    "offer-step": "#offers",
    "fact": "#facts",
    "fact-step": "#facts",
    "alarm": "#alarms",
    "alarm-answer": "#alarms",
    "side": "#sides",
    "representative": "#sides",
}


@desk_page("disputes.register", "POST")
def key(request: HttpRequest, number: str) -> HttpResponse:
    """Make a new key for a side and show it once."""
    actor, at = actor_of(request), timezone.now()
    matter, found = seen(actor, number)
    code = forms.text(request.POST.dict(), "side")
    try:
        secret = keys.give_key(actor, matter.number, code, at)
    except NotFound:
        raise
    except DomainError as error:
        return _again(request, matter, found, error, "key")
    context = {"matter": matter, "letter": people.letter(code), "secret": secret, "at": at}
    return render(request, "disputes/side_key.html", context)


@desk_page("disputes.cases", "POST")
def reveal(request: HttpRequest, number: str) -> HttpResponse:
    """Show the contact of one side in clear, once, after the person proved anew who sits at the keyboard."""
    seen(actor_of(request), number)
    answer = _revealed(request, number=number)
    assert isinstance(answer, HttpResponse)
    return answer


@confirmation_required
def _revealed(request: HttpRequest, number: str) -> HttpResponse:
    actor, at = actor_of(request), timezone.now()
    matter, found = seen(actor, number)
    key = forms.text(request.POST.dict(), "key")
    given = plain(request.POST.dict(), key)
    try:
        view = people.side_to_reveal(actor, matter, found, forms.text(given, "side"))
        purpose = forms.text(given, "purpose")
        name, contact = read_in_clear(
            actor, view.resident_id, matter.id, purpose, at, client_address(request)
        )
    except InvalidInput as error:
        return _again(request, matter, found, error, key)
    context = {"matter": matter, "side": view, "name": name, "contact": contact, "purpose": purpose}
    return render(request, "disputes/side_contact.html", context)
