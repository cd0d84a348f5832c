"""Pictures: is it one, and smaller ones from it, with Pillow. Runs in a thread, not in the loop.

What comes in is hostile until decoded: only four formats are tried, the header is judged before a
pixel is, and what goes out carries pixels alone (no place, no camera, no thumbnails).
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Final

from PIL import Image, ImageCms, ImageOps

from lonja.catalog.api import PictureFault
from lonja.content.api import BLOCK_WIDTHS, FileUse
from lonja.kernel.errors import Refused

UPLOAD_BYTES: Final = 20 * 1024 * 1024
MAX_SIDE: Final = 12_000
MIN_SIDE: Final = 64
FULL_WIDTH: Final = 1600
"""The widest picture that is kept."""
PHOTO_WIDTH: Final = 1280
"""Of a picture that a buyer sends."""
WIDTHS: Final = (320, 640, 960, 1280)
LOGO_WIDTH: Final = 640
ICON_SIDE: Final = 512
FORMATS: Final = ("JPEG", "PNG", "WEBP", "AVIF")
_AVIF: Final = {"quality": 58, "speed": 8, "max_threads": 1}
_WEBP: Final = {"quality": 80, "method": 4}
_OPTIONS: Final[dict[str, dict[str, int]]] = {"avif": _AVIF, "webp": _WEBP, "png": {}}


@dataclass(frozen=True, slots=True)
class Bounds:
    """Pixels that are taken: of a plain JPEG, which is decoded at a fraction, and of all others.

    Those are decoded whole, and a file of a thousand bytes may be seconds of a core.
    """

    of_jpeg: int
    of_others: int


OF_SHOP: Final = Bounds(40_000_000, 40_000_000)
OF_BUYERS: Final = Bounds(50_000_000, 24_000_000)


class PictureRefused(Refused):
    """`fault` says why, for words in the reader's language; the detail is for the log."""

    code: ClassVar[str] = "picture_refused"

    def __init__(self, detail: str, fault: PictureFault) -> None:
        super().__init__(detail, fault=fault)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Encoded:
    format: str
    width: int
    height: int
    data: bytes

    @property
    def content_type(self) -> str:
        return f"image/{self.format}"


def read_picture(data: bytes, bounds: Bounds = OF_SHOP) -> Image.Image:
    """Decode it upright, in sRGB, at most `FULL_WIDTH` wide; raise `PictureRefused` otherwise."""
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as opened:
            # A progressive one is in memory whole, whatever is made of it.
            is_cheap = opened.format == "JPEG" and "progressive" not in opened.info
            _check_size(opened, bounds.of_jpeg if is_cheap else bounds.of_others)
            if opened.format == "JPEG":  # decode at a fraction where the original is far larger
                opened.draft("RGB", (FULL_WIDTH * 2, FULL_WIDTH * 2))
            opened.load()
            upright = ImageOps.exif_transpose(opened)
            return _fitted(_in_srgb(upright), FULL_WIDTH)
    except PictureRefused:
        raise
    except MemoryError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureRefused(
            f"the picture has too many pixels: {_taken(bounds.of_jpeg)}", PictureFault.TOO_LARGE
        ) from error
    except Exception as error:  # decoders raise whatever they like on hostile bytes
        raise PictureRefused(
            "this is no picture that we can read: send a JPEG, PNG, WebP or AVIF file",
            PictureFault.UNREADABLE,
        ) from error


def full_size(picture: Image.Image) -> Encoded:
    return _encoded(picture, "webp")


def photo(picture: Image.Image) -> Encoded:
    """What somebody took with a telephone, as it is looked at on a screen."""
    return _encoded(_fitted(picture, PHOTO_WIDTH), "webp")


def renditions(picture: Image.Image) -> Iterator[Encoded]:
    """AVIF and WebP at each of `WIDTHS` that the picture can fill; at least one width."""
    widths = [width for width in WIDTHS if width <= picture.width] or [picture.width]
    for width in widths:
        fitted = _fitted(picture, width)
        for kind in ("webp", "avif"):
            yield _encoded(fitted, kind)


def block_pictures(picture: Image.Image) -> Iterator[Encoded]:
    """The picture of a block at each narrower width, itself the last."""
    for width in (*(one for one in BLOCK_WIDTHS if one < picture.width), picture.width):
        yield _encoded(_fitted(picture, width), "webp")


def look_picture(picture: Image.Image, use: FileUse) -> Encoded:
    """A logo as pages show it, or an icon in a transparent square as phones want it."""
    if use is FileUse.LOGO:
        return _encoded(_fitted(picture, LOGO_WIDTH), "webp")
    square = Image.new("RGBA", (ICON_SIDE, ICON_SIDE))
    small = ImageOps.contain(picture.convert("RGBA"), (ICON_SIDE, ICON_SIDE))
    square.paste(small, ((ICON_SIDE - small.width) // 2, (ICON_SIDE - small.height) // 2))
    return _encoded(square, "png")


def _check_size(picture: Image.Image, most: int) -> None:
    width, height = picture.size
    if width * height > most or max(width, height) > MAX_SIDE:
        raise PictureRefused(
            f"the picture has {width} × {height} pixels: {_taken(most)}", PictureFault.TOO_LARGE
        )
    if min(width, height) < MIN_SIDE:
        raise PictureRefused(
            f"the picture has {width} × {height} pixels; it needs {MIN_SIDE} a side at least",
            PictureFault.TOO_SMALL,
        )


def _taken(most: int) -> str:
    return f"at most {most // 1_000_000} million and {MAX_SIDE} a side are taken"


def _in_srgb(picture: Image.Image) -> Image.Image:
    transparent = picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info
    profile = picture.info.get("icc_profile")
    if profile and picture.mode in {"RGB", "CMYK"}:
        try:
            converted = ImageCms.profileToProfile(
                picture,
                ImageCms.ImageCmsProfile(io.BytesIO(profile)),
                ImageCms.createProfile("sRGB"),
                outputMode="RGB",
            )
        except (ImageCms.PyCMSError, OSError):
            converted = None
        if converted is not None:
            return converted
    return picture.convert("RGBA" if transparent else "RGB")


def _fitted(picture: Image.Image, width: int) -> Image.Image:
    if picture.width <= width:
        return picture
    height = max(1, round(picture.height * width / picture.width))
    return picture.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=2.0)


def _encoded(picture: Image.Image, kind: str) -> Encoded:
    target = io.BytesIO()
    clean = picture.copy()
    clean.info = {}
    options = _OPTIONS[kind]
    clean.save(target, kind.upper(), **options)
    return Encoded(kind, picture.width, picture.height, target.getvalue())
