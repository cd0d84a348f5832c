"""The payment page that stands for Stripe's: without JavaScript, with a button for each outcome."""

from collections.abc import Callable, Mapping
from html import escape
from typing import Final

from lonja_tools.stripe_server.books import Books
from lonja_tools.stripe_server.things import Thing

_STYLE: Final = """
:root { color-scheme: light dark } * { box-sizing: border-box }
body { margin: 0 auto; max-width: 30rem; padding: 2rem 1rem; font: 1rem/1.5 system-ui, sans-serif }
button, a.leave { display: block; width: 100%; font: inherit; padding: .75rem 1rem; margin: 0 0 .5rem;
  text-align: center; min-height: 2.75rem } h1 { font-size: 1.25rem } strong { font-size: 1.75rem }
"""

type Act = Callable[[Books, Thing, int], None]


def _pay(books: Books, session: Thing, now: int, card: str = "4242") -> None:
    books.pay(session, now=now, card=card)


def _debit(books: Books, session: Thing, now: int) -> None:
    books.debit(session, now=now)


ACTS: Final[Mapping[str, tuple[str, str, Act]]] = {
    "approve": (
        "Pay with a card that is approved",
        "Pagar con una tarjeta que se aprueba",
        _pay,
    ),
    "challenge": (
        "Pay with 3-D Secure",
        "Pagar con 3-D Secure",
        lambda books, session, now: _pay(books, session, now, card="3155"),
    ),
    "fail_challenge": (
        "Fail 3-D Secure",
        "No superar 3-D Secure",
        lambda books, session, now: books.decline(session, now=now, code="authentication_required"),
    ),
    "decline": (
        "Card that is declined",
        "Tarjeta que se rechaza",
        lambda books, session, now: books.decline(session, now=now, code="generic_decline"),
    ),
    "insufficient_funds": (
        "Card without funds",
        "Tarjeta sin fondos",
        lambda books, session, now: books.decline(session, now=now, code="insufficient_funds"),
    ),
    "debit": (
        "Bank debit, known in days",
        "Adeudo bancario, se sabe en días",
        _debit,
    ),
}
"""What a buyer may do: the words in English and Spanish, and what the books make of it."""


def page(books: Books, session: Thing) -> str:
    spanish = session.get("locale") == "es"
    intent = books.things.get(session["payment_intent"] or "")
    error = ((intent or {}).get("last_payment_error") or {}).get("decline_code", "")
    refused = "El pago no se ha aceptado" if spanish else "The payment was not accepted"
    amount = f"{session['amount_total'] / 100:.2f} {session['currency'].upper()}"
    title = "Página de pago local" if spanish else "Local payment page"
    what = (
        "Sustituye a Stripe en este equipo. No se cobra nada."
        if spanish
        else "It stands for Stripe on this machine. Nothing is charged."
    )
    buttons = "".join(
        f'<button name="do" value="{name}">{escape(words[1] if spanish else words[0])}</button>'
        for name, words in ACTS.items()
    )
    leave = "Volver a la tienda" if spanish else "Back to the shop"
    body = (
        f'<form method="post">{buttons}</form>'
        if session["status"] == "open"
        else f"<p>{escape(str(session['status']))}</p>"
    )
    alert = f'<p role="alert">{refused}: {escape(error)}</p>' if error else ""
    return (
        f'<!doctype html><html lang="{"es" if spanish else "en"}"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{title}</title><style>{_STYLE}</style><main><h1>{title}</h1><p>{what}</p>"
        f"<p><strong>{amount}</strong></p>{alert}{body}"
        f'<a class="leave" href="{escape(str(session["cancel_url"]), quote=True)}">{leave}</a></main>'
    )
