"""Which parameters a cached page depends on. Anything else, such as a campaign's tag, changes nothing."""

from collections.abc import Collection, Mapping
from typing import Final
from urllib.parse import parse_qsl

from lonja.frontoffice.i18n import split_path

LIST_PARAMETERS: Final = frozenset({"q", "sort", "cursor", "price_from", "price_to"})
_ROUTES: Final[Mapping[str, frozenset[str]]] = {
    "": frozenset(),
    "c": LIST_PARAMETERS - {"q"},
    "collections": LIST_PARAMETERS - {"q"},
    "p": frozenset({"sku", "reviews", "after"}),
    "search": LIST_PARAMETERS,
    "suggest": frozenset({"q"}),
}
_RESERVED: Final = frozenset().union(*_ROUTES.values()) | {
    *("category", "limit", "language", "currency", "notice", "price_from_minor"),
    "price_to_minor",
}
"""Names that no facet takes, whatever a product calls its options."""


def is_filtered(path: str) -> bool:
    """Whether a page of this path takes facets: a list, or a product that was opened from one."""
    return _kind(path) in {"c", "collections", "search", "p"}


def known_query(
    path: str, query: bytes, facet_keys: Collection[str]
) -> tuple[tuple[str, str], ...]:
    """The pairs that the page at `/<language>/…` depends on, each once, as they came."""
    if not query:
        return ()
    known = _ROUTES.get(_kind(path), frozenset())
    facets = set(facet_keys) - _RESERVED if is_filtered(path) else set()
    pairs = parse_qsl(query.decode("latin-1"), keep_blank_values=False)
    return tuple(dict.fromkeys(pair for pair in pairs if pair[0] in known or pair[0] in facets))


def _kind(path: str) -> str:
    return split_path(path)[1][1:].partition("/")[0]
