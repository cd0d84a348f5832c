"""Prices with a time: a row for each sale, and for each regular price that begins later."""

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import ClassVar, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from psycopg import AsyncConnection

from lonja.actions import schedule_prices as acting
from lonja.catalog import api as catalog
from lonja.kernel.ids import uuid7
from lonja.kernel.money import EXPONENTS
from lonja.kernel.transaction import savepoint
from lonja.pricing import api as pricing
from lonja.pricing.api import PlannedPrice, ScheduledPrice, ScheduleRefused
from lonja.sheets import _values
from lonja.sheets._cells import CellReader, key_of, parts_of
from lonja.sheets._kind import (
    Act,
    Cells,
    Column,
    Fault,
    FieldByField,
    Line,
    Record,
    RowsWrong,
    Setting,
    Wanted,
)

_COLUMNS = (
    Column("sku", "SKU", ("Variant SKU", "código", "referencia", "ref"), is_needed=True),
    Column("currency", "Currency", ("moneda", "divisa")),
    Column("price", "Price", ("precio",), is_needed=True),
    Column("starts", "Starts", ("Starts at", "empieza", "inicio"), is_needed=True),
    Column("ends", "Ends", ("Ends at", "termina", "fin")),
)
_REFUSED = {
    "price_invalid": "the price does not fit its currency",
    "not_priced": "it has no regular price in this currency",
    "not_lower": "a sale is below the regular price",
    "overlaps": "there is another sale at this time",
}


class Time(NamedTuple):
    """What a planned price is known by; `kind` is `sale`, which ends, or `regular`."""

    sku: str
    currency: str
    starts: str
    kind: str

    @classmethod
    def of(cls, key: str) -> "Time":
        return cls(*parts_of(key))


@dataclass(slots=True)
class ScheduledPrices(FieldByField):
    """Days and times without a zone are the shop's. What a file leaves out stays planned."""

    setting: Setting
    _there: dict[str, ScheduledPrice] = field(default_factory=dict)
    """As they were read last."""
    code: ClassVar[str] = "scheduled_prices"

    def columns(self) -> Sequence[Column]:
        return _COLUMNS

    def key_of(self, cells: Cells) -> str:
        sku, starts = cells.get("sku", ""), cells.get("starts", "")
        if not sku or not starts:
            return ""
        with contextlib.suppress(_values.CellProblem):  # it is refused when the row is read
            starts = self.moment(starts)
        currency = cells.get("currency", "").upper() or self.setting.currency
        return key_of(*Time(sku, currency, starts, "sale" if cells.get("ends") else "regular"))

    def moment(self, text: str) -> str:
        return moment_text(_values.moment_in(text, self.zone), self.zone)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.setting.shop.time_zone)

    def read(self, lines: Sequence[Line], notes: list[Fault]) -> Wanted:
        del notes
        cells = CellReader(lines[0])
        key = self.key_of(lines[0].cells)
        currency = Time.of(key).currency
        digits = EXPONENTS.get(currency)
        if digits is None or currency not in self.setting.shop.currency_codes:
            message = f"the shop does not sell in {currency!r}"
            cells.wrong("currency", "unknown_currency", message)
            raise RowsWrong(cells.faults)
        starts, ends = cells.read("starts", self.moment), cells.read("ends", self.moment)
        price = cells.read("price", lambda text: _values.money(text, digits))
        if not price and not cells.faults:
            cells.wrong("price", "price_missing", "the row has no price")
        if starts and ends and datetime.fromisoformat(ends) <= datetime.fromisoformat(starts):
            cells.wrong("ends", "ends_before_start", "the price ends before it starts")
        if cells.faults:
            raise RowsWrong(cells.faults)
        record = {"price": price, **({"ends": ends} if ends else {})}
        return Wanted(key, lines[0].row, record)

    async def current(self, db: AsyncConnection, keys: Sequence[str]) -> dict[str, Record]:
        times = {key: Time.of(key) for key in keys}
        skus = sorted({one.sku for one in times.values()})
        variants = await catalog.variants_by_written_sku(db, skus)
        there = {
            (one.variant_id, *_known_by(one, self.zone)): one
            for one in await pricing.planned_prices(db, sorted(set(variants.values())))
        }
        self._there = {
            key: there[variants[one.sku], *one[1:]]
            for key, one in times.items()
            if one.sku in variants and (variants[one.sku], *one[1:]) in there
        }
        return {key: record_of(one, self.zone) for key, one in self._there.items()}

    async def put(
        self, db: AsyncConnection, wanted: Wanted, current: Record | None, act: Act
    ) -> None:
        """A sale that runs can end at another time; whatever else is wrong with it, end it first."""
        there = self._there.get(wanted.key)
        record = {**(current or {}), **wanted.record}
        if there is not None and there.starts_at <= act.now:
            if "price" in wanted.record or "ends" not in record:
                message = "it has begun: only its end can be changed"
                raise RowsWrong([Fault(wanted.row, "price", "already_begun", message)])
            await acting.move_end(
                db, there, ends_at=datetime.fromisoformat(record["ends"]), actor=act.actor,
                now=act.now,
            )  # fmt: skip
            return
        if there is not None:
            await acting.cancel_prices(db, [there], actor=act.actor, now=act.now)
        faults = await self._plan(db, [replace(wanted, record=record)], act)
        if found := faults.get(wanted.row):
            raise RowsWrong(found)

    async def put_all(
        self,
        db: AsyncConnection,
        wanted: Sequence[Wanted],
        current: Mapping[str, Record],
        act: Act,
    ) -> Mapping[int, Sequence[Fault]] | None:
        """New ones with the same times are one schedule; one by one where something is changed."""
        if any(one.key in current for one in wanted):
            return None
        return await self._plan(db, wanted, act)

    async def _plan(
        self, db: AsyncConnection, wanted: Sequence[Wanted], act: Act
    ) -> dict[int, Sequence[Fault]]:
        skus = {one.row: Time.of(one.key).sku for one in wanted}
        variants = await catalog.variants_by_written_sku(db, sorted(set(skus.values())))
        faults: dict[int, Sequence[Fault]] = {}
        by_time: dict[tuple[str, str], list[Wanted]] = {}
        for one in wanted:
            starts = Time.of(one.key).starts
            if skus[one.row] not in variants:
                message = f"the shop has no SKU {skus[one.row]!r}"
                faults[one.row] = [Fault(one.row, "sku", catalog.UnknownSku.code, message)]
            elif datetime.fromisoformat(starts) < act.now:
                message = "the price would have begun in the past"
                faults[one.row] = [Fault(one.row, "starts", "start_in_past", message)]
            else:
                by_time.setdefault((starts, one.record.get("ends", "")), []).append(one)
        for (starts, ends), rows in by_time.items():
            planned = {(variants[skus[one.row]], Time.of(one.key).currency): one for one in rows}
            faults |= await _schedule(db, planned, starts, ends, act)
        return faults

    async def remove(self, db: AsyncConnection, key: str, act: Act) -> None:
        if there := self._there.get(key):
            await acting.cancel_prices(db, [there], actor=act.actor, now=act.now)


