"""What roles may do, and how much money one person may give back."""

import pytest

from lonja.kernel.money import EXPONENTS
from lonja.staff._permissions import check_within
from lonja.staff.api import (
    ALL,
    GRANTS,
    REFUND_LIMITS,
    BeyondOwnPermissions,
    Grant,
    Permission,
    Role,
    grant_of,
    is_row_within,
    permissions_of,
    refund_limit,
    scopes_of,
)

MAY_REFUND = [role for role, grants in GRANTS.items() if Permission.ORDERS_REFUND in grants]


REFUNDS = frozenset({Permission.ORDERS_REFUND})


def grants(*roles: Role) -> list[Grant]:
    return [grant_of(role) for role in roles]


def up_to(amounts: dict[str, int] | None) -> Grant:
    return Grant(REFUNDS, {} if amounts is None else {Permission.ORDERS_REFUND: amounts})


class TestRefundLimit:
    @pytest.mark.parametrize("role", REFUND_LIMITS)
    def test_names_currencies_that_there_are(self, role: Role) -> None:
        assert set(REFUND_LIMITS[role]) <= set(EXPONENTS)

    @pytest.mark.parametrize("role", REFUND_LIMITS)
    def test_is_for_roles_that_may_refund(self, role: Role) -> None:
        assert role in MAY_REFUND
        assert all(limit > 0 for limit in REFUND_LIMITS[role].values())

    def test_does_not_apply_to_owners(self) -> None:
        assert refund_limit(grants(Role.OWNER), "EUR") is None
        assert refund_limit(grants(Role.ORDERS, Role.MANAGER), "EUR") is None

    def test_is_the_roles_own_whatever_else_one_does(self) -> None:
        assert refund_limit(grants(Role.ORDERS, Role.MARKETING), "EUR") == 300_00

    def test_is_zero_without_the_right_to_refund_and_in_an_unknown_currency(self) -> None:
        assert refund_limit(grants(Role.CATALOG), "EUR") == 0
        assert refund_limit([], "EUR") == 0
        assert refund_limit(grants(Role.ORDERS), "XXX") == 0


def test_cancelling_and_refunding_are_for_order_staff() -> None:
    for permission in (Permission.ORDERS_CANCEL, Permission.ORDERS_REFUND):
        able = {role for role in Role if permission in permissions_of(grants(role))}
        assert able == {Role.OWNER, Role.MANAGER, Role.ORDERS}


class TestRoles:
    def test_add_up(self) -> None:
        both = permissions_of(grants(Role.ANALYST, Role.STOCK))

        assert both == GRANTS[Role.ANALYST] | GRANTS[Role.STOCK]
        assert permissions_of([]) == frozenset()

    def test_leave_the_staff_to_the_owner_alone(self) -> None:
        others = permissions_of(grants(*(role for role in Role if role is not Role.OWNER)))

        assert frozenset(Permission) - others == {Permission.STAFF_READ, Permission.STAFF_WRITE}


class TestGiving:
    @pytest.mark.parametrize("role", Role)
    def test_is_open_to_an_owner_without_end(self, role: Role) -> None:
        check_within(grants(role), ALL)

    def test_ends_at_what_one_may_do_oneself(self) -> None:
        with pytest.raises(BeyondOwnPermissions) as refused:
            check_within(grants(Role.STOCK), grants(Role.CATALOG))

        assert refused.value.facts["permissions"] == ["stock.adjust"]

    @pytest.mark.parametrize(
        ("given", "own", "is_within"),
        [
            ({"EUR": 100}, {"EUR": 100}, True),
            ({"EUR": 100}, None, True),
            ({"EUR": 101}, {"EUR": 100}, False),
            ({"EUR": 100, "USD": 1}, {"EUR": 100}, False),
            (None, {"EUR": 100}, False),
            ({}, {"EUR": 100}, True),
            (None, None, True),
        ],
    )
    def test_ends_at_the_amount_that_one_may_refund_oneself(
        self, given: dict[str, int] | None, own: dict[str, int] | None, is_within: bool
    ) -> None:
        try:
            check_within([up_to(given)], [up_to(own)])
            found = True
        except BeyondOwnPermissions:
            found = False

        assert found == is_within


READ, MONEY = Permission.REPORTS_READ, Permission.REPORTS_MONEY
WEB, SPAIN = {"channel": ["web"]}, {"country": ["ES"]}


def shown(scope: dict[str, list[str]], *permissions: Permission) -> Grant:
    return Grant(frozenset(permissions or {READ}), {}, scope)


class TestTheRowsOfReports:
    def test_are_those_of_each_role_and_all_with_one_that_is_not_bound(self) -> None:
        assert scopes_of([shown(WEB), shown(SPAIN)], {READ}) == (WEB, SPAIN)
        assert scopes_of([shown(WEB), shown({})], {READ}) == ()
        assert scopes_of([shown(WEB), grant_of(Role.ORDERS)], {READ}) == (WEB,)

    def test_of_amounts_are_those_of_the_roles_that_show_amounts(self) -> None:
        given = [shown({}), shown(WEB, READ, MONEY)]

        assert scopes_of(given, {READ, MONEY}) == (WEB,)
        assert scopes_of(given, {READ}) == ()

    def test_are_none_without_a_role_that_shows_reports(self) -> None:
        (nothing,) = scopes_of([grant_of(Role.STOCK)], {READ})

        assert list(nothing.values()) == [()]

    def test_are_within_others_where_each_of_them_is(self) -> None:
        both = {**WEB, **SPAIN}

        assert is_row_within([both], [WEB])
        assert is_row_within([both, SPAIN], [WEB, SPAIN])
        assert is_row_within([WEB], [])
        assert not is_row_within([WEB], [both])
        assert not is_row_within([{"channel": ["web", "phone"]}], [WEB])
        assert not is_row_within([{}], [WEB])
        assert not is_row_within([], [WEB])

    def test_cannot_be_given_beyond_ones_own(self) -> None:
        check_within([shown(WEB)], [shown({"channel": ["web", "phone"]})])
        check_within([shown(WEB)], [grant_of(Role.OWNER)])
        for more in (shown({}), shown({"channel": ["phone"]})):
            with pytest.raises(BeyondOwnPermissions) as refused:
                check_within([more], [shown(WEB)])
            assert refused.value.facts["permissions"] == [READ]
