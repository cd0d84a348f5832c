"""Pictures as a page asks for them: the stored one, and what the queue has made of it since."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from lonja.catalog import api as catalog

WIDEST: Final = 1280
"""No page shows a picture larger than this, so a stored one that is larger is never asked for."""


@dataclass(frozen=True, slots=True)
class Source:
    type: str
    srcset: str


@dataclass(frozen=True, slots=True)
class Shown:
    url: str
    alt: str
    width: int
    height: int
    sources: tuple[Source, ...] = ()


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
    return Shown(url(picture.blob), alt, picture.width or 1, picture.height or 1, tuple(sources))


def for_values(pictures: Sequence[catalog.Picture], values: Iterable[str]) -> list[catalog.Picture]:
    """The pictures of what has one of these options first."""
    own = {value.lower() for value in values}
    return sorted(pictures, key=lambda picture: drawn_value(picture) not in own)


def drawn_value(picture: catalog.Picture) -> str:
    """The value of an option that it shows, if of any: the file's name begins with it."""
    return picture.blob.rpartition("/")[2].lower().partition("-")[0]


def small(picture: catalog.Picture, url: Callable[[str], str]) -> str:
    """For a thumbnail: the narrowest WebP there is, else the stored picture."""
    narrow = sorted((r.width, r.blob) for r in picture.renditions if r.format == "webp")
    return url(narrow[0][1] if narrow else picture.blob)
