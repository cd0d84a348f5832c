"""The whole shop as rows: reference data, goods, people, eighteen months of trade."""

import itertools
from collections.abc import Callable, Mapping, Sequence
from random import Random

from lonja_tools.demo import _campaigns, _shipping, tiles
from lonja_tools.demo._demand import buyers, moments
from lonja_tools.demo._goods import FAMILIES, Product, make_products
from lonja_tools.demo._orders import OrderGenerator
from lonja_tools.demo._people import Town
from lonja_tools.demo._pictures import Picture, pictures_of
from lonja_tools.demo._plan import DAY_MS, ORDERS, Plan, stamp, uuid7
from lonja_tools.demo._promotions import Promotions
from lonja_tools.demo._reviews import Guestbook
from lonja_tools.demo._rows import Sheets, array, json_text, text
from lonja_tools.demo._stock import Ledger
from lonja_tools.demo._words import CATEGORIES, picture_alt, product_texts

type Progress = Callable[[float], None]

_BOXES_A_DAY = 500
_NEWEST_FIRST = 8


def make(plan: Plan, progress: Progress) -> Sheets:
    """Every row of the plan's shop."""
    sheets = Sheets()
    products = make_products(plan)
    _shipping.write(sheets)
    stock = Ledger(plan, products, _BOXES_A_DAY)
    promotions = Promotions(plan, sheets)
    generator = OrderGenerator(plan, products, stock, promotions, sheets)
    town = Town(plan)
    placed = sorted(buyers(plan, town, moments(plan)), key=lambda buyer: buyer[0])
    for person in town.people:
        person.orders = 0
    for at, (at_ms, person) in enumerate(placed):
        person.orders += 1
        generator.place_order(person, at_ms)
        promotions.thank(person)
        if at % 1000 == 0:
            progress(at / ORDERS)
    stock.close()
    stock.write(sheets)
    promotions.write()
    guestbook = Guestbook(plan, sheets)
    guestbook.write(generator.received)
    _write_goods(plan, products, guestbook.stars, sheets)
    _write_people(town, sheets)
    _campaigns.write(plan, town.people, sheets)
    _write_carts(plan, products, town, sheets)
    return sheets


def pictures(plan: Plan) -> list[Picture]:
    """All pictures, in the order in which visitors see them: best sellers of each category first."""
    by_category: dict[str, list[Product]] = {slug: [] for slug in CATEGORIES}
    products = make_products(plan)
    for product in sorted(products, key=lambda p: -p.popularity):
        by_category[product.category].append(product)
    newest = sorted(products, key=lambda p: -p.launched_ms)[:_NEWEST_FIRST]
    in_turn = [p for ranked in itertools.zip_longest(*by_category.values()) for p in ranked if p]
    front = in_turn[: len(CATEGORIES)]
    order = list(dict.fromkeys(p.number for p in (*front, *newest, *in_turn)))
    groups = [list(pictures_of(products[number])) for number in order]
    return [own[0] for own in groups] + [picture for own in groups for picture in own[1:]]


def _write_goods(
    plan: Plan, products: Sequence[Product], stars: Mapping[int, Sequence[int]], sheets: Sheets
) -> None:
    dice = plan.dice("rows")
    categories = {}
    for at, (slug, pair) in enumerate(CATEGORIES.items()):
        categories[slug] = uuid7(dice, plan.start_ms)
        both = {key: {"name": name, "description": body} for key, (name, body) in pair.items()}
        sheets.add("categories", categories[slug], slug, at, json_text(both))
    rank = {p.number: at for at, p in enumerate(sorted(products, key=lambda p: p.popularity))}
    for product, texts in zip(products, product_texts(plan, products), strict=True):
        launched = stamp(product.launched_ms)
        family = FAMILIES[product.family]
        attributes = {"material": family["material"], "use": family["place"]}
        sheets.add(
            "products",
            product.id, product.slug, categories[product.category], "active", "standard",
            json_text(texts), json_text(attributes), rank[product.number], 1,
            array([str(count) for count in stars.get(product.number, (0, 0, 0, 0, 0))]), launched, launched,
        )  # fmt: skip
        _write_variants(plan, product, sheets)
        for at, picture in enumerate(pictures_of(product)):
            alt = picture_alt(product, picture.colour, picture.view)
            sheets.add(
                "media",
                uuid7(dice, product.launched_ms), product.id, at, picture.blob, tiles.EDGE_PX, tiles.EDGE_PX,
                json_text(alt), json_text(picture.renditions()), "ready", launched,
            )  # fmt: skip


def _write_variants(plan: Plan, product: Product, sheets: Sheets) -> None:
    for at, variant in enumerate(product.variants):
        sheets.add(
            "variants",
            variant.id, product.id, variant.sku, at, json_text(dict(variant.options)),
            variant.weight_g, variant.cost_minor, True,
        )  # fmt: skip
        for currency in _shipping.CURRENCIES:
            for step in variant.steps:
                sheets.add(
                    "price_history",
                    variant.id, currency, step.amount(currency), stamp(step.at_ms),
                    "owner@azulejo.example",
                )  # fmt: skip
            now = variant.price_at(plan.end_ms)
            sheets.add(
                "prices",
                variant.id, currency, now.amount(currency), now.was(currency), stamp(now.at_ms),
            )  # fmt: skip


def _write_people(town: Town, sheets: Sheets) -> None:
    for person in town.people:
        joined = stamp(person.joined_ms)
        sheets.add(
            "customers",
            person.id, person.email, text(person.name), person.language, person.country,
            person.segment, person.consents, joined if person.consents else None, joined,
        )  # fmt: skip
        sheets.add("customer_emails", person.email, person.id)


def _write_carts(plan: Plan, products: Sequence[Product], town: Town, sheets: Sheets) -> None:
    """Abandoned carts of the last weeks."""
    dice: Random = plan.dice("carts")
    for _ in range(380):
        at_ms = plan.end_ms - dice.randrange(3_600_000, 28 * DAY_MS)
        person = dice.choice(town.people)
        knows_us = dice.random() < 0.35
        cart = uuid7(dice, at_ms)
        touched = min(at_ms + dice.randrange(30_000, 3_600_000), plan.end_ms - 1)
        sheets.add(
            "carts",
            cart, 1 + dice.randrange(1, 5), "open", person.currency, person.language,
            "US" if person.currency == "USD" else "ES", person.email if knows_us else None, json_text(person.address) if knows_us else None,
            None, "{}", stamp(at_ms), stamp(touched), stamp(touched + 30 * DAY_MS),
        )  # fmt: skip
        for product in dice.sample(products, dice.choice((1, 1, 2, 3))):
            variant = dice.choice(product.variants)
            sheets.add(
                "cart_lines",
                cart, variant.id, dice.randint(1, 16),
                variant.price_at(plan.end_ms).amount(person.currency), stamp(touched),
            )  # fmt: skip
