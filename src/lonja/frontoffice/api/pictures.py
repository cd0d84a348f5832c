"""A picture as the JSON API gives it, of a product or of a collection."""

from typing import Annotated, Self

from pydantic import Field

from lonja.collections.api import CollectionPicture
from lonja.content.api import BlockPicture
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


Percent = Annotated[int, Field(ge=0, le=100)]


class BlockPictureOut(Out):
    """Of a block or a collection: the focus, in percent from left and top, stays in sight where the
    picture is cut.
    """

    url: str
    sources: list[PictureSourceOut]
    width: int
    height: int
    alt: str
    focus_x: Percent
    focus_y: Percent

    @classmethod
    def of(cls, seen: Shown, image: BlockPicture | CollectionPicture) -> Self:
        return cls(
            url=seen.url,
            sources=[PictureSourceOut(type=one.type, srcset=one.srcset) for one in seen.sources],
            width=seen.width,
            height=seen.height,
            alt=seen.alt,
            focus_x=image.focus_x,
            focus_y=image.focus_y,
        )
