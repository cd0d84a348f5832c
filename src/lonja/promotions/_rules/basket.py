"""What promotions look at, and what they say of it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from lonja.promotions._rules.rule import Goods, Level, Rule, Trait


class PromotionStatus(StrEnum):
    DRAFT = "draft"
    ACTIVE = "active"
    PAUSED = "paused"


class Why(StrEnum):
    """Why a promotion or a code takes nothing off."""

    UNKNOWN = "unknown"
    PAUSED = "paused"
    NOT_STARTED = "not_started"
    ENDED = "ended"
    SPENT = "spent"
    USED_BY_YOU = "used_by_you"
    FIRST_ORDER = "first_order"
    PROOF = "proof"
    GROUP = "group"
    COUNTRY = "country"
    HOURS = "hours"
    CURRENCY = "currency"
    GOODS = "goods"
    MINIMUM = "minimum"
    QUANTITY = "quantity"
    PIECES = "pieces"
    GIFT_OUT = "gift_out"
    METHOD = "method"
    SAME = "same"
    NOT_COMBINED = "not_combined"
    NOTHING_LEFT = "nothing_left"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Promotion:
    """`code` is the one that the cart brought; `used` counts that code's or the whole's uses."""

    id: UUID
    version: int
    names: Mapping[str, str]
    rule: Rule
    status: PromotionStatus
    combines_with: frozenset[Level]
    priority: int
    starts_at: datetime | None
    ends_at: datetime | None
    is_spent: bool
    max_per_buyer: int | None
    code: str | None = None

    @property
    def level(self) -> Level:
        return self.rule.reward.level

    def name(self, language: str) -> str:
        return self.names.get(language) or next(iter(self.names.values()), self.code or "")


@dataclass(frozen=True, slots=True)
class Item:
    """Of one variant; `variant_id` is what tells lines apart, wherever they stand in the cart."""

    variant_id: UUID
    product_id: UUID | None
    categories: frozenset[UUID]
    unit_minor: int
    quantity: int
    is_reduced: bool = False
    collections: frozenset[UUID] = frozenset()
    tags: frozenset[str] = frozenset()
    traits: frozenset[Trait] = frozenset()

    def is_among(self, goods: Goods) -> bool:
        if goods.except_reduced and self.is_reduced:
            return False
        return (
            goods.is_everything
            or self.product_id in goods.products
            or not self.categories.isdisjoint(goods.categories)
            or not self.collections.isdisjoint(goods.collections)
            or not self.tags.isdisjoint(goods.tags)
            or not self.traits.isdisjoint(goods.traits)
        )


@dataclass(frozen=True, slots=True)
class GiftStock:
    unit_minor: int
    free: int


@dataclass(frozen=True, slots=True)
class Buyer:
    """Who has not said their address yet is taken for new.

    It is looked at again at the order. `groups` and `segments` are those of the address that was
    proved to be the buyer's, if one was.
    """

    has_ordered: bool = False
    is_proven: bool = False
    groups: frozenset[UUID] = frozenset()
    segments: frozenset[UUID] = frozenset()
    uses: Mapping[UUID, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Way:
    """How it is sent: `is_cheapest` of those that cost something."""

    code: str
    minor: int
    is_cheapest: bool = True


@dataclass(frozen=True, slots=True)
class Basket:
    """`local` is `at` in the shop's time zone; `way` is None until one is chosen."""

    items: Sequence[Item]
    currency: str
    country: str
    at: datetime
    local: datetime
    way: Way | None = None
    buyer: Buyer = Buyer()
    gifts: Mapping[UUID, GiftStock] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Gift:
    variant_id: UUID
    quantity: int
    unit_minor: int


@dataclass(frozen=True, slots=True)
class Applied:
    """`parts` is what it takes off each item of the basket, in the basket's order."""

    promotion: Promotion
    parts: tuple[int, ...]
    shipping_minor: int = 0
    gift: Gift | None = None

    @property
    def amount_minor(self) -> int:
        gift = self.gift.unit_minor * self.gift.quantity if self.gift else 0
        return sum(self.parts) + self.shipping_minor + gift


@dataclass(frozen=True, slots=True)
class Missed:
    """`missing` is how many minor units or pieces would make it apply, where that would; of the
    pieces of a bundle it says nothing of which.
    """

    promotion: Promotion
    why: Why
    missing: int | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """`discounts` and the shipping discount are the sums of what was applied."""

    applied: tuple[Applied, ...]
    missed: tuple[Missed, ...]
    discounts: tuple[int, ...]
    shipping_discount_minor: int


NOTHING: Final = Outcome((), (), (), 0)
