"""Mails as the shop's theme writes them: `mails/<kind>.txt` with its subject, and `mails/<kind>.html`."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, fields
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache, partial
from typing import Any, Final

from babel.dates import format_date, format_datetime, get_day_names
from babel.numbers import format_decimal, format_percent
from jinja2 import Environment, Template
from markupsafe import Markup, escape

from lonja.adapters import theme_templates
from lonja.adapters.theme_language import Speech, speech
from lonja.adapters.themes import Theme
from lonja.content.api import Look, Mails, MailWords, filled
from lonja.kernel.address import address_lines
from lonja.kernel.money import Money
from lonja.notifications.api import (
    SUBJECT_CHARACTERS,
    Cell,
    GiftCardFacts,
    Label,
    MailFacts,
    MailLine,
    OrderFacts,
    Rendered,
    StockFacts,
    clean,
    cleaned,
)
from lonja.shop.api import Seller

_LINK: Final = re.compile(r"https?://[^\s<>\"']+")
_AFTER_LINK: Final = ".,;:!?)"
_BLOCKS: Final = ("subject", "headline", "text")
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
    "not_picked_up": N_("You did not pick it up in time."),
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
        written: Mails | None = None,
        look: Look | None = None,
    ) -> None:
        """`legal`: the titles and addresses of the shop's legal pages, by language.

        `written`: what staff write in place of the theme's words.
        """
        self._theme, self._seller, self._legal = theme, seller, legal
        self._written, self._look = written or Mails(), look or Look()

    def render(
        self,
        kind: str,
        facts: MailFacts,
        *,
        language: str,
        shop: str,
        words: MailWords | None = None,
    ) -> Rendered:
        """The mail; `words` stand in place of those that are saved."""
        theme = self._theme()
        language = theme.language_of(language)
        made = _environment(theme, language)
        values = self._values(facts, language, shop)
        own = self._written.words(kind, language) if words is None else words
        named = _named(made, values["facts"], shop)
        said = {part.name: filled(getattr(own, part.name), named) for part in fields(own)}
        values["own"] = said
        blocks = tuple(part for part in _BLOCKS if said[part])
        text = _template(made, f"mails/{kind}.txt", blocks)
        of_subject = text if "subject" in blocks else made.get_template(f"mails/{kind}.txt")
        subject = clean("".join(of_subject.blocks["subject"](of_subject.new_context(values))))
        values["subject"] = subject[:SUBJECT_CHARACTERS]
        return Rendered(
            subject=subject[:SUBJECT_CHARACTERS],
            text=_GAP.sub("\n\n", text.render(values)).strip() + "\n",
            html=_template(made, f"mails/{kind}.html", blocks).render(values),
        )

    def own_words(self, kind: str, facts: MailFacts, *, language: str, shop: str) -> MailWords:
        """What the theme itself says, part by part, where nobody writes anything else."""
        made = _environment(self._theme(), language)
        values = self._values(facts, language, shop) | {"own": asdict(MailWords())}
        link = str(getattr(facts, "link", ""))
        parts = {
            part: clean("".join(found.blocks[part](found.new_context(values))))
            for part in (*_BLOCKS, "action")
            if (found := _holder(made, kind, part)) is not None
        }
        button = parts.pop("action", "").removesuffix(link).rstrip(": ")
        return MailWords(**parts, button=button)

    def _values(self, facts: MailFacts, language: str, shop: str) -> dict[str, Any]:
        return {
            "facts": cleaned(facts),
            "shop": clean(shop),
            "seller": self._seller(language),
            "legal": self._legal(language),
            "language": language,
            "tokens": {**self._theme().tokens, **self._look.tokens()},
        }


def _holder(made: Environment, kind: str, block: str) -> Template | None:
    """The nearest template of this kind of mail that says this block."""
    for name in (kind, "order", "frame"):
        found = made.get_template(f"mails/{name}.txt")
        if block in found.blocks:
            return found
    return None


@cache
def _template(made: Environment, name: str, blocks: tuple[str, ...]) -> Template:
    """The theme's template with some of its blocks said otherwise; the words are no template."""
    if not blocks:
        return made.get_template(name)
    said = "{{ own.%s }}" if theme_templates.is_plain(name) else "{{ own.%s|lines }}"
    source = f'{{% extends "{name}" %}}' + "".join(
        f"{{% block {block} %}}{said % block}{{% endblock %}}" for block in blocks
    )
    code = made.compile(source, name=f"own/{name}")
    return made.template_class.from_code(made, code, made.make_globals(None))


