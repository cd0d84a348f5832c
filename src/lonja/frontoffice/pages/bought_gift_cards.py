"""Gift cards that are put into a cart: whom each goes to, what it is to be worth, and what is wrong."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from lonja.adapters.theme_language import Speech
from lonja.carts import api as carts
from lonja.frontoffice.wording import N_
from lonja.kernel.money import EXPONENTS

_TYPED: Final = re.compile(r"(\d{1,9})(?:[.,](\d{1,3}))?")
_RECIPIENT_PROBLEMS: Final = {
    "email": N_("The gift card is not in your cart: no mail reaches that e-mail address."),
    "message": N_("The gift card is not in your cart: the name or the message is too long."),
    "send_on": N_("The gift card is not in your cart: choose a day within a year."),
    "language": N_("The gift card is not in your cart: choose one of our languages."),
}
_AMOUNT: Final = N_(
    "The gift card is not in your cart: choose an amount between %(least)s and %(most)s."
)
_STEP: Final = N_("The gift card is not in your cart: choose a multiple of %(step)s.")
_FIXED_AMOUNT: Final = N_("This gift card is worth what it costs: its amount cannot be chosen.")


def recipient(form: Mapping[str, str]) -> carts.Recipient:
    """Whom a gift card goes to, as it was typed; a day that is none is no day of the shop's."""
    typed = form.get("gift_on", "").strip()
    try:
        day = date.fromisoformat(typed) if typed else None
    except ValueError:
        day = date.max
    return carts.Recipient(
        name=form.get("gift_name", ""),
        email=form.get("gift_email", ""),
        message=form.get("gift_message", ""),
        language=form.get("gift_language", ""),
        send_on=day,
    )


def amount_minor(form: Mapping[str, str], currency: str) -> int | None:
    """What it is to be worth, where the page asks for it; what is no amount is refused as 0."""
    if "amount" not in form:
        return None
    found = _TYPED.fullmatch(form["amount"].strip())
    if found is None:
        return 0
    digits = EXPONENTS[currency]
    minor = Decimal(f"{found[1]}.{found[2] or 0}") * 10**digits
    return int(minor) if minor == int(minor) else 0


def same_figure(to: carts.Recipient | None, was: str, now: str) -> int | None:
    """37 EUR are 37 USD where a cart changes its currency: the buyer sees it and may change it."""
    if to is None or to.amount_minor is None:
        return None
    return int(to.amount_minor * 10 ** EXPONENTS[now] // 10 ** EXPONENTS[was])


def problem(refused: carts.BadRecipient | carts.BadAmount, speech: Speech) -> str:
    """In the buyer's words, with the amounts that there are."""
    facts = refused.facts
    if isinstance(refused, carts.BadRecipient):
        return _RECIPIENT_PROBLEMS[str(facts["field"])]
    if "currency" not in facts:
        return _FIXED_AMOUNT

    def money(name: str) -> str:
        return speech.money(int(str(facts[name])), str(facts["currency"]))

    words = _STEP if facts["is_between"] else _AMOUNT
    return speech.say(words) % {
        "least": money("least_minor"), "most": money("most_minor"), "step": money("step_minor"),
    }  # fmt: skip
