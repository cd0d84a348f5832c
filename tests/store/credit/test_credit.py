"""Balances in the database: each act once, nothing overdrawn, however many spend or give at once."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest
from psycopg.errors import CheckViolation
from tests.support.asking import scalar
from tests.support.giving import SECRET, a_gift_card, balance
from tests.support.selling import NOW, race

from lonja.credit import api as credit
from lonja.identity.api import TooManyAttempts
from lonja.kernel.db import Database, run
from lonja.kernel.errors import Refused
from lonja.kernel.ids import uuid7
from lonja.kernel.money import Money
from lonja_tools.proofs.small_shop import open_small_shop

pytestmark = pytest.mark.anyio
ANA = "ana@shop.example"


@pytest.fixture(autouse=True)
async def shop(database: Database) -> None:
    await open_small_shop(database, stock={})


async def spend(
    database: Database, amount_minor: int, *cards: UUID, order: UUID | None = None
) -> UUID:
    """As much from each card."""
    order = order or uuid7()
    async with database.transaction() as db:
        await credit.spend(
            db,
            [credit.Part(card, amount_minor) for card in cards],
            order_id=order,
            order_number="K7QF-93MD",
            currency="EUR",
            now=NOW,
        )
    return order


async def release(database: Database, amount_minor: int, card: UUID, *, order: UUID) -> None:
    async with database.transaction() as db:
        await credit.release(
            db,
            [credit.Part(card, amount_minor)],
            order_id=order,
            order_number="K7QF-93MD",
            now=NOW,
        )


async def refund(database: Database, amount_minor: int, card: UUID, refund_id: UUID) -> None:
    async with database.transaction() as db:
        await credit.refund_to(
            db,
            card,
            refund_id=refund_id,
            amount=Money("EUR", amount_minor),
            order_id=ORDER,
            order_number="K7QF-93MD",
            actor=ANA,
            now=NOW,
        )


ORDER = uuid7()


async def adjust(
    database: Database,
    card: UUID,
    amount_minor: int,
    *,
    entry: UUID | None = None,
    limit_minor: int | None = None,
) -> int:
    async with database.transaction() as db:
        after = await credit.adjust(
            db,
            card,
            entry_id=entry or uuid7(),
            amount_minor=amount_minor,
            reason="test",
            actor=ANA,
            limit_minor=limit_minor,
            now=NOW,
        )
    return after.balance_minor


class TestOneCard:
    async def test_is_never_overdrawn_by_buyers_who_spend_it_at_once(
        self, database: Database
    ) -> None:
        card = await a_gift_card(database, 50_00)

        tried = await race(*(spend(database, 12_00, card) for _ in range(20)))

        refused = [one for one in tried if isinstance(one, Refused)]
        assert len(tried) - len(refused) == 4
        assert {one.facts["reason"] for one in refused} == {"changed"}
        assert await balance(database, card) == 2_00

    async def test_that_is_spent_with_another_in_both_orders_stops_nobody(
        self, database: Database
    ) -> None:
        one, other = await a_gift_card(database, 50_00), await a_gift_card(database, 50_00)

        await asyncio.gather(
            *(spend(database, 1_00, one, other) for _ in range(10)),
            *(spend(database, 1_00, other, one) for _ in range(10)),
        )

        assert await balance(database, one) == 30_00
        assert await balance(database, other) == 30_00

    async def test_pays_all_of_an_order_or_nothing(self, database: Database) -> None:
        full, almost_empty = await a_gift_card(database, 50_00), await a_gift_card(database, 1_00)

        with pytest.raises(credit.GiftCardRefused):
            await spend(database, 10_00, full, almost_empty)

        assert await balance(database, full) == 50_00

    async def test_gets_back_once_what_an_order_did_not_take(self, database: Database) -> None:
        card = await a_gift_card(database, 50_00)
        order = await spend(database, 20_00, card)

        for _ in range(3):
            await release(database, 20_00, card, order=order)

        assert await balance(database, card) == 50_00

    async def test_gets_a_refund_once(self, database: Database) -> None:
        card, refund_id = await a_gift_card(database, 50_00), uuid7()

        await asyncio.gather(*(refund(database, 5_00, card, refund_id) for _ in range(5)))

        assert await balance(database, card) == 55_00

    async def test_that_has_expired_lives_for_the_money_that_comes_back(
        self, database: Database
    ) -> None:
        card = await a_gift_card(database, 50_00, expires_at=NOW + timedelta(days=1))

        await refund(database, 5_00, card, uuid7())

        async with database.reading() as db:
            found = await credit.account(db, card)
        assert found.expires_at == NOW + timedelta(days=365)

    async def test_cannot_be_overdrawn_by_hand_either(self, database: Database) -> None:
        card = await a_gift_card(database, 50_00)

        with pytest.raises(CheckViolation):
            async with database.transaction() as db:
                await run(
                    db,
                    "UPDATE credit_accounts SET balance_minor = balance_minor - 5001"
                    " WHERE id = %(id)s",
                    id=card,
                )


class TestStaff:
    async def test_adjust_a_balance_once_however_often_they_click(self, database: Database) -> None:
        card, entry = await a_gift_card(database, 50_00), uuid7()

        after = await asyncio.gather(
            *(adjust(database, card, -5_00, entry=entry) for _ in range(6))
        )

        assert set(after) == {45_00}
        assert await balance(database, card) == 45_00

    async def test_never_take_more_than_there_is(self, database: Database) -> None:
        card = await a_gift_card(database, 50_00)

        tried = await race(*(adjust(database, card, -30_00) for _ in range(5)))

        refused = [one for one in tried if isinstance(one, Refused)]
        assert [one.code for one in refused] == ["gift_card_balance_too_low"] * 4
        assert await balance(database, card) == 20_00

    async def test_give_no_more_in_a_day_than_they_may_however_many_windows_they_open(
        self, database: Database
    ) -> None:
        card = await a_gift_card(database, 50_00)

        tried = await race(*(adjust(database, card, 20_00, limit_minor=100_00) for _ in range(8)))

        refused = [one for one in tried if isinstance(one, Refused)]
        assert [one.code for one in refused] == ["credit_over_limit"] * 6
        assert await balance(database, card) == 90_00

    async def test_take_no_more_in_a_day_than_they_may_give(self, database: Database) -> None:
        card = await a_gift_card(database, 50_00)

        tried = await race(*(adjust(database, card, -20_00, limit_minor=30_00) for _ in range(3)))

        refused = [one for one in tried if isinstance(one, Refused)]
        assert [one.code for one in refused] == ["credit_over_limit"] * 2
        assert await balance(database, card) == 30_00

    async def test_may_give_no_more_for_what_they_have_taken(self, database: Database) -> None:
        card = await a_gift_card(database, 50_00)  # counts as given

        await adjust(database, card, -30_00, limit_minor=60_00)
        await adjust(database, card, 10_00, limit_minor=60_00)
        tried = await race(adjust(database, card, 1, limit_minor=60_00))

        assert [getattr(one, "code", None) for one in tried] == ["credit_over_limit"]
        assert await balance(database, card) == 30_00

    async def test_issue_the_same_card_once(self, database: Database) -> None:
        card_id = uuid7()
        draft = credit.GiftCardDraft(Money("EUR", 20_00))

        async def issue(actor: str = ANA) -> str:
            async with database.transaction() as db:
                return await credit.issue(
                    db,
                    card_id,
                    draft,
                    reason="goodwill",
                    actor=actor,
                    limit_minor=None,
                    secret=SECRET,
                    now=NOW,
                )

        codes = {await issue(), await issue()}
        with pytest.raises(credit.EntryIdTaken):
            await issue("luis@shop.example")

        assert len(codes) == 1
        assert await balance(database, card_id) == 20_00


class TestACode:
    async def test_finds_its_card_and_stands_nowhere(self, database: Database) -> None:
        card = await a_gift_card(database, 50_00)
        code = credit.code_of(SECRET, card)

        async with database.reading() as db:
            found = await credit.find_by_code(db, code.lower(), currency="EUR", now=NOW)
            stored = await scalar(
                db,
                "SELECT string_agg(a::text, ' ') || (SELECT string_agg(c::text, ' ')"
                " FROM credit_codes c) || (SELECT string_agg(envelope::text, ' ') FROM outbox)"
                " || (SELECT string_agg(l::text, ' ') FROM audit_log l) FROM credit_accounts a",
            )

        assert found.id == card
        assert found.last_four == code[-4:]
        assert code not in (stored or "")
        assert code.replace("-", "") not in (stored or "")

    async def test_that_is_wrong_is_refused_alike(self, database: Database) -> None:
        async with database.reading() as db:
            for typed in ("", "7K2M-Q9XT-04WD-HN5R", "TEN", "x" * 40):
                with pytest.raises(credit.GiftCardRefused) as refused:
                    await credit.find_by_code(db, typed, currency="EUR", now=NOW)
                assert refused.value.facts == {"reason": "unknown"}

    async def test_is_guessed_ten_times_and_no_more(self, database: Database) -> None:
        async def guess(visitor: str) -> None:
            async with database.transaction() as db:
                await credit.count_lookup(db, visitor=visitor, address="192.0.2.1", now=NOW)

        for _ in range(10):
            await guess("one")
        with pytest.raises(TooManyAttempts):
            await guess("one")
        for number in range(30):
            await guess(f"other {number}")
        with pytest.raises(TooManyAttempts):
            await guess("a last one")
