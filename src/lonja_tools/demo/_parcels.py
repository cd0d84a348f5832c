"""Where the units of the demo's orders are, and the parcels that carry them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from lonja_tools.demo._plan import Plan, stamp, uuid7
from lonja_tools.demo._rows import Sheets, text

_PLACE_OF_UNITS: Final = {
    "confirmed": "allocated",
    "shipped": "shipped",
    "delivered": "shipped",
    "cancelled": "cancelled",
}


@dataclass(frozen=True, slots=True)
class Sent:
    """What all parcels of an order have in common; the first has the id."""

    order_id: str
    first_id: str
    carrier: str
    tracking: str
    shipped_ms: int
    clerk: str


class Parcels:
    def __init__(self, plan: Plan, sheets: Sheets) -> None:
        self._dice: Random = plan.dice("parcels")
        self._sheets = sheets

    def place(
        self,
        order_id: str,
        status: str,
        lines: Sequence[tuple[str, int, Mapping[str, int]]],
        *,
        placed_ms: int,
        confirmed_ms: int,
    ) -> None:
        """Write where the units of a paid order are: `lines` are variant, units, units by location."""
        where = _PLACE_OF_UNITS[status]
        for line, (variant_id, quantity, places) in enumerate(lines, start=1):
            units = [
                quantity if where == place else 0 for place in ("allocated", "shipped", "cancelled")
            ]
            self._sheets.add(
                "line_units", order_id, line, variant_id, quantity, *units, stamp(placed_ms)
            )
            for location, part in places.items() if where == "allocated" else ():
                self._sheets.add("allocations", order_id, line, location, part, stamp(confirmed_ms))

    def send(
        self, sent: Sent, places: Sequence[Mapping[str, int]], *, arrived_ms: int | None
    ) -> None:
        """A parcel from each location; `places` are the units of each line by location."""
        locations = sorted({location for line in places for location in line})
        for number, location in enumerate(locations):
            shipment_id = sent.first_id if not number else uuid7(self._dice, sent.shipped_ms)
            self._sheets.add(
                "shipments",
                sent.order_id, shipment_id, location,
                "shipped" if arrived_ms is None else "delivered",
                text(sent.carrier), sent.tracking, stamp(sent.shipped_ms), stamp(sent.shipped_ms),
                None if arrived_ms is None else stamp(arrived_ms), sent.clerk,
            )  # fmt: skip
            for line, parts in enumerate(places, start=1):
                if location in parts:
                    self._sheets.add(
                        "shipment_lines", sent.order_id, shipment_id, line, parts[location]
                    )
