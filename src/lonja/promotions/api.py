"""The door to promotions and their codes."""

from lonja.promotions._applying import apply
from lonja.promotions._basket import (
    Applied,
    Basket,
    Buyer,
    Gift,
    GiftStock,
    Item,
    Missed,
    Outcome,
    Promotion,
    PromotionStatus,
    Why,
)
from lonja.promotions._rule import (
    Conditions,
    Goods,
    Level,
    Reward,
    RewardKind,
    Rule,
    Tier,
)

__all__ = [
    "Applied",
    "Basket",
    "Buyer",
    "Conditions",
    "Gift",
    "GiftStock",
    "Goods",
    "Item",
    "Level",
    "Missed",
    "Outcome",
    "Promotion",
    "PromotionStatus",
    "Reward",
    "RewardKind",
    "Rule",
    "Tier",
    "Why",
    "apply",
]