async def _schedule(
    db: AsyncConnection,
    planned: Mapping[tuple[UUID, str], Wanted],
    starts: str,
    ends: str,
    act: Act,
) -> dict[int, Sequence[Fault]]:
    """All of them that can be; why the others cannot."""
    left, faults = dict(planned), dict[int, Sequence[Fault]]()
    while left:
        asked = [
            PlannedPrice(*key, _values.money_minor(one.record["price"], EXPONENTS[key[1]]))
            for key, one in left.items()
        ]
        try:
            async with savepoint(db):
                await acting.schedule_prices(
                    db,
                    uuid7(),
                    asked,
                    starts_at=datetime.fromisoformat(starts),
                    ends_at=datetime.fromisoformat(ends) if ends else None,
                    actor=act.actor,
                    now=act.now,
                )
                break
        except ScheduleRefused as refused:
            for why in refused.found:
                one = left.pop((why.variant_id, why.currency))
                faults[one.row] = [Fault(one.row, "price", why.code, _REFUSED[why.code])]
    return faults


def moment_text(at: datetime, zone: ZoneInfo) -> str:
    """As the shop's clocks say it, with their distance from UTC: no moment is meant twice."""
    return at.astimezone(zone).isoformat()


def _known_by(one: ScheduledPrice, zone: ZoneInfo) -> tuple[str, str, str]:
    kind = "regular" if one.ends_at is None else "sale"
    return one.currency, moment_text(one.starts_at, zone), kind


def record_of(one: ScheduledPrice, zone: ZoneInfo) -> dict[str, str]:
    price = _values.money_text(one.amount_minor, EXPONENTS[one.currency])
    return {"price": price, **({"ends": moment_text(one.ends_at, zone)} if one.ends_at else {})}
