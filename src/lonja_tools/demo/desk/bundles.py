"""What costs less together: a floor with its wall, and a kitchen."""

from typing import Final

from psycopg import AsyncConnection

from lonja.promotions import api as promotions
from lonja.promotions.api import Draft, Part, PromotionStatus, Reward, RewardKind, Rule
from lonja_tools.demo.desk._desk import Desk, products

_BUNDLES: Final = (
    ({"es": "Suelo y pared a juego", "en": "Floor and wall to match"}, ((4, 2), (7, 1)), 12),
    ({"es": "Cocina entera", "en": "A whole kitchen"}, ((5, 1), (9, 1), (11, 1)), 15),
)
"""Names, which products by how featured they are with their pieces, per cent off."""


async def write(db: AsyncConnection, desk: Desk) -> None:
    known = await products(db)
    for names, parts, percent in _BUNDLES:
        reward = Reward(
            RewardKind.BUNDLE,
            percent=percent,
            parts=tuple(Part(known[place].id, pieces) for place, pieces in parts),
        )
        draft = Draft(names, Rule(reward), status=PromotionStatus.ACTIVE)
        await promotions.add_promotion(db, draft, **desk.owner)
