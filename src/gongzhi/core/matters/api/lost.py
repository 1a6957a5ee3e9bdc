"""What an address below /api/ that does not exist says."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from gongzhi.core.matters.api.wire import refusal
from gongzhi.kernel.errors import DomainError


class NoSuchAddress(DomainError):
    """An address that the API does not have."""

    code = "api.no_such_address"
    message = "没有这个接口地址。全部接口见 /api/ 。"
    http_status = 404


@csrf_exempt
def nowhere(request: HttpRequest, rest: str) -> HttpResponse:
    """Refuse in the API's own shape."""
    return refusal(NoSuchAddress())
