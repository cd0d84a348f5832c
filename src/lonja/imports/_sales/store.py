"""The rows of a sales file while they are sorted out: a table that ends with the transaction."""

from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import AsyncConnection

from lonja.imports._sales.tallies import Oddities, Rounding, Tally
from lonja.kernel.copying import copy_rows, stream
from lonja.kernel.db import one, rows, run

COLUMNS = (
    "number", "part", "invoice", "code", "name", "quantity", "at", "unit_milli", "customer",
    "country", "fate", "dropped",
)  # fmt: skip
_CELLS = "invoice, code, name, quantity, at, unit_milli, customer, country"
MAX_SECONDS = 600


@dataclass(frozen=True, slots=True)
class Buyer:
    """A customer of the file: the country of the latest line, the moment of the first."""

    customer: int
    country: str
    first_at: datetime


async def open_rows(db: AsyncConnection) -> None:
    await run(db, f"SET LOCAL statement_timeout = '{MAX_SECONDS}s'")
    await run(db, f"SET LOCAL idle_in_transaction_session_timeout = '{MAX_SECONDS}s'")
    await run(db, "SET LOCAL work_mem = '64MB'")
    await run(
        db,
        "CREATE TEMPORARY TABLE sales_rows (number integer NOT NULL, part smallint NOT NULL,"
        " invoice text NOT NULL, code text NOT NULL, name text NOT NULL, quantity integer NOT NULL,"
        " at timestamp NOT NULL, unit_milli bigint NOT NULL, customer integer, country text NOT NULL,"
        " fate text NOT NULL, dropped boolean NOT NULL) ON COMMIT DROP",
    )


async def add_rows(db: AsyncConnection, found: Iterable[Sequence[object]]) -> int:
    added = await copy_rows(db, "sales_rows", COLUMNS, found)
    await run(db, "ANALYZE sales_rows")
    return added


async def drop_overlap(db: AsyncConnection, *, rule: str) -> int:
    """If an invoice is in several parts, each line counts as often as in one part.

    A line twice in one part stays twice: the till recorded it twice.
    """
    return await run(
        db,
        "WITH shared AS (SELECT invoice FROM sales_rows GROUP BY invoice"
        "  HAVING min(part) < max(part)),"
        f" counted AS (SELECT number, part, {_CELLS},"
        f"  row_number() OVER (PARTITION BY part, {_CELLS} ORDER BY number) AS nth"
        "  FROM sales_rows WHERE invoice IN (SELECT invoice FROM shared)),"
        f" copies AS (SELECT number, row_number() OVER (PARTITION BY {_CELLS}, nth"
        "  ORDER BY part, number) AS copy FROM counted)"
        " UPDATE sales_rows SET fate = %(rule)s, dropped = true"
        " WHERE number IN (SELECT number FROM copies WHERE copy > 1)",
        rule=rule,
    )


async def invoices(db: AsyncConnection) -> list[str]:
    return await rows(
        db, str, "SELECT DISTINCT invoice FROM sales_rows WHERE NOT dropped ORDER BY invoice"
    )


async def drop_invoices(db: AsyncConnection, names: Sequence[str], *, rule: str) -> int:
    return await run(
        db,
        "UPDATE sales_rows SET fate = %(rule)s, dropped = true"
        " WHERE NOT dropped AND invoice = ANY(%(names)s)",
        rule=rule,
        names=list(names),
    )


async def tallies(db: AsyncConnection) -> list[Tally]:
    return await rows(
        db,
        Tally,
        "SELECT fate, count(*) AS rows, sum(quantity)::bigint AS units,"
        " sum(quantity * unit_milli)::bigint AS milli FROM sales_rows GROUP BY fate ORDER BY fate",
    )


async def oddities(db: AsyncConnection) -> Oddities:
    return await one(
        db,
        Oddities,
        "WITH kept AS (SELECT * FROM sales_rows WHERE NOT dropped),"
        f" repeated AS (SELECT count(*) - 1 AS n, quantity * unit_milli AS milli FROM kept"
        f"  GROUP BY {_CELLS} HAVING count(*) > 1)"
        " SELECT (SELECT coalesce(sum(n), 0)::bigint FROM repeated) AS repeated_lines,"
        " (SELECT coalesce(sum(n * milli), 0)::bigint FROM repeated) AS repeated_milli,"
        " (SELECT count(*) FROM kept WHERE customer IS NULL) AS without_customer,"
        " (SELECT count(*) FROM kept WHERE name = '') AS without_name,"
        " (SELECT count(*) FROM (SELECT 1 FROM (SELECT DISTINCT code FROM kept) AS codes"
        "  GROUP BY upper(code) HAVING count(*) > 1) AS twice) AS codes_by_case,"
        " (SELECT count(*) FROM (SELECT 1 FROM kept GROUP BY invoice"
        "  HAVING min(at) < max(at)) AS slow) AS invoices_over_minutes",
    )


async def rounding(db: AsyncConnection) -> list[Rounding]:
    """Per month, over the lines whose total is no whole minor unit: what rounding made of them."""
    return await rows(
        db,
        Rounding,
        "SELECT to_char(at, 'YYYY-MM') AS month, count(*) AS lines,"
        " sum(quantity * unit_milli)::bigint AS exact_milli,"
        " sum(round(quantity * unit_milli / 1000.0))::bigint AS rounded_minor"
        " FROM sales_rows WHERE NOT dropped AND quantity * unit_milli %% 1000 <> 0"
        " GROUP BY 1 ORDER BY 1",
    )


async def customers(db: AsyncConnection, *, zone: str) -> list[Buyer]:
    return await rows(
        db,
        Buyer,
        "SELECT customer, (array_agg(country ORDER BY at DESC, number DESC))[1] AS country,"
        " min(at) AT TIME ZONE %(zone)s AS first_at FROM sales_rows"
        " WHERE NOT dropped AND customer IS NOT NULL GROUP BY customer ORDER BY customer",
        zone=zone,
    )


def in_order(db: AsyncConnection, *, zone: str) -> AsyncIterator[tuple[Any, ...]]:
    """The kept lines, invoice after invoice, each invoice at its earliest minute."""
    return stream(
        db,
        "SELECT invoice, first_at AT TIME ZONE %(zone)s, customer, country, code, name, quantity,"
        " unit_milli, fate FROM (SELECT *, min(at) OVER (PARTITION BY invoice) AS first_at"
        " FROM sales_rows WHERE NOT dropped) AS kept ORDER BY first_at, invoice, number",
        zone=zone,
    )
