"""Mails as the shop's theme writes them: `mails/<kind>.txt` with its subject, and `mails/<kind>.html`."""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import cache, partial
from typing import Any, Final

from babel.dates import format_datetime
from jinja2 import Environment
from markupsafe import Markup, escape

from lonja.adapters import theme_templates
from lonja.adapters.theme_language import FALLBACK, LANGUAGES, Speech, speech
from lonja.adapters.themes import Theme
from lonja.kernel.address import address_lines
from lonja.kernel.money import Money
from lonja.notifications.api import SUBJECT_CHARACTERS, MailFacts, Rendered, clean, cleaned
from lonja.shop.api import Seller

_LINK: Final = re.compile(r"https?://[^\s<>\"']+")
_AFTER_LINK: Final = ".,;:!?)"
_GAP: Final = re.compile(r"\n{3,}")


def N_(message: str) -> str:  # noqa: N802 - the name that message extractors know
    return message


REASONS: Final = {
    "card_declined": N_("The bank declined the card."),
    "insufficient_funds": N_("There are not enough funds on the card."),
    "expired_card": N_("The card has expired."),
    "authentication_failed": N_("The payment was not approved at the bank."),
    "debit_failed": N_("Your bank refused the debit."),
    "payment_closed": N_("The payment page was closed before anything was paid."),
    "amount_differs": N_("The amount that arrived is not the order's total. We will write to you."),
    "amount_too_small": N_("The amount is too small for this way to pay."),
    "not_possible": N_("This way to pay does not work at the moment."),
    "sold_out": N_("Something in it was sold out."),
    "payment_expired": N_("The time to pay was over."),
    "buyer_request": N_("You asked us to cancel it."),
    "shop_error": N_("There was a mistake of ours in it."),
    "damaged": N_("Something in it was damaged."),
    "wrong_item": N_("Something in it was not what you ordered."),
    "missing": N_("Something in it was missing."),
    "late": N_("It came late."),
    "changed_mind": N_("You sent something back."),
    "goodwill": N_("A gesture of goodwill."),
}


class ThemeMails:
    """Asks for the theme with each mail: a shop that changes its look writes differently at once."""

    def __init__(
        self,
        theme: Callable[[], Theme],
        *,
        seller: Callable[[str], Seller | None] = lambda _language: None,
        legal: Callable[[str], Sequence[tuple[str, str]]] = lambda _language: (),
    ) -> None:
        """`legal`: the titles and addresses of the shop's legal pages, by language."""
        self._theme, self._seller, self._legal = theme, seller, legal

    def render(self, kind: str, facts: MailFacts, *, language: str, shop: str) -> Rendered:
        language = language if language in LANGUAGES else FALLBACK
        made = _environment(self._theme(), language)
        values: dict[str, Any] = {
            "facts": cleaned(facts),
            "shop": clean(shop),
            "seller": self._seller(language),
            "legal": self._legal(language),
            "language": language,
        }
        text = made.get_template(f"mails/{kind}.txt")
        subject = clean("".join(text.blocks["subject"](text.new_context(values))))
        values["subject"] = subject[:SUBJECT_CHARACTERS]
        return Rendered(
            subject=subject[:SUBJECT_CHARACTERS],
            text=_GAP.sub("\n\n", text.render(values)).strip() + "\n",
            html=made.get_template(f"mails/{kind}.html").render(values),
        )


@cache
def _environment(theme: Theme, language: str) -> Environment:
    words = speech(theme, language)
    made = theme_templates.environment(theme, language)
    made.filters["amount"] = lambda money: _amount(words, money)
    made.filters["negative"] = lambda money: _amount(words, Money(money.currency, -money.minor))
    made.filters["utc"] = lambda moment: _utc(moment, language)
    made.globals["address_lines"] = partial(address_lines, language=language)
    made.filters["linked"] = linked
    made.filters["reason"] = lambda code: words.say(REASONS[code]) if code in REASONS else code
    return made


def linked(paragraph: str) -> Markup:
    """Escape a paragraph and make its web addresses clickable."""
    return Markup(_LINK.sub(_link, str(escape(paragraph))))  # noqa: S704


def _link(match: re.Match[str]) -> str:
    """Cut here, not by the pattern, which would try each end of 10,000 dots."""
    address = match[0].rstrip(_AFTER_LINK)
    return f'<a href="{address}">{address}</a>{match[0][len(address) :]}'


def _amount(words: Speech, money: Money) -> str:
    return words.money(money.minor, money.currency)


def _utc(moment: datetime, language: str) -> str:
    return format_datetime(moment, "long", tzinfo=UTC, locale=language)
