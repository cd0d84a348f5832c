"""Discount codes: a welcome, two campaigns a year, one for the trade, and thank-you codes."""

from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Final

from lonja.kernel.money import divide_half_up
from lonja_tools.demo._people import Person
from lonja_tools.demo._plan import DAY_MS, Plan, day_ms, stamp
from lonja_tools.demo._rows import Sheets

WELCOME: Final = "BIENVENIDA10"
TRADE: Final = "OFICIO8"
_READABLE: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_UNSPENT_NOTES: Final = 60


@dataclass(slots=True)
class Coupon:
    code: str
    percent: int | None = None
    amount_minor: int | None = None
    minimum_minor: int = 0
    max_uses: int | None = None
    starts_ms: int | None = None
    ends_ms: int | None = None
    used: int = 0

    def worth(self, items_minor: int) -> int:
        if self.percent is not None:
            return divide_half_up(items_minor * self.percent, 100)
        assert self.amount_minor is not None
        return min(self.amount_minor, items_minor)


class Coupons:
    def __init__(self, plan: Plan, sheets: Sheets) -> None:
        self._dice: Random = plan.dice("coupons")
        self._plan = plan
        self._sheets = sheets
        self._all: dict[str, Coupon] = {}
        self._campaigns: list[Coupon] = []
        self._notes: dict[str, Coupon] = {}  # unspent thank-you codes, by person
        self._put(Coupon(WELCOME, percent=10, minimum_minor=50_00))
        self._put(Coupon(TRADE, percent=8, minimum_minor=200_00))
        for year in range(plan.first_day.year, plan.anchor.year + 1):
            self._campaign(f"VERANO{year % 100}", 15, date(year, 6, 12), date(year, 7, 10))
            self._campaign(f"OTONO{year % 100}", 12, date(year, 9, 18), date(year, 10, 12))

    def for_order(self, person: Person, items_minor: int, at_ms: int) -> Coupon | None:
        """The code that this buyer enters, if any; it is valid for the order."""
        wanted = self._wanted(person, at_ms)
        if wanted is None or items_minor < wanted.minimum_minor:
            return None
        return wanted

    def _wanted(self, person: Person, at_ms: int) -> Coupon | None:
        chance = self._dice.random()
        if person.orders == 1:
            return self._all[WELCOME] if chance < 0.34 else None
        for coupon in self._campaigns:
            assert coupon.starts_ms is not None
            assert coupon.ends_ms is not None
            if coupon.starts_ms <= at_ms < coupon.ends_ms and person.consents and chance < 0.3:
                return coupon
        if person.is_trade:
            return self._all[TRADE] if chance < 0.4 else None
        note = self._notes.get(person.id)
        if note is not None and person.currency == "EUR" and chance < 0.6:
            return note
        return None

    def spend(self, code: str, order_id: str, at_ms: int, released_ms: int | None) -> None:
        coupon = self._all[code]
        coupon.used += released_ms is None
        released = None if released_ms is None else stamp(released_ms)
        self._sheets.add("coupon_uses", code, order_id, stamp(at_ms), released)
        if released_ms is None and coupon.max_uses == 1:
            self._notes = {who: note for who, note in self._notes.items() if note is not coupon}

    def thank(self, person: Person) -> None:
        """A personal code of 15 euros, good once, for the third order."""
        if person.orders == 3 and not person.is_trade and person.currency == "EUR":
            self._notes[person.id] = self._note()

    def write(self) -> None:
        for _ in range(_UNSPENT_NOTES):
            self._note()
        for coupon in self._all.values():
            self._sheets.add(
                "coupons",
                coupon.code, coupon.percent, coupon.amount_minor,
                None if coupon.amount_minor is None else "EUR", coupon.minimum_minor,
                coupon.max_uses, coupon.used, _maybe(coupon.starts_ms), _maybe(coupon.ends_ms),
            )  # fmt: skip

    def _note(self) -> Coupon:
        while True:
            code = "GRACIAS-" + "".join(self._dice.choices(_READABLE, k=5))
            if code not in self._all:
                return self._put(Coupon(code, amount_minor=15_00, minimum_minor=120_00, max_uses=1))

    def _campaign(self, code: str, percent: int, starts: date, ends: date) -> None:
        if day_ms(ends) <= self._plan.start_ms or day_ms(starts) > self._plan.end_ms + 30 * DAY_MS:
            return
        coupon = Coupon(
            code,
            percent=percent,
            minimum_minor=150_00,
            starts_ms=day_ms(starts),
            ends_ms=day_ms(ends),
        )
        self._campaigns.append(self._put(coupon))

    def _put(self, coupon: Coupon) -> Coupon:
        self._all[coupon.code] = coupon
        return coupon


def _maybe(at_ms: int | None) -> str | None:
    return None if at_ms is None else stamp(at_ms)
