"""A picture as the JSON API gives it, of a product or of a collection."""

from typing import Self

from lonja.frontoffice.views.pictures import Shown
from lonja.hosting.deps import Out


class PictureSourceOut(Out):
    """Of a `<source>`: the sizes that there are in this format."""

    type: str
    srcset: str


class PictureOut(Out):
    """`url` is the stored picture; `sources` are smaller ones, AVIF first, once they are made."""

    blob: str
    url: str
    sources: list[PictureSourceOut]
    width: int
    height: int
    alt: str

    @classmethod
    def of(cls, blob: str, seen: Shown) -> Self:
        return cls(
            blob=blob,
            url=seen.url,
            sources=[PictureSourceOut(type=one.type, srcset=one.srcset) for one in seen.sources],
            width=seen.width,
            height=seen.height,
            alt=seen.alt,
        )
