"""Both families at once: carts whose goods run out, cost something else meanwhile, or are edited."""

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar, Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.actions import refund_order
from lonja.actions.schedule_prices import end_schedule, schedule_prices
from lonja.actions.take_money import confirm
from lonja.credit import api as credit
from lonja.inventory import api as inventory
from lonja.kernel import clock
from lonja.kernel.db import Database, one, rows
from lonja.kernel.ids import uuid7
from lonja.kernel.money import Money
from lonja.orders import api as orders
from lonja.pricing import api as pricing
from lonja_tools.proofs import must
from lonja_tools.proofs.races.acts import (
    CLERK,
    OK,
    Act,
    Cancel,
    ChangeCart,
    EditOrder,
    Place,
    Refund,
    StartPrices,
)
from lonja_tools.proofs.races.arena import Arena, Crowd, fill_cart
from lonja_tools.proofs.races.codes import SECRET
from lonja_tools.proofs.small_shop import add_product

REGULAR_MINOR: Final = 10_00
PLANNED_MINOR: Final = 9_00
TIER_MINOR: Final = 8_00
TIER_FROM: Final = 10
_WRONG_SUMS: Final = (
    "SELECT count(*) FROM orders AS o WHERE id = ANY(%(ids)s) AND (total_minor <> shipping_minor"
    " + (SELECT sum(total_minor - discount_minor) FROM order_lines l WHERE l.order_id = o.id)"
    " OR EXISTS (SELECT FROM order_lines l WHERE l.order_id = o.id"
    "  AND total_minor * 1000 <> unit_milli * quantity)"
    " OR total_minor <> (SELECT sum(amount_minor) FROM payment_attempts a WHERE a.order_id = o.id)"
    " OR EXISTS (SELECT FROM order_lines l LEFT JOIN (SELECT order_id, variant_id,"
    "   sum(quantity) AS units FROM holds GROUP BY 1, 2) AS h"
    "  ON h.order_id = l.order_id AND h.variant_id = l.variant_id"
    "  WHERE l.order_id = o.id AND h.units IS DISTINCT FROM l.quantity))"
)


class SoldAhead(Crowd):
    """Nothing lies there; two more may be sold before they come."""

    name = "the last units that are sold ahead"
    REFUSED: ClassVar[frozenset[str]] = frozenset({"sold_out"})

    def __init__(self, database: Database, number: int) -> None:
        super().__init__(database, number)
        self.variant_id = UUID(int=0)
        self.before = 0

    @property
    def sku(self) -> str:
        return f"AHEAD-{self.number}"

    async def begin(self) -> None:
        async with self.database.transaction() as db:
            self.variant_id = await add_product(db, self.sku)

    async def offer(self, db: AsyncConnection) -> None:
        self.before = await self._held(db)
        terms = inventory.BackorderTerms(
            inventory.BackorderKind.BACK_ORDER,
            self.before + self.THERE,
            day=(clock.now() + timedelta(days=30)).date(),
        )
        there = await inventory.backorder_terms(db, [self.variant_id])
        await inventory.set_backorder_terms(
            db, variant_id=self.variant_id, new=terms, actor=CLERK, now=clock.now(),
            version=there[self.variant_id].version if there else 0,
        )  # fmt: skip

    async def fill(self, db: AsyncConnection) -> UUID:
        return await fill_cart(db, {self.sku: 1})

    async def gone(self, db: AsyncConnection, won: int) -> None:
        held = await self._held(db)
        must(held == self.before + won, "what is sold ahead is held once", held=held, won=won)
        must(await inventory.imbalances(db) == [], "the ledger of stock sums to its levels")

    async def _held(self, db: AsyncConnection) -> int:
        found = (await inventory.stock_of(db, [self.variant_id])).get(self.variant_id)
        return found.held + found.backordered if found else 0


