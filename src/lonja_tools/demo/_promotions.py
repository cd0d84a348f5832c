"""Promotions: a welcome, two campaigns a year, one for the trade, thank-you codes, and a draft."""

from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Final

from lonja.kernel.money import divide_half_up
from lonja.promotions.api import Conditions, Reward, RewardKind, Rule, digest_of, rule_text
from lonja_tools.demo._people import Person
from lonja_tools.demo._plan import DAY_MS, Plan, day_ms, stamp, uuid7
from lonja_tools.demo._rows import Sheets, array, json_text

WELCOME: Final = "BIENVENIDA10"
TRADE: Final = "OFICIO8"
_READABLE: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_UNSPENT_NOTES: Final = 60
_LEVELS: Final = ["product", "order", "shipping"]


@dataclass(slots=True)
class Promotion:
    names: dict[str, str]
    percent: int | None = None
    amount_minor: int | None = None
    minimum_minor: int = 0
    starts_ms: int | None = None
    ends_ms: int | None = None
    id: str = ""
    codes: list["Code"] = field(default_factory=list)

    def worth(self, items_minor: int) -> int:
        if self.percent is not None:
            return divide_half_up(items_minor * self.percent, 100)
        assert self.amount_minor is not None
        return min(self.amount_minor, items_minor)

    @property
    def rule(self) -> Rule:
        reward = (
            Reward(RewardKind.ORDER_AMOUNT, amounts={"EUR": self.amount_minor})
            if self.amount_minor is not None
            else Reward(RewardKind.ORDER_PERCENT, percent=self.percent)
        )
        minimum = dict.fromkeys(("EUR", "USD"), self.minimum_minor)
        return Rule(reward, conditions=Conditions(minimum=minimum if self.minimum_minor else {}))


@dataclass(slots=True)
class Code:
    code: str
    promotion: Promotion
    max_uses: int | None = None
    used: int = 0


