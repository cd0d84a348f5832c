"""All SQL of collections."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from lonja.collections._collection import Collection, CollectionDraft
from lonja.kernel.db import first, one, rows, run

_COLUMNS = (
    "c.id, c.slug, c.texts, c.by_rule, c.matches_any, c.conditions, c.sort, c.starts_at,"
    " c.ends_at, c.version, c.filling_since, c.picture, (SELECT count(*) FROM collection_products p"
    " WHERE p.collection_id = c.id AND (p.until IS NULL OR p.until > now())) AS products"
)


@dataclass(frozen=True, slots=True)
class Member:
    collection_id: UUID
    product_id: UUID


async def moment(db: AsyncConnection) -> datetime:
    """When this transaction began."""
    return await one(db, datetime, "SELECT now()")


async def get(db: AsyncConnection, collection_id: UUID, *, lock: bool = False) -> Collection | None:
    return await first(
        db,
        Collection,
        f"SELECT {_COLUMNS} FROM collections c WHERE c.id = %(id)s"
        + (" FOR NO KEY UPDATE OF c" if lock else ""),
        id=collection_id,
    )


async def at_address(db: AsyncConnection, slug: str, language: str) -> Collection | None:
    """Where it stands in this language, else in another, else where it once stood."""
    return await first(
        db,
        Collection,
        f"SELECT {_COLUMNS} FROM collections c WHERE c.id = (SELECT id FROM"
        " (SELECT id, 1 AS turn FROM collections"
        "  WHERE coalesce(nullif(texts -> %(language)s::text ->> 'slug', ''), slug) = %(slug)s"
        " UNION ALL SELECT id, 2 FROM collections WHERE slug = %(slug)s"
        " UNION ALL SELECT id, 3 FROM collections, jsonb_each(texts) AS t (code, said)"
        "  WHERE t.said ->> 'slug' = %(slug)s"
        " UNION ALL SELECT collection_id, CASE language WHEN %(language)s THEN 4 ELSE 5 END"
        "  FROM collection_redirects WHERE slug = %(slug)s) AS a ORDER BY turn, id LIMIT 1)",
        slug=slug,
        language=language,
    )


async def lock_addresses(db: AsyncConnection) -> None:
    """One writer of addresses at a time: two at once would each see theirs free."""
    await run(db, "SELECT pg_advisory_xact_lock(hashtext('collections'))")


async def leave(
    db: AsyncConnection,
    collection_id: UUID,
    *,
    left: Mapping[str, str],
    taken: Mapping[str, str],
    now: datetime,
) -> None:
    """From now on the addresses that it left lead to it, and those that it took to nobody else."""
    await run(
        db,
        "DELETE FROM collection_redirects r"
        " USING jsonb_each_text(%(taken)s::jsonb) AS t (language, slug)"
        " WHERE (r.language, r.slug) = (t.language, t.slug)",
        taken=json.dumps(dict(taken)),
    )
    await run(
        db,
        "INSERT INTO collection_redirects (language, slug, collection_id, at)"
        " SELECT l.language, l.slug, %(id)s, %(now)s"
        " FROM jsonb_each_text(%(left)s::jsonb) AS l (language, slug)"
        " ON CONFLICT (language, slug) DO UPDATE SET collection_id = excluded.collection_id,"
        " at = excluded.at",
        id=collection_id,
        left=json.dumps(dict(left)),
        now=now,
    )


async def all_collections(db: AsyncConnection) -> list[Collection]:
    return await rows(
        db, Collection, f"SELECT {_COLUMNS} FROM collections c ORDER BY c.slug LIMIT 300"
    )


async def rules(db: AsyncConnection) -> list[Collection]:
    """Collections by rule, in the order of their ids; their products are not counted."""
    return await rows(
        db,
        Collection,
        "SELECT id, slug, texts, by_rule, matches_any, conditions, sort, starts_at, ends_at,"
        " version, filling_since, 0 AS products FROM collections WHERE by_rule"
        " ORDER BY id LIMIT 300",
    )


async def insert(db: AsyncConnection, collection_id: UUID, draft: CollectionDraft) -> bool:
    """False where another collection has the slug."""
    return bool(
        await run(
            db,
            "INSERT INTO collections (id, slug, texts, by_rule, matches_any, conditions, sort,"
            " starts_at, ends_at, picture, filling_since) VALUES (%(id)s, %(slug)s, %(texts)s::jsonb,"
            " %(by_rule)s, %(matches_any)s, %(conditions)s::jsonb, %(sort)s, %(starts_at)s,"
            " %(ends_at)s, %(picture)s::jsonb, CASE WHEN %(by_rule)s THEN now() END) ON CONFLICT DO NOTHING",
            id=collection_id,
            **_written(draft),
        )
    )


async def update(db: AsyncConnection, collection_id: UUID, draft: CollectionDraft) -> bool:
    """False where another collection has the slug."""
    return bool(
        await run(
            db,
            "UPDATE collections SET slug = %(slug)s, texts = %(texts)s::jsonb,"
            " by_rule = %(by_rule)s, matches_any = %(matches_any)s,"
            " conditions = %(conditions)s::jsonb, sort = %(sort)s, starts_at = %(starts_at)s,"
            " ends_at = %(ends_at)s, picture = %(picture)s::jsonb, version = version + 1,"
            " filling_since = CASE WHEN %(by_rule)s THEN now() END WHERE id = %(id)s AND NOT EXISTS"
            " (SELECT FROM collections o WHERE o.slug = %(slug)s AND o.id <> %(id)s)",
            id=collection_id,
            **_written(draft),
        )
    )


async def delete(db: AsyncConnection, collection_id: UUID) -> None:
    """With its list of products."""
    await run(db, "DELETE FROM collections WHERE id = %(id)s", id=collection_id)


async def filled(db: AsyncConnection, collection_id: UUID, version: int) -> None:
    await run(
        db,
        "UPDATE collections SET filling_since = NULL WHERE id = %(id)s AND version = %(version)s",
        id=collection_id,
        version=version,
    )


async def take_stuck(db: AsyncConnection, *, before: datetime, limit: int) -> list[Collection]:
    """Those that began to be filled before that, beginning again now."""
    return await rows(
        db,
        Collection,
        "UPDATE collections SET filling_since = now() WHERE id IN (SELECT id FROM collections"
        " WHERE filling_since < %(before)s ORDER BY id LIMIT %(limit)s FOR UPDATE SKIP LOCKED)"
        " RETURNING id, slug, texts, by_rule, matches_any, conditions, sort, starts_at, ends_at,"
        " version, filling_since, 0 AS products",
        before=before,
        limit=limit,
    )


async def products_of(db: AsyncConnection, collection_id: UUID, limit: int) -> list[UUID]:
    """In their order."""
    return await rows(
        db,
        UUID,
        "SELECT product_id FROM collection_products WHERE collection_id = %(id)s"
        " AND (until IS NULL OR until > now()) ORDER BY position, product_id LIMIT %(limit)s",
        id=collection_id,
        limit=limit,
    )


async def chosen(db: AsyncConnection, collection_ids: Sequence[UUID]) -> list[Member]:
    """What staff put into these, in their order."""
    return await rows(
        db,
        Member,
        "SELECT collection_id, product_id FROM collection_products"
        " WHERE collection_id = ANY(%(ids)s) ORDER BY collection_id, position, product_id",
        ids=list(collection_ids),
    )


async def set_products(
    db: AsyncConnection, collection_id: UUID, product_ids: Sequence[UUID]
) -> list[UUID]:
    """They are its products, in this order; who came or went."""
    gone = await rows(
        db,
        UUID,
        "DELETE FROM collection_products WHERE collection_id = %(id)s"
        " AND product_id <> ALL(%(products)s::uuid[]) RETURNING product_id",
        id=collection_id,
        products=list(product_ids),
    )
    there = set(
        await rows(
            db,
            UUID,
            "SELECT product_id FROM collection_products WHERE collection_id = %(id)s"
            " ORDER BY product_id LIMIT 100000",
            id=collection_id,
        )
    )
    await run(
        db,
        "INSERT INTO collection_products (collection_id, product_id, position)"
        " SELECT %(id)s, o.id, o.at FROM unnest(%(products)s::uuid[]) WITH ORDINALITY o (id, at)"
        " ON CONFLICT (collection_id, product_id)"
        " DO UPDATE SET position = excluded.position, until = NULL",
        id=collection_id,
        products=list(product_ids),
    )
    return [*gone, *(one for one in product_ids if one not in there)]


async def put_in(db: AsyncConnection, collection_id: UUID, product_id: UUID) -> int:
    """As its last product; 0 where it is in it already."""
    return await run(
        db,
        "INSERT INTO collection_products (collection_id, product_id, position)"
        " SELECT %(id)s, %(product)s, coalesce(max(position), 0) + 1 FROM collection_products"
        " WHERE collection_id = %(id)s ON CONFLICT DO NOTHING",
        id=collection_id,
        product=product_id,
    )


async def take_out(db: AsyncConnection, collection_id: UUID, product_id: UUID) -> int:
    return await run(
        db,
        "DELETE FROM collection_products WHERE collection_id = %(id)s AND product_id = %(product)s",
        id=collection_id,
        product=product_id,
    )


async def touch(db: AsyncConnection, collection_id: UUID) -> None:
    await run(
        db, "UPDATE collections SET version = version + 1 WHERE id = %(id)s", id=collection_id
    )


async def set_members(
    db: AsyncConnection,
    rule_ids: Sequence[UUID],
    product_ids: Sequence[UUID],
    wanted: Mapping[tuple[UUID, UUID], datetime | None],
) -> None:
    """Of these collections by rule, these products are in the wanted ones and in no other."""
    pairs = sorted(wanted)
    await run(
        db,
        "WITH wanted AS (SELECT * FROM unnest(%(collections)s::uuid[], %(members)s::uuid[],"
        " %(untils)s::timestamptz[]) AS w(collection_id, product_id, until)),"
        " gone AS (DELETE FROM collection_products p WHERE p.product_id = ANY(%(products)s)"
        " AND p.collection_id = ANY(%(rules)s) AND NOT EXISTS (SELECT FROM wanted w"
        " WHERE w.collection_id = p.collection_id AND w.product_id = p.product_id))"
        " INSERT INTO collection_products (collection_id, product_id, until)"
        " SELECT collection_id, product_id, until FROM wanted"
        " ON CONFLICT (collection_id, product_id) DO UPDATE SET until = excluded.until"
        " WHERE collection_products.until IS DISTINCT FROM excluded.until",
        collections=[one for one, _ in pairs],
        members=[one for _, one in pairs],
        untils=[wanted[one] for one in pairs],
        products=list(product_ids),
        rules=list(rule_ids),
    )


async def members(db: AsyncConnection, product_ids: Sequence[UUID]) -> list[Member]:
    """In which collections these products are now."""
    return await rows(
        db,
        Member,
        "SELECT collection_id, product_id FROM collection_products"
        " WHERE product_id = ANY(%(ids)s) AND (until IS NULL OR until > now())"
        " ORDER BY product_id, collection_id",
        ids=list(product_ids),
    )


async def over(db: AsyncConnection, limit: int) -> list[UUID]:
    """Products that were new in some collection, and are no more."""
    return await rows(
        db,
        UUID,
        "SELECT DISTINCT product_id FROM (SELECT product_id FROM collection_products"
        " WHERE until <= now() ORDER BY until LIMIT %(limit)s) AS ended ORDER BY product_id",
        limit=limit,
    )


async def forget_over(db: AsyncConnection, product_ids: Sequence[UUID]) -> None:
    await run(
        db,
        "DELETE FROM collection_products WHERE product_id = ANY(%(ids)s) AND until <= now()",
        ids=list(product_ids),
    )


def _written(draft: CollectionDraft) -> dict[str, Any]:
    return {
        "slug": draft.slug,
        "texts": json.dumps({language: dict(text) for language, text in draft.texts.items()}),
        "by_rule": draft.by_rule,
        "matches_any": draft.matches_any,
        "conditions": json.dumps([asdict(one) for one in draft.conditions]),
        "sort": draft.sort,
        "starts_at": draft.starts_at,
        "ends_at": draft.ends_at,
        "picture": draft.picture and json.dumps(asdict(draft.picture)),
    }
