"""What the checkout asks, with the least that an order must cost in its currency."""

from dataclasses import replace

from psycopg import AsyncConnection

from lonja.content import api as content
from lonja.content.api import Checkout
from lonja.shop import api as shop


async def checkout_rules(db: AsyncConnection, currency: str) -> Checkout:
    """As the shop chose; a minimum that is not said in `currency` is converted as prices are."""
    rules = (await content.current(db, Checkout)).document
    if not rules.minimum_minor or currency in rules.minimum_minor:
        return rules
    least = (await shop.current(db)).amount_in(rules.minimum_minor, currency)
    if least is None:
        return rules
    return replace(rules, minimum_minor={**rules.minimum_minor, currency: least})
