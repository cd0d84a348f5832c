"""Gift cards for tests, issued through their door."""

from typing import Final
from uuid import UUID

from tests.support.selling import NOW

from lonja.credit import api as credit
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


async def balance(database: Database, account_id: UUID) -> int:
    """What is on it: the row and the sum of its entries say the same."""
    async with database.reading() as db:
        found = await credit.account(db, account_id)
        entries = await credit.entries(db, account_id)
    assert found.balance_minor == sum(entry.amount_minor for entry in entries)
    return found.balance_minor
