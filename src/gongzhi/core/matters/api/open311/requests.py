"""Requests are our matters: bringing one, reading one, lists."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from time import monotonic

from django.conf import settings
from django.http import HttpRequest

from gongzhi.core.files.models import Attachment
from gongzhi.core.geo import queries as geo
from gongzhi.core.identity.actions.tokens import BadToken
from gongzhi.core.identity.web.addresses import client_address
from gongzhi.core.matters import queries
from gongzhi.core.matters.actions.submit import submit
from gongzhi.core.matters.api import limits
from gongzhi.core.matters.api.callers import NOBODY, Caller, of_token
from gongzhi.core.matters.api.fields import Field
from gongzhi.core.matters.api.intake import KeyReused, idempotency_key
from gongzhi.core.matters.api.open311.formats import Item, KeyRefused, Missing, Names
from gongzhi.core.matters.api.open311.services import OTHER, category_of, check_jurisdiction
from gongzhi.core.matters.api.wire import form_body
from gongzhi.core.matters.models import Channel, Matter
from gongzhi.core.matters.queries import open311 as rows
from gongzhi.core.matters.queries.pages import status_title
from gongzhi.core.matters.queries.repeats import says_the_same
from gongzhi.core.matters.submission import TEXT_LONGEST, Submission, title_of
from gongzhi.core.orgs import queries as orgs
from gongzhi.kernel.actor import PUBLIC
from gongzhi.kernel.errors import InvalidInput
from gongzhi.kernel.identifiers import normal_number

REQUESTS = Names("service_requests", "request")
SIZE, SIZE_MOST, PAGE_MOST = 100, 200, 100_000
SPAN = timedelta(days=90)
_YES = frozenset({"yes", "true", "1", "on"})
_PLACE = Field("address_string", "text", "地址。", "The address.", most=300)
_TEXT = Field("description", "text", "要反映的事情。", "What it is about.", most=TEXT_LONGEST)
_NAME = Field("first_name", "text", "称呼。", "The name.", most=60)
_CONTACT = Field("phone", "text", "联系方式。", "Telephone or e-mail.", most=100)
_LON = Field("long", "number", "经度。", "Longitude.", least=-180, most=180)
_LAT = Field("lat", "number", "纬度。", "Latitude.", least=-90, most=90)
_START = Field("start_date", "moment", "从何时起。", "From when.")
_END = Field("end_date", "moment", "到何时止。", "Until when.")
_PAGE = Field("page", "whole", "第几页。", "Which page.", least=1, most=PAGE_MOST)
_SIZE = Field("page_size", "whole", "一页多少件。", "How many to a page.", least=1, most=SIZE_MOST)


def bring(request: HttpRequest, at: datetime) -> tuple[Names, Sequence[Item], int]:
    """Keep a matter; the answer holds its number at once, and (ours) the secret of its receipt, shown this once."""
    given = form_body(request)[0]
    check_jurisdiction(request)
    caller = _caller(request, given, at)
    submission = _submission(given, caller, idempotency_key(request, caller, "open311"), at)
    made = submit(caller.actor, submission, at)
    if made.repeated and not says_the_same(made.matter_id, submission.title, submission.text):
        raise KeyReused(number=made.number)
    item: Item = {
        "service_request_id": made.number,
        "service_notice": f"请保存查询码：凭编号和查询码在 /receipt/ 查看进度、补充和评价。{made.number} {made.secret}".strip(),
        "account_id": None,
        "receipt_secret": made.secret or None,
    }
    return REQUESTS, [item], 200 if made.repeated else 201


def some(request: HttpRequest, at: datetime) -> tuple[Names, Sequence[Item], int]:
    """Return public requests: of the last 90 days unless told otherwise, the newest first, page by page."""
    check_jurisdiction(request)
    given = request.GET.dict()
    page, size = _whole(_PAGE, given, 1), _whole(_SIZE, given, SIZE)
    wanted = _wanted(given, at)
    return REQUESTS, shapes(rows.requests(wanted, (page - 1) * size, size)), 200


def one(request: HttpRequest, at: datetime, number: str) -> tuple[Names, Sequence[Item], int]:
    """Return one public request."""
    check_jurisdiction(request)
    return REQUESTS, shapes([queries.matter(PUBLIC, number)]), 200


def token(request: HttpRequest, at: datetime, token: str) -> tuple[Names, Sequence[Item], int]:
    """Return the number that a token stands for: we give numbers at once, so a token is the number itself."""
    check_jurisdiction(request)
    found = queries.matter(PUBLIC, token)
    return REQUESTS, [{"service_request_id": found.number, "token": found.number}], 200


def shapes(matters: Sequence[Matter]) -> list[Item]:
    """Return matters as the specification has them; `expected_datetime` is where the nearest clock ends."""
    changed, pictures = rows.updated_at(matters), rows.pictures(matters)
    return [_shape(each, changed.get(each.id, each.opened_at), pictures) for each in matters]


def _shape(each: Matter, changed: datetime, pictures: dict[int, Attachment]) -> Item:
    picture = pictures.get(each.id)
    return {
        "service_request_id": each.number,
        "status": "open" if each.is_open else "closed",
        "status_notes": each.answer
        if each.answered_at is not None and each.answer
        else status_title(each.system, each.status),
        "service_name": orgs.category_title(each.category) or "其他",
        "service_code": each.category or OTHER,
        "description": each.text,
        "agency_responsible": orgs.unit_name(each.lead_id) or orgs.unit_name(each.owner_id),
        "service_notice": None,
        "requested_datetime": each.brought_at,
        "updated_datetime": changed,
        "expected_datetime": each.due_at,
        "address": each.place or (geo.full_name(each.area_code) if each.area_code else None),
        "address_id": each.area_code or None,
        "zipcode": None,
        "lat": each.lat,
        "long": each.lon,
        "media_url": f"/api/v1/attachments/{picture.pk}" if picture else None,
    }


def _caller(request: HttpRequest, given: dict[str, str], at: datetime) -> Caller:
    """Return who submits: the token in `api_key`, or nobody in particular where the installation allows it."""
    key = given.get("api_key") or request.GET.get("api_key", "")
    if not key:
        if not settings.OPEN311_ANONYMOUS:
            raise KeyRefused
        limits.take(client_address(request), monotonic())
        return NOBODY
    try:
        caller = of_token(key, at)
    except BadToken as error:
        raise KeyRefused from error
    if "matters:submit" not in caller.scopes:
        raise KeyRefused
    return caller


def _submission(given: dict[str, str], caller: Caller, key: str | None, at: datetime) -> Submission:
    if not given.get("service_code"):
        raise Missing(name="service_code")
    category = category_of(given["service_code"])
    text = _text(_TEXT, given)
    if not text:
        raise Missing(name="description")
    lon, lat = _number(_LON, given), _number(_LAT, given)
    place, area = _text(_PLACE, given), given.get("address_id", "")
    if lon is None and lat is None and not place and not area:
        raise Missing(name="lat, long / address_string / address_id")
    if area and not geo.area_name(area):
        raise InvalidInput(
            field="address_id", why="没有这个区划代码。请用 /api/v1/areas 里的代码，或者不给。"
        )
    anonymous = _said_yes(given, "is_anonymous")
    return Submission(
        title=title_of(text),
        text=text,
        channel=str(Channel.OPEN311),
        brought_at=at,
        category="" if category is None else category.code,
        place=place,
        lon=lon,
        lat=lat,
        area_code="" if lon is not None else area,
        name="" if anonymous else _name(given),
        contact="" if anonymous else _contact(given),
        is_anonymous=anonymous,
        is_public=_said_yes(given, "is_public"),
        submit_key=key,
    )


def _said_yes(given: dict[str, str], code: str) -> bool:
    return given.get(f"attribute[{code}]", "").lower() in _YES


def _name(given: dict[str, str]) -> str:
    """Return the name in the Chinese order, family name first."""
    both = f"{given.get('last_name', '').strip()}{given.get('first_name', '').strip()}"
    return str(_NAME.read(both))


def _contact(given: dict[str, str]) -> str:
    return str(_CONTACT.read(given.get("phone", "").strip() or given.get("email", "").strip()))


def _text(field: Field, given: dict[str, str]) -> str:
    return str(field.read(given.get(field.name, "")))


def _number(field: Field, given: dict[str, str]) -> float | None:
    text = given.get(field.name, "").strip()
    found = field.read_text(text) if text else None
    return found if isinstance(found, float) else None


def _whole(field: Field, given: dict[str, str], default: int) -> int:
    text = given.get(field.name, "").strip()
    found = field.read_text(text) if text else default
    return found if isinstance(found, int) else default


def moment(field: Field, given: dict[str, str]) -> datetime | None:
    """Return a moment of the address; a plus that an address turned into a blank is put back."""
    text = given.get(field.name, "").strip().replace(" ", "+")
    found = field.read(text) if text else None
    return found if isinstance(found, datetime) else None


def _wanted(given: dict[str, str], at: datetime) -> rows.Wanted:
    numbers = _split(given.get("service_request_id", ""))
    if numbers:
        return rows.Wanted(numbers=tuple(_number_or_nothing(text) for text in numbers))
    since, until = moment(_START, given), moment(_END, given)
    if since is None and until is None:
        since = at - SPAN
    return rows.Wanted(
        categories=tuple("" if code == OTHER else code for code in _split(given.get("service_code", ""))),
        states=frozenset(_state(text) for text in _split(given.get("status", ""))),
        since=since if since or until is None else until - SPAN,
        until=until if until or since is None else since + SPAN,
    )


def _split(text: str) -> list[str]:
    return [part for part in (one.strip().replace("\x00", "") for one in text.split(",")) if part][:SIZE_MOST]


def _state(text: str) -> bool:
    if text.lower() not in ("open", "closed"):
        raise InvalidInput(field="status", why="status 只能是 open 或 closed。")
    return text.lower() == "open"


def _number_or_nothing(text: str) -> str:
    """Return a number in its normal spelling; one that cannot be right finds nothing."""
    try:
        return normal_number(text)
    except InvalidInput:
        return "-"
