"""Puts `request.actor` on every request: staff through a post, a resident by receipts, else the public.

Staff cost one query besides the session, residents none, and the public without a session none at all.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from gongzhi.core.identity.actions import door
from gongzhi.core.identity.models import AccessKind
from gongzhi.core.identity.queries import PostView, Standing, actor_at, standing
from gongzhi.core.identity.web import sessions
from gongzhi.core.identity.web.addresses import client_address
from gongzhi.kernel.actor import PUBLIC, Actor, ActorKind
from gongzhi.kernel.terms import CHINA

Respond = Callable[[HttpRequest], HttpResponse]
_OPEN_BEFORE_SETUP = ("/account/", "/logout/", "/language/", settings.STATIC_URL)


class ActorMiddleware:
    """Sets `request.actor` and `request.posts`; sends staff who owe a password or a second factor there first."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Find out who asks, then pass the request on."""
        found = self._standing(request)
        place = found.post(sessions.post_of(request)) if found else None
        posts = _with_current(found.posts, place) if found else ()
        actor = actor_at(found, place) if found else _resident_or_public(request)
        request.actor, request.posts = actor, posts  # type: ignore[attr-defined]
        owed = _owed(found)
        if owed and not request.path.startswith(_OPEN_BEFORE_SETUP):
            return redirect(owed)
        answer = self.get_response(request)
        if actor.kind is not ActorKind.PUBLIC and not answer.has_header("Cache-Control"):
            # A page of staff or of a receipt is not kept where the next person at a shared computer finds it.
            answer["Cache-Control"] = "private, no-store"
        return answer

    def _standing(self, request: HttpRequest) -> Standing | None:
        """Return who the session belongs to; end it when it idled too long or was ended from elsewhere."""
        account_id = sessions.account_of(request)
        if account_id is None:
            return None
        at = timezone.now()
        idle = sessions.is_idle(request, at)
        found = None if idle else standing(account_id, at.astimezone(CHINA).date())
        if found is None or not sessions.matches(request, found):
            kind = AccessKind.TIMED_OUT if idle else AccessKind.SESSION_ENDED
            door.note(kind, account_id=account_id, address=client_address(request), at=at)
            sessions.end(request)
            return None
        sessions.mark_seen(request, at)
        return found


def _with_current(posts: tuple[PostView, ...], place: PostView | None) -> tuple[PostView, ...]:
    return tuple(
        PostView(post.id, post.unit_id, post.unit_name, post.roles, post.area_code, post == place)
        for post in posts
    )


def _resident_or_public(request: HttpRequest) -> Actor:
    opened = sessions.receipts(request)
    if not opened:
        return PUBLIC
    return Actor(
        kind=ActorKind.RESIDENT,
        name="居民",
        roles=frozenset({"resident"}),
        matter_ids=frozenset(matter_id for matter_id, _ in opened),
        resident_id=next((resident for _, resident in opened if resident is not None), None),
    )


def _owed(found: Standing | None) -> str:
    """Return the page of a step that must be done before anything else, "" when nothing is owed."""
    if found is None:
        return ""
    if found.must_change_password:
        return "/account/password/"
    if settings.SECOND_FACTOR_REQUIRED and not found.has_second_factor:
        return "/account/second-factor/"
    return ""
