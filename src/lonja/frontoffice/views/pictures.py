"""Pictures as a page asks for them: the stored one, and what the queue has made of it since."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from lonja.catalog import api as catalog
from lonja.collections.api import CollectionPicture
from lonja.content import api as content

WIDEST: Final = 1280
"""No page shows a picture larger than this, so a stored one that is larger is never asked for."""

_SHARED: Final = {
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
}


@dataclass(frozen=True, slots=True)
class Source:
    type: str
    srcset: str


@dataclass(frozen=True, slots=True)
class Shared:
    """A picture in a form that every network shows."""

    url: str
    type: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Shown:
    url: str
    alt: str
    width: int
    height: int
    sources: tuple[Source, ...] = ()
    shared: Shared | None = None
    focus: str = ""
    """Classes that keep a part of it in sight where it is cut."""
    """None where there is nothing but AVIF."""


def shown(picture: catalog.Picture, name: str, language: str, url: Callable[[str], str]) -> Shown:
    """AVIF first, then WebP; where the queue has made none yet, the stored picture is all there is."""
    sources = []
    for kind in ("avif", "webp"):
        made = sorted((r.width, r.blob) for r in picture.renditions if r.format == kind)
        if made and made[-1][0] < picture.width <= WIDEST and picture.blob.endswith(f".{kind}"):
            made.append((picture.width, picture.blob))
        if made:
            srcset = ", ".join(f"{url(blob)} {width}w" for width, blob in made)
            sources.append(Source(f"image/{kind}", srcset))
    alt = picture.alt.get(language) or name
    return Shown(
        url(picture.blob),
        alt,
        picture.width or 1,
        picture.height or 1,
        tuple(sources),
        _shared(picture, url),
    )


def _shared(picture: catalog.Picture, url: Callable[[str], str]) -> Shared | None:
    """The stored picture, or the widest WebP of it."""
    kind = _SHARED.get(picture.blob.rpartition(".")[2])
    if kind and picture.width and picture.height:
        return Shared(url(picture.blob), kind, picture.width, picture.height)
    made = max(((r.width, r.blob) for r in picture.renditions if r.format == "webp"), default=None)
    if made is None or not picture.width:
        return None
    width, blob = made
    return Shared(url(blob), "image/webp", width, round(width * picture.height / picture.width))


def uploaded(
    picture: content.BlockPicture | CollectionPicture,
    file: content.File,
    language: str,
    url: Callable[[str], str],
) -> Shown:
    """A picture that staff uploaded for a block or a collection: one WebP at several widths."""
    srcset = ", ".join(f"{url(blob)} {width}w" for width, blob in file.narrower.items())
    focus = f"focus-x-{picture.focus_x} focus-y-{picture.focus_y}"
    whole = url(file.blob)
    return Shown(
        whole,
        picture.alt.get(language, ""),
        file.width,
        file.height,
        (Source(file.content_type, srcset),),
        Shared(whole, file.content_type, file.width, file.height),
        focus,
    )


def for_values(pictures: Sequence[catalog.Picture], values: Iterable[str]) -> list[catalog.Picture]:
    """The pictures of what has one of these options first."""
    own = {value.lower() for value in values}
    return sorted(pictures, key=lambda picture: drawn_value(picture) not in own)


def drawn_value(picture: catalog.Picture) -> str:
    """The value of an option that it shows, if of any: the file's name begins with it."""
    return picture.blob.rpartition("/")[2].lower().partition("-")[0]


def blobs_of(picture: catalog.Picture) -> set[str]:
    return {picture.blob, *(rendition.blob for rendition in picture.renditions)}


def small(picture: catalog.Picture, url: Callable[[str], str]) -> str:
    """For a thumbnail: the narrowest WebP there is, else the stored picture."""
    narrow = sorted((r.width, r.blob) for r in picture.renditions if r.format == "webp")
    return url(narrow[0][1] if narrow else picture.blob)
