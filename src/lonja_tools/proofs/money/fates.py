"""What becomes of an order once its money is there: each by a clerk, its buyer, or a bank."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from lonja.actions import (
    cancel_order,
    deliver_order,
    edit_order,
    pick_up_order,
    receive_payment,
    refund_order,
    return_goods,
    settle_return,
    ship_order,
)
from lonja.actions.price_edit import Wanted
from lonja.actions.settle_difference import Settlement
from lonja.actions.settle_return import Settling
from lonja.kernel import clock
from lonja.kernel.errors import Refused
from lonja.kernel.ids import uuid7
from lonja.manual_payments.api import ReceivedBy
from lonja.orders import api as orders
from lonja.orders.api import LineEdit
from lonja.payments import api as payments
from lonja.returns.api import Received, ReturnSource
from lonja_tools.proofs import must
from lonja_tools.proofs.buyers import Buyer
from lonja_tools.proofs.money.courses import BEFORE_SHIPPING, Life
from lonja_tools.proofs.money.desk import CLERK, LOOK_S, WITHIN_S, Desk
from lonja_tools.proofs.money.goods import SHIRTS
from lonja_tools.proofs.money.paying import Till

CLERKS: Final = 20
PART_MINOR: Final = 2_34
PRESS_AGAIN_LOOKS: Final = 40
OTHER_SHIRT: Final = list(SHIRTS)[1]
SHIRT_LINE: Final = 1
SOCKS_LINE: Final = 2


@dataclass(frozen=True, slots=True)
class Day:
    """One order's day: who serves it, who bought it, and what chance decides."""

    till: Till
    life: Life
    buyer: Buyer
    rng: random.Random

    @property
    def desk(self) -> Desk:
        return self.till.desk

    @property
    def order_id(self) -> UUID:
        return self.life.order_id

    async def live_through(self) -> None:
        life = self.life
        await self.till.pay(life, self.buyer, self.rng)
        if life.fate == "never_paid":
            await self._never_paid()
            return
        is_promised = life.way in {"on_delivery", "in_store"}
        await self.desk.until_paid(life.order_id, is_promised=is_promised)
        if life.fate not in BEFORE_SHIPPING and (is_promised or self.rng.random() < 0.5):
            await self._send()
        life.left_minor = life.total_minor
        await _FATES[life.fate](self)
        await self.desk.until_refunded(life.order_id)

    async def _never_paid(self) -> None:
        """Its hold ends with the proof; a transfer is awaited for days, so a clerk gives it up."""
        if self.life.way == "transfer_never":
            await self.cancelled()
        self.life.left_minor = 0

    async def _send(self) -> None:
        """Its goods leave and arrive; what is paid at the door or in the store is paid now."""
        if self.life.way in {"in_store", "free"}:
            await self._hand_over()
        else:
            await self._ship()
        if self.life.way == "on_delivery":
            await self.till.receive(self.life, self.life.total_minor, ReceivedBy.CARRIER)
            await self.desk.until_paid(self.order_id)

    async def _ship(self, *, arrives: bool = True) -> UUID:
        parcel, now = uuid7(), clock.now()
        for _ in range(2):
            await self.desk.act(
                lambda db: ship_order.ship(
                    db, order_id=self.order_id, shipment_id=parcel, carrier="", tracking="",
                    actor=CLERK, now=now,
                )
            )  # fmt: skip
        if arrives:
            await self.desk.act(
                lambda db: deliver_order.deliver(db, order_id=self.order_id, actor=CLERK, now=now)
            )
        return parcel

    async def _hand_over(self) -> None:
        parcel, now = uuid7(), clock.now()
        await self.desk.act(
            lambda db: pick_up_order.make_ready(
                db, order_id=self.order_id, shipment_id=parcel, actor=CLERK, now=now
            )
        )
        if self.life.way == "in_store":
            await self.till.receive(self.life, self.life.total_minor, ReceivedBy.CASH)
            await self.desk.until_paid(self.order_id)
        await self.desk.act(
            lambda db: pick_up_order.hand_over(
                db, order_id=self.order_id, shown=self.life.number, actor=CLERK, now=now
            )
        )

    # Refunds

    async def kept(self) -> None:
        return None

    async def refund_all(self) -> None:
        await self._refund(payments.RefundRequested(payments.RefundReason.GOODWILL))
        self.life.left_minor = 0

    async def refund_part(self) -> None:
        asked = payments.RefundRequested(payments.RefundReason.GOODWILL, PART_MINOR)
        await self._refund(asked)
        self.life.left_minor = self.life.total_minor - PART_MINOR

    async def refund_lines(self) -> None:
        lines = {SHIRT_LINE: 1, SOCKS_LINE: 1}
        asked = payments.RefundRequested(payments.RefundReason.DAMAGED, lines=lines)
        await self._refund(asked)
        self.life.left_minor = None

    async def twenty_clerks(self) -> None:
        """Each wants two fifths of it: two may."""
        part = self.life.total_minor * 2 // 5
        asked = payments.RefundRequested(payments.RefundReason.OTHER, part)

        async def clerk() -> bool:
            try:
                await self._refund(asked)
            except Refused:
                return False
            return True

        done = sum(await asyncio.gather(*(clerk() for _ in range(CLERKS))))
        must(done == 2, "of twenty clerks two give two fifths back", done=done)
        self.life.left_minor = self.life.total_minor - 2 * part

    async def _refund(self, asked: payments.RefundRequested) -> None:
        """Pressed twice, it is one."""
        refund_id, now = uuid7(), clock.now()
        for _ in range(2):
            await self.desk.act(
                lambda db: refund_order.refund(
                    db, order_id=self.order_id, refund_id=refund_id, asked=asked, actor=CLERK,
                    limit_minor=None, now=now,
                )
            )  # fmt: skip

    async def refund_dashboard(self) -> None:
        """Made in the provider's own pages; the shop hears of it."""
        charge = await self.desk.vendor(self.order_id, "charge")
        await self.till.stripe.happens(f"charge/{charge}/refund?amount={PART_MINOR}")
        await self.desk.until(
            "a refund of the dashboard is known",
            "SELECT EXISTS (SELECT FROM refunds WHERE order_id = %(order)s"
            " AND source = 'gateway' AND status = 'succeeded')",
            order=self.order_id,
        )
        self.life.left_minor = self.life.total_minor - PART_MINOR

    async def refund_bounces(self) -> None:
        """It succeeded, and weeks later the buyer's bank sends it back."""
        await self.refund_part()
        known = (
            "SELECT EXISTS (SELECT FROM refunds WHERE order_id = %(order)s AND status = %(status)s)"
        )
        await self.desk.until("a refund", known, order=self.order_id, status="succeeded")
        vendor_id = await self.desk.refund_vendor(self.order_id)
        await self.till.stripe.happens(f"refund/{vendor_id}/fail")
        await self.desk.until("a bounce", known, order=self.order_id, status="failed")
        self.life.left_minor = self.life.total_minor

    # Called off, returned, exchanged

    async def cancelled(self) -> None:
        """By its buyer, or by a clerk."""
        if self.rng.random() < 0.5:
            path = f"/orders/{self.life.number}/cancel?token={self.life.token}"
            status, said = await self.buyer.ask("POST", path)
            must(status == 204, "a buyer may cancel", said=said)
        else:
            await self.desk.act(
                lambda db: cancel_order.cancel(
                    db, order_id=self.order_id, reason=cancel_order.CancelReason.OTHER,
                    actor=CLERK, now=clock.now(),
                )
            )  # fmt: skip
        self.life.left_minor = 0

    async def refused(self) -> None:
        """Its buyer does not take the parcel: no cash comes, the goods come back, nothing was sold."""
        parcel, now = await self._ship(arrives=False), clock.now()
        await self.desk.act(
            lambda db: receive_payment.refuse_parcel(
                db, order_id=self.order_id, actor=CLERK, now=now
            )
        )
        await self.desk.until_paid(self.order_id)
        await self.desk.act(
            lambda db: deliver_order.return_to_sender(
                db, order_id=self.order_id, shipment_id=parcel, actor=CLERK, now=now
            )
        )
        await self.cancelled()

    async def returned(self, *, wants_credit: bool = False) -> None:
        case_id = await self._come_back(wants_credit=wants_credit)
        refund_id, now = uuid7(), clock.now()
        for _ in range(2):
            await self.desk.act(
                lambda db: settle_return.settle(
                    db, order_id=self.order_id, case_id=case_id, refund_id=refund_id,
                    asked=Settling(), actor=CLERK, limit_minor=None, now=now,
                )
            )  # fmt: skip
        self.life.left_minor = None

    async def returned_for_credit(self) -> None:
        await self.returned(wants_credit=True)

    async def exchanged(self) -> None:
        await self._come_back(exchanges={SHIRT_LINE: OTHER_SHIRT})
        await self.desk.until(
            "an exchange is made and confirmed",
            "SELECT EXISTS (SELECT FROM return_cases c JOIN orders o ON o.id = c.exchange_order_id"
            " WHERE c.order_id = %(order)s AND o.status = 'confirmed')",
            order=self.order_id,
        )
        self.life.left_minor = None

    async def _come_back(
        self, *, wants_credit: bool = False, exchanges: Mapping[int, str] | None = None
    ) -> UUID:
        """One shirt, received by two clerks at once."""
        async with self.desk.shop.database.reading() as db:
            order = await orders.get(db, self.order_id)
        if order.shipped_at is None:
            await self._send()
        case_id, receipt_id, now = uuid7(), uuid7(), clock.now()
        await self.desk.act(
            lambda db: return_goods.request(
                db, order_id=self.order_id, case_id=case_id, units={SHIRT_LINE: 1},
                reasons={SHIRT_LINE: "changed_mind"}, note="", source=ReturnSource.STAFF,
                actor=CLERK, now=now, wants_credit=wants_credit, exchanges=exchanges,
                limit_minor=None,
            )
        )  # fmt: skip

        async def receive() -> None:
            await self.desk.act(
                lambda db: return_goods.receive(
                    db, order_id=self.order_id, case_id=case_id, receipt_id=receipt_id,
                    received=[Received(SHIRT_LINE, 1, 0)], location="VLC", actor=CLERK, now=now,
                )
            )  # fmt: skip

        await asyncio.gather(receive(), receive())
        return case_id

    # Edits

    async def edited_less(self) -> None:
        await self._edit({SHIRT_LINE: LineEdit(1)})
        self.life.left_minor = await self.desk.total_minor(self.order_id)

    async def edited_more(self) -> None:
        """Its buyer pays the difference on Stripe's page, by the order's link."""
        await self._edit({SHIRT_LINE: LineEdit(3)})
        await self._press_pay()
        await self.till.at_stripe(self.life, self.buyer)
        await self.desk.until(
            "a difference is paid",
            "SELECT EXISTS (SELECT FROM order_edits WHERE order_id = %(order)s AND status = 'paid')",
            order=self.order_id,
        )
        self.life.left_minor = await self.desk.total_minor(self.order_id)

    async def _press_pay(self) -> None:
        """Again, where the page could not be made in time and the payment was given up."""
        path = f"/orders/{self.life.number}/payment?token={self.life.token}"
        ends_at = time.monotonic() + WITHIN_S
        while time.monotonic() < ends_at:
            status, said = await self.buyer.ask("POST", path, method="stripe", token="")
            must(status == 202, "a difference can be paid", said=said)
            for _ in range(PRESS_AGAIN_LOOKS):
                _, order = await self.buyer.ask(
                    "GET", f"/orders/{self.life.number}?token={self.life.token}"
                )
                if order.get("next"):
                    return
                await asyncio.sleep(LOOK_S)
        must(False, "a difference has its payment page", within_s=WITHIN_S)

    async def _edit(self, lines: Mapping[int, LineEdit]) -> None:
        edit_id, now, wanted = uuid7(), clock.now(), Wanted(0, lines)

        async def edit(db: Any) -> None:
            seen = await edit_order.preview(db, self.order_id, wanted, now=now)
            await edit_order.edit(
                db, order_id=self.order_id, edit_id=edit_id, wanted=wanted,
                seen_total_minor=seen.after.total_minor, settlement=Settlement(),
                refund_limit=None, discount_limit=None, methods=self.desk.shop.payment_methods,
                actor=CLERK, now=now,
            )  # fmt: skip

        await self.desk.act(edit)

    # Disputes

    async def dispute_won(self) -> None:
        await self._dispute("won")

    async def dispute_lost(self) -> None:
        await self._dispute("lost")
        self.life.left_minor = None if self.life.way == "gift_card_and_stripe" else 0

    async def _dispute(self, ending: str) -> None:
        charge = await self.desk.vendor(self.order_id, "charge")
        await self.till.stripe.happens(f"charge/{charge}/dispute")
        stands = "SELECT EXISTS (SELECT FROM disputes WHERE order_id = %(order)s AND status = %(status)s)"
        await self.desk.until("a dispute", stands, order=self.order_id, status="needs_response")
        dispute = await self.desk.dispute_vendor(self.order_id)
        await self.till.stripe.happens(f"dispute/{dispute}/{ending}")
        await self.desk.until("its end", stands, order=self.order_id, status=ending)


_FATES: Final[Mapping[str, Callable[[Day], Awaitable[None]]]] = {
    "kept": Day.kept,
    "refund_all": Day.refund_all,
    "refund_part": Day.refund_part,
    "refund_lines": Day.refund_lines,
    "twenty_clerks": Day.twenty_clerks,
    "refund_dashboard": Day.refund_dashboard,
    "refund_bounces": Day.refund_bounces,
    "cancelled": Day.cancelled,
    "refused": Day.refused,
    "returned": Day.returned,
    "returned_for_credit": Day.returned_for_credit,
    "exchanged": Day.exchanged,
    "edited_less": Day.edited_less,
    "edited_more": Day.edited_more,
    "dispute_won": Day.dispute_won,
    "dispute_lost": Day.dispute_lost,
}
