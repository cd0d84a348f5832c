"""The pictures of collections: rooms of their families, in the widths that pages ask for."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from PIL import Image

from lonja_tools.demo.tiles import EDGE_PX

__all__ = ["COVERS", "EDGE_PX", "Cover", "widths"]

_NARROW_PX: Final = 480


@dataclass(frozen=True, slots=True)
class Cover:
    """`family`: its most popular product stands in the room."""

    blob: str
    family: str
    alt: Mapping[str, str]


COVERS: Final = {
    "cocinas-con-historia": Cover(
        "demo/collections/cocinas.webp",
        "hidraulico",
        {"es": "Una cocina con suelo hidráulico", "en": "A kitchen with a cement tile floor"},
    ),
    "banos-de-agua-y-luz": Cover(
        "demo/collections/banos.webp",
        "zellige",
        {"es": "Un baño revestido de zellige", "en": "A bathroom lined with zellige"},
    ),
    "terrazas-y-patios": Cover(
        "demo/collections/terrazas.webp",
        "barro",
        {"es": "Un patio de barro cocido", "en": "A patio of fired clay"},
    ),
}


def widths(cover: Cover, whole: bytes) -> dict[str, bytes]:
    """Blob → its bytes: the narrow one first, as the whole one says that both are there."""
    with Image.open(io.BytesIO(whole)) as image:
        narrow = image.resize((_NARROW_PX, _NARROW_PX), Image.Resampling.LANCZOS)
        kept = io.BytesIO()
        narrow.save(kept, "WEBP", quality=78, method=4)
    stem, _, kind = cover.blob.rpartition(".")
    return {f"{stem}-{_NARROW_PX}.{kind}": kept.getvalue(), cover.blob: whole}
