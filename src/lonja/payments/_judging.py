"""What money means for its order. Pure: the one rule for wrong sums and for money that comes late."""

from enum import StrEnum

from lonja.kernel.money import Money
from lonja.payments._port import Authorised, Captured


class Verdict(StrEnum):
    CONFIRM = "confirm"
    """It pays the order."""
    RELEASE = "release"
    """Only reserved, and not wanted: it is closed at the gateway."""
    GIVE_BACK = "give_back"
    """Ours, and not wanted: it is refunded, by hand where the gateway knows no way back."""
    ASK_PERSON = "ask_person"
    """Ours, but not the sum that is due: a person decides."""


def judge(money: Authorised | Captured, *, due: Money, is_awaited: bool) -> Verdict:
    """Only the exact sum that an order still waits for confirms it.

    `is_awaited`: the order is not decided, its stock is held, no other attempt may pay it. A
    cancelled order never comes back to life by money alone, as its goods may be sold: what comes
    late goes back. A wrong sum is shown to a person, who knows what the buyer meant.
    """
    is_exact = money.amount == due
    if is_exact and is_awaited:
        return Verdict.CONFIRM
    if isinstance(money, Authorised):
        return Verdict.RELEASE
    return Verdict.GIVE_BACK if is_exact else Verdict.ASK_PERSON
