"""The whole file of a matter as a PDF, and its place as GeoJSON."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header

from gongzhi.core.files import press
from gongzhi.core.geo import queries as geo
from gongzhi.core.identity.web.requests import actor_of, note_export
from gongzhi.core.ledger.queries import entries
from gongzhi.core.matters import queries
from gongzhi.core.matters.queries import Filter
from gongzhi.core.matters.web.desk.shell import desk_page, matter_in_reach
from gongzhi.core.orgs import queries as orgs
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.terms import CHINA

_DAY = "%Y-%m-%d"
_MINUTE = "%Y-%m-%d %H:%M"


@desk_page("matters.view")
def matter_file(request: HttpRequest, number: str) -> HttpResponse:
    """Give the whole file as a PDF: facts, clocks, every act in order, documents, attachments, and who printed it."""
    actor = actor_of(request)
    found = matter_in_reach(actor, number)
    content = press.matter_file(_data(actor, found.number))
    note_export(request, f"matter_file {found.number}", 1)
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = content_disposition_header(False, f"{found.number}.pdf") or "inline"
    return answer


def _data(actor: Actor, number: str) -> dict[str, object]:
    at = timezone.now()
    found = queries.matter(actor, number)
    row = queries.rows_of([found], at)[0]
    told = entries(found.stream)
    return {
        "city": settings.CITY_NAME,
        "number": found.number,
        "title": found.title,
        "text": found.text,
        "answer": found.answer if found.answered_at else "",
        "category": orgs.category_title(found.category),
        "place": f"{geo.full_name(found.area_code) if found.area_code else ''} {found.place}".strip(),
        "brought_on": found.brought_at.astimezone(CHINA).strftime(_DAY),
        "due_on": row.clock.due[:10],
        "status": row.status_title,
        "owner": row.owner,
        "lead": row.lead,
        "printed_at": at.astimezone(CHINA).strftime(_MINUTE),
        "printed_by": f"{actor.unit_name} {actor.name}",
        "clocks": [
            {"title": one.title, "due": one.due, "law": one.law, "state": one.words}
            for one in queries.clock_views(actor, found, at)
        ],
        "story": [
            {
                "at": one.at.astimezone(CHINA).strftime(_MINUTE),
                "who": f"{one.who} {one.role}".strip(),
                "what": one.text,
                "text": one.why,
                "law": one.law,
            }
            for one in reversed(queries.story(actor, found))
        ],
        "documents": [
            {"number": one.number, "title": one.title, "day": one.made_at.astimezone(CHINA).strftime(_DAY)}
            for one in queries.documents(actor, found)
        ],
        "attachments": [
            {"name": one.name, "kind": one.kind, "size": one.size, "sha256": one.sha256}
            for one in queries.attachments(actor, found)
        ],
        "ledger": {"entries": len(told), "head": told[-1].hash if told else ""},
    }


@desk_page("matters.map")
def points(request: HttpRequest) -> HttpResponse:
    """Return some matters in reach as GeoJSON, for the small maps of the desk."""
    wanted = Filter.parse({"ids": request.GET.get("ids", ""), "state": "all"})
    body = (
        queries.map_features(actor_of(request), wanted, at=timezone.now())
        if wanted.ids
        else '{"type": "FeatureCollection", "features": []}'
    )
    return HttpResponse(body, content_type="application/geo+json")
