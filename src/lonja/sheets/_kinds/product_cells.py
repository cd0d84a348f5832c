"""A product's record as rows of cells: its own on the first, and one row a variant. Pure."""

from collections.abc import Iterator, Mapping

from lonja.sheets._kind import PART, Record
from lonja.sheets._kinds.product_columns import OPTIONS


def product_rows(handle: str, record: Record) -> Iterator[Mapping[str, str]]:
    own = {name: text for name, text in record.items() if PART not in name}
    parts: dict[str, dict[str, str]] = {}
    for name, text in record.items():
        part, is_of_part, field = name.rpartition(PART)
        if is_of_part:
            parts.setdefault(part, {})[field] = text
    names = _numbered(own.pop("options", ""), "name")
    first = {**own, **names}
    for sku, texts in parts.items():
        values = _numbered(texts.get("options", ""), "value")
        if not names:
            values = {"option1_value": "Default Title"}
            first |= {"option1_name": "Title"} if first else {}
        yield {"handle": handle, "sku": sku, **first, **texts, **values}
        first = {}
    if not parts:
        yield {"handle": handle, **first}


def _numbered(text: str, which: str) -> dict[str, str]:
    parts = text.split(" / ") if text else []
    return {f"option{number}_{which}": part for number, part in zip(OPTIONS, parts, strict=False)}
