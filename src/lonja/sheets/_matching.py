"""Which column of a file feeds which of ours: by name, in any order and any case. Pure."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from lonja.sheets._kind import Column

type Source = Literal["lonja", "shopify", "woocommerce"]


@dataclass(frozen=True, slots=True)
class Proposal:
    """`columns` has a code, or nothing, for each heading of the file."""

    columns: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def found(self) -> int:
        return sum(bool(code) for code in self.columns)


def plain(heading: str) -> str:
    """One spelling for headings: no case, no accents, single spaces."""
    text = unicodedata.normalize("NFKD", " ".join(heading.replace("\ufeff", "").split()))
    return "".join(one for one in text if not unicodedata.combining(one)).casefold()


def propose(headings: Sequence[str], columns: Sequence[Column]) -> Proposal:
    """Each of our columns once, fed by the heading that means it best."""
    by_name: dict[str, str] = {}
    for names in _names(columns, is_woo=source_of(headings) == "woocommerce"):
        for name, code in names:
            by_name.setdefault(plain(name), code)
    taken: set[str] = set()
    found = []
    ranked = {name: rank for rank, name in enumerate(by_name)}
    best: dict[str, int] = {}
    for at, heading in enumerate(headings):
        code = by_name.get(plain(heading), "")
        rank = ranked.get(plain(heading), 0)
        if code and (code not in best or rank < ranked[plain(headings[best[code]])]):
            best[code] = at
    for at, heading in enumerate(headings):
        code = by_name.get(plain(heading), "")
        found.append(code if best.get(code) == at else "")
    taken.update(best)
    return Proposal(tuple(found), tuple(one.code for one in missing(headings, columns, found)))


def missing(
    headings: Sequence[str], columns: Sequence[Column], chosen: Sequence[str]
) -> list[Column]:
    """Columns without which such a file says nothing; WooCommerce has no addresses of products."""
    is_woo = source_of(headings) == "woocommerce"
    return [
        one
        for one in columns
        if one.is_needed and one.code not in chosen and (one.woo or not is_woo)
    ]


def _names(columns: Sequence[Column], *, is_woo: bool) -> Iterator[list[tuple[str, str]]]:
    """Names and what they mean, the surest first."""
    if is_woo:
        yield [(name, one.code) for one in columns for name in one.woo]
    yield [(one.heading, one.code) for one in columns]
    yield [(name, one.code) for one in columns for name in one.also]


def source_of(headings: Sequence[str]) -> Source:
    names = {plain(one) for one in headings}
    if {"sku", "name", "regular price"} <= names or {"parent", "type", "sku", "name"} <= names:
        return "woocommerce"
    shopify = {"handle", "url handle", "accepts email marketing", "default address country code"}
    return "shopify" if shopify & names else "lonja"


def best_kind(headings: Sequence[str], kinds: Mapping[str, Sequence[Column]]) -> str:
    """The kind whose columns the file has most of, none that it needs missing; else empty."""
    fits = {
        code: proposal
        for code, columns in kinds.items()
        if not (proposal := propose(headings, columns)).missing
    }
    stock = fits.get("stock")
    if stock is not None and "location" in stock.columns and not _has_price(fits):
        return "stock"  # Shopify's file of stock names the products, too
    return max(fits, key=lambda code: fits[code].found, default="")


def _has_price(fits: Mapping[str, Proposal]) -> bool:
    return any(code.startswith("price") for proposal in fits.values() for code in proposal.columns)
