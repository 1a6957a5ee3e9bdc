"""Files that come with a form at the desk: checked before anything is kept, attached one by one after the matter is."""

from collections.abc import Sequence
from datetime import datetime

from django.http import HttpRequest

from gongzhi.core.errors import sentence
from gongzhi.core.files.rules import content as contents
from gongzhi.core.matters.actions import follow
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import DomainError, InvalidInput


def uploads(request: HttpRequest, most: int) -> list[follow.Upload]:
    """Return the files of a form; raise InvalidInput when there are too many or one is of no kind that is kept."""
    found = [follow.Upload(item.name or "", item.read()) for item in request.FILES.getlist("files")]
    if len(found) > most:
        raise InvalidInput(field="file", why="一次最多 %(most)s 个文件，余下的登记以后再传。", most=most)
    for one in found:
        contents.checked(one.name, one.content)
    return found


def attach_each(actor: Actor, number: str, files: Sequence[follow.Upload], at: datetime) -> list[str]:
    """Attach files to a matter that is safe already; return a sentence for each that could not be kept."""
    left_out = []
    for one in files:
        try:
            follow.attach_files(actor, number, [one], at)
        except DomainError as error:
            left_out.append(sentence(error))
    return left_out
