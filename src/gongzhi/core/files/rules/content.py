"""What an upload is, told by its bytes and never by its name; what is not on the list is refused with a reason."""

import io
import zipfile
from dataclasses import dataclass

import puremagic

from gongzhi.kernel.errors import InvalidInput, said

MB = 1024 * 1024
_UNPACKED_MOST = 300 * MB
_PARTS_MOST = 4000
_NAME_LONGEST = 120


@dataclass(frozen=True, slots=True)
class ContentType:
    """A kind of content that may be kept; `largest` is in bytes."""

    kind: str
    media_type: str
    suffix: str
    largest: int
    title: str
    title_en: str


JPEG = ContentType("image", "image/jpeg", ".jpg", 15 * MB, "照片", "photo")
PNG = ContentType("image", "image/png", ".png", 15 * MB, "图片", "picture")
WEBP = ContentType("image", "image/webp", ".webp", 15 * MB, "图片", "picture")
PDF = ContentType("document", "application/pdf", ".pdf", 30 * MB, "PDF 文件", "PDF file")
_OFFICE = "application/vnd.openxmlformats-officedocument."
DOCX = ContentType(
    "document", _OFFICE + "wordprocessingml.document", ".docx", 30 * MB, "Word 文件", "Word file"
)
XLSX = ContentType("document", _OFFICE + "spreadsheetml.sheet", ".xlsx", 30 * MB, "Excel 文件", "Excel file")
MP3 = ContentType("audio", "audio/mpeg", ".mp3", 30 * MB, "录音", "recording")
M4A = ContentType("audio", "audio/mp4", ".m4a", 30 * MB, "录音", "recording")
OGG = ContentType("audio", "audio/ogg", ".ogg", 30 * MB, "录音", "recording")
WAV = ContentType("audio", "audio/wav", ".wav", 30 * MB, "录音", "recording")
MP4 = ContentType("video", "video/mp4", ".mp4", 100 * MB, "视频", "video")
ALLOWED = (JPEG, PNG, WEBP, PDF, DOCX, XLSX, MP3, M4A, OGG, WAV, MP4)
ACCEPT = ",".join(sorted({one.suffix for one in ALLOWED} | {".jpeg"}))
"""What a file field of a form offers; the check is by content all the same."""
LARGEST = max(one.largest for one in ALLOWED)


def checked(name: str, content: bytes) -> ContentType:
    """Return what the bytes are; raise InvalidInput with what to do when they may not be kept."""
    if not content:
        raise InvalidInput(field="file", why="文件「%(name)s」是空的，请重新选择。", name=name)
    found = _by_content(content)
    if found is None:
        raise InvalidInput(field="file", why=_refusal(name, content))
    if len(content) > found.largest:
        raise InvalidInput(
            field="file",
            why="文件「%(name)s」有 %(size)s MB,%(kind)s最大 %(most)s MB。请压缩或分成几个再上传。",
            name=name,
            size=f"{len(content) / MB:.1f}",
            kind=found,
            most=found.largest // MB,
        )
    return found


def safe_name(name: str, found: ContentType) -> str:
    """Return a file name without folders or control characters that ends as its content says."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    clean = "".join(one for one in last if one.isprintable() and one not in '<>:"|?*').strip(" .")
    stem, dot, suffix = clean.rpartition(".")
    if not dot or len(suffix) > 5:
        stem = clean
    return (stem.strip(" .")[:_NAME_LONGEST] or "附件") + found.suffix


def _by_content(content: bytes) -> ContentType | None:
    head = content[:16]
    for start, found in _STARTS:
        if head.startswith(start):
            return found
    if head[:4] == b"RIFF":
        return {b"WEBP": WEBP, b"WAVE": WAV}.get(head[8:12])
    if head[4:8] == b"ftyp":
        return M4A if head[8:12] in {b"M4A ", b"M4B "} else MP4 if head[8:12] in _VIDEO_BRANDS else None
    if head[:4] == b"PK\x03\x04":
        return _office(content)
    return MP3 if _is_mpeg_frame(head) else None


_STARTS = (
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"%PDF-", PDF),
    (b"ID3", MP3),
    (b"OggS", OGG),
)
_VIDEO_BRANDS = {
    b"isom",
    b"iso2",
    b"iso4",
    b"iso5",
    b"iso6",
    b"mp41",
    b"mp42",
    b"avc1",
    b"MSNV",
    b"M4V ",
    b"3gp4",
    b"3gp5",
}


def _is_mpeg_frame(head: bytes) -> bool:
    """Whether an MPEG layer III frame begins here: eleven sync bits, a real version, layer and bit rate."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return False
    version, layer, rate = head[1] >> 3 & 3, head[1] >> 1 & 3, head[2] >> 4
    return version != 1 and layer == 1 and rate not in (0, 15)


def _office(content: bytes) -> ContentType | None:
    """Return Word or Excel when the archive is one, without macros and not a bomb."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return None
    names = {part.filename for part in parts}
    if "[Content_Types].xml" not in names:
        return None
    if any(name.lower().endswith(("vbaproject.bin", ".exe", ".dll")) for name in names):
        raise InvalidInput(
            field="file", why="文件里带有宏或程序，不能上传。请另存为不带宏的 .docx 或 .xlsx。"
        )
    if len(parts) > _PARTS_MOST or sum(part.file_size for part in parts) > _UNPACKED_MOST:
        raise InvalidInput(field="file", why="文件解开后太大，不能上传。请拆分，或转成 PDF。")
    if "word/document.xml" in names:
        return DOCX
    return XLSX if "xl/workbook.xml" in names else None


def _refusal(name: str, content: bytes) -> str:
    if content[4:12] in {b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypheif"}:
        return said(
            "文件「%(name)s」是 HEIC 照片，网页上大多打不开。请在手机设置里把相机格式改为“兼容性最佳”，或另存为 jpg。",
            name=name,
        )
    seems = _seems(content)
    told = said("(内容看起来是 %(kind)s)", kind=seems) if seems else ""
    return said(
        "文件「%(name)s」不能上传%(told)s。可以上传照片(jpg、png、webp)、PDF、Word(docx)、Excel(xlsx)、"
        "录音(mp3、m4a、ogg、wav)和视频(mp4)。",
        name=name,
        told=told,
    )


def _seems(content: bytes) -> str:
    try:
        guesses = puremagic.magic_string(content[:4096])
    except (puremagic.PureError, ValueError):
        return ""
    return str(guesses[0].extension).lstrip(".") if guesses else ""
