"""A list asked for as a file: what it is narrowed by, as JSON can keep it, and its pieces as they are read."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from psycopg import AsyncConnection
from pydantic import TypeAdapter

from lonja.customers import api as customers
from lonja.customers.api import Audience
from lonja.orders.api import OrderFilter
from lonja.sheets._filters import Filters
from lonja.sheets._kind import Setting
from lonja.sheets._lists import LISTS
from lonja.sheets._writing import Format, writer_of
from lonja.shop.api import Shop

type Reading = Callable[[], AbstractAsyncContextManager[AsyncConnection]]


@dataclass(frozen=True, slots=True)
class Asked:
    """As its address says it; `hide` are columns of the screen, `names_buyers` what its asker may see."""

    language: str
    query: str = ""
    status: str = ""
    category: str = ""
    level: str = ""
    group: UUID | None = None
    segment: UUID | None = None
    stock: Literal["", "in_stock", "low", "back_order", "preorder", "sold_out"] = ""
    only: str = ""
    sort: str = ""
    hide: str = ""
    orders: OrderFilter = field(default_factory=OrderFilter)
    names_buyers: bool = True
    location: str = ""
    is_late: bool = False


_ASKED: Final = TypeAdapter(Asked)


def to_json(asked: Asked) -> Mapping[str, Any]:
    found: Mapping[str, Any] = _ASKED.dump_python(asked, mode="json")
    return found


def from_json(said: Mapping[str, Any]) -> Asked:
    return _ASKED.validate_python(said)


async def filters_of(
    db: AsyncConnection, name: str, asked: Asked, facts: Shop, *, now: datetime
) -> Filters:
    """What the list is read with; `Invalid` where it has no such filter or order."""
    rule = (await customers.segment(db, asked.segment)).rule if asked.segment else None
    filters = Filters(
        asked.query,
        asked.status,
        asked.category,
        asked.level,
        asked.stock,
        asked.only,
        asked.sort,
        asked.orders,
        await customers.asked(db, Audience(group_id=asked.group, rule=rule), now=now),
        names_buyers=asked.names_buyers,
        location=asked.location,
        late_on=now.astimezone(ZoneInfo(facts.time_zone)).date() if asked.is_late else None,
    )
    LISTS[name].check(filters)
    return await LISTS[name].settled(db, setting_of(facts, asked), filters)


def setting_of(facts: Shop, asked: Asked) -> Setting:
    return Setting(facts, facts.currency, asked.language)


async def pieces(
    reading: Reading,
    name: str,
    setting: Setting,
    filters: Filters,
    *,
    hide: str,
    file_format: Format,
) -> AsyncIterator[tuple[int, bytes]]:
    """The rows of each piece and its bytes; a connection for each page, so that a slow reader keeps none."""
    of = LISTS[name]
    kept = of.kept(setting, hide.split(","))
    writer = writer_of(file_format)
    headings = of.headings(setting)
    yield 0, writer.rows([[headings[at] for at in kept]])
    after = None
    while True:
        async with reading() as db:
            page = await of.read(db, setting, filters, after)
        yield len(page.rows), writer.rows([row[at] for at in kept] for row in page.rows)
        after = page.after
        if after is None:
            break
    yield 0, writer.end()