def _named(made: Environment, facts: MailFacts, shop: str) -> dict[str, str]:
    """The value of each placeholder, as the theme writes amounts and dates."""
    amount, moment, day, reason = (
        made.filters[name] for name in ("amount", "moment", "day", "reason")
    )
    match facts:
        case OrderFacts():
            return {
                "shop": shop,
                "number": facts.number,
                "total": amount(facts.totals.total),
                "name": facts.address.name if facts.address else "",
                "carrier": facts.carrier,
                "tracking": facts.tracking,
                "tracking_link": facts.tracking_url or facts.link,
                "reason": reason(facts.reason) if facts.reason else "",
                "refunded": amount(facts.refunded) if facts.refunded else "",
                "document": facts.document,
                "arrival": " – ".join(day(one) for one in facts.arrival or ()),
                "instructions": "\n".join(facts.instructions),
                "kept_until": (
                    moment(facts.kept_until, facts.time_zone) if facts.kept_until else ""
                ),
            }
        case GiftCardFacts():
            until = facts.expires_at
            return {
                "shop": shop,
                "name": facts.name,
                "amount": amount(facts.amount),
                "expires": made.filters["whole_moment"](until, facts.time_zone) if until else "",
            }
        case StockFacts():
            return {"shop": shop, "product": facts.name}
    return {}


@cache
def _environment(theme: Theme, language: str) -> Environment:
    words = speech(theme, language)
    made = theme_templates.environment(theme, language)
    made.filters["amount"] = lambda money: _amount(words, money)
    made.filters["negative"] = lambda money: _amount(words, Money(money.currency, -money.minor))
    made.filters["figure"] = lambda cell: _figure(words, cell)
    made.filters["change"] = lambda cell: _change(words, cell)
    made.filters["label"] = lambda label: _label(words, label)
    made.filters["utc"] = lambda moment: _utc(moment, language)
    made.globals["address_lines"] = partial(address_lines, language=language)
    made.filters["linked"] = linked
    made.filters["lines"] = lines
    made.filters["goods"] = lambda goods: "; ".join(_goods(words, one) for one in goods)
    made.filters["chosen"] = lambda name, options: _chosen(words, name, options)
    made.filters["reason"] = lambda code: words.say(REASONS[code]) if code in REASONS else code
    return made


def linked(paragraph: str) -> Markup:
    """Escape a paragraph and make its web addresses clickable."""
    return Markup(_LINK.sub(_link, str(escape(paragraph))))  # noqa: S704


def lines(text: str) -> Markup:
    """The same, with each line on its own."""
    return Markup("<br>").join(linked(line) for line in text.splitlines())


def _link(match: re.Match[str]) -> str:
    """Cut here, not by the pattern, which would try each end of 10,000 dots."""
    address = match[0].rstrip(_AFTER_LINK)
    return f'<a href="{address}">{address}</a>{match[0][len(address) :]}'


def _amount(words: Speech, money: Money) -> str:
    return words.money(money.minor, money.currency)


def _figure(words: Speech, cell: Cell) -> str:
    """As the page of the report writes it."""
    if cell.value is None:
        return "\N{EM DASH}"
    match cell.unit:
        case "money":
            return words.money(cell.value, cell.currency)
        case "count":
            return format_decimal(cell.value, locale=words.locale)
        case "percent":
            return format_percent(Decimal(cell.value) / 10_000, "#,##0.0 %", locale=words.locale)
        case "hours":
            return f"{format_decimal(Decimal(cell.value) / 100, '#,##0.0', locale=words.locale)} h"
        case _:
            return format_decimal(Decimal(cell.value) / 100, locale=words.locale)


def _change(words: Speech, cell: Cell) -> str:
    """With its sign: +12.3 %."""
    if cell.value is None:
        return "\N{EM DASH}"
    share = Decimal(cell.value) / 10_000
    return format_percent(share, "+#,##0.0 %;-#,##0.0 %", locale=words.locale)


_TIMES: Final = {
    "day": "d MMM y", "week": "d MMM y", "month": "MMMM y", "quarter": "QQQ y", "year": "y",
}  # fmt: skip


def _label(words: Speech, label: Label) -> str:
    """As the page of the report writes it."""
    if not label.value:
        return words.say(N_("unknown"))
    match label.form:
        case form if form in _TIMES:
            day = date.fromisoformat(label.value)
            return format_date(day, _TIMES[form], locale=words.locale)
        case "weekday":
            return str(get_day_names("wide", locale=words.locale)[int(label.value) - 1])
        case "hour":
            return f"{int(label.value)}:00"
        case "yes_no":
            return words.say(N_("Yes") if label.value == "true" else N_("No"))
        case _:
            return label.value


def _goods(words: Speech, one: MailLine) -> str:
    return f"{one.quantity} × {_chosen(words, one.name, one.options)}"


def _chosen(words: Speech, name: str, options: Mapping[str, str]) -> str:
    """The product and which of its variants."""
    return " · ".join([name, *(words.value(key, code) for key, code in options.items())])


def _utc(moment: datetime, language: str) -> str:
    return format_datetime(moment, "long", tzinfo=UTC, locale=language)
