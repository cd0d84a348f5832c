"""All SQL of insights in the shop's own database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.types.json import Jsonb

from lonja.kernel.db import first, rows, run


@dataclass(frozen=True, slots=True)
class Automatic:
    """What the shop does by itself with answers, and what it assumes where a variant says nothing."""

    pairs_on: bool = True
    rfm_on: bool = True
    low_at_on: bool = False
    forecasts_on: bool = True
    lead_days: int = 14
    service_percent: int = 95
    cover_days: int = 30
    version: int = 0


@dataclass(frozen=True, slots=True)
class Terms:
    """Of one variant; None is the shop's own."""

    variant_id: UUID
    supplier: str = ""
    lead_days: int | None = None
    service_percent: int | None = None
    pack_units: int = 1
    least_units: int = 1
    version: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    kind: str
    part: int
    made_at: datetime
    items: list[list[Any]]


@dataclass(frozen=True, slots=True)
class Taken:
    """When the newest answer of a kind was made, and when the shop took it."""

    kind: str
    made_at: datetime
    taken_at: datetime | None


_TERMS: Final = "variant_id, supplier, lead_days, service_percent, pack_units, least_units, version"


async def automatic(db: AsyncConnection) -> Automatic | None:
    return await first(
        db,
        Automatic,
        "SELECT pairs_on, rfm_on, low_at_on, forecasts_on, lead_days, service_percent, cover_days, version"
        " FROM insight_settings",
    )


async def put_automatic(db: AsyncConnection, asked: Automatic) -> bool:
    """False where its version is not the stored one."""
    return bool(
        await run(
            db,
            "INSERT INTO insight_settings AS s (pairs_on, rfm_on, low_at_on,"
            " forecasts_on, lead_days, service_percent, cover_days, version)"
            " SELECT %(pairs)s, %(rfm)s, %(low)s, %(forecasts)s, %(lead)s, %(service)s, %(cover)s, 1"
            " WHERE %(version)s = 0 OR EXISTS (SELECT FROM insight_settings)"
            " ON CONFLICT (only_one) DO UPDATE SET pairs_on = excluded.pairs_on,"
            " rfm_on = excluded.rfm_on, low_at_on = excluded.low_at_on,"
            " forecasts_on = excluded.forecasts_on,"
            " lead_days = excluded.lead_days, service_percent = excluded.service_percent,"
            " cover_days = excluded.cover_days, version = s.version + 1"
            " WHERE s.version = %(version)s",
            pairs=asked.pairs_on,
            rfm=asked.rfm_on,
            low=asked.low_at_on,
            forecasts=asked.forecasts_on,
            lead=asked.lead_days,
            service=asked.service_percent,
            cover=asked.cover_days,
            version=asked.version,
        )
    )


async def hand_over(
    db: AsyncConnection, kind: str, part: int, made_at: datetime, items: Sequence[Sequence[Any]]
) -> None:
    """By the function that the ETL may call; part 0 takes the place of everything before it."""
    await run(
        db,
        "SELECT feed.answer(%(kind)s, %(part)s, %(made_at)s, %(items)s)",
        kind=kind,
        part=part,
        made_at=made_at,
        items=Jsonb([list(one) for one in items]),
    )


async def lock_untaken(db: AsyncConnection) -> Answer | None:
    """One answer that nobody has taken yet; a colleague's is passed over."""
    return await first(
        db,
        Answer,
        "SELECT kind, part, made_at, items FROM insight_answers WHERE taken_at IS NULL"
        " ORDER BY kind, part LIMIT 1 FOR UPDATE SKIP LOCKED",
    )


async def mark_taken(db: AsyncConnection, answer: Answer, *, now: datetime) -> None:
    await run(
        db,
        "UPDATE insight_answers SET taken_at = %(now)s WHERE kind = %(kind)s AND part = %(part)s",
        kind=answer.kind,
        part=answer.part,
        now=now,
    )


async def untake(db: AsyncConnection) -> None:
    """What was taken is taken again: a switch was turned."""
    await run(db, "UPDATE insight_answers SET taken_at = NULL WHERE taken_at IS NOT NULL")


async def taken(db: AsyncConnection) -> list[Taken]:
    return await rows(
        db,
        Taken,
        "SELECT kind, max(made_at) AS made_at,"
        " CASE WHEN bool_and(taken_at IS NOT NULL) THEN max(taken_at) END AS taken_at"
        " FROM insight_answers WHERE kind <> 'due' GROUP BY kind ORDER BY kind",
    )


async def terms(db: AsyncConnection, variant_ids: Sequence[UUID]) -> list[Terms]:
    return await rows(
        db,
        Terms,
        f"SELECT {_TERMS} FROM supply_terms WHERE variant_id = ANY(%(ids)s)",
        ids=list(variant_ids),
    )


async def put_terms(db: AsyncConnection, asked: Terms) -> bool:
    """False where its version is not the stored one."""
    return bool(
        await run(
            db,
            "INSERT INTO supply_terms AS t (variant_id, supplier, lead_days, service_percent,"
            " pack_units, least_units) SELECT %(id)s, %(supplier)s, %(lead)s, %(service)s, %(pack)s,"
            " %(least)s WHERE %(version)s = 0"
            " OR EXISTS (SELECT FROM supply_terms WHERE variant_id = %(id)s)"
            " ON CONFLICT (variant_id) DO UPDATE SET supplier = excluded.supplier,"
            " lead_days = excluded.lead_days, service_percent = excluded.service_percent,"
            " pack_units = excluded.pack_units, least_units = excluded.least_units,"
            " version = t.version + 1 WHERE t.version = %(version)s",
            id=asked.variant_id,
            supplier=asked.supplier,
            lead=asked.lead_days,
            service=asked.service_percent,
            pack=asked.pack_units,
            least=asked.least_units,
            version=asked.version,
        )
    )