class ChangedCarts(Arena):
    """Carts that are bought in two tabs while a third changes them across a tier of prices.

    A planned price begins meanwhile. Whatever came first, an order is one whole cart.
    """

    name = "carts that change while they are bought"
    CARTS: ClassVar[int] = 3

    def __init__(self, database: Database, number: int) -> None:
        super().__init__(database, number)
        self.chance = random.Random(number)
        self.variant_id = UUID(int=0)
        self.schedule_id = UUID(int=0)

    @property
    def sku(self) -> str:
        return f"TIER-{self.number}"

    async def begin(self) -> None:
        now = clock.now()
        async with self.database.transaction() as db:
            self.variant_id = await add_product(db, self.sku)
            change = inventory.Change(self.variant_id, "VLC", 1_000_000)
            await inventory.adjust(
                db, [change], kind="receipt", actor=CLERK, now=now, audited=False
            )
            list_id = await pricing.add_price_list(
                db, name=self.sku, group_id=None, is_active=True, actor=CLERK, now=now
            )
            tier = pricing.NewListPrice(self.variant_id, "EUR", TIER_FROM, TIER_MINOR)
            await pricing.set_list_prices(db, list_id, [tier], version=1, actor=CLERK, now=now)

    async def prepare(self) -> Sequence[Act]:
        now = clock.now()
        self.schedule_id = uuid7()
        found: list[Act] = [StartPrices()]
        async with self.database.transaction() as db:
            await schedule_prices(
                db,
                self.schedule_id,
                [pricing.PlannedPrice(self.variant_id, "EUR", PLANNED_MINOR)],
                starts_at=now + timedelta(seconds=self.chance.uniform(0.1, 0.6)),
                ends_at=None,
                actor=CLERK,
                now=now,
            )
        for _ in range(self.CARTS):
            async with self.database.transaction() as db:
                cart_id = await fill_cart(db, {self.sku: 9})
            found += [Place(cart_id, f"{cart_id}@races.example", key) for key in ("one", "two")]
            found += [
                ChangeCart(cart_id, self.sku, quantity)
                for quantity in self.chance.sample((0, 1, 8, 10, 11, 30), 3)
            ]
        return found

    async def check(self, answers: Mapping[Act, str]) -> None:
        async with self.database.transaction() as db:
            await end_schedule(db, self.schedule_id, actor=CLERK, now=clock.now())
        places = Counter[UUID]()
        for act, answer in answers.items():
            if isinstance(act, Place):
                places[act.cart_id] += answer == OK
        must(max(places.values()) <= 1, "a cart is bought once", places=places)
        ids = sorted(places)
        async with self.database.reading() as db:
            made = await rows(db, UUID, "SELECT id FROM orders WHERE id = ANY(%(ids)s)", ids=ids)
            wrong = await one(db, int, _WRONG_SUMS, ids=ids)
            prices = await rows(
                db, _Line, "SELECT quantity, unit_milli FROM order_lines"
                " WHERE order_id = ANY(%(ids)s)", ids=ids,
            )  # fmt: skip
        won = {cart_id for cart_id, times in places.items() if times}
        must(set(made) == won, "who was told of an order has it", made=made, won=won)
        must(wrong == 0, "an order is the sum of its lines, held and charged once", wrong=wrong)
        for line in prices:
            few = {REGULAR_MINOR, PLANNED_MINOR}
            right = {TIER_MINOR} if line.quantity >= TIER_FROM else few
            must(line.unit_milli // 1000 in right, "a price is of its quantity", line=line)


@dataclass(frozen=True, slots=True)
class _Line:
    quantity: int
    unit_milli: int


class Clerks(Arena):
    """One order that a gift card paid; a dozen clerks edit, refund and cancel it at once."""

    name = "an order that clerks edit, refund and cancel"
    PAID_MINOR: ClassVar[int] = 100_00

    def __init__(self, database: Database, number: int) -> None:
        super().__init__(database, number)
        self.chance = random.Random(number)
        self.order_id = self.card_id = UUID(int=0)

    async def prepare(self) -> Sequence[Act]:
        now = clock.now()
        self.card_id = uuid7()
        async with self.database.transaction() as db:
            await credit.issue(
                db, self.card_id, credit.GiftCardDraft(Money("EUR", self.PAID_MINOR)),
                reason="races", actor=CLERK, limit_minor=None, secret=SECRET, now=now,
            )  # fmt: skip
            self.order_id = await fill_cart(db, {"PLENTY": 3, "OTHER": 3}, gift_card=self.card_id)
        async with self.database.transaction() as db:
            await Place(self.order_id, "ana@races.example").do(db, now)
        async with self.database.transaction() as db:
            order = await orders.lock(db, self.order_id)
            await orders.move(db, order=order, to="paying", at=now, actor="shop")
        async with self.database.transaction() as db:
            await orders.lock(db, self.order_id)
            await confirm(db, await orders.get(db, self.order_id), now)
        return self._acts()

    def _acts(self) -> list[Act]:
        edits = [EditOrder(self.order_id, line, left) for line in (1, 2) for left in (0, 1, 2)]
        acts: list[Act] = [*edits, *(Refund(self.order_id, minor) for minor in (1, 20_00, 55_00))]
        if self.chance.random() < 0.5:
            acts.append(Cancel(self.order_id))
        self.chance.shuffle(acts)
        return acts

    async def check(self, answers: Mapping[Act, str]) -> None:
        del answers  # any of them may win
        now = clock.now()
        waiting = "SELECT id FROM refunds WHERE order_id = %(id)s AND status = 'requested'"
        async with self.database.transaction() as db:
            for refund_id in await rows(db, UUID, waiting, id=self.order_id):
                await refund_order.begin(
                    db, order_id=self.order_id, refund_id=refund_id, secret=SECRET, now=now
                )
        async with self.database.reading() as db:
            order = await orders.get(db, self.order_id)
            left = (await credit.account(db, self.card_id)).balance_minor
            booked = await one(
                db, int, "SELECT coalesce(sum(CASE kind WHEN 'captured' THEN amount_minor"
                " WHEN 'refunded' THEN -amount_minor ELSE 0 END), 0)::bigint FROM payment_moves"
                " WHERE order_id = %(id)s", id=self.order_id,
            )  # fmt: skip
        kept = self.PAID_MINOR - left
        most = 0 if order.status == "cancelled" else order.total_minor
        must(
            kept == booked and 0 <= kept <= most, "never a cent too much is kept or given back",
            kept=kept, booked=booked, most=most, status=order.status,
        )  # fmt: skip
