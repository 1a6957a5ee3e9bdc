"""One mapping from refusals to pages and API answers: a full sentence, never a stack trace."""

from collections.abc import Callable

from django.contrib.sessions.exceptions import SessionInterrupted
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext

from gongzhi.core.errors import sentence
from gongzhi.kernel.errors import DomainError, NotFound

Respond = Callable[[HttpRequest], HttpResponse]


def as_json(error: DomainError) -> JsonResponse:
    """Return the one error shape of the API: code, message, field (or null)."""
    body = {"error": {"code": error.code, "message": sentence(error), "field": error.facts.get("field")}}
    return JsonResponse(body, status=error.http_status, json_dumps_params={"ensure_ascii": False})


def as_page(request: HttpRequest, error: DomainError) -> HttpResponse:
    """Return the refusal as a page that says what happened and where to go."""
    return page(request, status=error.http_status, title=gettext("这一步没有办成"), text=sentence(error))


def page(request: HttpRequest, *, status: int, title: str, text: str) -> HttpResponse:
    """Return the plain error page."""
    texts = {"title": title, "text": text, "status": status, "again_at": ""}
    return render(request, "error.html", texts, status=status)


def is_for_programs(request: HttpRequest) -> bool:
    """Whether a program asks, which wants the API's shape of a refusal and no page."""
    return request.path.startswith(("/api/v1/", "/open311/"))


class DomainErrorMiddleware:
    """Turns a DomainError raised by any view into its page or API answer."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer anticipated refusals; leave everything else to surface as the bug it is."""
        if not isinstance(error, DomainError):
            return None
        if is_for_programs(request):
            return as_json(error)
        return as_page(request, error)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Return a page for a form that is too old or came from elsewhere."""
    return page(
        request,
        status=403,
        title=gettext("这张表单过期了"),
        text=gettext(
            "为了安全，表单打开太久就不能再提交。请返回上一页，刷新后再提交一次，填写的内容会保留。"
        ),
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Return the page for an unknown address, or the API's refusal when a program asks."""
    if is_for_programs(request):
        return as_json(NotFound())
    return page(
        request,
        status=404,
        title=gettext("没有这个页面"),
        text=gettext("网址可能写错了，或者您现在的岗位看不到它。请从首页重新进入。"),
    )


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Return the page for a request that no browser of ours sends, or whose session ended while it was under way."""
    if isinstance(exception, SessionInterrupted):
        return interrupted(request)
    return page(
        request,
        status=400,
        title=gettext("这个请求看不懂"),
        text=gettext("请从首页重新进入。如果是上传文件，请确认文件不超过页面上写明的大小。"),
    )


def interrupted(request: HttpRequest) -> HttpResponse:
    """Return the page for a session that ended under a request, with the form to be sent once more by one press.

    A form that was kept already is known by its key and gives the same receipt again, so sending it twice is safe.
    """
    form = request.method == "POST" and not request.FILES
    again = [(name, value) for name, values in request.POST.lists() for value in values] if form else []
    texts = {
        "title": gettext("连接中断了一下"),
        "text": gettext(
            "您的会话在提交的时候断开了。还没有看到结果的话，请再提交一次；已经收到的不会重复登记。"
        ),
        "again": [(name, value) for name, value in again if name != "csrfmiddlewaretoken"],
        "again_at": request.get_full_path() if form else "",
        "status": 400,
    }
    return render(request, "error.html", texts, status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Return the page for what this post may not do."""
    return page(
        request,
        status=403,
        title=gettext("您现在的岗位不能办这一步"),
        text=gettext("请换一个岗位再试，或者请系统管理员核对您的权限。"),
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """Return the page for a fault of ours; it needs no database."""
    return HttpResponse(
        "<!doctype html><html lang=zh-Hans><meta charset=utf-8><title>出错了</title><body><h1>系统出错了</h1>"
        "<p>这是我们的问题，不是您的。您刚才提交的内容如果没有看到回执，就是没有收到，请稍后再提交一次。</p>",
        status=500,
    )
