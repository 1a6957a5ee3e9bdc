"""Re-encodes images: no EXIF (it holds place and camera), no comments, nothing behind the picture, limited pixels."""

import io
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

from gongzhi.core.files.rules.content import ContentType
from gongzhi.kernel.errors import InvalidInput

PIXELS_MOST = 50_000_000
SIDE_MOST = 4000
_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}


@dataclass(frozen=True, slots=True)
class Picture:
    """A clean image."""

    content: bytes
    width: int
    height: int


def clean(content: bytes, found: ContentType, name: str) -> Picture:
    """Return the image drawn anew, upright, at most SIDE_MOST pixels long; raise InvalidInput when it is broken.

    The size is read from the head before a single pixel is unpacked, so a bomb costs nothing.
    """
    wanted = _FORMATS[found.media_type]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=[wanted]) as opened:
                _check_size(opened, name)
                upright = _plain(ImageOps.exif_transpose(opened), wanted)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError, Warning):
        raise InvalidInput(
            field="file", why="图片「%(name)s」打不开，可能没有传完整。请重新拍照或另存后再上传。", name=name
        ) from None
    upright.thumbnail((SIDE_MOST, SIDE_MOST))
    upright.info = {}
    out = io.BytesIO()
    options: dict[str, object] = {"optimize": True} if wanted == "PNG" else {"quality": 85}
    upright.save(out, wanted, **options)
    return Picture(out.getvalue(), *upright.size)


def _check_size(opened: Image.Image, name: str) -> None:
    width, height = opened.size
    if width * height > PIXELS_MOST:
        raise InvalidInput(
            field="file",
            why="图片「%(name)s」有 %(width)s×%(height)s 像素，太大。请缩小到 %(most)s 万像素以内再上传。",
            name=name,
            width=width,
            height=height,
            most=PIXELS_MOST // 10_000,
        )


def _plain(image: Image.Image, wanted: str) -> Image.Image:
    """Return a new image of plain colours: palettes and rare modes become RGB, transparency stays where it can."""
    clear = "A" in image.getbands() or "transparency" in image.info
    return image.convert("RGBA" if clear and wanted != "JPEG" else "RGB")
