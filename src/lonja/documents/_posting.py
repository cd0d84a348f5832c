"""Documents and money as double entry: what is debited is credited, event by event. Pure.

Names instead of numbers: each country numbers its accounts in its own way, and an accountant's program
maps a name once.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from lonja.documents._document import Document
from lonja.documents._kind import DocumentCause


class Account(StrEnum):
    """`deposits`: money that paid no order, and is given back. `gift_cards_sold`: what of the sales
    is no income yet, but owed to who holds a card.
    """

    RECEIVABLES = "receivables"
    SALES = "sales"
    TAX = "tax"
    MONEY = "money"
    GIFT_CARDS = "gift_cards"
    GIFT_CARDS_ISSUED = "gift_cards_issued"
    GIFT_CARDS_SOLD = "gift_cards_sold"
    DEPOSITS = "deposits"


EXCHANGE: Final = "exchange"
"""Goods that came back pay: the money stays, for another order of the buyer's."""
BALANCES: Final = frozenset({"gift_card", "store_credit"})
"""Ways to pay that settle a debt of the shop's instead of bringing money."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One side; amounts are never negative. `method` is of money, place and rate of sales and tax."""

    day: date
    account: Account
    debit_minor: int
    credit_minor: int
    currency: str
    place: str = ""
    basis_points: int = 0
    method: str = ""
    document: str = ""
    source: str = ""


def document_entries(document: Document) -> list[Entry]:
    """Nothing for an exchanged invoice: the simplified one was posted, and says the same."""
    if document.cause is DocumentCause.EXCHANGE:
        return []
    facts = document.facts
    common = {"document": document.code, "source": document.order_number}
    entries = [
        _side(document.issued_on, Account.RECEIVABLES, document.total_minor, facts.currency, common)
    ]
    for group in facts.groups:
        for account, minor in ((Account.SALES, group.base_minor), (Account.TAX, group.tax_minor)):
            if minor:
                entries.append(
                    _side(
                        document.issued_on,
                        account,
                        -minor,
                        facts.currency,
                        common,
                        place=facts.place,
                        basis_points=group.basis_points,
                    )
                )
    return [one for one in entries if one.debit_minor or one.credit_minor]


def money_entries(
    *, day: date, minor: int, currency: str, method: str, is_late: bool, source: str
) -> list[Entry]:
    """`minor` is what came in, negative what went out."""
    account = Account.GIFT_CARDS if method in BALANCES else Account.MONEY
    account = Account.DEPOSITS if method == EXCHANGE else account
    against = Account.DEPOSITS if is_late else Account.RECEIVABLES
    common = {"method": method, "source": source}
    return [
        _side(day, account, minor, currency, common),
        _side(day, against, -minor, currency, common),
    ]


def credit_entries(
    *, day: date, minor: int, currency: str, source: str, is_sold: bool = False
) -> list[Entry]:
    """A gift card or store credit that was given, or what staff took off one (negative).

    One that `is_sold` is in the sales of its invoice, or was taken back with its credit note.
    """
    common = {"source": source}
    against = Account.GIFT_CARDS_SOLD if is_sold else Account.GIFT_CARDS_ISSUED
    return [
        _side(day, against, minor, currency, common),
        _side(day, Account.GIFT_CARDS, -minor, currency, common),
    ]


def _side(
    day: date,
    account: Account,
    minor: int,
    currency: str,
    common: dict[str, str],
    *,
    place: str = "",
    basis_points: int = 0,
) -> Entry:
    """A debit, or a credit where it is negative."""
    return Entry(
        day=day,
        account=account,
        debit_minor=max(minor, 0),
        credit_minor=max(-minor, 0),
        currency=currency,
        place=place,
        basis_points=basis_points,
        **common,
    )
