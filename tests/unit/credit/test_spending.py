"""Balances pay an order one after the other: never more than they have, never more than is due."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lonja.credit.api import Account, CreditKind, CreditStatus, share_out, why_not_usable

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)


def a_card(balance_minor: int = 50_00) -> Account:
    return Account(
        id=uuid4(),
        kind=CreditKind.GIFT_CARD,
        status=CreditStatus.ACTIVE,
        currency="EUR",
        initial_minor=50_00,
        balance_minor=balance_minor,
        last_four="HN5R",
        expires_at=None,
        customer_id=None,
        email="",
        name="",
        message="",
        language="",
        send_at=None,
        sent_at=None,
        issued_by="ana",
        issued_at=NOW,
        version=1,
    )


class TestSharingOut:
    def test_takes_from_one_card_after_the_other(self) -> None:
        first, second, third = a_card(10_00), a_card(20_00), a_card(5_00)

        parts = share_out(25_00, [first, second, third])

        assert [(part.account_id, part.amount_minor) for part in parts] == [
            (first.id, 10_00),
            (second.id, 15_00),
        ]

    @given(st.integers(0, 10**9), st.lists(st.integers(0, 10**9), max_size=6))
    def test_never_takes_more_than_there_is_or_than_is_due(
        self, due_minor: int, balances: list[int]
    ) -> None:
        cards = [a_card(balance) for balance in balances]
        had: dict[UUID, int] = {card.id: card.balance_minor for card in cards}

        parts = share_out(due_minor, cards)

        assert all(0 < part.amount_minor <= had[part.account_id] for part in parts)
        assert sum(part.amount_minor for part in parts) == min(due_minor, sum(balances))


class TestACard:
    @pytest.mark.parametrize(
        ("change", "reason"),
        [
            ({}, None),
            ({"status": CreditStatus.DISABLED}, "disabled"),
            ({"expires_at": NOW}, "expired"),
            ({"expires_at": NOW + timedelta(microseconds=1)}, None),
            ({"currency": "USD"}, "currency"),
            ({"balance_minor": 0}, "empty"),
        ],
    )
    def test_says_why_it_pays_nothing(self, change: dict[str, object], reason: str | None) -> None:
        card = replace(a_card(), **change)  # type: ignore[arg-type]  # a row of the table above

        assert why_not_usable(card, currency="EUR", now=NOW) == reason
