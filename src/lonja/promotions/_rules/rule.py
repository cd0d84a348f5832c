"""A promotion's rule: for which carts it is, on which goods, and what it takes off. Pure."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final
from uuid import UUID


class Level(StrEnum):
    """What a promotion takes from; they are applied in this order."""

    PRODUCT = "product"
    ORDER = "order"
    SHIPPING = "shipping"


class RewardKind(StrEnum):
    PERCENT_OFF = "percent_off"
    AMOUNT_OFF = "amount_off"
    FIXED_PRICE = "fixed_price"
    TIERS = "tiers"
    BUY_X_GET_Y = "buy_x_get_y"
    CHEAPEST_FREE = "cheapest_free"
    BUNDLE = "bundle"
    GIFT = "gift"
    ORDER_PERCENT = "order_percent"
    ORDER_AMOUNT = "order_amount"
    FREE_SHIPPING = "free_shipping"


_LEVELS: Final = {
    RewardKind.ORDER_PERCENT: Level.ORDER,
    RewardKind.ORDER_AMOUNT: Level.ORDER,
    RewardKind.FREE_SHIPPING: Level.SHIPPING,
}


@dataclass(frozen=True, slots=True, order=True)
class Trait:
    """An option or an attribute of goods with one of its values: size and 20x20."""

    key: str
    value: str


@dataclass(frozen=True, slots=True)
class Goods:
    """What is in any of these; everything where nothing is named. A kind of goods is a field here.

    Tags are in small letters.
    """

    products: tuple[UUID, ...] = ()
    categories: tuple[UUID, ...] = ()
    collections: tuple[UUID, ...] = ()
    tags: tuple[str, ...] = ()
    traits: tuple[Trait, ...] = ()
    except_reduced: bool = False

    @property
    def is_everything(self) -> bool:
        return not (
            self.products or self.categories or self.collections or self.tags or self.traits
        )


@dataclass(frozen=True, slots=True)
class Tier:
    from_quantity: int
    percent: int


@dataclass(frozen=True, slots=True)
class Part:
    """Of a bundle: so many pieces of a product, whichever its variants."""

    product_id: UUID
    quantity: int = 1


@dataclass(frozen=True, slots=True)
class Reward:
    """`amounts` are minor units by currency: a currency without one is not rewarded.

    Buy `buy` of the rule's goods and get `get` of `gets` with `percent` off, at most `at_most`
    times in an order; or of each `buy` of the goods the cheapest `get` are free.

    A bundle is all of its `parts` together, for one of `amounts` or with `percent` off.

    Free is the way of shipping that is among `methods` (codes), or the cheapest that costs something.
    """

    kind: RewardKind
    percent: int | None = None
    amounts: Mapping[str, int] = field(default_factory=dict)
    tiers: tuple[Tier, ...] = ()
    buy: int | None = None
    get: int | None = None
    gets: Goods = Goods()
    at_most: int | None = None
    variant_id: UUID | None = None
    methods: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()

    @property
    def level(self) -> Level:
        return _LEVELS.get(self.kind, Level.PRODUCT)


@dataclass(frozen=True, slots=True)
class Conditions:
    """`minimum` and `minimum_quantity` count the rule's goods at their prices, before promotions.

    Weekdays count from Monday as 0; minutes are of the day in the shop's time zone, and a window
    that ends before it starts goes over midnight.

    `groups` and `segments` are of customers; being in one is enough. It counts once buyers have
    proved that the e-mail address is theirs, which `needs_proof` asks of everybody.
    """

    minimum: Mapping[str, int] = field(default_factory=dict)
    minimum_quantity: int = 0
    is_first_order: bool = False
    groups: tuple[UUID, ...] = ()
    segments: tuple[UUID, ...] = ()
    needs_proof: bool = False
    countries: tuple[str, ...] = ()
    weekdays: tuple[int, ...] = ()
    from_minute: int | None = None
    until_minute: int | None = None

    @property
    def is_personal(self) -> bool:
        """It is for buyers who have proved who they are."""
        return bool(self.groups or self.segments) or self.needs_proof

    @property
    def is_timed(self) -> bool:
        return bool(self.weekdays) or self.from_minute is not None


@dataclass(frozen=True, slots=True)
class Rule:
    reward: Reward
    goods: Goods = Goods()
    conditions: Conditions = field(default_factory=Conditions)


def rule_text(rule: Rule) -> str:
    """The same text for rules that do the same: nothing in it is a name or an id of the rule."""
    return json.dumps(asdict(rule), default=str, sort_keys=True)


@lru_cache(2048)
def rule_of_text(text: str) -> Rule:
    return rule_of(json.loads(text))


def rule_of(facts: Mapping[str, Any]) -> Rule:
    reward = dict(facts["reward"])
    gift = reward.get("variant_id")
    return Rule(
        reward=Reward(
            **reward
            | {
                "kind": RewardKind(reward["kind"]),
                "tiers": tuple(Tier(**tier) for tier in reward.get("tiers", ())),
                "gets": _goods(reward.get("gets", {})),
                "methods": tuple(reward.get("methods", ())),
                "parts": tuple(
                    Part(UUID(str(part["product_id"])), part["quantity"])
                    for part in reward.get("parts", ())
                ),
                "variant_id": None if gift is None else UUID(str(gift)),
            }
        ),
        goods=_goods(facts.get("goods", {})),
        conditions=Conditions(
            **dict(facts.get("conditions", {}))
            | {
                name: tuple(facts.get("conditions", {}).get(name, ()))
                for name in ("countries", "weekdays")
            }
            | {
                name: tuple(UUID(str(one)) for one in facts.get("conditions", {}).get(name, ()))
                for name in ("groups", "segments")
            }
        ),
    )


def _goods(facts: Mapping[str, Any]) -> Goods:
    return Goods(
        products=tuple(UUID(str(one)) for one in facts.get("products", ())),
        categories=tuple(UUID(str(one)) for one in facts.get("categories", ())),
        collections=tuple(UUID(str(one)) for one in facts.get("collections", ())),
        tags=tuple(facts.get("tags", ())),
        traits=tuple(Trait(**one) for one in facts.get("traits", ())),
        except_reduced=facts.get("except_reduced", False),
    )
