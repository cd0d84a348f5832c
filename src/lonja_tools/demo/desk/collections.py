"""Collections: put together by hand with a picture of their own, and by rules."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.actions.write_collection import add_collection
from lonja.collections.api import CollectionDraft, CollectionPicture, Condition, ConditionKind
from lonja.content import api as content
from lonja.content.api import File, FileUse
from lonja.kernel.db import rows
from lonja_tools.demo._covers import COVERS, EDGE_PX
from lonja_tools.demo.desk._desk import Desk

_BY_HAND: Final = {
    "cocinas-con-historia": {
        "es": (
            "Cocinas con historia",
            "Hidráulicos y talaveras para un frente que se mira dos veces.",
        ),
        "en": ("Kitchens with a story", "Cement and Talavera for a wall that is looked at twice."),
    },
    "banos-de-agua-y-luz": {
        "es": ("Baños de agua y luz", "Zellige y metro: el brillo cambia con cada hora."),
        "en": (
            "Baths of water and light",
            "Zellige and metro tiles: the gleam changes by the hour.",
        ),
    },
    "terrazas-y-patios": {
        "es": ("Terrazas y patios", "Barro y cemento que aguantan sol, lluvia y macetas."),
        "en": ("Terraces and patios", "Clay and cement that stand sun, rain and flowerpots."),
    },
}
_CATEGORIES: Final = {
    "cocinas-con-historia": ["hidraulicos", "talavera", "delft"],
    "banos-de-agua-y-luz": ["zellige", "metro", "hexagonos"],
    "terrazas-y-patios": ["barro-y-cemento", "andalusi"],
}
_BY_RULE: Final = {
    "en-oferta": (
        {"es": ("En oferta", "Rebajas de este mes."), "en": ("On offer", "Reduced this month.")},
        Condition(ConditionKind.ON_SALE),
        "price",
    ),
    "hasta-30-euros": (
        {
            "es": ("Hasta 30 € el metro", "Mucho suelo por poco dinero, y hay existencias."),
            "en": ("Up to €30 a metre", "A lot of floor for little money, and in stock."),
        },
        Condition(ConditionKind.PRICE, key="EUR", low=1, high=3_000),
        "price",
    ),
    "premiados": (
        {
            "es": ("Premiados en 2026", "Los que se llevaron una medalla en la feria."),
            "en": ("Awarded in 2026", "Those that took a medal home from the fair."),
        },
        Condition(ConditionKind.TAG, values=("premio 2026",)),
        "featured",
    ),
}  # fmt: skip
_CHOSEN: Final = 16


async def write(db: AsyncConnection, desk: Desk) -> None:
    for slug, words in _BY_HAND.items():
        cover = COVERS[slug]
        file = File(cover.blob, FileUse.BLOCK, "image/webp", EDGE_PX, EDGE_PX)
        await content.add_file(db, file, **desk.clerk)
        picture = CollectionPicture(cover.blob, cover.alt)
        chosen = await _of_categories(db, _CATEGORIES[slug])
        draft = CollectionDraft(slug, _texts(words), products=chosen, picture=picture)
        await add_collection(db, draft, **desk.clerk)
    for slug, (words, condition, sort) in _BY_RULE.items():
        draft = CollectionDraft(
            slug, _texts(words), by_rule=True, conditions=[condition], sort=sort
        )
        await add_collection(db, draft, **desk.clerk)


def _texts(words: dict[str, tuple[str, str]]) -> dict[str, dict[str, str]]:
    return {
        language: {"name": name, "description": description}
        for language, (name, description) in words.items()
    }


async def _of_categories(db: AsyncConnection, categories: Sequence[str]) -> list[UUID]:
    return await rows(
        db,
        UUID,
        "SELECT p.id FROM products p JOIN categories c ON c.id = p.category_id"
        " WHERE c.slug = ANY(%(categories)s) ORDER BY p.featured DESC, p.slug LIMIT %(limit)s",
        categories=list(categories),
        limit=_CHOSEN,
    )