class Promotions:
    def __init__(self, plan: Plan, sheets: Sheets) -> None:
        self._dice: Random = plan.dice("coupons")  # another name would be another story
        self._ids: Random = plan.dice("promotions")
        self._plan = plan
        self._sheets = sheets
        self._all: list[Promotion] = []
        self._codes: dict[str, Code] = {}
        self._campaigns: list[Code] = []
        self._notes: dict[str, Code] = {}  # unspent thank-you codes, by person
        self._put(
            Promotion({"es": "Bienvenida", "en": "Welcome"}, percent=10, minimum_minor=50_00),
            WELCOME,
        )
        self._put(
            Promotion(
                {"es": "Para el oficio", "en": "For the trade"}, percent=8, minimum_minor=200_00
            ),
            TRADE,
        )
        self._thanks = Promotion(
            {"es": "Gracias por volver", "en": "Thank you for coming back"},
            amount_minor=15_00,
            minimum_minor=120_00,
        )
        self._add(self._thanks)
        for year in range(plan.first_day.year, plan.anchor.year + 1):
            self._campaign(
                f"VERANO{year % 100}", {"es": f"Verano {year}", "en": f"Summer {year}"}, 15,
                date(year, 6, 12), date(year, 7, 10),
            )  # fmt: skip
            self._campaign(
                f"OTONO{year % 100}", {"es": f"Otoño {year}", "en": f"Autumn {year}"}, 12,
                date(year, 9, 18), date(year, 10, 12),
            )  # fmt: skip

    def for_order(self, person: Person, items_minor: int, at_ms: int) -> Code | None:
        """The code that this buyer enters, if any; it is valid for the order."""
        wanted = self._wanted(person, at_ms)
        if wanted is None or items_minor < wanted.promotion.minimum_minor:
            return None
        return wanted

    def _wanted(self, person: Person, at_ms: int) -> Code | None:
        chance = self._dice.random()
        if person.orders == 1:
            return self._codes[WELCOME] if chance < 0.34 else None
        for code in self._campaigns:
            starts, ends = code.promotion.starts_ms, code.promotion.ends_ms
            assert starts is not None
            assert ends is not None
            if starts <= at_ms < ends and person.consents and chance < 0.3:
                return code
        if person.is_trade:
            return self._codes[TRADE] if chance < 0.4 else None
        note = self._notes.get(person.id)
        if note is not None and person.currency == "EUR" and chance < 0.6:
            return note
        return None

    def spend(
        self,
        code: Code,
        order_id: str,
        *,
        email: str,
        language: str,
        currency: str,
        parts: list[int],
        at_ms: int,
        released_ms: int | None,
    ) -> None:
        """`parts` are what comes off each line of the order, in their order."""
        code.used += released_ms is None
        released = None if released_ms is None else stamp(released_ms)
        self._sheets.add(
            "promotion_uses",
            code.promotion.id, order_id, code.code, buyer_digest(email), currency, sum(parts),
            stamp(at_ms), released,
        )  # fmt: skip
        for line, part in enumerate(parts, start=1):
            if part:
                self._sheets.add(
                    "order_discounts",
                    order_id, line, 0, code.promotion.id, code.promotion.names[language],
                    code.code, "order", part,
                )  # fmt: skip
        if released_ms is None and code.max_uses == 1:
            self._notes = {who: note for who, note in self._notes.items() if note is not code}

    def thank(self, person: Person) -> None:
        """A personal code of 15 euros, good once, for the third order."""
        if person.orders == 3 and not person.is_trade and person.currency == "EUR":
            self._notes[person.id] = self._note()

    def write(self) -> None:
        for _ in range(_UNSPENT_NOTES):
            self._note()
        since = stamp(self._plan.start_ms)
        for one in self._all:
            self._row(one.id, one.names, one.rule, "order", one.starts_ms, one.ends_ms)
            for code in one.codes:
                self._sheets.add(
                    "promotion_codes", code.code, one.id, None, code.max_uses, code.used, since
                )
        three = Rule(Reward(RewardKind.CHEAPEST_FREE, buy=3, get=1))
        self._row(
            self._id(), {"es": "3 por 2", "en": "3 for 2"}, three, "product", None, None,
            status="draft",
        )  # fmt: skip

    def _row(
        self,
        promotion_id: str,
        names: dict[str, str],
        rule: Rule,
        level: str,
        starts_ms: int | None,
        ends_ms: int | None,
        *,
        status: str = "active",
    ) -> None:
        since = stamp(self._plan.start_ms)
        self._sheets.add(
            "promotions",
            promotion_id, status, json_text(names), rule_text(rule), level, status == "active",
            array(_LEVELS), 0, _maybe(starts_ms), _maybe(ends_ms), since, since,
        )  # fmt: skip

    def _note(self) -> Code:
        while True:
            text = "GRACIAS-" + "".join(self._dice.choices(_READABLE, k=5))
            if text not in self._codes:
                return self._code(self._thanks, text, max_uses=1)

    def _campaign(
        self, text: str, names: dict[str, str], percent: int, starts: date, ends: date
    ) -> None:
        if day_ms(ends) <= self._plan.start_ms or day_ms(starts) > self._plan.end_ms + 30 * DAY_MS:
            return
        promotion = Promotion(
            names,
            percent=percent,
            minimum_minor=150_00,
            starts_ms=day_ms(starts),
            ends_ms=day_ms(ends),
        )
        self._campaigns.append(self._put(promotion, text))

    def _put(self, promotion: Promotion, text: str) -> Code:
        self._add(promotion)
        return self._code(promotion, text)

    def _add(self, promotion: Promotion) -> None:
        promotion.id = self._id()
        self._all.append(promotion)

    def _code(self, promotion: Promotion, text: str, *, max_uses: int | None = None) -> Code:
        code = Code(text, promotion, max_uses)
        promotion.codes.append(code)
        self._codes[text] = code
        return code

    def _id(self) -> str:
        return uuid7(self._ids, self._plan.start_ms)


def buyer_digest(email: str) -> str:
    """As COPY's text writes bytes."""
    return "\\\\x" + digest_of(email).hex()


def _maybe(at_ms: int | None) -> str | None:
    return None if at_ms is None else stamp(at_ms)
