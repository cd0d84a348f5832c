"""How a mail reads, as text and as HTML. Pure, and every value of others is escaped.

The HTML keeps to what mail programs draw alike: one table, inline styles, no pictures to load.
"""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from string import Template
from typing import Final

from babel.dates import format_datetime
from babel.numbers import format_currency

from lonja.kernel.address import Address, address_lines
from lonja.kernel.money import EXPONENTS, Money
from lonja.kernel.totals import Totals
from lonja.notifications import _texts
from lonja.notifications._texts import label, option_word

SUBJECT_CHARACTERS: Final = 200

_PAGE: Final = Template("""\
<!doctype html>
<html lang="$language">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><title>$title</title></head>
<body style="margin:0;padding:24px 12px;background:#f4f1ea;color:#1d2a3a;\
font:16px/1.55 Georgia,'Times New Roman',serif">
<table role="presentation" align="center" width="100%" style="max-width:560px;margin:0 auto;\
background:#fffdf8;border-top:6px solid #1f4e8c;border-collapse:collapse">
<tr><td style="padding:28px 32px 8px;font-size:22px;letter-spacing:.04em;color:#1f4e8c">$shop</td></tr>
<tr><td style="padding:8px 32px 28px">
$content
</td></tr>
<tr><td style="padding:16px 32px 24px;border-top:1px solid #e4dccb;font-size:13px;color:#6b6455">
$footer
</td></tr></table></body></html>
""")
_BUTTON: Final = Template(
    '<p style="margin:24px 0"><a href="$url" style="background:#1f4e8c;color:#ffffff;'
    'padding:12px 22px;text-decoration:none;display:inline-block">$label</a></p>'
)
_ROW: Final = Template(
    '<tr style="font-weight:$weight"><td style="padding:6px 0;border-bottom:1px solid #eee6d6">$left</td>'
    '<td style="padding:6px 0;border-bottom:1px solid #eee6d6;text-align:right;'
    'white-space:nowrap">$right</td></tr>'
)
_OVERLINE: Final = Template(
    '<p style="margin:0;font-size:13px;letter-spacing:.06em;color:#6b6455">$text</p>'
)
_HEADLINE: Final = Template(
    '<h1 style="margin:8px 0 12px;font-size:24px;line-height:1.25;font-weight:normal">$text</h1>'
)
_SPACES = re.compile(r"\s+")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Rendered:
    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class MailLine:
    name: str
    options: Sequence[str]
    quantity: int
    total: Money


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """What a mail says about an order; the caller has read it from `orders`."""

    number: str
    link: str
    lines: Sequence[MailLine]
    totals: Totals
    address: Address | None
    carrier: str = ""
    tracking: str = ""


def clean(value: str) -> str:
    """One line without control or direction marks: nobody's name may draw over our words."""
    return _SPACES.sub(" ", _CONTROLS.sub("", value)).strip()


def show_money(money: Money, language: str) -> str:
    exponent = EXPONENTS[money.currency]
    amount = Decimal(money.minor).scaleb(-exponent)
    locale = language if language in _texts.LABELS else _texts.FALLBACK
    return str(format_currency(amount, money.currency, locale=locale))


def render_order_mail(kind: str, facts: OrderFacts, *, language: str, shop: str) -> Rendered:
    texts = _texts.ORDER_MAILS[kind]
    language = language if language in texts else _texts.FALLBACK
    subject, headline, sentence = texts[language]
    if kind == "order_shipped" and not facts.tracking:
        sentence = _texts.ORDER_MAILS_WITHOUT_TRACKING[language]
    values = {
        "number": clean(facts.number),
        "carrier": clean(facts.carrier),
        "tracking": clean(facts.tracking),
    }
    subject, headline, sentence = (
        Template(text).safe_substitute(values) for text in (subject, headline, sentence)
    )
    button = label(language, "pay" if kind == "payment_failed" else "see")
    rows = [
        (f"{line.quantity} × {_named(line, language)}", show_money(line.total, language))
        for line in facts.lines
    ]
    sums = _sums(facts, language)
    address = _address_lines(facts.address, language)
    overline = Template(label(language, "order")).safe_substitute(values)
    why = label(language, "why")
    return Rendered(
        subject=clean(subject)[:SUBJECT_CHARACTERS],
        text=_order_text(
            headline, sentence, rows, sums, address, language, facts.link, button, why
        ),
        html=_page(
            shop=shop,
            language=language,
            title=subject,
            content=_OVERLINE.substitute(text=_escaped(overline))
            + _HEADLINE.substitute(text=_escaped(headline))
            + f"<p>{_escaped(sentence)}</p>"
            + _button(facts.link, button)
            + _table(rows)
            + _table(sums, bold=label(language, "total"))
            + _address(address, language),
            footer=_escaped(why),
        ),
    )


