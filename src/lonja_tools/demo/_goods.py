"""The tiles: 300 products of thirteen families, their variants, and what each has cost since."""

import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from random import Random
from typing import Any, Final

from lonja_tools.demo._plan import DAY_MS, Plan, day_ms, uuid7
from lonja_tools.demo.tiles import Palette, family_of

FAMILIES: Final[Mapping[str, Mapping[str, Any]]] = {
    key: family
    for file in ("decorated.toml", "plain.toml")
    for key, family in tomllib.loads((Path(__file__).parent / file).read_text()).items()
}

# For each family: tile names, their namesakes in both languages, and sometimes
# the palettes that it promises.
NAMES: Final[Mapping[str, Mapping[str, Sequence[str]]]] = tomllib.loads(
    (Path(__file__).parent / "names.toml").read_text()
)

USD_PER_EUR: Final = 1.12

# What a finish or a larger format adds to the price of a square metre.
_FINISH: Final = {
    "matt": 1.0, "natural": 1.0, "satin": 1.05, "gloss": 1.0, "crackle": 1.14, "antislip": 1.08,
    "polished": 1.12, "honed": 1.0, "waxed": 1.15,
}  # fmt: skip
_SIZE_STEP: Final = 0.09

_NOVEMBER: Final = 11


@dataclass(frozen=True, slots=True)
class Step:
    """The price from this moment on; `was_minor` is the former price during a sale."""

    at_ms: int
    eur_minor: int
    usd_minor: int
    was_eur_minor: int | None = None
    was_usd_minor: int | None = None

    def amount(self, currency: str) -> int:
        return self.eur_minor if currency == "EUR" else self.usd_minor

    def was(self, currency: str) -> int | None:
        return self.was_eur_minor if currency == "EUR" else self.was_usd_minor


@dataclass(slots=True)
class Variant:
    id: str
    sku: str
    product: "Product"
    options: Mapping[str, str]
    weight_g: int
    cost_minor: int
    weight: float  # how often it is chosen among its product's variants
    steps: list[Step] = field(default_factory=list)

    def price_at(self, at_ms: int) -> Step:
        current = self.steps[0]
        for step in self.steps:
            if step.at_ms > at_ms:
                break
            current = step
        return current


@dataclass(slots=True)
class Product:
    id: str
    number: int
    seed: int  # of its pattern
    slug: str
    family: str
    names: Mapping[str, str]
    proper_name: str
    colourways: list[Palette]
    popularity: float
    launched_ms: int
    variants: list[Variant] = field(default_factory=list)
    partner: int = 0  # the product that is often bought with it

    @property
    def category(self) -> str:
        return str(FAMILIES[self.family]["category"])


def make_products(plan: Plan) -> list[Product]:
    dice = plan.dice("goods")
    products: list[Product] = []
    for key in FAMILIES:
        for name in NAMES[key]:
            products.append(_product(plan, dice, key, name, len(products)))
    by_family: dict[str, list[int]] = {}
    for product in products:
        by_family.setdefault(product.family, []).append(product.number)
    for product in products:
        product.partner = dice.choice(by_family[dice.choice(_PARTNERS[product.family])])
        for variant in product.variants:
            variant.steps = _steps(plan, product, variant)
    return products


# Families that buyers combine.
_PARTNERS: Final = {
    "hidraulico": ("metro", "cemento", "metro"),
    "andalusi": ("barro", "zellige"),
    "talavera": ("barro", "metro"),
    "delft": ("metro", "madera"),
    "deco": ("marmol", "marmol", "hexagono"),
    "hexagono": ("metro", "madera", "cemento"),
    "zellige": ("barro", "terrazo", "madera"),
    "metro": ("hidraulico", "hexagono", "hidraulico"),
    "terrazo": ("zellige", "metro"),
    "madera": ("marmol", "metro", "cemento"),
    "marmol": ("deco", "marmol"),
    "barro": ("talavera", "andalusi"),
    "cemento": ("madera", "hexagono"),
}


def _product(plan: Plan, dice: Random, key: str, name: str, number: int) -> Product:
    family = FAMILIES[key]
    noun = family["noun"][dice.randrange(len(family["noun"]))]
    names = {"es": f"{noun[0]} {name}", "en": f"{name} {noun[1]}"}
    launched = plan.start_ms
    if number % 6 == 5:  # one in six came out since
        launched += dice.randrange(30, 520) * DAY_MS + 9 * 3_600_000
    product = Product(
        id=uuid7(dice, launched),
        number=number,
        seed=dice.randrange(1, 1_000_000),
        slug=slug(names["es"]),
        family=key,
        names=names,
        proper_name=name,
        colourways=_colourways(dice, key, name),
        popularity=family["popularity"] * dice.paretovariate(1.6),
        launched_ms=launched,
    )
    _add_variants(dice, product, family)
    return product


