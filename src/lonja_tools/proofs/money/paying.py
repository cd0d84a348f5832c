"""A buyer fills a cart and pays it, each in the way of its course."""

import asyncio
import random
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID

from lonja.actions import receive_payment
from lonja.carts import api as carts
from lonja.credit import api as credit
from lonja.customers import api as customers
from lonja.kernel import clock
from lonja.kernel.ids import uuid7
from lonja.kernel.money import Money
from lonja.manual_payments.api import ReceivedBy
from lonja_tools.proofs import Broken, must
from lonja_tools.proofs.buyers import Buyer, keyed
from lonja_tools.proofs.money.courses import Life
from lonja_tools.proofs.money.desk import CLERK, WITHIN_S, Desk
from lonja_tools.proofs.money.goods import ALL_OF_IT, SHIRTS, SOCKS, STORE, TEN
from lonja_tools.proofs.money.stripe import Stripe

METHODS: Final = {
    "redirect": "test_redirect",
    "token": "test",
    "store_credit_and_token": "test",
    "transfer": "transfer",
    "transfer_in_parts": "transfer",
    "transfer_too_much": "transfer",
    "transfer_never": "transfer",
    "on_delivery": "cash_on_delivery",
    "in_store": "pay_in_store",
}
"""Where it is not Stripe."""
SHIRT: Final = next(iter(SHIRTS))
ENOUGH_MINOR: Final = 500_00
TOO_MUCH_MINOR: Final = 3_33


@dataclass(frozen=True, slots=True)
class Till:
    desk: Desk
    stripe: Stripe

    async def pay(self, life: Life, buyer: Buyer, rng: random.Random) -> None:
        """Place the order and do whatever its way asks for, until its money is there or never comes."""
        await self._place(life, buyer, rng)
        match life.way:
            case "stripe" | "gift_card_and_stripe":
                await self._at_stripe(life, buyer, "approve", comes_back=rng.random() < 0.5)
            case "stripe_after_decline":
                for button in ("decline", "challenge"):
                    await self._at_stripe(life, buyer, button)
            case "stripe_debit" | "stripe_debit_bounces":
                await self._debit(life, buyer, arrives=life.way == "stripe_debit")
            case "stripe_left":
                await self.page(life, buyer)
            case "redirect":
                placed = {"number": life.number, "token": life.token}
                await buyer.act_on_payment_page(
                    placed, rng.choice(("approve", "pay_at_once")), comes_back=rng.random() < 0.5
                )
            case "transfer" | "transfer_in_parts" | "transfer_too_much":
                await self._transfer(life)
            case "transfer_never":
                await self.desk.until_status(life.order_id, "payment_pending")

    async def _place(self, life: Life, buyer: Buyer, rng: random.Random) -> None:
        is_fetched = life.way in {"in_store", "free"}
        codes = [ALL_OF_IT] if life.way == "free" else [TEN] if rng.random() < 0.3 else []
        cart_id = await buyer.fill_cart(
            [(SHIRT, 2), (SOCKS, rng.randint(1, 3))],
            codes=codes,
            way=f"pickup@{STORE}" if is_fetched else "standard",
        )
        life.order_id = UUID(cart_id)
        await self._give_credit(life, buyer, rng)
        method = METHODS.get(life.way, "stripe")
        status, placed = await buyer.pay_patiently(
            cart_id, key=keyed(rng), card="approved" if method == "test" else "", method=method
        )
        must(status == 202, "an order is accepted", way=life.way, said=placed)
        life.number, life.token = str(placed["number"]), str(placed["token"])
        life.total_minor = await self.desk.total_minor(life.order_id)

    async def _give_credit(self, life: Life, buyer: Buyer, rng: random.Random) -> None:
        minor = ENOUGH_MINOR if life.way in {"gift_card", "store_credit"} else rng.randint(101, 999)
        if life.way.startswith("gift_card"):
            await self.desk.act(lambda db: self._gift_card(db, life.order_id, minor))
        elif life.way.startswith("store_credit"):
            email = f"{buyer.name}@example.com"
            await self.desk.act(lambda db: self._store_credit(db, life.order_id, email, minor))

    async def _gift_card(self, db: Any, cart_id: UUID, minor: int) -> None:
        card_id, now = uuid7(), clock.now()
        await credit.issue(
            db, card_id, credit.GiftCardDraft(Money("EUR", minor)), reason="proof", actor=CLERK,
            limit_minor=None, secret=self.desk.shop.settings.secret_key, now=now,
        )  # fmt: skip
        await carts.put_gift_card(db, cart_id=cart_id, account_id=card_id, now=now)

    async def _store_credit(self, db: Any, cart_id: UUID, email: str, minor: int) -> None:
        now = clock.now()
        customer_id = await customers.remember(
            db, email=email, name="Ana", language="es", country="ES", now=now
        )
        account_id = await credit.open_store_credit(db, customer_id, "EUR", actor=CLERK, now=now)
        await credit.adjust(
            db, account_id, entry_id=uuid7(), amount_minor=minor, reason="proof", actor=CLERK,
            limit_minor=None, now=now,
        )  # fmt: skip
        await carts.prove_email(db, cart_id=cart_id, email=email, now=now)
        await carts.use_store_credit(db, cart_id=cart_id, is_used=True, now=now)

    async def page(self, life: Life, buyer: Buyer) -> str:
        """The payment page, once there is one; a page that never comes breaks the proof."""
        try:
            async with asyncio.timeout(WITHIN_S):
                return await buyer.payment_page(life.number, life.token)
        except TimeoutError as error:
            raise Broken(f"an order has its payment page within {WITHIN_S:.0f} s") from error

    async def at_stripe(self, life: Life, buyer: Buyer) -> None:
        """Approve what the order's page asks for now."""
        await self._at_stripe(life, buyer, "approve")

    async def _at_stripe(
        self, life: Life, buyer: Buyer, button: str, *, comes_back: bool = False
    ) -> None:
        page = await self.page(life, buyer)
        back = urlsplit(await self.stripe.press(page, button))
        if comes_back:
            url = f"{buyer.url}{back.path}?{back.query}"
            async with buyer.session.get(url) as answer:
                must(answer.status == 200, "the buyer comes back to the order", got=answer.status)

    async def _debit(self, life: Life, buyer: Buyer, *, arrives: bool) -> None:
        """Days pass between the page and the bank's word."""
        await self._at_stripe(life, buyer, "debit")
        await self.desk.until_status(life.order_id, "payment_pending")
        session = await self.desk.vendor(life.order_id, "session")
        await self.stripe.happens(f"session/{session}/{'arrive' if arrives else 'bounce'}")

    async def _transfer(self, life: Life) -> None:
        await self.desk.until_status(life.order_id, "payment_pending")
        parts = [life.total_minor]
        if life.way == "transfer_in_parts":
            parts = [life.total_minor // 3, life.total_minor - life.total_minor // 3]
        if life.way == "transfer_too_much":
            parts = [life.total_minor + TOO_MUCH_MINOR]
        for minor in parts:
            await self.receive(life, minor, ReceivedBy.TRANSFER)

    async def receive(self, life: Life, minor: int, by: ReceivedBy) -> None:
        """Money comes in by hand; the clerk presses twice."""
        receipt_id, now = uuid7(), clock.now()
        for _ in range(2):
            await self.desk.act(
                lambda db: receive_payment.receive_payment(
                    db, order_id=life.order_id, receipt_id=receipt_id, amount_minor=minor,
                    received_on=now.date(), received_by=by, actor=CLERK, now=now,
                )
            )  # fmt: skip
        life.bank_minor += minor
