"""How each order of the proof is paid and what becomes of it: every pair that there is, by turns."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

CARD: Final = (
    "kept", "refund_all", "refund_part", "refund_lines", "twenty_clerks", "cancelled", "returned",
    "returned_for_credit", "exchanged", "edited_less", "edited_more",
)  # fmt: skip
STRIPE: Final = ("refund_dashboard", "refund_bounces", "dispute_won", "dispute_lost")
BY_HAND: Final = (
    "kept", "refund_all", "refund_part", "refund_lines", "cancelled", "returned",
    "returned_for_credit", "edited_less", "edited_more",
)  # fmt: skip
BALANCE: Final = ("kept", "refund_all", "refund_part", "twenty_clerks", "cancelled", "returned")
NEVER_PAID: Final = ("never_paid",)

PAIRS: Final[Mapping[str, Sequence[str]]] = {
    "stripe": (*CARD, *STRIPE),
    "stripe_after_decline": ("kept", "refund_part"),
    "stripe_debit": ("kept", "refund_all", "returned", "dispute_lost"),
    "stripe_debit_bounces": NEVER_PAID,
    "stripe_left": NEVER_PAID,
    "redirect": CARD,
    "token": CARD,
    "transfer": BY_HAND,
    "transfer_in_parts": ("kept", "refund_part"),
    "transfer_too_much": ("kept", "cancelled"),
    "transfer_never": NEVER_PAID,
    "on_delivery": ("kept", "refund_part", "refused", "cancelled"),
    "in_store": ("kept", "refund_part", "cancelled"),
    "gift_card_and_stripe": (*BALANCE, "exchanged", "returned_for_credit", "dispute_won"),
    "gift_card": BALANCE,
    "store_credit": BALANCE,
    "store_credit_and_token": (*BALANCE, "refund_lines"),
    "free": ("kept", "cancelled"),
}
"""A way to pay → what may become of an order that was paid so."""

NONE_YET: Final = UUID(int=0)
BEFORE_SHIPPING: Final = frozenset(
    {"cancelled", "edited_less", "edited_more", "never_paid", "refused"}
)


@dataclass(slots=True)
class Life:
    """One order. `bank_minor` is what its payer gave by hand or in cash, less what came back so.

    `left_minor` is what the proof itself says must be left of its money; None where that is the
    shop's rule to say, and the books have only to agree.
    """

    way: str
    fate: str
    order_id: UUID = NONE_YET
    number: str = ""
    token: str = ""
    total_minor: int = 0
    left_minor: int | None = None
    bank_minor: int = 0


def chosen(count: int, rng: random.Random) -> list[Life]:
    """Every way and every fate first, then every pair, then all of them again."""
    pairs = [(way, fate) for way, fates in PAIRS.items() for fate in fates]
    rng.shuffle(pairs)
    ways, fates = set[str](), set[str]()
    first: list[tuple[str, str]] = []
    for way, fate in pairs:
        if way not in ways or fate not in fates:
            first.append((way, fate))
            ways.add(way)
            fates.add(fate)
    turns = first + [pair for pair in pairs if pair not in first]
    lives = [Life(*turns[place % len(turns)]) for place in range(count)]
    rng.shuffle(lives)
    return lives
