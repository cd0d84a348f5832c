"""What roles may do, and how much money one person may give back."""

import pytest

from lonja.kernel.money import EXPONENTS
from lonja.staff.api import GRANTS, REFUND_LIMITS, Permission, Role, permissions_of, refund_limit

MAY_REFUND = [role for role, grants in GRANTS.items() if Permission.ORDERS_REFUND in grants]


class TestRefundLimit:
    @pytest.mark.parametrize("role", REFUND_LIMITS)
    def test_names_currencies_that_there_are(self, role: Role) -> None:
        assert set(REFUND_LIMITS[role]) <= set(EXPONENTS)

    @pytest.mark.parametrize("role", REFUND_LIMITS)
    def test_is_for_roles_that_may_refund(self, role: Role) -> None:
        assert role in MAY_REFUND
        assert all(limit > 0 for limit in REFUND_LIMITS[role].values())

    def test_does_not_apply_to_owners(self) -> None:
        assert refund_limit([Role.OWNER], "EUR") is None
        assert refund_limit([Role.ORDERS, Role.MANAGER], "EUR") is None

    def test_is_the_roles_own_whatever_else_one_does(self) -> None:
        assert refund_limit([Role.ORDERS, Role.MARKETING], "EUR") == 300_00

    def test_is_zero_without_the_right_to_refund_and_in_an_unknown_currency(self) -> None:
        assert refund_limit([Role.CATALOG], "EUR") == 0
        assert refund_limit([], "EUR") == 0
        assert refund_limit([Role.ORDERS], "XXX") == 0


def test_cancelling_and_refunding_are_for_order_staff() -> None:
    for permission in (Permission.ORDERS_CANCEL, Permission.ORDERS_REFUND):
        able = {role for role in Role if permission in permissions_of([role])}
        assert able == {Role.OWNER, Role.MANAGER, Role.ORDERS}


class TestRoles:
    def test_add_up(self) -> None:
        both = permissions_of([Role.ANALYST, Role.STOCK])

        assert both == GRANTS[Role.ANALYST] | GRANTS[Role.STOCK]
        assert permissions_of([]) == frozenset()

    def test_leave_the_staff_to_the_owner_alone(self) -> None:
        others = permissions_of([role for role in Role if role is not Role.OWNER])

        assert frozenset(Permission) - others == {Permission.STAFF_READ, Permission.STAFF_WRITE}
