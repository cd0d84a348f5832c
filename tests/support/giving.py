"""Gift cards for tests, issued through their door."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final
from uuid import UUID

from tests.support.selling import NOW

from lonja.actions import write_product
from lonja.actions.save_variants import RowPrice, Sheet, VariantRow
from lonja.catalog import api as catalog
from lonja.credit import api as credit
from lonja.customers import api as customers
from lonja.kernel.db import Database
from lonja.kernel.ids import uuid7
from lonja.kernel.money import Money

SECRET: Final = "a secret of thirty-two characters"


async def a_gift_card(
    database: Database,
    amount_minor: int = 50_00,
    *,
    currency: str = "EUR",
    secret: str = SECRET,
    **facts: object,
) -> UUID:
    card_id = uuid7()
    async with database.transaction() as db:
        await credit.issue(
            db,
            card_id,
            credit.GiftCardDraft(Money(currency, amount_minor), **facts),  # type: ignore[arg-type]  # a test's own
            reason="test",
            actor="ana@shop.example",
            limit_minor=None,
            secret=secret,
            now=NOW,
        )
    return card_id


async def a_gift_card_product(
    database: Database, *, up_to: Mapping[str, int] = MappingProxyType({}), **amounts_minor: int
) -> None:
    """A product that is a gift card, with an amount for each SKU; of some buyers say it, up to this."""
    async with database.transaction() as db:
        await write_product.create_product(
            db,
            catalog.ProductFields(
                slug="gift-card",
                status=catalog.ProductStatus.ACTIVE,
                texts={"en": {"name": "Gift card"}, "es": {"name": "Tarjeta regalo"}},
                kind=catalog.ProductKind.GIFT_CARD,
            ),
            Sheet(
                [
                    VariantRow(
                        None,
                        {
                            "sku": sku,
                            "options": {"amount": str(minor)},
                            "own_amounts": {"EUR": up_to[sku]} if sku in up_to else {},
                        },
                        (RowPrice("EUR", minor, None),),
                    )
                    for sku, minor in amounts_minor.items()
                ],
                is_confirmed=True,
            ),
            may_price=True,
            actor="ana@shop.example",
            now=NOW,
        )


async def store_credit(
    database: Database, email: str, amount_minor: int, *, currency: str = "EUR"
) -> UUID:
    """Credit of the customer with this address, who is made if there is none."""
    async with database.transaction() as db:
        customer_id = await customers.remember(
            db, email=email, name="Ana", language="en", country="ES", now=NOW
        )
        account_id = await credit.open_store_credit(
            db, customer_id, currency, actor="ana@shop.example", now=NOW
        )
        await credit.adjust(
            db,
            account_id,
            entry_id=uuid7(),
            amount_minor=amount_minor,
            reason="test",
            actor="ana@shop.example",
            limit_minor=None,
            now=NOW,
        )
    return account_id


async def balance(database: Database, account_id: UUID) -> int:
    """What is on it: the row and the sum of its entries say the same."""
    async with database.reading() as db:
        found = await credit.account(db, account_id)
        entries = await credit.entries(db, account_id)
    assert found.balance_minor == sum(entry.amount_minor for entry in entries)
    return found.balance_minor