def render_staff_mail(
    kind: str, *, by: str, until: datetime, link: str, language: str, shop: str
) -> Rendered:
    """`until` is shown in UTC: nobody knows yet where the person is."""
    texts = _texts.STAFF_MAILS[kind]
    language = language if language in texts else _texts.FALLBACK
    day = format_datetime(until, "long", tzinfo=UTC, locale=language)
    values = {"shop": clean(shop), "by": clean(by), "until": day}
    subject, headline, sentence = (
        Template(text).safe_substitute(values) for text in texts[language]
    )
    button, why = label(language, "join"), label(language, "why_staff")
    content = (
        _HEADLINE.substitute(text=_escaped(headline))
        + f"<p>{_escaped(sentence)}</p>"
        + _button(link, button)
    )
    return Rendered(
        subject=clean(subject)[:SUBJECT_CHARACTERS],
        text="\n\n".join([headline, sentence, f"{button}: {link}", "-- ", why]) + "\n",
        html=_page(
            shop=shop, language=language, title=subject, content=content, footer=_escaped(why)
        ),
    )


def render_campaign(
    *, subject: str, body: str, name: str, language: str, shop: str, unsubscribe_url: str
) -> Rendered:
    """A campaign's mail to one person; `$name` in its texts is theirs, or nothing."""
    name = clean(name)
    greeting = label(language, "greeting_named" if name else "greeting")
    greeting = Template(greeting).safe_substitute(name=name)
    subject = clean(_personal(subject, name))[:SUBJECT_CHARACTERS]
    paragraphs = [
        clean(part) for part in re.split(r"\n\s*\n", _personal(body, name)) if clean(part)
    ]
    why, leave = label(language, "why_campaign"), label(language, "unsubscribe")
    text = "\n\n".join([greeting, *paragraphs, "-- ", f"{why}\n{leave}: {unsubscribe_url}"])
    content = "".join(f"<p>{_linked(part)}</p>" for part in (greeting, *paragraphs))
    footer = f'{_escaped(why)} <a href="{_escaped(unsubscribe_url)}">{_escaped(leave)}</a>'
    page = _page(shop=shop, language=language, title=subject, content=content, footer=footer)
    return Rendered(subject=subject, text=text + "\n", html=page)


def _named(line: MailLine, language: str) -> str:
    words = [option_word(language, code) for code in line.options]
    return " · ".join(clean(part) for part in (line.name, *words))


def _address_lines(address: Address | None, language: str) -> list[str]:
    if address is None:
        return []
    return [clean(line) for line in address_lines(address, language) if clean(line)]


def _personal(text: str, name: str) -> str:
    return Template(text).safe_substitute(name=name)


def _escaped(value: str) -> str:
    return html.escape(value, quote=True)


def _linked(paragraph: str) -> str:
    """Escape a paragraph and make its web addresses clickable."""
    escaped = _escaped(paragraph)
    return re.sub(r"(https?://[^\s<>\"']+?)(?=[.,;:!?)]*(?:\s|$))", r'<a href="\1">\1</a>', escaped)


def _page(*, shop: str, language: str, title: str, content: str, footer: str) -> str:
    return _PAGE.substitute(
        language=_escaped(language),
        title=_escaped(title),
        shop=_escaped(shop),
        content=content,
        footer=footer,
    )


def _button(url: str, text: str) -> str:
    return _BUTTON.substitute(url=_escaped(url), label=_escaped(text))


def _table(rows: Sequence[tuple[str, str]], *, bold: str = "") -> str:
    inside = "".join(
        _ROW.substitute(
            left=_escaped(a), right=_escaped(b), weight="bold" if a == bold else "normal"
        )
        for a, b in rows
    )
    return (
        '<table role="presentation" width="100%" style="border-collapse:collapse;margin:8px 0 16px">'
        f"{inside}</table>"
    )


def _address(lines: Sequence[str], language: str) -> str:
    if not lines:
        return ""
    inside = "<br>".join(_escaped(line) for line in lines)
    return f"<p><strong>{_escaped(label(language, 'address'))}</strong><br>{inside}</p>"


def _sums(facts: OrderFacts, language: str) -> list[tuple[str, str]]:
    totals = facts.totals
    sums = [("items", totals.items)]
    if totals.discount_minor:
        sums.append(("discount", Money(totals.currency, -totals.discount_minor)))
    sums += [("shipping", totals.shipping), ("total", totals.total), ("tax", totals.tax)]
    return [(label(language, name), show_money(money, language)) for name, money in sums]


def _order_text(
    headline: str,
    sentence: str,
    rows: Sequence[tuple[str, str]],
    sums: Sequence[tuple[str, str]],
    address: Sequence[str],
    language: str,
    link: str,
    button: str,
    why: str,
) -> str:
    parts = [
        headline,
        sentence,
        f"{button}: {link}",
        "\n".join(f"{left}  {right}" for left, right in rows),
        "\n".join(f"{left}: {right}" for left, right in sums),
    ]
    if address:
        parts.append("\n".join([f"{label(language, 'address')}:", *address]))
    return "\n\n".join([*parts, "-- ", why]) + "\n"
