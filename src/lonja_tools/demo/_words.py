"""Product descriptions in both languages, assembled from random sentences of a family."""

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Final

from lonja_tools.demo._goods import FAMILIES, NAMES, Product
from lonja_tools.demo._plan import Plan

CATEGORIES: Final[Mapping[str, Mapping[str, Sequence[str]]]] = tomllib.loads(
    (Path(__file__).parent / "categories.toml").read_text()
)

COLOURS: Final[Mapping[str, Mapping[str, str]]] = {
    "white": {"es": "blanco", "en": "white"},
    "cream": {"es": "crema", "en": "cream"},
    "grey": {"es": "gris", "en": "grey"},
    "black": {"es": "negro", "en": "black"},
    "blue": {"es": "azul", "en": "blue"},
    "green": {"es": "verde", "en": "green"},
    "terracotta": {"es": "terracota", "en": "terracotta"},
    "pink": {"es": "rosa", "en": "pink"},
    "yellow": {"es": "amarillo", "en": "yellow"},
    "brown": {"es": "marrón", "en": "brown"},
}

FINISHES: Final[Mapping[str, Mapping[str, str]]] = {
    "matt": {"es": "mate", "en": "matt"},
    "natural": {"es": "natural", "en": "natural"},
    "satin": {"es": "satinado", "en": "satin"},
    "gloss": {"es": "brillo", "en": "gloss"},
    "crackle": {"es": "craquelado", "en": "crackle"},
    "antislip": {"es": "antideslizante", "en": "anti-slip"},
    "polished": {"es": "pulido", "en": "polished"},
    "honed": {"es": "apomazado", "en": "honed"},
    "waxed": {"es": "encerado", "en": "waxed"},
}

# Colours and finishes are in the texts, too: people search for them.
_SOLD: Final = {
    "es": "En {colours}, acabado {finishes}. Se vende por cajas de 1 m².",
    "en": "In {colours}, {finishes} finish. Sold in boxes that cover 1 m² (10.8 sq ft).",
}
_PARTS = ("open", "make", "use", "care")


def product_texts(plan: Plan, products: Sequence[Product]) -> list[dict[str, dict[str, str]]]:
    """Name and description in each language, in the order of the products."""
    decks = {key: _Deck(plan.dice(f"words:{key}"), key) for key in FAMILIES}
    return [decks[product.family].deal(product) for product in products]


class _Deck:
    """Sentences of each part, dealt like cards: none comes again before all have been used."""

    def __init__(self, dice: Random, family: str) -> None:
        self._dice = dice
        self._sentences = {part: FAMILIES[family][part] for part in _PARTS}
        self._left: dict[str, list[int]] = {part: [] for part in _PARTS}

    def deal(self, product: Product) -> dict[str, dict[str, str]]:
        finishes = {variant.options["finish"] for variant in product.variants}
        chosen = [self._sentences[part][self._draw(part, finishes)] for part in _PARTS]
        return {
            language: {
                "name": product.names[language],
                "description": _description(chosen, language, product),
            }
            for language in ("es", "en")
        }

    def _draw(self, part: str, finishes: set[str]) -> int:
        """The next sentence; one about a finish is kept for a product that has it."""
        sentences, left = self._sentences[part], self._left[part]
        while True:
            for place in reversed(range(len(left))):
                if sentences[left[place]].get("finish") in {None, *finishes}:
                    return left.pop(place)
            again = [at for at in range(len(sentences)) if at not in left]
            self._dice.shuffle(again)
            left[:0] = again


def _description(chosen: Sequence[Mapping[str, str]], language: str, product: Product) -> str:
    colours = [COLOURS[colourway.colour][language] for colourway in product.colourways]
    finishes = dict.fromkeys(variant.options["finish"] for variant in product.variants)
    facts = {
        "name": product.proper_name,
        "colours": joined(colours, _AND[language]),
        "finishes": joined([FINISHES[finish][language] for finish in finishes], _OR[language]),
    }
    sentences = [sentence[language] for sentence in chosen]
    opening, making, use, care, sold = (
        sentence.format(**facts) for sentence in (*sentences, _SOLD[language])
    )
    note = NAMES[product.family][product.proper_name][0 if language == "es" else 1]
    return f"{opening} {note}\n\n{making} {use} {care}\n\n{sold}"


_AND: Final = {"es": "y", "en": "and"}
_OR: Final = {"es": "o", "en": "or"}


def joined(words: Sequence[str], by: str) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {by} {words[-1]}"


def picture_alt(product: Product, colour: str, view: str) -> dict[str, str]:
    where = _VIEWS[view]
    return {
        language: where[language].format(
            name=product.names[language], colour=COLOURS[colour][language]
        )
        for language in ("es", "en")
    }


_VIEWS: Final = {
    "wall": {"es": "{name} en {colour}: superficie colocada", "en": "{name} in {colour}, laid"},
    "sample": {"es": "Muestra de {name} en {colour}", "en": "Sample of {name} in {colour}"},
    "room": {"es": "{name} en {colour}, en una estancia", "en": "{name} in {colour}, in a room"},
}
