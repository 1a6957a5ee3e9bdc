"""Bringing a matter: the hot path, so it does nothing that it need not."""

from hashlib import blake2b
from time import monotonic

from django.http import HttpRequest, HttpResponse

from gongzhi.core.geo import queries as geo
from gongzhi.core.identity.rules.verbs import require_role
from gongzhi.core.identity.web.addresses import client_address
from gongzhi.core.matters.actions.submit import submit
from gongzhi.core.matters.api import limits, shapes
from gongzhi.core.matters.api.callers import Caller
from gongzhi.core.matters.api.fields import Field
from gongzhi.core.matters.api.operations import Call, operation
from gongzhi.core.matters.api.wire import answer
from gongzhi.core.matters.models import Channel
from gongzhi.core.matters.queries.repeats import says_the_same
from gongzhi.core.matters.submission import TEXT_LONGEST, TITLE_LONGEST, Submission, Submitted, title_of
from gongzhi.core.orgs import queries as orgs
from gongzhi.kernel.errors import DomainError, InvalidInput

KEY_SHORTEST, KEY_LONGEST = 16, 128
STAFF_CHANNELS = ("phone", "window", "letter", "visit", "grid", "transfer")
BODY = (
    Field("text", "text", "要反映的事情,居民原话。", "What it is about, in the resident's own words.", required=True, most=TEXT_LONGEST, example="小区门口路灯不亮,晚上老人出门容易摔倒。"),
    Field("title", "text", "标题；不给就取第一句。", "A title; the first sentence when left out.", most=TITLE_LONGEST),
    Field("category", "text", "类别代码，见 /categories；不给就由中心来分。", "A code of /categories; left out, the centre chooses.", most=60),
    Field("place", "text", "地址，怎么说得清就怎么写。", "Where it is, in words.", most=300, example="人民路街道展览路社区 3 号楼"),
    Field("lon", "number", "经度,WGS 84,和 lat 一起给。", "Longitude (WGS 84), together with lat.", least=-180, most=180),
    Field("lat", "number", "纬度，WGS 84。", "Latitude (WGS 84).", least=-90, most=90),
    Field("area", "text", "区划代码，有坐标时不用给。", "A division code; not needed with coordinates.", most=15),
    Field("name", "text", "怎么称呼；加密保存。", "How to address the resident; kept sealed.", most=60),
    Field("contact", "text", "手机号、座机号或邮箱；加密保存。", "Telephone or e-mail; kept sealed.", most=100),
    Field("is_anonymous", "flag", "匿名：姓名和联系方式都不保存。", "Anonymous: neither name nor contact is kept."),
    Field("is_public", "flag", "愿意公开：中心看过以后，别人可以看到并跟进。",
        "Open: once the centre has looked, others may read and join it.",),
    Field("channel", "text", "只有受理岗位的令牌可以给：居民从哪条渠道来的。", "By which way it came in; only with the token of an intake post.", most=12, choices=STAFF_CHANNELS),
)  # fmt: skip


class KeyReused(DomainError):
    """An Idempotency-Key that came before with another content; nothing was kept of the second."""

    code = "api.key_reused"
    message = (
        "这个 Idempotency-Key 已经用在另一件事上(%(number)s)。这一件还没有保存：请换一个新的 Key 再提交。"
    )
    http_status = 409


def bring(call: Call) -> HttpResponse:
    """Keep a matter and give its receipt; the secret is shown this once, and a repeat of the key gives null."""
    take_one(call)
    key = idempotency_key(call.request, call.caller)
    submission = _submission(call, key)
    given = submit(call.actor, submission, call.at)
    if given.repeated and not says_the_same(given.matter_id, submission.title, submission.text):
        raise KeyReused(number=given.number)
    return answer(receipt(given), 200 if given.repeated else 201)


def take_one(call: Call) -> None:
    """Count an anonymous submission; raise TooMany when its address sent too many in the last minute."""
    if call.caller.is_anonymous:
        limits.take(client_address(call.request), monotonic())


def receipt(given: Submitted) -> dict[str, object]:
    """Return a receipt as the API gives it."""
    return {
        "number": given.number,
        "secret": given.secret or None,
        "repeated": given.repeated,
        "links": shapes.links(given.number),
    }


def idempotency_key(request: HttpRequest, caller: Caller, use: str = "submit") -> str | None:
    """Return the key under which a repeat is known: the caller's own, so that two callers never share one; or None."""
    key = request.META.get("HTTP_IDEMPOTENCY_KEY", "").strip().strip('"')
    if not key:
        return None
    if not KEY_SHORTEST <= len(key) <= KEY_LONGEST:
        raise InvalidInput(
            field="Idempotency-Key",
            why="Idempotency-Key 要有 %(least)s 到 %(most)s 个字符，每件事用一个新的随机值，例如 UUID。",
            least=KEY_SHORTEST,
            most=KEY_LONGEST,
        )
    said = f"{use}:{caller.token_id or ''}:{key}"
    return "api:" + blake2b(said.encode("utf-8", "surrogatepass"), digest_size=24).hexdigest()


def _submission(call: Call, key: str | None) -> Submission:
    body = call.body
    text, anonymous = str(body["text"]), bool(body.get("is_anonymous", False))
    lon, lat = body.get("lon"), body.get("lat")
    has_point = lon is not None and lat is not None
    return Submission(
        title=str(body.get("title") or title_of(text)),
        text=text,
        channel=_channel(call),
        brought_at=call.at,
        category=_category(call.text("category")),
        place=call.text("place"),
        lon=lon if isinstance(lon, float) else None,
        lat=lat if isinstance(lat, float) else None,
        area_code="" if has_point else _area(call.text("area")),
        name="" if anonymous else call.text("name"),
        contact="" if anonymous else call.text("contact"),
        is_anonymous=anonymous,
        is_public=bool(body.get("is_public", False)),
        submit_key=key,
    )


def _channel(call: Call) -> str:
    wanted = call.text("channel")
    if wanted:
        require_role(call.actor, "matters.enter")
        return wanted
    if call.caller.token_id is not None and not call.actor.is_staff:
        return str(Channel.TRANSFER)
    return str(Channel.WEB)


def _category(code: str) -> str:
    if code and orgs.category(code) is None:
        raise InvalidInput(field="category", why="没有这个类别。请用 /api/v1/categories 里的代码，或者不给。")
    return code


def _area(code: str) -> str:
    if code and not geo.area_name(code):
        raise InvalidInput(field="area", why="没有这个区划代码。请用 /api/v1/areas 里的代码，或者不给。")
    return code


OPERATIONS = (
    operation(
        "submit_matter", "POST matters", "提交一件事", "Bring a matter", bring, gives="Receipt", group="intake",
        status=201, scope="matters:submit", body=BODY, once=True,
    ),
)  # fmt: skip
