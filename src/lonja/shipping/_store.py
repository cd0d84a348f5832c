"""All SQL of shipping methods and rates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from psycopg import AsyncConnection

from lonja.kernel.db import rows


@dataclass(frozen=True, slots=True)
class StoredOption:
    code: str
    names: Mapping[str, str]
    days_min: int
    days_max: int
    amount_minor: int
    free_from_minor: int | None


async def options(db: AsyncConnection, *, country: str, currency: str) -> list[StoredOption]:
    """One row a method: its rate for the country, else for the rest of the world."""
    return await rows(
        db,
        StoredOption,
        "SELECT DISTINCT ON (m.position, m.code) m.code, m.names, m.days_min, m.days_max,"
        " r.amount_minor, r.free_from_minor FROM shipping_methods m"
        " JOIN shipping_rates r ON r.method_code = m.code AND r.currency = %(currency)s"
        " AND r.country IN (%(country)s, '*')"
        " ORDER BY m.position, m.code, (r.country = '*') LIMIT 50",
        country=country,
        currency=currency,
    )


async def without_method(db: AsyncConnection, countries: Sequence[str], currency: str) -> list[str]:
    return await rows(
        db,
        str,
        "SELECT country FROM unnest(%(countries)s::text[]) WITH ORDINALITY AS c(country, at)"
        " WHERE NOT EXISTS (SELECT FROM shipping_rates r WHERE r.currency = %(currency)s"
        " AND r.country IN (c.country, '*')) ORDER BY c.at",
        countries=list(countries),
        currency=currency,
    )
