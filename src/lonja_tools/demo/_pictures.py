"""The pictures of a product: their blob names and what they show."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lonja_tools.demo._goods import Product
from lonja_tools.demo.tiles import EDGE_PX, SMALLER_PX, Design, View

_FIRST: Final[tuple[View, ...]] = ("wall", "room")
_OTHERS: Final[tuple[View, ...]] = ("wall",)


@dataclass(frozen=True, slots=True)
class Picture:
    """A product in one of its colours, seen in one way: a WebP in three sizes."""

    blob: str
    colour: str
    design: Design
    view: View

    def blob_at(self, edge_px: int) -> str:
        """The name of this picture in one of its sizes."""
        if edge_px == EDGE_PX:
            return self.blob
        return f"{self.blob.removesuffix('.webp')}-{edge_px}.webp"

    def renditions(self) -> list[dict[str, object]]:
        """The smaller sizes, as a row of `media` names them."""
        return [
            {"format": "webp", "width": edge, "blob": self.blob_at(edge)} for edge in SMALLER_PX
        ]


def pictures_of(product: Product) -> Iterator[Picture]:
    """The first colour on a wall and in a room, then the others on a wall."""
    for at, colourway in enumerate(product.colourways):
        for view in _OTHERS if at else _FIRST:
            yield Picture(
                blob=blob_of(product, colourway.colour, view),
                colour=colourway.colour,
                design=Design(product.family, colourway.key, product.seed),
                view=view,
            )


def blob_of(product: Product, colour: str, view: View = "wall") -> str:
    """`…/{colour}-{view}.webp`: a page finds the picture of a variant by the colour it starts with."""
    return f"demo/{product.slug}/{colour}-{view}.webp"
