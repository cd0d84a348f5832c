"""All SQL of shipping methods and rates."""

from collections.abc import Sequence

from psycopg import AsyncConnection

from lonja.kernel.db import Row, rows


async def options(db: AsyncConnection, *, country: str, currency: str) -> Sequence[Row]:
    """One row a method: its rate for the country, else for the rest of the world."""
    return await rows(
        db,
        "SELECT DISTINCT ON (m.position, m.code) m.code, m.names, m.days_min, m.days_max,"
        " r.amount_minor, r.free_from_minor FROM shipping_methods m"
        " JOIN shipping_rates r ON r.method_code = m.code AND r.currency = %(currency)s"
        " AND r.country IN (%(country)s, '*')"
        " ORDER BY m.position, m.code, (r.country = '*') LIMIT 50",
        country=country,
        currency=currency,
    )
