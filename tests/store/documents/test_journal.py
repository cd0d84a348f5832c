"""The journal balances each day, and says what orders, ledger and gift cards say."""

from collections import Counter
from uuid import uuid4

import pytest
from tests.support.giving import a_gift_card
from tests.support.selling import NOW, fill_cart, move, place

from lonja.actions import issue_document, refund_order
from lonja.actions.write_journal import journal_of
from lonja.documents import api as documents
from lonja.documents.api import Account, DocumentCause, Party
from lonja.kernel.db import Database
from lonja.orders import api as orders
from lonja.payments import api as payments
from lonja.shop import api as shops
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio


async def test_a_day_balances_and_its_sums_are_the_ledgers(database: Database) -> None:
    await open_small_shop(database, {"A": 9})
    card = await a_gift_card(database, 5_00)
    placed = await place(database, await fill_cart(database, {"A": 2}, gift_cards=[card]))
    for step in ("paying", "confirmed"):
        await move(database, placed.order_id, step)
    async with database.transaction() as db:
        await payments.capture_balances(db, placed.order_id, now=NOW)
        await issue_document.issue(
            db,
            order_id=placed.order_id,
            cause=DocumentCause.SALE,
            item_id=placed.order_id,
            now=NOW,
        )
    async with database.transaction() as db:
        await issue_document.exchange(
            db,
            order_id=placed.order_id,
            buyer=Party("Obras S.L.", (), "ESB12345678"),
            actor="buyer",
            now=NOW,
        )
    refund_id = uuid4()
    async with database.transaction() as db:
        await refund_order.refund(
            db,
            order_id=placed.order_id,
            refund_id=refund_id,
            asked=payments.RefundRequested(payments.RefundReason.DAMAGED, 3_00),
            actor="ana",
            limit_minor=None,
            now=NOW,
        )
        await refund_order.begin(
            db, order_id=placed.order_id, refund_id=refund_id, secret="", now=NOW
        )
    async with database.transaction() as db:
        await issue_document.issue(
            db,
            order_id=placed.order_id,
            cause=DocumentCause.REFUND,
            item_id=refund_id,
            now=NOW,
        )

    async with database.reading() as db:
        shop = await shops.current(db)
        order = await orders.get(db, placed.order_id)
        entries = await journal_of(db, shop.day_of(NOW), shop)
        taxes = await documents.tax_summary(db, since=shop.day_of(NOW), until=shop.day_of(NOW))

    balance: Counter[Account] = Counter()
    for one in entries:
        balance[one.account] += one.debit_minor - one.credit_minor
    assert sum(balance.values()) == 0
    assert -balance[Account.SALES] - balance[Account.TAX] == order.total_minor - 3_00
    assert balance[Account.RECEIVABLES] == 0
    assert balance[Account.MONEY] == order.total_minor - 5_00
    assert -balance[Account.GIFT_CARDS] == 3_00  # the refund is on the card again
    assert [(one.basis_points, one.documents) for one in taxes] == [(2100, 2)]
    assert sum(one.base_minor + one.tax_minor for one in taxes) == order.total_minor - 3_00
