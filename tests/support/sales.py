"""Orders that were really placed, held, paid and captured, and the messages that follow them."""

from uuid import UUID

import httpx2
from tests.support.asking import rows, scalar
from tests.support.front_office import fill_cart, pay
from tests.support.messages import waiting

from lonja.bootstrap import Shop
from lonja.hosting.messages import handler_for
from lonja.jobs.background import HANDLERS
from lonja.kernel import outbox
from lonja.kernel.db import Database
from lonja.kernel.outbox import Envelope
from lonja.orders import api as orders

ROUNDS = 20


async def sell(
    buyer: httpx2.AsyncClient,
    shop: Shop,
    lines: dict[str, int],
    *,
    card: str = "approved",
    code: str = "",
    confirmed: bool = True,
    accepts_marketing: bool = False,
) -> str:
    """An order of these lines, paid with this card; its number."""
    cart = await fill_cart(buyer, lines)
    if code:
        used = await buyer.put(f"/api/v1/carts/{cart}/codes/{code}")
        assert used.status_code == 200, used.text
    placed = await pay(buyer, cart, card=card, accepts_marketing=accepts_marketing)
    assert placed.status_code == 202, placed.text
    if confirmed:
        await work(shop)
    return str(placed.json()["number"])


async def work(shop: Shop) -> list[str]:
    """Handle what the outbox holds for the queue `orders`, and what follows; the types, in turn."""
    done: list[str] = []
    for _ in range(ROUNDS):
        found = await waiting(shop.database, "orders")
        if not found:
            break
        for envelope in found:
            await handle(shop, envelope)
            done.append(envelope.type)
    return done


async def lose_messages(shop: Shop) -> None:
    """As if the worker had died with each message of the queue `orders` in its hands."""
    async with shop.database.transaction() as db:
        taken = await waiting(shop.database, "orders")
        await outbox.forget_sent(db, [envelope.id for envelope in taken])


async def handle(shop: Shop, envelope: Envelope) -> None:
    await handler_for(HANDLERS, "orders", envelope)(shop, envelope)
    async with shop.database.transaction() as db:
        await outbox.forget_sent(db, [envelope.id])


async def mails(database: Database) -> list[str]:
    """The kinds of the mails that the outbox holds, oldest first."""
    return [envelope.body["kind"] for envelope in await waiting(database, "notifications")]


async def order_of(database: Database, number: str) -> orders.Order:
    async with database.reading() as db:
        return await orders.get(db, await orders.find(db, number))


async def stock_of(database: Database, variant_id: UUID) -> tuple[int, int]:
    """(on hand, held)."""
    async with database.reading() as db:
        (found,) = await rows(
            db, "SELECT on_hand, held FROM stock_levels WHERE variant_id = %(id)s", id=variant_id
        )
    return found.on_hand, found.held


async def ledger(database: Database, order_id: UUID) -> dict[str, int]:
    """What the ledger of money holds of an order, by kind."""
    async with database.reading() as db:
        found = await rows(
            db,
            "SELECT kind, sum(amount_minor)::int AS minor FROM payment_moves"
            " WHERE order_id = %(id)s GROUP BY kind",
            id=order_id,
        )
    return {row.kind: row.minor for row in found}


async def gateway_refunded(database: Database) -> int:
    """What the test gateway's own books say went back."""
    async with database.reading() as db:
        return int(
            await scalar(
                db,
                "SELECT coalesce(sum(amount_minor), 0) FROM test_gateway.refunds"
                " WHERE state = 'succeeded'",
            )
        )
