"""Products of a file, cut into pieces that one message brings in. Pure."""

from collections.abc import Iterator, Sequence
from typing import Final

from pydantic import TypeAdapter

from lonja.imports._products.rows import ProductRow

CHUNK_PRODUCTS: Final = 25
CHUNK_VARIANTS: Final = 250
CHUNK_PICTURES: Final = 20
_PRODUCTS: Final = TypeAdapter(list[ProductRow])


def cut(products: Sequence[ProductRow]) -> Iterator[list[ProductRow]]:
    """In the order of the file; a product that is too large for a chunk has one of its own."""
    chunk: list[ProductRow] = []
    for product in products:
        if chunk and _is_full([*chunk, product]):
            yield chunk
            chunk = []
        chunk.append(product)
    if chunk:
        yield chunk


def _is_full(products: Sequence[ProductRow]) -> bool:
    return (
        len(products) > CHUNK_PRODUCTS
        or sum(len(one.variants) for one in products) > CHUNK_VARIANTS
        or sum(len(one.pictures) for one in products) > CHUNK_PICTURES
    )


def dump(products: list[ProductRow]) -> bytes:
    return _PRODUCTS.dump_json(products)


def load(content: bytes) -> list[ProductRow]:
    return _PRODUCTS.validate_json(content)
