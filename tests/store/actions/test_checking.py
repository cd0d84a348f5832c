"""A paid order that looks odd waits for a person, by the rules of the shop."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.selling import NOW, an_order

from lonja.actions.check_order import check_order
from lonja.content import api as content
from lonja.content.api import CheckReason, FraudChecks, PaidOrder, reasons_to_check
from lonja.kernel.db import Database
from lonja.kernel.errors import Invalid
from lonja.kernel.money import Money
from lonja.orders import api as orders
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio


async def rules(database: Database, checks: FraudChecks) -> None:
    async with database.transaction() as db:
        version = (await content.current(db, FraudChecks)).version
        await content.save(db, checks, version=version, actor="owner@azulejo.example", now=NOW)


async def bought(database: Database) -> orders.Order:
    order_id = await an_order(database, {"A": 1}, status="confirmed")
    async with database.transaction() as db:
        await check_order(db, await orders.get(db, order_id), now=NOW + timedelta(minutes=1))
    async with database.reading() as db:
        return await orders.get(db, order_id)


class TestAnOrder:
    async def test_is_not_held_by_a_shop_that_checks_nothing(self, database: Database) -> None:
        await open_small_shop(database, {"A": 5})

        assert (await bought(database)).held_at is None

    async def test_that_is_large_is_held_with_every_reason(self, database: Database) -> None:
        await open_small_shop(database, {"A": 5})
        await rules(database, FraudChecks(total_minor={"EUR": 1}, first_order_minor={"EUR": 1}))

        held = await bought(database)

        assert (held.held_at is not None, held.hold_reason) == (True, "suspected_fraud")
        [event] = [one for one in held.events if one.kind == "held"]
        assert (event.actor, event.facts["because"]) == ("shop", "large_total, large_first_order")

    async def test_of_a_buyer_who_buys_too_often_is_held(self, database: Database) -> None:
        await open_small_shop(database, {"A": 5})
        await rules(database, FraudChecks(orders_a_day=2))

        first, second = await bought(database), await bought(database)

        assert (first.held_at is None, second.held_at is None) == (True, False)


async def test_a_currency_that_nobody_knows_is_refused(database: Database) -> None:
    with pytest.raises(Invalid, match="not a currency"):
        await rules(database, FraudChecks(total_minor={"XXY": 1}))


SOME = st.integers(0, 5)
AMOUNTS = st.dictionaries(st.sampled_from(["EUR", "USD"]), st.integers(0, 300))


@given(
    checks=st.builds(
        FraudChecks,
        total_minor=AMOUNTS,
        first_order_minor=AMOUNTS,
        declined_cards=SOME,
        orders_a_day=SOME,
    ),
    total=st.integers(0, 300),
    is_first=st.booleans(),
    declined=SOME,
    placed=SOME,
)
def test_more_of_anything_never_takes_a_reason_away(
    *, checks: FraudChecks, total: int, is_first: bool, declined: int, placed: int
) -> None:
    less = reasons_to_check(checks, PaidOrder(Money("EUR", total), is_first, declined, placed))
    more = reasons_to_check(
        checks, PaidOrder(Money("EUR", total + 1), is_first, declined + 1, placed + 1)
    )

    assert set(less) <= set(more)
    assert CheckReason.LARGE_FIRST_ORDER not in less or is_first
    assert (
        reasons_to_check(FraudChecks(), PaidOrder(Money("EUR", total), is_first, declined, placed))
        == []
    )
