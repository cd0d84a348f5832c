"""The two statuses beside an order's own: of its money, and of its parcels."""

import pytest
from tests.support.selling import NOW

from lonja.orders.api import (
    FulfilmentStanding,
    OrderStatus,
    PaymentStanding,
    fulfilment_standing,
    payment_standing,
)

S, P, F = OrderStatus, PaymentStanding, FulfilmentStanding


@pytest.mark.parametrize(
    ("status", "money", "standing"),
    [
        (S.PLACED, (0, 0, 0), P.DUE),
        (S.PAYING, (100, 0, 0), P.AUTHORISED),
        (S.PAYMENT_PENDING, (0, 0, 0), P.DUE),
        (S.PAYMENT_FAILED, (0, 0, 0), P.FAILED),
        (S.PAYMENT_FAILED, (100, 0, 0), P.FAILED),
        (S.CONFIRMED, (0, 0, 0), P.DUE),  # it is paid at the door
        (S.CONFIRMED, (100, 0, 0), P.AUTHORISED),
        (S.PARTLY_SHIPPED, (100, 40, 0), P.PARTLY_PAID),
        (S.CONFIRMED, (100, 100, 0), P.PAID),
        (S.CONFIRMED, (100, 120, 0), P.PAID),
        (S.SHIPPED, (100, 100, 30), P.PARTLY_REFUNDED),
        (S.DELIVERED, (100, 100, 100), P.REFUNDED),
        (S.CANCELLED, (0, 0, 0), P.VOIDED),
        (S.CANCELLED, (100, 0, 0), P.VOIDED),
        (S.CANCELLED, (100, 100, 100), P.REFUNDED),
        (S.CANCELLED, (100, 100, 0), P.PAID),  # what is to go back has not gone yet
    ],
)
def test_the_money_of_an_order(
    status: OrderStatus, money: tuple[int, int, int], standing: PaymentStanding
) -> None:
    authorised, captured, refunded = money

    assert standing == payment_standing(
        status,
        total_minor=100,
        authorised_minor=authorised,
        captured_minor=captured,
        refunded_minor=refunded,
    )


@pytest.mark.parametrize(
    ("status", "total", "is_imported", "standing"),
    [
        (S.CONFIRMED, 0, False, P.PAID),
        (S.PLACED, 0, False, P.DUE),
        (S.DELIVERED, 100, True, P.PAID),
        (S.CANCELLED, 100, True, P.VOIDED),
    ],
)
def test_what_nobody_has_to_pay_here(
    status: OrderStatus, total: int, *, is_imported: bool, standing: PaymentStanding
) -> None:
    assert standing == payment_standing(
        status,
        total_minor=total,
        authorised_minor=0,
        captured_minor=0,
        refunded_minor=0,
        is_imported=is_imported,
    )


@pytest.mark.parametrize(
    ("status", "is_held", "standing"),
    [
        (S.PLACED, False, F.UNFULFILLED),
        (S.CONFIRMED, False, F.UNFULFILLED),
        (S.CONFIRMED, True, F.ON_HOLD),
        (S.PARTLY_SHIPPED, False, F.PARTLY_SHIPPED),
        (S.PARTLY_SHIPPED, True, F.ON_HOLD),
        (S.SHIPPED, True, F.SHIPPED),
        (S.DELIVERED, False, F.DELIVERED),
        (S.CANCELLED, True, F.CANCELLED),
    ],
)
def test_the_parcels_of_an_order(
    status: OrderStatus, *, is_held: bool, standing: FulfilmentStanding
) -> None:
    assert fulfilment_standing(status, held_at=NOW if is_held else None) == standing
