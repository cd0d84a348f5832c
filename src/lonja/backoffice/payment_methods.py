"""The ways to pay: which are offered, to whom, in whose words."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field, StringConstraints

from lonja.backoffice.deps import Now
from lonja.backoffice.if_match import IfMatch
from lonja.backoffice.rules import Me
from lonja.hosting.deps import (
    Db,
    In,
    ListOut,
    OptionalLine,
    Out,
    PathText,
    Reading,
    Storable,
    TheShop,
)
from lonja.kernel.languages import Language
from lonja.payment_methods import api as payment_methods
from lonja.payments import api as payments

router = APIRouter(prefix="/payment-methods", tags=["settings"])

Texts = dict[
    Language, Annotated[str, StringConstraints(max_length=1_000, strip_whitespace=True), Storable]
]
Country = Annotated[str, StringConstraints(pattern="^[A-Z]{2}$")]
Currency = Annotated[str, StringConstraints(pattern="^[A-Z]{3}$")]
Minor = Annotated[int, Field(ge=0, le=10**12)]


class PaymentAmounts(In):
    """Offered from the least to the most of this currency; no most is no limit."""

    currency: Currency
    least_minor: Minor = 0
    most_minor: Minor | None = None


class PaymentAmountsOut(Out):
    currency: str
    least_minor: int
    most_minor: int | None


class PaymentSetting(Out):
    """`own_titles` and `own_hints` are the method's own words, which the shop's replace.

    Empty countries or currencies are all. `version` 0: nobody has set it yet. `needs_account`: it
    cannot be offered before the shop says which account transfers go to. `is_manual`: people say
    what arrived, within `due_days`. `captures_on_shipping`: reserved at the checkout, taken when goods leave;
    `takes_parts`: parcel by parcel, where the payment allows it, else whole with the first.
    """

    code: str
    is_on: bool
    position: int
    own_titles: dict[str, str]
    own_hints: dict[str, str]
    titles: dict[str, str]
    instructions: dict[str, str]
    countries: list[str]
    currencies: list[str]
    amounts: list[PaymentAmountsOut]
    due_days: int
    holder: str
    iban: str
    bic: str
    is_manual: bool
    can_reserve: bool
    captures_on_shipping: bool
    takes_parts: bool
    needs_account: bool
    can_undo: bool
    version: int


class PaymentSettingEdit(In):
    """What is left out stays as it is."""

    is_on: bool | None = None
    position: Annotated[int, Field(ge=0, le=1_000)] | None = None
    titles: Texts | None = None
    instructions: Texts | None = None
    countries: Annotated[list[Country], Field(max_length=260)] | None = None
    currencies: Annotated[list[Currency], Field(max_length=50)] | None = None
    amounts: Annotated[list[PaymentAmounts], Field(max_length=50)] | None = None
    due_days: Annotated[int, Field(ge=1, le=365)] | None = None
    holder: OptionalLine | None = None
    iban: OptionalLine | None = None
    bic: OptionalLine | None = None
    captures_on_shipping: bool | None = None


@router.get("", operation_id="listPaymentMethods")
async def list_payment_methods(db: Reading, shop: TheShop) -> ListOut[PaymentSetting]:
    """All of them, in the order of the checkout."""
    methods = shop.payment_methods
    found = await payment_methods.settings(db, methods)
    return ListOut(items=[_out(methods[one.code], one) for one in found], next_cursor=None)


@router.get("/{code}", operation_id="getPaymentMethod")
async def get_payment_method(code: PathText, db: Reading, shop: TheShop) -> PaymentSetting:
    methods = shop.payment_methods
    found = await payment_methods.setting(db, methods, code)
    return _out(methods[code], found)


@router.patch("/{code}", operation_id="changePaymentMethod")
async def change_payment_method(
    code: PathText,
    asked: PaymentSettingEdit,
    version: IfMatch,
    db: Db,
    me: Me,
    now: Now,
    shop: TheShop,
) -> PaymentSetting:
    """The next checkout shows it."""
    methods = shop.payment_methods
    before = await payment_methods.setting(db, methods, code)
    said = {name: getattr(asked, name) for name in asked.model_fields_set}
    said = {name: value for name, value in said.items() if value is not None}
    is_on = said.pop("is_on", before.is_on)
    position = said.pop("position", before.position)
    if "amounts" in said:
        said["amounts"] = _amounts(said["amounts"])
    wanted = replace(
        before,
        is_on=is_on,
        position=position,
        terms=replace(before.terms, **said),
        version=version,
    )
    await payment_methods.change(db, methods, wanted, actor=me.email, now=now)
    return _out(methods[code], await payment_methods.setting(db, methods, code))


@router.post("/{code}/undo", operation_id="undoPaymentMethod")
async def undo_payment_method(
    code: PathText, version: IfMatch, db: Db, me: Me, now: Now, shop: TheShop
) -> PaymentSetting:
    """Bring back what the last change replaced; once more undoes the undoing."""
    methods = shop.payment_methods
    await payment_methods.undo(db, methods, code, version=version, actor=me.email, now=now)
    return _out(methods[code], await payment_methods.setting(db, methods, code))


def _amounts(asked: Sequence[PaymentAmounts]) -> tuple[payment_methods.AmountRange, ...]:
    return tuple(payment_methods.AmountRange(**one.model_dump()) for one in asked)


def _out(method: payments.Method, one: payment_methods.Setting) -> PaymentSetting:
    terms = one.terms
    return PaymentSetting(
        code=one.code,
        is_on=one.is_on,
        position=one.position,
        own_titles=_texts(method.titles),
        own_hints=_texts(method.hints),
        titles=_texts(terms.titles),
        instructions=_texts(terms.instructions),
        countries=list(terms.countries),
        currencies=list(terms.currencies),
        amounts=[
            PaymentAmountsOut(
                currency=each.currency, least_minor=each.least_minor, most_minor=each.most_minor
            )
            for each in terms.amounts
        ],
        due_days=payment_methods.due_days(method, terms),
        holder=terms.holder,
        iban=payment_methods.grouped(terms.iban),
        bic=terms.bic,
        is_manual=method.kind == "instructions",
        can_reserve=method.can_reserve and method.kind != "instructions",
        captures_on_shipping=terms.captures_on_shipping,
        takes_parts=method.takes_parts,
        needs_account=method.needs_account,
        can_undo=one.can_undo,
        version=one.version,
    )


def _texts(texts: Mapping[str, str]) -> dict[str, str]:
    return dict(texts)
