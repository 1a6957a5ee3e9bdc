"""What is added to a matter: words and files, each exactly once; and the files given back."""

from typing import cast

from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from gongzhi.core.files import actions as files
from gongzhi.core.files import queries as files_queries
from gongzhi.core.files import store
from gongzhi.core.matters import queries
from gongzhi.core.matters.actions import follow
from gongzhi.core.matters.actions.follow import WORDS_LONGEST, Upload
from gongzhi.core.matters.api import shapes
from gongzhi.core.matters.api.callers import HOLDER
from gongzhi.core.matters.api.fields import Field
from gongzhi.core.matters.api.intake import idempotency_key, receipt, take_one
from gongzhi.core.matters.api.operations import Call, operation
from gongzhi.core.matters.api.wire import answer
from gongzhi.kernel.errors import InvalidInput

FILES_MOST = 6
WORDS = (Field("words", "text", "要补充的话。", "What there is to add.", required=True, most=WORDS_LONGEST),)
UPLOADS = (
    Field("file", "file", "一到六个文件：照片、PDF、Word、Excel、录音或视频，按内容识别。", "One to six files: pictures, PDF, Word, Excel, sound or film, told by their content."),
    Field("internal", "flag", "只给工作人员看(只对岗位令牌有效)。", "For staff only (with a post's token)."),
)  # fmt: skip
JOIN = (
    Field("contact", "text", "手机号或邮箱，可以不留。", "Telephone or e-mail; may be left out.", most=100),
    Field("name", "text", "怎么称呼，可以不留。", "How to address you; may be left out.", most=60),
)


def add_words(call: Call) -> HttpResponse:
    """Add words to a matter; the same Idempotency-Key again adds nothing."""
    key = idempotency_key(call.request, call.caller, f"words:{call.path['number']}")
    matter = queries.matter(call.actor, call.path["number"])
    is_new = follow.add_words_once(call.actor, matter.number, call.text("words"), call.at, key)
    return answer({"number": matter.number, "repeated": not is_new}, 201 if is_new else 200)


def add_files(call: Call) -> HttpResponse:
    """Attach files; the same bytes again to the same matter give the attachment that is there."""
    matter = queries.matter(call.actor, call.path["number"])
    given = cast("list[UploadedFile[bytes]]", call.body.get("file", []))
    if not 1 <= len(given) <= FILES_MOST:
        raise InvalidInput(field="file", why="一次上传 1 到 %(most)s 个文件。", most=FILES_MOST)
    uploads = [Upload(item.name or "", item.read()) for item in given]
    internal = call.body.get("internal") is True
    made = follow.attach_files(call.actor, matter.number, uploads, call.at, internal=internal)
    return answer({"attachments": [shapes.attachment(item) for item in made]}, 201)


def join(call: Call) -> HttpResponse:
    """Join an open public matter and give a receipt of one's own, shown this once."""
    take_one(call)
    given = follow.join(
        call.actor, call.path["number"], call.text("contact"), call.at, name=call.text("name")
    )
    return answer(receipt(given), 201)


def attachment(call: Call) -> HttpResponseBase:
    """Give the bytes of an attachment, as a download."""
    found = files_queries.attachment(call.actor, int(call.path["attachment_id"]))
    path = store.path_of(found.sha256)
    if not path.exists():
        raise store.FileMissing(sha256=found.sha256)
    return _guarded(FileResponse(path.open("rb"), content_type=found.media_type), found.name)


def document(call: Call) -> HttpResponseBase:
    """Give the PDF of a document."""
    found = files_queries.document(call.actor, int(call.path["document_id"]))
    response = HttpResponse(files.pdf(found), content_type="application/pdf")
    return _guarded(response, f"{found.number} {found.title}.pdf")


def _guarded(response: HttpResponseBase, name: str) -> HttpResponseBase:
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response


OPERATIONS = (
    operation("add_words", "POST matters/<str:number>/words", "补充内容", "Add words", add_words, gives="Added", group="parts", status=201, who=HOLDER, scope="matters:write", body=WORDS, once=True),
    operation("add_files", "POST matters/<str:number>/attachments", "上传附件", "Attach files", add_files, gives="Attachments", group="parts", status=201, who=HOLDER, scope="matters:write", body=UPLOADS, form=True),
    operation("join_matter", "POST matters/<str:number>/join", "我也遇到", "Join a public matter", join, gives="Receipt", group="intake", status=201, scope="matters:submit", body=JOIN),
    operation("read_attachment", "GET attachments/<id:attachment_id>", "下载附件", "Download an attachment", attachment, gives="File", group="parts", scope="matters:read", media="application/octet-stream"),
    operation("read_document", "GET documents/<id:document_id>", "下载文书(PDF)", "Download a document (PDF)", document, gives="File", group="parts", who=HOLDER, scope="matters:read", media="application/pdf"),
)  # fmt: skip