def _colourways(dice: Random, family: str, name: str) -> list[Palette]:
    """One to three palettes of different colours, so that the colour filter separates them."""
    palettes = family_of(family).palettes
    if len(NAMES[family][name]) > 2:  # a name that promises its colour
        promised = NAMES[family][name][2].split()
        return [palette for key in promised for palette in palettes if palette.key == key]
    wanted = dice.choice((1, 2, 2, 3))
    chosen: list[Palette] = []
    for palette in dice.sample(palettes, len(palettes)):
        if all(palette.colour != other.colour for other in chosen):
            chosen.append(palette)
        if len(chosen) == wanted:
            break
    return chosen


def _add_variants(dice: Random, product: Product, family: Mapping[str, Any]) -> None:
    low, high = family["price_eur"]
    base = low + (high - low) * dice.betavariate(1.6, 2.4)
    sizes: list[str] = family["sizes"]
    if dice.random() < 0.45:
        sizes = sizes[: max(1, len(sizes) - 1)]
    finishes: list[str] = family["finishes"]
    if dice.random() < 0.5:
        finishes = [dice.choice(finishes)]
    for colourway in product.colourways:
        for at, size in enumerate(sizes):
            for finish in finishes:
                price = base * _FINISH[finish] * (1 + _SIZE_STEP * at)
                variant = Variant(
                    id=uuid7(dice, product.launched_ms),
                    sku=_sku(family["prefix"], product.number, size, colourway, finish),
                    product=product,
                    options={"colour": colourway.colour, "size": size, "finish": finish},
                    weight_g=int(family["weight_kg"] * 1000 * dice.uniform(0.95, 1.05)) // 50 * 50,
                    cost_minor=int(price * 100 / 1.21 * dice.uniform(0.41, 0.58)),
                    weight=dice.uniform(0.4, 1.6) / (1 + 0.3 * at),
                )
                variant.steps = [_step(product.launched_ms, price)]
                product.variants.append(variant)


def _sku(prefix: str, number: int, size: str, colourway: Palette, finish: str) -> str:
    side = size.replace("x", "").replace(".", "")
    return f"{prefix}-{number:03d}-{side}-{colourway.key[:4].upper()}-{finish[:2].upper()}"


def _step(at_ms: int, price: float, *, was: float | None = None) -> Step:
    return Step(
        at_ms,
        charming(price),
        charming(price * USD_PER_EUR),
        None if was is None else charming(was),
        None if was is None else charming(was * USD_PER_EUR),
    )


def charming(price: float) -> int:
    """Minor units of the nearest price that ends like a price: 24.90, 25.50."""
    halves = max(2, round(price * 2))
    return halves * 50 - 10 if halves % 2 == 0 else halves * 50


def _steps(plan: Plan, product: Product, variant: Variant) -> list[Step]:
    """The first price, dearer each January, cheaper on Black Friday, and this month's offers."""
    dice = plan.dice(
        f"prices:{product.number}"
    )  # one random source per product: its variants change price together
    price = variant.steps[0].eur_minor / 100
    steps = list(variant.steps)
    for year in range(plan.first_day.year, plan.anchor.year + 1):
        rise = 1 + dice.uniform(0.02, 0.055)
        january = day_ms(date(year, 1, 12)) + 7 * 3_600_000
        if _is_open(plan, product, january):
            price *= rise
            steps.append(_step(january, price))
        friday = black_friday(year)
        start, end = day_ms(friday) - 3_600_000, day_ms(friday) + 4 * DAY_MS - 3_600_000
        if dice.random() < 0.4 and _is_open(plan, product, start):
            steps.append(_step(start, price * 0.8, was=price))
            if end < plan.end_ms:
                steps.append(_step(end, price))
    offer_ms = plan.end_ms - dice.randrange(9, 26) * DAY_MS + 8 * 3_600_000
    if dice.random() < 0.13 and steps[-1].at_ms < offer_ms - 20 * DAY_MS:
        steps.append(_step(offer_ms, price * dice.choice((0.9, 0.85, 0.8, 0.75)), was=price))
    return steps


def _is_open(plan: Plan, product: Product, at_ms: int) -> bool:
    return product.launched_ms + 20 * DAY_MS < at_ms < plan.end_ms


def black_friday(year: int) -> date:
    """The day after the fourth Thursday of November."""
    first = date(year, _NOVEMBER, 1).weekday()
    return date(year, _NOVEMBER, 1 + (3 - first) % 7 + 22)


def slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    return "-".join("".join(c if c.isalnum() else " " for c in plain).split())
