"""How a procedure goes: its state chart, its terms with their articles, and who may do what."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from gongzhi.core.clocks import queries as clocks
from gongzhi.core.clocks.actions.keep import local_limit
from gongzhi.core.matters.queries.timing import is_english, party_title
from gongzhi.core.matters.web.desk.shell import desk_page
from gongzhi.core.matters.web.resident.public import length_words
from gongzhi.core.orgs import queries as orgs
from gongzhi.core.workflow import library
from gongzhi.core.workflow.manifest import NotDeclared
from gongzhi.kernel.errors import NotFound
from gongzhi.kernel.procedure import RELATIONS, ROLES, Move, Procedure
from gongzhi.kernel.terms import CHINA, Term, chosen


@dataclass(frozen=True, slots=True)
class TermLine:
    """One term under one flag ("" none): how long, by which rule, whether the city confirmed it."""

    title: str
    when: str
    party: str
    length: str
    law: str
    is_confirmed: bool


@dataclass(frozen=True, slots=True)
class MoveLine:
    """One move: from where, to where, by whom."""

    title: str
    sources: str
    target: str
    who: str
    law: str
    help: str


@desk_page("matters.view")
def procedure(request: HttpRequest, system: str, name: str) -> HttpResponse:
    """Show a procedure in force today."""
    try:
        found = library.current(system, name, timezone.now().astimezone(CHINA).date())
    except NotDeclared as error:
        raise NotFound from error
    context = {
        "procedure": found,
        "terms": [line for term in found.terms for line in _term(found, term)],
        "moves": [_move(found, one) for one in found.moves],
    }
    return render(request, "desk/procedure.html", context)


def _words(thing: object) -> str:
    title, english = str(getattr(thing, "title", "")), str(getattr(thing, "title_en", ""))
    return english if is_english() and english else title


def _term(found: Procedure, term: Term) -> list[TermLine]:
    lines = [_line(term, "", frozenset())]
    for variant in term.variants:
        lines.append(_line(term, _words(found.flag(variant.when)), frozenset({variant.when})))
    return lines


def _line(term: Term, when: str, flags: frozenset[str]) -> TermLine:
    length = chosen(term, flags)
    limit = local_limit(term, clocks.limits(), flags)
    amount, unit = (limit.length, limit.unit) if limit else (length.length, length.unit)
    return TermLine(
        _words(term),
        when,
        party_title(str(term.party)),
        length_words(amount, unit),
        limit.source if limit and limit.source else length.law,
        term.certain or not length.setting or orgs.is_confirmed(length.setting),
    )


def _move(found: Procedure, move: Move) -> MoveLine:
    n = 1 if is_english() else 0
    who = "、".join(f"{ROLES[one.role][n]}({RELATIONS[one.relation][n]})" for one in move.by)
    return MoveLine(
        _words(move),
        "、".join(_words(found.state(one)) for one in move.sources),
        _words(found.state(move.target)) if move.target else "",
        who,
        move.law,
        move.help_en if is_english() and move.help_en else move.help,
    )
