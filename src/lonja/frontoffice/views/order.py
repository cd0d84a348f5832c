"""An order as its buyer follows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from lonja.actions.settle_difference import Owed
from lonja.actions.spend_credit import PaidPart
from lonja.credit import api as credit
from lonja.frontoffice.api.orders import INTERNAL_EVENTS, MoneyBack, public_status
from lonja.frontoffice.views.arrival import Store
from lonja.frontoffice.views.frame import Frame
from lonja.frontoffice.views.invoices import Papers
from lonja.frontoffice.views.payment_methods import PaymentOption
from lonja.frontoffice.views.returns import Returning
from lonja.frontoffice.views.reviews import Own
from lonja.frontoffice.wording import EVENTS, REFUSALS
from lonja.fulfilment import api as fulfilment
from lonja.inventory import api as inventory
from lonja.kernel.address import address_lines
from lonja.kernel.totals import Totals
from lonja.orders import api as orders
from lonja.payments import api as payments
from lonja.shipping import api as shipping
from lonja.taxes import api as taxes

STEPS = ("placed", "confirmed", "shipped", "delivered")
PICKUP_STEPS = ("placed", "confirmed", "ready_for_pickup", "picked_up")
WAITING = frozenset({"placed"})
UNDERWAY = frozenset({"confirmed", "partly_shipped", "shipped"})
UNPAID = frozenset({"payment_action_required", "payment_pending", "payment_failed"})
PAID = frozenset({"confirmed", "partly_shipped", "shipped", "delivered"})


@dataclass(frozen=True, slots=True)
class Bought:
    name: str
    options: Mapping[str, str]
    quantity: int
    total_minor: int
    own: Own | None


@dataclass(frozen=True, slots=True)
class Happened:
    kind: str
    at: datetime
    amount_minor: int | None
    """What went back, where money did."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is packed or on its way; `lines` (units, name) only where it is not the whole order."""

    status: str
    carrier: str
    tracking: str
    url: str
    lines: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Awaited:
    """Units that are not there yet; `due` is the day that is promised, where one is."""

    units: int
    name: str
    due: date | None


@dataclass(frozen=True, slots=True)
class SentCard:
    """A gift card that the order bought. `state`: waiting, planned, sent or none_left."""

    name: str
    email: str
    amount_minor: int
    last_four: str
    state: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class OrderPage:
    frame: Frame
    number: str
    token: str
    status: str
    refusal: str | None
    may_cancel: bool
    refunded_minor: int
    on_its_way_minor: int
    exchanged_minor: int
    """What of it pays an order in exchange."""
    next_step: payments.Step
    may_leave_payment: bool
    """The buyer may choose another way to pay than the one that waits for them."""
    email: str
    address: tuple[str, ...]
    store: Store | None
    """Where it is picked up, in place of an address."""
    currency: str
    lines: tuple[Bought, ...]
    totals: Totals
    savings: tuple[orders.Saving, ...]
    """What each promotion took off the goods."""
    shipping_savings: tuple[orders.Saving, ...]
    gift_cards: tuple[PaidPart, ...]
    tax: taxes.Statement
    events: tuple[Happened, ...]
    payment: tuple[PaymentOption, ...]
    problem: str
    notice: str
    kept_until: datetime | None
    """How long the goods wait for the payment that the buyer has to make."""
    parcels: tuple[Parcel, ...]
    expected: shipping.Promise | None
    """When it should be there; None before it is paid and once it has arrived."""
    papers: Papers
    returning: Returning
    sold_cards: tuple[SentCard, ...] = ()
    """The gift cards that it bought, and when each was sent."""
    awaited: tuple[Awaited, ...] = ()
    owed: Owed | None = None
    """The difference of an edit, of an order that is paid but for it."""

    @property
    def owed_step(self) -> str:
        """What the buyer does about it: choose a way to pay, go on, or as `owed_instructions` say."""
        attempt = self.owed.attempt if self.owed else None
        if attempt is None:
            return "choose"
        return "go_on" if isinstance(attempt.step, payments.Redirect) else "wait"

    @property
    def owed_instructions(self) -> str:
        step = self.owed.attempt.step if self.owed and self.owed.attempt else None
        return step.text if isinstance(step, payments.Instructions) else ""

    @property
    def left_minor(self) -> int:
        """What the gift cards leave to pay, while it is not paid."""
        return self._rest_minor if self.status in WAITING | UNPAID or self.instructions else 0

    @property
    def paid_minor(self) -> int:
        """What was paid beside the gift cards, of an order that was not cancelled."""
        owed = self.owed.amount.minor if self.owed else 0
        return self._rest_minor - owed if self.status in PAID and not self.instructions else 0

    @property
    def _rest_minor(self) -> int:
        return self.totals.total_minor - sum(one.amount.minor for one in self.gift_cards)

    @property
    def goes_on_elsewhere(self) -> bool:
        """The buyer has a page to go to."""
        return isinstance(self.next_step, payments.Redirect)

    @property
    def instructions(self) -> str:
        """How to pay what is still to pay: before it is confirmed, or at the door."""
        is_said = self.status in UNDERWAY | {"payment_action_required", "payment_pending"}
        step = self.next_step
        return step.text if is_said and isinstance(step, payments.Instructions) else ""

    @property
    def is_waiting(self) -> bool:
        return self.status in WAITING

    @property
    def headline(self) -> str:
        """Which words the page begins with: a payment that was left did not fail."""
        is_left = self.status == "payment_failed" and self.refusal == "payment_closed"
        return "payment_closed" if is_left else self.status

    @property
    def is_called_off(self) -> bool:
        """Its buyer cancelled it: nothing went wrong."""
        return self.status == "cancelled" and self.refusal == "buyer_request"

    @property
    def steps(self) -> tuple[tuple[str, str], ...]:
        """(step, `done` | `now` | `ahead`)."""
        steps = PICKUP_STEPS if self.store else STEPS
        at = steps.index(self._step) if self._step in steps else 0
        return tuple(
            (step, "done" if place < at else "now" if place == at else "ahead")
            for place, step in enumerate(steps)
        )

    @property
    def _step(self) -> str:
        if self.store and self.status == "delivered":
            return "picked_up"
        if self.store and any(one.kind == "ready_for_pickup" for one in self.events):
            return "ready_for_pickup"
        return "shipped" if self.status == "partly_shipped" else self.status


