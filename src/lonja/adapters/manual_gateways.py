"""Ways to pay without a network: a transfer to the shop's account, cash at the door, money in the shop.

They are gateways all the same, so that an order's payment has one life: what staff or a bank file
say arrived is in their books, and `lookup` reads it there.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from babel.dates import format_date
from babel.numbers import format_currency
from psycopg import AsyncConnection

from lonja.kernel import clock
from lonja.kernel.db import Database, outside_call
from lonja.kernel.errors import BadSignature
from lonja.kernel.languages import ENGLISH, locale_of, text_in
from lonja.kernel.money import EXPONENTS, Money
from lonja.manual_payments import api as manual_payments
from lonja.manual_payments.api import ManualPayment
from lonja.payment_methods import api as payment_methods
from lonja.payments import api as payments
from lonja.payments.api import Answer, Reference
from lonja.shop import api as shop

TRANSFER: Final = payments.Method(
    code="transfer",
    titles={"es": "Transferencia bancaria", "en": "Bank transfer"},
    kind="instructions",
    hints={
        "es": "Le damos la cuenta y el concepto. Enviamos su pedido cuando llega el dinero.",
        "en": "We give you the account and the reference. We send your order when the money arrives.",
    },
    can_reserve=False,
    can_refund=False,
    needs_account=True,
)
ON_DELIVERY: Final = payments.Method(
    code="cash_on_delivery",
    titles={"es": "Contra reembolso", "en": "Cash on delivery"},
    kind="instructions",
    hints={
        "es": "Pague en efectivo a quien le entrega el paquete.",
        "en": "Pay cash to whoever brings the parcel.",
    },
    can_reserve=False,
    can_refund=False,
    place="at_the_door",
)
IN_STORE: Final = payments.Method(
    code="pay_in_store",
    titles={"es": "Pago en la tienda", "en": "Pay in the store"},
    kind="instructions",
    hints={
        "es": "Pague en efectivo o con tarjeta cuando recoja su pedido.",
        "en": "Pay cash or by card when you pick up your order.",
    },
    can_reserve=False,
    can_refund=False,
    place="in_store",
)
METHODS: Final = (TRANSFER, ON_DELIVERY, IN_STORE)
NO_WAY_BACK: Final = "no_way_back"

_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "transfer": {
        "es": "Transfiera {amount} a más tardar el {due}.\nCuenta: {iban}\nTitular: {holder}{bic}\n"
        "Concepto: {number}",
        "en": "Transfer {amount} by {due}.\nAccount: {iban}\nHolder: {holder}{bic}\n"
        "Reference: {number}",
        "pt": "Transfira {amount} até {due}.\nConta: {iban}\nTitular: {holder}{bic}\n"
        "Descrição: {number}",
        "de": "Überweisen Sie {amount} bis {due}.\nKonto: {iban}\nInhaber: {holder}{bic}\n"
        "Verwendungszweck: {number}",
        "fr": "Virez {amount} au plus tard le {due}.\nCompte : {iban}\nTitulaire : {holder}{bic}\n"
        "Libellé : {number}",
    },
    "cash_on_delivery": {
        "es": "Tenga preparados {amount} en efectivo cuando llegue el paquete.",
        "en": "Have {amount} ready in cash when the parcel arrives.",
        "pt": "Tenha {amount} em dinheiro quando a embalagem chegar.",
        "de": "Halten Sie {amount} in bar bereit, wenn das Paket kommt.",
        "fr": "Préparez {amount} en espèces pour l'arrivée du colis.",
    },
    "pay_in_store": {
        "es": "Pague {amount} en la tienda a más tardar el {due}. Diga el número de su pedido: {number}",
        "en": "Pay {amount} in the store by {due}. Say the number of your order: {number}",
        "pt": "Pague {amount} na loja até {due}. Diga o número da sua encomenda: {number}",
        "de": "Zahlen Sie {amount} bis {due} im Geschäft. Nennen Sie Ihre Bestellnummer: {number}",
        "fr": "Payez {amount} en magasin au plus tard le {due}. Donnez le numéro de votre commande :"
        " {number}",
    },
}
_PART: Final[Mapping[str, str]] = {
    "es": "Hemos recibido {received} de {amount}.",
    "en": "We have received {received} of {amount}.",
    "pt": "Recebemos {received} de {amount}.",
    "de": "Wir haben {received} von {amount} erhalten.",
    "fr": "Nous avons reçu {received} sur {amount}.",
}


@dataclass(frozen=True, slots=True)
class _Awaited:
    """What a buyer is told to pay: for which order, how much and until when."""

    number: str
    amount: Money
    language: str
    due_at: datetime


class ManualGateway:
    """One way to pay by hand; its settings are read when a payment begins, and kept with it."""

    def __init__(self, database: Database, method: payments.Method) -> None:
        self._database = database
        self._method = method

    @property
    def method(self) -> payments.Method:
        return self._method

    async def start(self, charge: payments.Charge) -> Answer:
        """Await the money; the same charge again is the same payment, with its first due date."""
        outside_call("the payment gateway")
        now = clock.now()
        async with self._database.transaction() as db:
            terms = await payment_methods.terms_of(db, self._method.code)
            due_at = now + timedelta(days=payment_methods.due_days(self._method, terms))
            opened = await manual_payments.open_payment(
                db,
                order_id=charge.order_id,
                attempt_id=charge.attempt_id,
                method=self._method.code,
                number=charge.order_number,
                amount=charge.amount,
                language=charge.language,
                text=await self._text(
                    db,
                    _Awaited(charge.order_number, charge.amount, charge.language, due_at),
                    terms,
                ),
                due_at=due_at,
                is_reminded=self._method.place == "anywhere",
                now=now,
            )
        return self._answer(opened)

    async def lookup(self, reference: Reference) -> Answer:
        outside_call("the payment gateway")
        async with self._database.transaction() as db:
            found = await manual_payments.of_attempt(db, reference.attempt_id)
            if found is not None and not found.text and found.standing == "awaited":
                # Its order was edited, and another sum is awaited.
                awaited = _Awaited(found.number, found.amount, found.language, found.due_at)
                terms = await payment_methods.terms_of(db, self._method.code)
                found = replace(found, text=await self._text(db, awaited, terms))
                await manual_payments.set_text(db, found.attempt_id, found.text)
        return payments.Unknown() if found is None else self._answer(found)

    async def capture(self, reference: Reference, amount: Money) -> Answer:
        del amount  # nothing is ever reserved here
        return await self.lookup(reference)

    async def close(self, reference: Reference) -> Answer:
        """Await it no longer; a part that has arrived is reported, so that it goes back."""
        outside_call("the payment gateway")
        async with self._database.transaction() as db:
            await manual_payments.close_payment(db, reference.attempt_id, now=clock.now())
            found = await manual_payments.of_attempt(db, reference.attempt_id)
        return payments.Closed() if found is None else self._answer(found)

    async def refund(
        self, reference: Reference, refund: payments.RefundRequest
    ) -> payments.RefundAnswer:
        """Nobody knows the buyer's account: staff ask for it, and transfer the money."""
        del reference, refund
        return payments.RefundNeedsPerson(NO_WAY_BACK)

    async def lookup_refund(
        self, reference: Reference, refund: payments.RefundRequest
    ) -> payments.RefundAnswer:
        return await self.refund(reference, refund)

    def read(self, body: bytes, headers: Mapping[str, str]) -> list[payments.Signal]:
        del body, headers
        raise BadSignature("nobody signs for this way to pay")

    async def _text(
        self, db: AsyncConnection, awaited: _Awaited, terms: payment_methods.Terms
    ) -> str:
        day = (await shop.current(db)).day_of(awaited.due_at)
        due = format_date(day, "long", locale_of(awaited.language))
        return _text(self._method.code, awaited, terms, due)

    def _answer(self, one: ManualPayment) -> Answer:
        match one.standing:
            case "paid" | "over":
                return payments.Captured({}, one.received, by_payer=True)
            case "closed":
                return payments.Closed()
            case "awaited":
                return payments.Pending(
                    {},
                    payments.Instructions(_so_far(one)),
                    one.due_at,
                    is_promise=self._method.place != "anywhere",
                )


def _text(code: str, awaited: _Awaited, terms: payment_methods.Terms, due: str) -> str:
    language = awaited.language
    words = text_in(_WORDS[code], language, default=ENGLISH).format(
        amount=_money(awaited.amount, language),
        due=due,
        iban=payment_methods.grouped(terms.iban),
        holder=terms.holder,
        bic=f"\nBIC: {terms.bic}" if terms.bic else "",
        number=awaited.number,
    )
    own = text_in(terms.instructions, language)
    return f"{words}\n{own}" if own else words


def _so_far(one: ManualPayment) -> str:
    """The instructions, after what has come in already."""
    if not one.received_minor:
        return one.text
    words = text_in(_PART, one.language, default=ENGLISH).format(
        received=_money(one.received, one.language), amount=_money(one.amount, one.language)
    )
    return f"{words}\n{one.text}"


def _money(amount: Money, language: str) -> str:
    value = amount.minor / 10 ** EXPONENTS[amount.currency]
    return format_currency(value, amount.currency, locale=locale_of(language))
