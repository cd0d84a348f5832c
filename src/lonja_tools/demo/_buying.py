"""Chooses the contents of a basket: favourites, seasons, matching products, and quantities."""

from bisect import bisect
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import accumulate
from random import Random
from typing import Final

from lonja_tools.demo._goods import Product, Variant
from lonja_tools.demo._people import Person
from lonja_tools.demo._plan import DAY_MS, Plan
from lonja_tools.demo._stock import Ledger

# Terraces in spring, warm floors in autumn; terrazzo is coming, Delft is going.
_SPRING: Final = {"hexagono": 1.25, "barro": 1.6, "madera": 1.15, "andalusi": 1.2}
_AUTUMN: Final = {"madera": 1.3, "marmol": 1.25, "hidraulico": 1.12, "metro": 1.1}
_TREND: Final = {"terrazo": 0.9, "zellige": 0.5, "delft": -0.45, "marmol": -0.2}
_LINES: Final = ((1, 45), (2, 30), (3, 14), (4, 7), (5, 3), (6, 1))
_FLOOR: Final = {"hidraulico", "hexagono", "terrazo", "marmol", "madera", "barro", "cemento"}
_MOST_BOXES: Final = 180


class Taste:
    """Chooses the lines of an order; one random source, used in chronological order."""

    def __init__(self, plan: Plan, products: Sequence[Product]) -> None:
        self._plan = plan
        self._dice = plan.dice("baskets")
        self._products = products
        self._tables: dict[tuple[int, int], list[float]] = {}
        self._variants = [list(accumulate(v.weight for v in p.variants)) for p in products]
        self._sizes, weights = zip(*_LINES, strict=True)
        self._line_odds = list(accumulate(weights))

    def basket(self, person: Person, at_ms: int, stock: Ledger) -> list[tuple[Variant, int]]:
        """Lines that are in stock now; empty if none of the wanted ones is."""
        dice = self._dice
        wanted = self._sizes[bisect(self._line_odds, dice.random() * self._line_odds[-1])]
        chosen: dict[str, tuple[Variant, int]] = {}
        product = self._product(at_ms)
        for _ in range(wanted):
            variant = self._variant(product)
            boxes = min(self._boxes(person, product), stock.free(variant.id))
            if boxes and variant.id not in chosen:
                chosen[variant.id] = (variant, boxes)
            product = self._next(product, at_ms)
        return list(chosen.values())

    def _product(self, at_ms: int) -> Product:
        while True:
            table = self._table(at_ms)
            product = self._products[bisect(table, self._dice.random() * table[-1])]
            if product.launched_ms <= at_ms:
                return product

    def _next(self, product: Product, at_ms: int) -> Product:
        chance = self._dice.random()
        if chance < 0.3:
            return product
        partner = self._products[product.partner]
        if chance < 0.68 and partner.launched_ms < at_ms:
            return partner
        return self._product(at_ms)

    def _variant(self, product: Product) -> Variant:
        odds = self._variants[product.number]
        return product.variants[bisect(odds, self._dice.random() * odds[-1])]

    def _boxes(self, person: Person, product: Product) -> int:
        """The area in square metres: a splashback, a bathroom, a floor; fitters buy for several."""
        middle = 5.6 if product.family in _FLOOR else 3.0
        if person.is_trade:
            middle *= 1.9
        return max(1, min(_MOST_BOXES, round(self._dice.lognormvariate(0, 0.75) * middle)))

    def _table(self, at_ms: int) -> list[float]:
        moment = datetime.fromtimestamp(at_ms / 1000, UTC)
        key = (moment.year, moment.month)
        if key not in self._tables:
            progress = (at_ms - self._plan.start_ms) / (self._plan.end_ms - self._plan.start_ms)
            season = _season(moment.month)
            self._tables[key] = list(
                accumulate(
                    p.popularity
                    * season.get(p.family, 1.0)
                    * (1 + _TREND.get(p.family, 0.0) * progress)
                    for p in self._products
                )
            )
        return self._tables[key]


def _season(month: int) -> Mapping[str, float]:
    if 3 <= month <= 7:
        return _SPRING
    return _AUTUMN if month >= 9 else {}


def working_day_after(dice: Random, at_ms: int) -> int:
    """The next working day, some time between eight and four (UTC)."""
    day = at_ms // DAY_MS + 1
    while (day + 3) % 7 >= 5:  # 1 January 1970 was a Thursday
        day += 1
    return day * DAY_MS + dice.randrange(7 * 3_600_000, 15 * 3_600_000)
