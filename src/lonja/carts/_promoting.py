"""What promotions see of a cart, and what the cart says of them. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, Self
from uuid import UUID

from lonja.promotions import api as promotions
from lonja.promotions.api import Level, Why

TOLERATED: Final = frozenset({Why.NOTHING_LEFT, Why.NOT_COMBINED, Why.SAME, Why.METHOD})
"""A code with one of these stays in the cart: the total that the buyer saw is right without it."""


_WAITS_FOR_MORE: Final = frozenset({Why.NOTHING_LEFT, Why.PROOF, Why.METHOD})


def may_wait(why: Why, *, has_address: bool) -> bool:
    """Such a code may be put in: whom or where it is for is known at the checkout.

    Until then a cart is priced for the shop's own country, which is no reason to refuse a code of
    another.
    """
    return why in _WAITS_FOR_MORE or (why is Why.COUNTRY and not has_address)


def beaten_codes(outcome: promotions.Outcome, *, has_way: bool) -> frozenset[str]:
    """Those that others take the place of.

    What ships free is not among them before a way of shipping is chosen: what it saves is not known.
    """
    return frozenset(
        one.promotion.code
        for one in outcome.missed
        if one.why is Why.NOT_COMBINED and one.promotion.code is not None
        if has_way or one.promotion.level is not Level.SHIPPING
    )


class CodeTaken(StrEnum):
    """What putting a code in has done: it takes something off, alone or in another's place, or waits."""

    APPLIED = "applied"
    REPLACED = "replaced"
    WAITS = "waits"

    @classmethod
    def of(cls, code: str, missed: Mapping[str, "MissedCode"]) -> Self:
        if code in missed:
            return cls.WAITS
        replaces = any(one.why is Why.NOT_COMBINED for one in missed.values())
        return cls.REPLACED if replaces else cls.APPLIED


@dataclass(frozen=True, slots=True)
class Offers:
    """What this cart may use now, and by whom; `local` is `at` in the shop's time zone."""

    candidates: Sequence[promotions.Promotion]
    at: datetime
    local: datetime
    buyer: promotions.Buyer

    @property
    def all_goods(self) -> Iterator[promotions.Goods]:
        """What any of them asks of the goods."""
        for one in self.candidates:
            yield one.rule.goods
            yield one.rule.reward.gets

    @property
    def gifts(self) -> frozenset[UUID]:
        found = (one.rule.reward.variant_id for one in self.candidates)
        return frozenset(variant_id for variant_id in found if variant_id is not None)


@dataclass(frozen=True, slots=True)
class Off:
    """What one promotion takes off a line, off the whole cart, or off its shipping."""

    promotion_id: UUID
    name: str
    code: str | None
    level: Level
    amount_minor: int


@dataclass(frozen=True, slots=True)
class MissedCode:
    """`missing` is how much would make it apply: minor units, or pieces for `quantity`."""

    code: str
    why: Why
    missing: int | None = None


@dataclass(frozen=True, slots=True)
class Hint:
    """So little more (minor units, or pieces) and this promotion applies."""

    name: str
    why: Why
    missing: int
    level: Level


@dataclass(frozen=True, slots=True)
class Told:
    """Of each line its offs, those of all, and which codes take nothing off and why.

    `outdone` names what ships free by itself, but not together with what the cart gets now.
    """

    of_lines: Sequence[Sequence[Off]]
    of_all: Sequence[Off]
    missed: Sequence[MissedCode]
    hint: Hint | None
    outdone: Sequence[str] = ()


def told(outcome: promotions.Outcome, codes: Sequence[str], *, language: str, lines: int) -> Told:
    return Told(
        of_lines=[
            [_off(one, one.parts[at], language) for one in outcome.applied if one.parts[at]]
            for at in range(lines)
        ],
        of_all=[_off(one, one.amount_minor, language) for one in outcome.applied],
        missed=_missed(outcome, codes),
        hint=_hint(outcome, language),
        outdone=[
            one.promotion.name(language)
            for one in outcome.missed
            if one.why is Why.NOT_COMBINED
            and one.promotion.level is Level.SHIPPING
            and one.promotion.code is None
        ],
    )


def _off(applied: promotions.Applied, minor: int, language: str) -> Off:
    one = applied.promotion
    return Off(one.id, one.name(language), one.code, one.level, minor)


def off_of_gift(applied: promotions.Applied, language: str) -> Off:
    return _off(applied, applied.amount_minor, language)


def _missed(outcome: promotions.Outcome, codes: Sequence[str]) -> list[MissedCode]:
    used = {one.promotion.code for one in outcome.applied}
    why: Mapping[str | None, promotions.Missed] = {m.promotion.code: m for m in outcome.missed}
    return [
        MissedCode(code, why[code].why, why[code].missing)
        if code in why
        else MissedCode(code, Why.UNKNOWN)
        for code in codes
        if code not in used
    ]


def _hint(outcome: promotions.Outcome, language: str) -> Hint | None:
    """The nearest by money, else by pieces; of promotions that would combine with what there is.

    Nobody is asked to buy more for shipping that is free already.
    """
    ships_free = any(one.promotion.level is Level.SHIPPING for one in outcome.applied)
    near = [
        missed
        for missed in outcome.missed
        if not (ships_free and missed.promotion.level is Level.SHIPPING)
        if missed.why in {Why.MINIMUM, Why.QUANTITY, Why.PIECES} and missed.missing is not None
        if all(promotions.combines(missed.promotion, one.promotion) for one in outcome.applied)
    ]
    if not near:
        return None
    best = min(near, key=lambda one: (one.why is not Why.MINIMUM, one.missing, one.promotion.id))
    assert best.missing is not None
    return Hint(best.promotion.name(language), best.why, best.missing, best.promotion.level)
