"""What a code in a report is called: nobody reads one as the database keeps it."""

import pytest

from lonja.orders.api import OrderStatus
from lonja.payments.api import RefundReason
from lonja.promotions.api import Level
from lonja.reports.api import DIMENSIONS
from lonja.returns.api import ReturnPolicy
from lonja.traffic.api import Device, Step


@pytest.mark.parametrize(
    ("dimension", "codes"),
    [
        ("channel", ["web", "phone"]),
        ("promotion_level", list(Level)),
        ("return_reason", [*RefundReason, *(one.code for one in ReturnPolicy().reasons)]),
        ("step", list(Step)),
        ("device", [one for one in Device if one]),
        ("method", ["transfer", "cash_on_delivery", "pay_in_store", "stripe", "gift_card"]),
        (
            "status",
            [
                OrderStatus.PLACED,
                OrderStatus.CONFIRMED,
                OrderStatus.SHIPPED,
                OrderStatus.CANCELLED,
            ],
        ),
    ],
)
def test_every_code_of_ours_has_words_in_both_languages(dimension: str, codes: list[str]) -> None:
    words = DIMENSIONS[dimension].words

    assert [code for code in codes if not words.get(code, {}).keys() >= {"es", "en"}] == []
