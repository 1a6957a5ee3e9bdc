"""Attaches an upload to a matter: checked by content, images drawn anew, stored before the row that names it."""

import hashlib
from datetime import datetime

from django.db import connection
from django.db.models import Count, Sum

from gongzhi.core.files import store
from gongzhi.core.files.models import Attachment
from gongzhi.core.files.rules import content as contents
from gongzhi.core.files.rules import images
from gongzhi.core.files.rules.content import MB, ContentType
from gongzhi.core.ledger.actions import record
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import InvalidInput

FILES_MOST = 60
BYTES_MOST = 400 * MB


def attach(
    *,
    matter_id: int,
    actor: Actor,
    name: str,
    content: bytes,
    at: datetime,
    public: bool = False,
    internal: bool = False,
) -> Attachment:
    """Attach an upload and return its row; the same bytes again to the same matter return the row there is.

    `internal` keeps it among staff. The caller has checked that the actor may add to this matter and holds the
    transaction; the bytes are on disk before the row is written.
    """
    source = hashlib.sha256(content).hexdigest()
    if found := _known(matter_id, source):
        return found
    kind = contents.checked(name, content)
    kept, width, height = _kept(content, kind, name)
    sha256 = store.put(kept)
    with connection.cursor() as cursor:  # one upload per matter at a time, so that the quota holds
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext('files_attachment'), %s::int)", [matter_id % 2**31]
        )
    if found := _known(matter_id, source):
        return found
    _check_quota(matter_id, len(kept))
    made = Attachment.objects.create(
        matter_id=matter_id,
        name=contents.safe_name(name, kind),
        kind=kind.kind,
        media_type=kind.media_type,
        size=len(kept),
        sha256=sha256,
        source_sha256=source,
        width=width,
        height=height,
        is_public=public,
        is_internal=internal,
        by_kind=actor.kind,
        by_name=actor.name,
        by_unit=actor.unit_name,
        made_at=at,
    )
    said = {"attachment": made.pk, "name": made.name, "media_type": made.media_type, "sha256": sha256}
    record(stream=f"matter:{matter_id}", verb="file.attached", actor=actor, at=at, data=said)
    return made


def _known(matter_id: int, source: str) -> Attachment | None:
    return Attachment.objects.filter(matter_id=matter_id, source_sha256=source).first()


def _kept(content: bytes, kind: ContentType, name: str) -> tuple[bytes, int | None, int | None]:
    if kind.kind != "image":
        return content, None, None
    picture = images.clean(content, kind, name)
    return picture.content, picture.width, picture.height


def _check_quota(matter_id: int, size: int) -> None:
    held = Attachment.objects.filter(matter_id=matter_id).aggregate(n=Count("id"), bytes=Sum("size"))
    if held["n"] >= FILES_MOST:
        raise InvalidInput(
            field="file",
            why="一件事项最多 %(most)s 个附件，已经满了。请把几份材料合成一个 PDF。",
            most=FILES_MOST,
        )
    if (held["bytes"] or 0) + size > BYTES_MOST:
        raise InvalidInput(
            field="file",
            why="一件事项的附件合计最多 %(most)s MB，放不下这个文件了。请压缩后再上传。",
            most=BYTES_MOST // MB,
        )
