"""The table of a parcel's moves, and what an order's status follows from."""

from itertools import product

import pytest

from lonja.fulfilment._moving import require_shipment
from lonja.fulfilment.api import (
    GONE,
    OPEN,
    SHIPMENT_MOVES,
    ShipmentStatus,
    WrongShipmentStatus,
    standing,
)


class TestTheTableOfMoves:
    @pytest.mark.parametrize(("start", "to"), list(product(ShipmentStatus, ShipmentStatus)))
    def test_is_what_require_says(self, start: ShipmentStatus, to: ShipmentStatus) -> None:
        if to in SHIPMENT_MOVES[start]:
            require_shipment(start, to)
        else:
            with pytest.raises(WrongShipmentStatus) as refused:
                require_shipment(start, to)
            assert refused.value.facts == {"status": str(start)}

    def test_lets_nothing_be_called_off_that_has_left(self) -> None:
        assert {one for one in ShipmentStatus if "cancelled" in SHIPMENT_MOVES[one]} == OPEN
        assert not OPEN & GONE


class TestStanding:
    @pytest.mark.parametrize(
        ("left", "shipped", "statuses", "expected"),
        [
            (3, 0, [], "confirmed"),
            (0, 0, ["cancelled"], "confirmed"),
            (2, 1, ["shipped"], "partly_shipped"),
            (2, 1, ["delivered"], "partly_shipped"),
            (0, 3, ["delivered", "shipped"], "shipped"),
            (0, 3, ["delivered", "delivered", "cancelled"], "delivered"),
        ],
    )
    def test_follows_from_units_and_parcels(
        self, left: int, shipped: int, statuses: list[str], expected: str
    ) -> None:
        found = [ShipmentStatus(status) for status in statuses]

        assert standing(left=left, shipped=shipped, statuses=found) == expected
