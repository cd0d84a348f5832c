"""Generates the orders of eighteen months, with their payments, parcels, returns and events."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any, Final

from lonja.kernel.money import divide_half_up, share, tax_within
from lonja_tools.demo._buying import Taste, working_day_after
from lonja_tools.demo._goods import Product, Variant
from lonja_tools.demo._parcels import Parcels, Sent
from lonja_tools.demo._people import WORLD, Person
from lonja_tools.demo._pictures import blob_of
from lonja_tools.demo._plan import DAY_MS, Plan, stamp, uuid7
from lonja_tools.demo._promotions import Code, Promotions
from lonja_tools.demo._refunds import REASONS, Back, Refunds
from lonja_tools.demo._reviews import Received
from lonja_tools.demo._rows import Sheets, array, json_text, text
from lonja_tools.demo._shipping import cost_minor
from lonja_tools.demo._stock import Ledger

_READABLE: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CLERKS: Final = ("clerk@azulejo.example", "owner@azulejo.example")
_DECLINES: Final = ("card_declined", "insufficient_funds", "expired_card")
_REASONS: Final = ("surplus", "damaged", "wrong_size", "shade", "changed_mind")
_REASON_ODDS: Final = (38, 24, 14, 13, 11)
_HOLD_MS: Final = 30 * 60_000
_HEAVY_G: Final = 240_000


@dataclass(slots=True)
class _Line:
    variant: Variant
    quantity: int
    unit_minor: int
    total_minor: int
    discount_minor: int = 0
    tax_minor: int = 0
    places: Mapping[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class _Sale:
    id: str
    person: Person
    placed_ms: int
    language: str
    trace: str
    shipping: str
    lines: list[_Line]
    code: Code | None
    basis_points: int
    items_minor: int
    discount_minor: int = 0
    shipping_minor: int = 0
    tax_minor: int = 0
    status: str = "placed"
    refusal: str | None = None
    updated_ms: int = 0
    confirmed_ms: int | None = None
    shipped_ms: int | None = None
    cancelled_ms: int | None = None
    attempt: str | None = None
    arrived_ms: int | None = None
    returned: tuple[Product, str] | None = None

    @property
    def currency(self) -> str:
        return self.person.currency

    @property
    def total_minor(self) -> int:
        return self.items_minor - self.discount_minor + self.shipping_minor


class OrderGenerator:
    """Places orders in chronological order and writes each with its full history."""

    def __init__(
        self,
        plan: Plan,
        products: Sequence[Product],
        stock: Ledger,
        promotions: Promotions,
        sheets: Sheets,
    ) -> None:
        self._plan = plan
        self._dice: Random = plan.dice("orders")
        self._refunds = Refunds(plan, sheets)
        self._parcels = Parcels(plan, sheets)
        self._taste = Taste(plan, products)
        self._stock = stock
        self._promotions = promotions
        self._sheets = sheets
        self._numbers: set[str] = set()
        self.boxes = 0
        self.received: list[Received] = []

    def place_order(self, person: Person, at_ms: int) -> None:
        self._stock.advance(at_ms)
        basket = self._taste.basket(person, at_ms, self._stock)
        if not basket:
            return
        sale = self._sale(person, at_ms, basket)
        self._settle(sale)
        self._write(sale)
        if sale.confirmed_ms is not None:
            self._parcels.place(
                sale.id,
                sale.status,
                [(line.variant.id, line.quantity, line.places) for line in sale.lines],
                placed_ms=sale.placed_ms,
                confirmed_ms=sale.confirmed_ms,
            )

    def _sale(self, person: Person, at_ms: int, basket: list[tuple[Variant, int]]) -> _Sale:
        dice = self._dice
        lines = []
        for variant, quantity in basket:
            unit = variant.price_at(at_ms).amount(person.currency)
            lines.append(_Line(variant, quantity, unit, unit * quantity))
        items = sum(line.total_minor for line in lines)
        weight = sum(line.quantity * line.variant.weight_g for line in lines)
        if weight > _HEAVY_G and dice.random() < 0.85:
            shipping = "pallet"
        else:
            shipping = "express" if dice.random() < 0.2 else "standard"
        started_ms = max(self._plan.start_ms, at_ms - dice.randrange(60_000, 3_600_000))
        sale = _Sale(
            id=uuid7(dice, started_ms),
            person=person,
            placed_ms=at_ms,
            language=person.language,
            trace=f"{dice.getrandbits(128):032x}",
            shipping=shipping,
            lines=lines,
            code=None,
            basis_points=WORLD["tax_basis_points"][person.country],
            items_minor=items,
        )
        self._price(sale)
        return sale

    def _price(self, sale: _Sale) -> None:
        code = self._promotions.for_order(sale.person, sale.items_minor, sale.placed_ms)
        if code is not None:
            sale.code = code
            sale.discount_minor = code.promotion.worth(sale.items_minor)
        parts = share(sale.discount_minor, [line.total_minor for line in sale.lines])
        for line, part in zip(sale.lines, parts, strict=True):
            line.discount_minor = part
            line.tax_minor = tax_within(line.total_minor - part, sale.basis_points)
        sale.shipping_minor = cost_minor(
            sale.shipping, sale.person.country, sale.currency, sale.items_minor
        )
        sale.tax_minor = sum(line.tax_minor for line in sale.lines)
        sale.tax_minor += tax_within(sale.shipping_minor, sale.basis_points)

    def _settle(self, sale: _Sale) -> None:
        """Decide how the order ends, and write its payments, parcels, returns and events."""
        dice = self._dice
        self._event(sale, "placed", sale.placed_ms, "buyer")
        answered = sale.placed_ms + dice.randrange(1_500, 14_000)
        fate = dice.random()
        expires = sale.placed_ms + _HOLD_MS + 120_000
        if sale.person.orders > 1 and fate < 0.018 and expires < self._plan.end_ms:
            self._lose(sale, answered)
            return
        if fate > 0.962:
            answered = self._second_card(sale, answered)
        self._confirm(sale, answered)
        if 0.018 <= fate < 0.026:
            self._call_off(sale, answered + dice.randrange(20, 500) * 60_000)
            return
        self._ship(sale, answered)

    def _lose(self, sale: _Sale, at_ms: int) -> None:
        """Every card is declined: the order waits, and is cancelled when its reservation expires."""
        reason = self._dice.choice(_DECLINES)
        self._attempt(sale, sale.placed_ms, at_ms, "declined", reason)
        self._event(sale, "payment_failed", at_ms, "shop", reason=reason)
        over = sale.placed_ms + _HOLD_MS + self._dice.randrange(60_000)
        sale.status, sale.refusal = "cancelled", "payment_expired"
        sale.cancelled_ms = sale.updated_ms = over
        self._event(sale, "cancelled", over, "shop", reason="payment_expired")

    def _second_card(self, sale: _Sale, at_ms: int) -> int:
        reason = self._dice.choice(_DECLINES)
        self._attempt(sale, sale.placed_ms, at_ms, "declined", reason)
        self._event(sale, "payment_failed", at_ms, "shop", reason=reason)
        again = min(at_ms + self._dice.randrange(20_000, 240_000), self._plan.end_ms - 15_000)
        self._event(sale, "placed", again, "buyer")
        return min(again + self._dice.randrange(1_500, 9_000), self._plan.end_ms - 1_000)

    def _confirm(self, sale: _Sale, at_ms: int) -> None:
        taken_ms = at_ms + self._dice.randrange(200, 900)
        sale.attempt = self._attempt(sale, at_ms - 1_200, taken_ms, "captured", None)
        self._money(sale, "authorised", sale.total_minor, at_ms)
        self._money(sale, "captured", sale.total_minor, taken_ms)
        sale.status, sale.confirmed_ms, sale.updated_ms = "confirmed", at_ms, at_ms
        self._event(sale, "confirmed", at_ms, "shop")
        self._event(sale, "paid", taken_ms, "shop")
        for line in sale.lines:
            line.places = self._stock.sell(
                line.variant.id,
                line.quantity,
                at_ms=at_ms,
                order_id=sale.id,
                country=sale.person.country,
            )
            self.boxes += line.quantity

    def _call_off(self, sale: _Sale, at_ms: int) -> None:
        """The buyer calls before it ships: a clerk cancels it, and money and stock are returned."""
        if at_ms >= self._plan.end_ms:
            return
        refund_id = uuid7(self._dice, at_ms)
        self._money(sale, "refunded", sale.total_minor, at_ms, move_id=refund_id)
        sale.status, sale.refusal = "cancelled", "buyer_request"
        sale.cancelled_ms = sale.updated_ms = at_ms
        clerk = self._dice.choice(_CLERKS)
        self._event(sale, "cancelled", at_ms, clerk, reason="buyer_request")
        parts = [
            (at, line.quantity, line.total_minor - line.discount_minor)
            for at, line in enumerate(sale.lines, start=1)
        ]
        back = Back(
            refund_id,
            "cancellation",
            "cancelled",
            sale.total_minor,
            parts,
            restock=True,
            clerk=clerk,
        )
        self._refund(sale, back, at_ms)
        for line in sale.lines:
            self._stock.take_back(line.variant.id, line.quantity, at_ms=at_ms, order_id=sale.id)

    def _ship(self, sale: _Sale, confirmed_ms: int) -> None:
        dice = self._dice
        method = WORLD["methods"][sale.shipping]
        shipped = working_day_after(dice, confirmed_ms)
        if dice.random() < (0.3 if sale.shipping == "pallet" else 0.08):
            shipped = working_day_after(dice, shipped)
        if shipped >= self._plan.end_ms:
            return
        clerk = _CLERKS[dice.random() < 0.07]
        tracking = f"{method['carrier'][:2].upper()}{dice.randrange(10**9, 10**10)}"
        first_id = uuid7(dice, shipped)
        sale.status, sale.shipped_ms, sale.updated_ms = "shipped", shipped, shipped
        self._event(sale, "shipped", shipped, clerk, carrier=method["carrier"], tracking=tracking)
        low, high = method["days"]
        days = dice.randint(low, high) + (dice.randint(1, 3) if dice.random() < 0.06 else 0)
        arrived = shipped + days * DAY_MS + dice.randrange(-3 * 3_600_000, 5 * 3_600_000)
        is_there = arrived < self._plan.end_ms
        sent = Sent(sale.id, first_id, method["carrier"], tracking, shipped, clerk)
        places = [line.places for line in sale.lines]
        self._parcels.send(sent, places, arrived_ms=arrived if is_there else None)
        if not is_there:
            return
        sale.status, sale.updated_ms, sale.arrived_ms = "delivered", arrived, arrived
        self._event(sale, "delivered", arrived, "shop")
        back = arrived + dice.randrange(3 * DAY_MS, 24 * DAY_MS)
        if dice.random() < 0.042 and back < self._plan.end_ms:
            self._return(sale, back)

    def _return(self, sale: _Sale, at_ms: int) -> None:
        """Part of a line is returned, and its share of the payment is refunded."""
        dice = self._dice
        line = dice.choice(sale.lines)
        quantity = line.quantity if dice.random() < 0.3 else dice.randint(1, line.quantity)
        reason = dice.choices(_REASONS, _REASON_ODDS)[0]
        paid = line.total_minor - line.discount_minor
        money = divide_half_up(paid * quantity, line.quantity)
        sale.returned = line.variant.product, reason
        return_id = uuid7(dice, at_ms)
        self._sheets.add(
            "returns",
            sale.id, return_id, f"R-{self._number()}", "web", "return", sale.currency,
            sale.person.id, sale.person.country, -money, stamp(at_ms),
        )  # fmt: skip
        self._sheets.add(
            "return_lines",
            sale.id, return_id, 1, line.variant.id, line.variant.sku,
            text(line.variant.product.names[sale.language]), -quantity,
            divide_half_up(money * 1000, quantity), -money, reason,
        )  # fmt: skip
        self._money(sale, "refunded", money, at_ms, move_id=return_id)
        clerk = dice.choice(_CLERKS)
        self._event(sale, "returned", at_ms, clerk, reason=reason, units=quantity)
        parts = [(sale.lines.index(line) + 1, quantity, money)]
        restock = reason != "damaged"
        back = Back(
            return_id, "return", REASONS[reason], money, parts, restock=restock, clerk=clerk
        )
        self._refund(sale, back, at_ms)
        if reason != "damaged":
            self._stock.take_back(line.variant.id, quantity, at_ms=at_ms, order_id=sale.id)

    def _attempt(
        self, sale: _Sale, opened_ms: int, settled_ms: int, status: str, reason: str | None
    ) -> str:
        attempt = uuid7(self._dice, opened_ms)
        settled = stamp(settled_ms)
        self._sheets.add(
            "payment_attempts",
            sale.id, attempt, "test", sale.total_minor, sale.currency, status, reason,
            stamp(opened_ms), settled, settled if status == "captured" else None,
        )  # fmt: skip
        return attempt

    def _refund(self, sale: _Sale, back: Back, at_ms: int) -> None:
        self._refunds.write(
            back,
            order_id=sale.id,
            attempt=sale.attempt,
            currency=sale.currency,
            trace=sale.trace,
            at_ms=at_ms,
        )

    def _money(
        self, sale: _Sale, kind: str, amount: int, at_ms: int, *, move_id: str | None = None
    ) -> None:
        self._sheets.add(
            "payment_moves",
            sale.id, move_id or uuid7(self._dice, at_ms), sale.attempt, kind, amount, sale.currency, stamp(at_ms),
        )  # fmt: skip

    def _event(self, sale: _Sale, kind: str, at_ms: int, actor: str, **facts: Any) -> None:
        self._sheets.add(
            "order_events",
            sale.id, uuid7(self._dice, at_ms), kind, stamp(at_ms), actor,
            json_text(facts) if facts else "{}", sale.trace,
        )  # fmt: skip

    def _write(self, sale: _Sale) -> None:
        person = sale.person
        number = self._number()
        if sale.code is not None:
            self._promotions.spend(
                sale.code,
                sale.id,
                email=person.email,
                language=sale.language,
                currency=sale.currency,
                parts=[line.discount_minor for line in sale.lines],
                at_ms=sale.placed_ms,
                released_ms=sale.cancelled_ms,
            )
        self._sheets.add("order_numbers", number, sale.id)
        self._sheets.add(
            "orders",
            sale.id, number, "web", sale.status, sale.currency, sale.language,
            person.id if sale.confirmed_ms else None, person.email, json_text(person.address),
            person.country, sale.shipping, array([sale.code.code] if sale.code else []), sale.items_minor,
            sale.discount_minor, sale.shipping_minor, sale.tax_minor, sale.total_minor,
            sale.refusal, sale.trace, stamp(sale.placed_ms),
            stamp(sale.updated_ms or sale.placed_ms), _maybe(sale.confirmed_ms),
            _maybe(sale.shipped_ms), _maybe(sale.arrived_ms), _maybe(sale.cancelled_ms),
        )  # fmt: skip
        for at, line in enumerate(sale.lines, start=1):
            variant, product = line.variant, line.variant.product
            self._sheets.add(
                "order_lines",
                sale.id, at, variant.id, product.id, variant.sku,
                text(product.names[sale.language]), _options(variant.options),
                blob_of(product, variant.options["colour"]), line.quantity, line.unit_minor * 1000,
                line.total_minor, line.discount_minor, line.tax_minor, sale.basis_points,
            )  # fmt: skip

        if sale.arrived_ms is not None:
            products = {line.variant.product.number: line.variant.product for line in sale.lines}
            self.received.append(
                Received(
                    sale.id,
                    number,
                    person,
                    sale.language,
                    sale.arrived_ms,
                    list(products.values()),
                    sale.returned,
                )
            )

    def _number(self) -> str:
        while True:
            drawn = "".join(self._dice.choices(_READABLE, k=8))
            if drawn not in self._numbers:
                self._numbers.add(drawn)
                return f"{drawn[:4]}-{drawn[4:]}"


def _maybe(at_ms: int | None) -> str | None:
    return None if at_ms is None else stamp(at_ms)


def _options(options: Mapping[str, str]) -> str:
    return json_text(dict(options))
