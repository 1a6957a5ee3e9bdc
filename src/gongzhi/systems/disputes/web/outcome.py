"""How a press of a button is answered where the page is shown again: by one sentence above it."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest

from gongzhi.core.errors import sentence
from gongzhi.kernel.errors import DomainError, NotAllowed, NotFound


def told(request: HttpRequest, act: Callable[[], object], words: str) -> None:
    """Do something and tell that it is done, or what was wrong; what is out of reach or not allowed is raised."""
    try:
        act()
    except (NotFound, NotAllowed):
        raise
    except DomainError as error:
        messages.error(request, sentence(error))
    else:
        messages.success(request, words)