def order_page(
    frame: Frame,
    order: orders.Order,
    *,
    token: str,
    next_step: payments.Step,
    may_leave_payment: bool,
    money_back: MoneyBack,
    owed: Owed | None = None,
    payment: tuple[PaymentOption, ...],
    problem: str,
    notice: str,
    kept_until: datetime | None,
    expected: shipping.Promise | None,
    store: Store | None,
    own: Mapping[int, Own],
    papers: Papers,
    gift_cards: Sequence[PaidPart] = (),
    parcels: Sequence[fulfilment.Shipment] = (),
    returning: Returning,
    carriers: Sequence[fulfilment.Carrier] = (),
    sold: Sequence[credit.SoldCard] = (),
    waiting: Sequence[inventory.Backorder] = (),
) -> OrderPage:
    return OrderPage(
        frame=frame,
        number=order.number,
        token=token,
        status=public_status(order.status),
        refusal=order.refusal if order.refusal in REFUSALS else None,
        may_cancel=orders.may_move(order.status, orders.OrderStatus.CANCELLED),
        refunded_minor=money_back.done_minor,
        on_its_way_minor=money_back.on_its_way_minor,
        exchanged_minor=money_back.exchanged_minor,
        next_step=next_step,
        may_leave_payment=may_leave_payment,
        email=order.email,
        address=tuple(address_lines(order.address, frame.language) if order.address else ()),
        store=store,
        currency=order.currency,
        lines=tuple(
            Bought(line.name, line.options, line.quantity, line.total_minor, own.get(line.line))
            for line in order.lines
        ),
        totals=order.totals,
        savings=order.savings,
        shipping_savings=order.shipping_savings,
        gift_cards=tuple(gift_cards),
        tax=order.tax,
        events=tuple(
            Happened(
                _shown_kind(place, event),
                event.at,
                _money_of(order, event),
            )
            for place, event in enumerate(order.events)
            if event.kind not in INTERNAL_EVENTS
        ),
        payment=payment,
        problem=problem,
        notice=notice,
        kept_until=kept_until if order.status in UNPAID else None,
        parcels=_parcels(order, parcels, carriers),
        expected=expected if order.status in UNDERWAY and order.pickup_location is None else None,
        papers=papers,
        returning=returning,
        sold_cards=tuple(_sent_card(one) for one in sold),
        owed=owed,
        awaited=awaited(order, waiting),
    )


def awaited(order: orders.Order, waiting: Sequence[inventory.Backorder]) -> tuple[Awaited, ...]:
    """What an order waits for, by the name that its buyer knows."""
    names = {line.variant_id: line.name for line in order.lines}
    return tuple(
        Awaited(one.quantity, names.get(one.variant_id, ""), one.due)
        for one in waiting
        if order.status != orders.OrderStatus.CANCELLED
    )


def _sent_card(one: credit.SoldCard) -> SentCard:
    at: datetime | None
    if one.worth_minor <= 0:
        state, at = "none_left", None
    elif one.sent_at is not None:
        state, at = "sent", one.sent_at
    elif one.send_at is not None:
        state, at = "planned", one.send_at
    else:
        state, at = "waiting", None
    return SentCard(one.name, one.email, one.amount_minor, one.last_four or "", state, at)


def _parcels(
    order: orders.Order,
    shipments: Sequence[fulfilment.Shipment],
    own: Sequence[fulfilment.Carrier],
) -> tuple[Parcel, ...]:
    """Those that a buyer can do something with: called off ones are none of them."""
    if order.status not in PAID:
        return ()
    shown = [one for one in shipments if one.status is not fulfilment.ShipmentStatus.CANCELLED]
    names = {line.line: line.name for line in order.lines}
    whole = {line.line: line.quantity for line in order.lines if line.quantity > 0}
    return tuple(
        Parcel(
            str(one.status),
            one.carrier,
            one.tracking,
            fulfilment.tracking_url(one.carrier, one.tracking, own),
            ()
            if {line.line: line.quantity for line in one.lines} == whole
            else tuple((line.quantity, names[line.line]) for line in one.lines),
        )
        for one in shown
    )


def _money_of(order: orders.Order, event: orders.OrderEvent) -> int | None:
    """What a return was worth is no money back where some of it pays an order in exchange."""
    if event.kind == "return_settled" and any(
        one.kind == "return_exchanged" for one in order.events
    ):
        return None
    return event.facts.get("amount_minor")


def _shown_kind(place: int, event: orders.OrderEvent) -> str:
    """A failed payment is told by its reason: a page that was left declined nothing."""
    if event.kind == "placed" and place:
        return "another_card"
    if event.kind == "refunded" and event.facts.get("to") == payments.RefundTo.EXCHANGE:
        return "paid_exchange"
    reason = event.facts.get("reason")
    return reason if event.kind == "payment_failed" and reason in EVENTS else event.kind
