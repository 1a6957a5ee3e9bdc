"""Which encoding a text file is in: proved on every byte, and refused with a sentence when it cannot be told."""

import codecs
import re
from collections import Counter
from collections.abc import Callable
from typing import BinaryIO

from gongzhi.kernel.errors import DomainError

_CHUNK = 1 << 20
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 1 << 16
_COMMON = re.compile("[\u3000-\u303f\uff00-\uffef\u2010-\u2026]")
_SURE = 0.7


class EncodingUnknown(DomainError):
    """The bytes of the file fit no encoding that can be told for sure."""

    code = "intake.encoding_unknown"
    message = (
        "文件「%(file)s」没有导入:看不出它的文字编码(%(why)s)。"
        "请用表格软件另存为“CSV UTF-8”,或用 --encoding 写明编码,例如 --encoding gb18030。"
    )
    http_status = 422


def encoding_of(file: BinaryIO, name: str, asked: str = "") -> str:
    """Return the encoding in which every byte of the file can be read; raise EncodingUnknown when none is sure."""
    if asked:
        return _proved(file, name, asked)
    start = file.read(4)
    file.seek(0)
    for mark, encoding in _MARKS:
        if start.startswith(mark):
            return _proved(file, name, encoding)
    if wide := _without_mark(file):
        return _proved(file, name, wide)
    fault = fault_in(file, "utf-8")
    if fault is None:
        return "utf-8"
    sample = _foreign(file)
    for encoding, is_plausible in (("gb18030", _is_gb), ("big5", _is_big5)):
        if is_plausible(sample) and fault_in(file, encoding) is None:
            return encoding
    raise EncodingUnknown(
        file=name, why=f"第 {fault[1]} 行、第 {fault[0] + 1} 个字节处不是 UTF-8,也不像 GB18030"
    )


def _proved(file: BinaryIO, name: str, encoding: str) -> str:
    try:
        fault = fault_in(file, encoding)
    except LookupError as error:
        raise EncodingUnknown(file=name, why=f"没有叫做「{encoding[:40]}」的编码") from error
    if fault is not None:
        raise EncodingUnknown(
            file=name, why=f"第 {fault[1]} 行、第 {fault[0] + 1} 个字节处不是 {encoding.upper()}"
        )
    return encoding


def fault_in(file: BinaryIO, encoding: str) -> tuple[int, int] | None:
    """Return offset and line of the first byte that cannot be read in an encoding, None when all can."""
    file.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    offset, line = 0, 1
    while True:
        chunk = file.read(_CHUNK)
        held = len(decoder.getstate()[0])
        try:
            decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            place = max(error.start - held, 0)
            return offset + place, line + chunk[:place].count(b"\n")
        if not chunk:
            file.seek(0)
            return None
        offset, line = offset + len(chunk), line + chunk.count(b"\n")


def _without_mark(file: BinaryIO) -> str:
    """Return UTF-16 with its byte order when every other byte of the beginning is mostly zero for line ends and digits."""
    sample = file.read(_SAMPLE)
    file.seek(0)
    if b"\x00" not in sample:
        return ""
    for encoding, line_end in (("utf-16-le", b"\n\x00"), ("utf-16-be", b"\x00\n")):
        zeros = sample[1::2] if encoding.endswith("le") else sample[::2]
        if line_end in sample and zeros.count(0) * 20 > len(zeros) and _reads_well(sample, encoding):
            return encoding
    return ""


def _reads_well(sample: bytes, encoding: str) -> bool:
    text = sample[: len(sample) // 2 * 2].decode(encoding, errors="replace")
    return "\n" in text and text.count("\ufffd") < len(text) / 1000


def _foreign(file: BinaryIO) -> bytes:
    """Return up to 64 kB of the runs of bytes that are not ASCII, from wherever in the file they are."""
    found = bytearray()
    file.seek(0)
    while len(found) < _SAMPLE and (chunk := file.read(_CHUNK)):
        if not chunk.isascii():
            found += chunk if len(chunk) <= _SAMPLE else chunk[:_SAMPLE]
    file.seek(0)
    return bytes(found)


def _is_gb(sample: bytes) -> bool:
    """Whether most characters are among the 3,755 common ones that GB 2312 keeps in its rows 16 to 55."""
    return _share(sample, "gb18030", lambda raw: 0xB0 <= raw[0] <= 0xD7 and raw[1] >= 0xA1)


def _is_big5(sample: bytes) -> bool:
    """Whether most characters are among the 5,401 common ones of Big5."""
    return _share(sample, "big5", lambda raw: 0xA4 <= raw[0] <= 0xC6)


def _share(sample: bytes, encoding: str, is_common: Callable[[bytes], bool]) -> bool:
    seen = Counter(char for char in sample.decode(encoding, errors="replace") if char > "\x7f")
    common = total = 0
    for char, n in seen.items():
        raw = char.encode(encoding, errors="replace")
        if _COMMON.match(char):
            continue
        total += n
        if len(raw) == 2 and is_common(raw):
            common += n
    return total > 0 and common >= _SURE * total
