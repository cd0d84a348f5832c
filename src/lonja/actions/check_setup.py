"""How far the set-up of this shop is: each step of the guide, computed from what is there.

Nothing is ticked off by hand: a step is done while its fact holds, and is open again without it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from psycopg import AsyncConnection

from lonja.content import api as content
from lonja.inventory import api as inventory
from lonja.orders import api as orders
from lonja.payment_methods import api as payment_methods
from lonja.payments.api import Method
from lonja.shelf import api as shelf
from lonja.shipping import api as shipping
from lonja.shop import api as shops
from lonja.shop.api import GuideStep
from lonja.staff import api as staff
from lonja.taxes import api as taxes

type StepState = Literal["done", "skipped", "open"]

PAGES_NEEDED: Final = (content.PageRole.TERMS, content.PageRole.PRIVACY, content.PageRole.RETURNS)
_CARDS: Final = 24
_PAID: Final = (
    orders.OrderStatus.CONFIRMED,
    orders.OrderStatus.PARTLY_SHIPPED,
    orders.OrderStatus.SHIPPED,
    orders.OrderStatus.DELIVERED,
)


@dataclass(frozen=True, slots=True)
class Step:
    """`missing`: what the step still lacks, as codes: countries without a rate, pages without text."""

    code: GuideStep
    state: StepState
    missing: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class _Found:
    is_done: bool
    missing: Sequence[str] = ()


async def check_setup(
    db: AsyncConnection, facts: shops.Shop, *, methods: Mapping[str, Method], now: datetime
) -> list[Step]:
    """Every step of the guide in its order."""
    skipped = await shops.skipped_steps(db)
    found = {
        GuideStep.SHOP: _Found(facts.is_set_up),
        GuideStep.LOCATION: _Found(any(one.sellable for one in await inventory.locations(db))),
        GuideStep.TAXES: _lacks(
            facts,
            await taxes.countries_without_rate(
                db, facts.sells_to, facts.home_country, on=facts.day_of(now)
            ),
        ),
        GuideStep.SHIPPING: _lacks(
            facts, await shipping.countries_without_method(db, facts.sells_to, facts.currency)
        ),
        GuideStep.PAYMENT: _Found(await payment_methods.is_any_on(db, methods)),
        GuideStep.PRODUCT: _Found(await _has_something_to_sell(db, facts)),
        GuideStep.LOOK: _Found(
            facts.theme != shops.Shop().theme
            or (await content.current(db, content.Home)).version > 0
        ),
        GuideStep.PAGES: await _pages(db),
        GuideStep.STAFF: _Found(await _has_colleagues(db)),
        GuideStep.TEST_ORDER: _Found(
            bool(await orders.list_orders(db, status=list(_PAID), limit=1))
        ),
        GuideStep.OPEN: _Found((await shops.opening(db)).is_open),
    }
    return [_step(code, found[code], is_skipped=code in skipped) for code in GuideStep]


def is_done(steps: Sequence[Step]) -> bool:
    """Nothing is left to do: the guide may go."""
    return all(step.state != "open" for step in steps)


def _step(code: GuideStep, found: _Found, *, is_skipped: bool) -> Step:
    if found.is_done:
        return Step(code, "done")
    return Step(code, "skipped" if is_skipped else "open", found.missing)


def _lacks(facts: shops.Shop, missing: Sequence[str]) -> _Found:
    return _Found(facts.is_set_up and not missing, missing if facts.is_set_up else ())


async def _pages(db: AsyncConnection) -> _Found:
    written = {heading.role for heading in await content.headings(db)}
    missing = [str(role) for role in PAGES_NEEDED if role not in written]
    return _Found(not missing, missing)


async def _has_something_to_sell(db: AsyncConnection, facts: shops.Shop) -> bool:
    page = await shelf.list_cards(
        db, language=facts.language, currency=facts.currency, limit=_CARDS
    )
    return any(card.availability != "sold_out" for card in page.items)


async def _has_colleagues(db: AsyncConnection) -> bool:
    return sum(member.is_active for member in await staff.list_staff(db)) > 1
