"""A list of products with its filters: a category, a search, or everything."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lonja.adapters.theme_language import Speech
from lonja.catalog import api as catalog
from lonja.frontoffice.rendering import address
from lonja.frontoffice.views.attributes import (
    Attributes,
    chosen_name,
    colour_of,
    key_name,
    place_of,
    value_name,
)
from lonja.frontoffice.views.cards import Card
from lonja.frontoffice.views.departments import Below
from lonja.frontoffice.views.frame import Frame, Link
from lonja.frontoffice.views.pictures import Shown
from lonja.frontoffice.wording import SORTS
from lonja.shelf import api as shelf

VALUES_SHOWN = 14


@dataclass(frozen=True, slots=True)
class Chip:
    """`colour` is `#rrggbb` where the shop says what the value looks like."""

    value: str
    name: str
    colour: str
    url: str
    products: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Group:
    key: str
    name: str
    chips: tuple[Chip, ...]
    chosen: int


@dataclass(frozen=True, slots=True)
class Sort:
    code: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Listing:
    frame: Frame
    title: str
    text: str
    query: str
    corrected: str | None
    total: int
    cards: tuple[Card, ...]
    groups: tuple[Group, ...]
    sorts: tuple[Sort, ...]
    chosen: tuple[tuple[str, str], ...]
    chosen_links: tuple[Link, ...]
    rest: tuple[tuple[str, str], ...]
    price_from: str
    price_to: str
    clear_url: str
    next_url: str | None
    first_url: str | None
    is_search: bool
    linked: tuple[str, ...]
    way: tuple[Link, ...] = ()
    """The categories that it stands in, from the top row down."""
    below: tuple[Below, ...] = ()
    seo_title: str = ""
    seo_text: str = ""
    picture: Shown | None = None
    """Of a collection: at the head of its page, and what a network shows of it."""

    @property
    def shared_picture(self) -> Shown | None:
        return self.picture or next((card.picture for card in self.cards), None)


def groups(
    counted: Sequence[shelf.Facet],
    chosen: Mapping[str, Sequence[str]],
    path: str,
    rest: Sequence[tuple[str, str]],
    words: Speech,
    known_attributes: Attributes,
) -> tuple[Group, ...]:
    """Chips that toggle: each is the address of the list with that value put in or taken out.

    `rest` is what else the list was asked for: words, prices, the order.
    """
    by_key: dict[str, list[shelf.Facet]] = {}
    for facet in counted:
        by_key.setdefault(facet.key, []).append(facet)
    known = [*known_attributes, *words.options]
    made = []
    for key in sorted(by_key, key=lambda k: (known.index(k) if k in known else len(known), k)):
        attribute = known_attributes.get(key)
        facets = by_key[key]
        there = {facet.value for facet in facets}
        facets += [shelf.Facet(key, v, 0) for v in chosen.get(key, ()) if v not in there]
        facets = sorted(facets, key=lambda f: _place(f, attribute, words))[:VALUES_SHOWN]
        if len(facets) < 2 and key not in chosen:
            continue
        picked = set(chosen.get(key, ()))
        chips = tuple(
            Chip(
                value=facet.value,
                name=value_name(key, facet.value, known_attributes, words),
                colour=colour_of(attribute, facet.value),
                url=address(path, _toggled(chosen, key, facet.value, rest)),
                products=facet.products,
                is_chosen=facet.value in picked,
            )
            for facet in facets
        )
        made.append(Group(key, key_name(key, known_attributes, words), chips, len(picked)))
    return tuple(made)


def chosen_links(
    chosen: Mapping[str, Sequence[str]],
    path: str,
    rest: Sequence[tuple[str, str]],
    words: Speech,
    known: Attributes,
) -> tuple[Link, ...]:
    return tuple(
        Link(
            chosen_name(key, value, known, words),
            address(path, _toggled(chosen, key, value, rest)),
            code=key,
        )
        for key, values in chosen.items()
        for value in values
    )


def sorts(current: str) -> tuple[Sort, ...]:
    return tuple(Sort(code, code == current) for code in SORTS)


def pairs(chosen: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    return [(key, value) for key, values in chosen.items() for value in values]


def _toggled(
    chosen: Mapping[str, Sequence[str]], key: str, value: str, rest: Sequence[tuple[str, str]]
) -> list[tuple[str, str]]:
    kept = [pair for pair in pairs(chosen) if pair != (key, value)]
    if len(kept) == len(pairs(chosen)):
        kept.append((key, value))
    return [*kept, *rest]


def _place(
    facet: shelf.Facet, attribute: catalog.Attribute | None, words: Speech
) -> tuple[float, int, str]:
    if attribute is None:
        return rank(facet.key, facet, words)
    return (place_of(attribute, facet.value), -facet.products, facet.value)


def rank(key: str, facet: shelf.Facet, words: Speech) -> tuple[float, int, str]:
    """Known values in the theme's order, sizes by area, others by how many products have them."""
    known = list(words.values.get(key, {}))
    if facet.value in known:
        return (known.index(facet.value), 0, facet.value)
    sides = [float(side) for side in re.findall(r"\d+(?:\.\d+)?", facet.value)[:2]]
    if key == "size" and sides:
        area = sides[0] * sides[-1]
        return (area, 0, facet.value)
    return (1e6, -facet.products, facet.value)
