"""What an upload is, by its bytes."""

import pytest

from gongzhi.core.files.rules import content
from gongzhi.core.files.tests.shared import DOCX, PDF, XLSX, archive, picture
from gongzhi.kernel.errors import InvalidInput


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(picture("JPEG"), content.JPEG, id="jpeg"),
        pytest.param(picture("PNG"), content.PNG, id="png"),
        pytest.param(picture("WEBP"), content.WEBP, id="webp"),
        pytest.param(PDF, content.PDF, id="pdf"),
        pytest.param(DOCX, content.DOCX, id="docx"),
        pytest.param(XLSX, content.XLSX, id="xlsx"),
        pytest.param(b"ID3\x04" + b"\0" * 60, content.MP3, id="mp3 with tags"),
        pytest.param(b"\xff\xfb\x90\x64" + b"\0" * 60, content.MP3, id="mp3 without tags"),
        pytest.param(b"\0\0\0\x20ftypM4A " + b"\0" * 60, content.M4A, id="m4a"),
        pytest.param(b"OggS" + b"\0" * 60, content.OGG, id="ogg"),
        pytest.param(b"RIFF\0\0\0\0WAVEfmt ", content.WAV, id="wav"),
        pytest.param(b"\0\0\0\x20ftypisom" + b"\0" * 60, content.MP4, id="mp4"),
    ],
)
def test_what_may_be_kept(given: bytes, expected: content.ContentType) -> None:
    assert content.checked("随便叫什么.exe", given) is expected


@pytest.mark.parametrize(
    ("given", "told"),
    [
        pytest.param(b"", "是空的", id="empty"),
        pytest.param(b"<html><script>alert(1)</script>", "不能上传", id="html"),
        pytest.param(b'<svg xmlns="http://www.w3.org/2000/svg"/>', "不能上传", id="svg"),
        pytest.param(b"MZ\x90\0" + b"\0" * 100, "不能上传", id="program"),
        pytest.param(b"\x7fELF" + b"\0" * 100, "不能上传", id="elf"),
        pytest.param(b"#!/bin/sh\nrm -rf /", "不能上传", id="script"),
        pytest.param(archive("a.txt"), "不能上传", id="plain zip"),
        pytest.param(archive("[Content_Types].xml", "ppt/presentation.xml"), "不能上传", id="slides"),
        pytest.param(b"PK\x03\x04broken", "不能上传", id="broken zip"),
        pytest.param(b"RIFF\0\0\0\0AVI LIST", "不能上传", id="avi"),
        pytest.param(b"\0\0\0\x20ftypqt  ", "不能上传", id="quicktime"),
        pytest.param(b"\0\0\0\x20ftypheic" + b"\0" * 60, "HEIC", id="heic"),
        pytest.param(b"\xff\xfb", "不能上传", id="two bytes"),
        pytest.param(b"\xff", "不能上传", id="one byte"),
        pytest.param(
            archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "宏", id="macro"
        ),
        pytest.param(b"%PDF-" + b"0" * (31 * content.MB), "最大 30 MB", id="large"),
    ],
)
def test_what_is_refused_with_a_sentence(given: bytes, told: str) -> None:
    with pytest.raises(InvalidInput, match=told):
        content.checked("文件", given)


def test_an_archive_that_unpacks_to_more_than_it_may_is_refused() -> None:
    bomb = archive("[Content_Types].xml", "word/document.xml", content=b"0" * (200 * content.MB))

    with pytest.raises(InvalidInput, match="解开后太大"):
        content.checked("一.docx", bomb)


def test_an_archive_of_too_many_parts_is_refused() -> None:
    bomb = archive("[Content_Types].xml", "word/document.xml", *(f"p{n}" for n in range(4001)))

    with pytest.raises(InvalidInput, match="解开后太大"):
        content.checked("一.docx", bomb)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("现场.jpg", "现场.jpg"),
        ("现场.JPEG", "现场.jpg"),
        ("../../etc/passwd", "passwd.jpg"),
        ("C:\\照片\\一.png", "一.jpg"),
        ("a.exe", "a.jpg"),
        ("", "附件.jpg"),
        ("...", "附件.jpg"),
        ("a\x00b\nc.jpg", "abc.jpg"),
        ("说明.第二版", "说明.jpg"),
        ("没有后缀的名字", "没有后缀的名字.jpg"),
        ("长" * 300 + ".jpg", "长" * 120 + ".jpg"),
    ],
)
def test_a_name_is_made_safe_and_ends_as_its_content_says(name: str, expected: str) -> None:
    assert content.safe_name(name, content.JPEG) == expected
