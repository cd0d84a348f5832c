"""All SQL of product types."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from uuid import UUID

from psycopg import AsyncConnection

from lonja.catalog._types.defining import Attribute, TypeDraft
from lonja.kernel.db import first, rows, run

_COLUMNS = (
    "t.id, t.code, t.names, t.attributes, t.version,"
    " (SELECT count(*) FROM products p WHERE p.type_id = t.id) AS products"
)


@dataclass(frozen=True, slots=True)
class StoredType:
    id: UUID
    code: str
    names: Mapping[str, str]
    attributes: list[Attribute]
    version: int
    products: int


@dataclass(frozen=True, slots=True)
class TypedAttributes:
    attributes: list[Attribute]


async def get(db: AsyncConnection, type_id: UUID, *, lock: bool = False) -> StoredType | None:
    return await first(
        db,
        StoredType,
        f"SELECT {_COLUMNS} FROM product_types t WHERE t.id = %(id)s"
        + (" FOR NO KEY UPDATE OF t" if lock else ""),
        id=type_id,
    )


async def all_types(db: AsyncConnection) -> list[StoredType]:
    return await rows(
        db, StoredType, f"SELECT {_COLUMNS} FROM product_types t ORDER BY t.code LIMIT 200"
    )


async def attributes_of(db: AsyncConnection, type_id: UUID) -> list[Attribute] | None:
    found = await first(
        db,
        TypedAttributes,
        "SELECT attributes FROM product_types WHERE id = %(id)s",
        id=type_id,
    )
    return None if found is None else found.attributes


async def all_attributes(db: AsyncConnection) -> list[TypedAttributes]:
    return await rows(
        db, TypedAttributes, "SELECT attributes FROM product_types ORDER BY code LIMIT 200"
    )


async def insert(db: AsyncConnection, type_id: UUID, draft: TypeDraft) -> bool:
    """False where another type has the code."""
    return bool(
        await run(
            db,
            "INSERT INTO product_types (id, code, names, attributes)"
            " VALUES (%(id)s, %(code)s, %(names)s::jsonb, %(attributes)s::jsonb)"
            " ON CONFLICT DO NOTHING",
            id=type_id,
            **_written(draft),
        )
    )


async def update(db: AsyncConnection, type_id: UUID, draft: TypeDraft) -> bool:
    """False where another type has the code."""
    return bool(
        await run(
            db,
            "UPDATE product_types SET code = %(code)s, names = %(names)s::jsonb,"
            " attributes = %(attributes)s::jsonb, version = version + 1 WHERE id = %(id)s"
            " AND NOT EXISTS"
            " (SELECT FROM product_types o WHERE o.code = %(code)s AND o.id <> %(id)s)",
            id=type_id,
            **_written(draft),
        )
    )


async def delete(db: AsyncConnection, type_id: UUID) -> None:
    await run(db, "DELETE FROM product_types WHERE id = %(id)s", id=type_id)


async def products_of(db: AsyncConnection, type_id: UUID, limit: int) -> list[UUID]:
    return await rows(
        db,
        UUID,
        "SELECT id FROM products WHERE type_id = %(id)s ORDER BY id LIMIT %(limit)s",
        id=type_id,
        limit=limit,
    )


def _written(draft: TypeDraft) -> dict[str, str]:
    return {
        "code": draft.code,
        "names": json.dumps(dict(draft.names)),
        "attributes": json.dumps(_plain(draft.attributes)),
    }


def _plain(attributes: Sequence[Attribute]) -> list[object]:
    return [asdict(one) for one in attributes]
