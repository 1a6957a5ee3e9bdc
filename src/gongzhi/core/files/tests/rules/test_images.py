"""Images drawn anew."""

import io
import struct
import zlib

import pytest
from PIL import Image, PngImagePlugin

from gongzhi.core.files.rules import content, images
from gongzhi.core.files.tests.shared import picture
from gongzhi.kernel.errors import InvalidInput


def opened(found: images.Picture) -> Image.Image:
    return Image.open(io.BytesIO(found.content))


def test_a_photo_loses_its_place_and_camera_and_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by 90 degrees
    exif[0x010F] = "SecretPhone"
    exif.get_ifd(0x8825)[2] = (36.0, 37.0, 30.0)

    found = images.clean(picture(size=(40, 30), exif=exif, comment=b"hidden"), content.JPEG, "x")

    assert (found.width, found.height) == (30, 40)
    assert not opened(found).getexif()
    assert b"SecretPhone" not in found.content
    assert b"hidden" not in found.content


def test_texts_and_trailing_bytes_of_a_png_are_left_out() -> None:
    told = PngImagePlugin.PngInfo()
    told.add_text("Comment", "hidden")

    found = images.clean(picture("PNG", pnginfo=told) + b"<script>", content.PNG, "x")

    assert b"hidden" not in found.content
    assert b"script" not in found.content


def test_transparency_stays_in_a_png() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (4, 4), (0, 0, 0, 0)).save(out, "PNG")

    assert opened(images.clean(out.getvalue(), content.PNG, "x")).mode == "RGBA"


def test_palettes_and_grey_become_colours() -> None:
    out = io.BytesIO()
    Image.new("P", (4, 4)).save(out, "PNG")

    assert opened(images.clean(out.getvalue(), content.PNG, "x")).mode == "RGB"


def test_a_very_large_photo_is_scaled_down() -> None:
    found = images.clean(picture(size=(5000, 100)), content.JPEG, "x")

    assert (found.width, found.height) == (4000, 80)


def bomb(width: int, height: int) -> bytes:
    """Return a PNG of a few bytes that says it has very many pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 9))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(("width", "height"), [(9000, 9000), (100_000, 100_000)])
def test_a_bomb_is_refused_before_it_is_unpacked(width: int, height: int) -> None:
    with pytest.raises(InvalidInput, match="太大|打不开"):
        images.clean(bomb(width, height), content.PNG, "x")


@pytest.mark.parametrize("given", [picture()[:200], b"\xff\xd8\xff" + b"\0" * 100, bomb(10, 10)[:40]])
def test_a_broken_image_is_refused_with_what_to_do(given: bytes) -> None:
    kind = content.checked("x", given)

    with pytest.raises(InvalidInput, match="重新拍照"):
        images.clean(given, kind, "x")
