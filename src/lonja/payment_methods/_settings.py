"""Ways to pay as staff set them: read, changed, and changed back."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any, ClassVar, Final

from psycopg import AsyncConnection

from lonja.kernel import audit, limits
from lonja.kernel.changes import Outcome
from lonja.kernel.countries import COUNTRIES
from lonja.kernel.errors import Conflict, Invalid, NotFound
from lonja.kernel.languages import is_language
from lonja.payment_methods import _store
from lonja.payment_methods._fitting import AmountRange, Setting, Terms, unset
from lonja.payment_methods._iban import read_iban
from lonja.payments.api import Method
from lonja.shop import api as shop

_TITLE_CHARACTERS: Final = 80
_TEXT_CHARACTERS: Final = 1_000
_HOLDER_CHARACTERS: Final = 140
_MOST_MINOR: Final = 10**12
_BIC: Final = (8, 11)


class UnknownPaymentSetting(NotFound):
    code: ClassVar[str] = "unknown_payment_setting"


class PaymentMethodChanged(Conflict):
    """Somebody changed it since it was read; `facts["version"]` is theirs."""

    code: ClassVar[str] = "payment_method_changed"


class NothingToUndo(Conflict):
    code: ClassVar[str] = "nothing_to_undo"


async def settings(db: AsyncConnection, methods: Mapping[str, Method]) -> list[Setting]:
    """Every way to pay that this process knows, in the merchant's order."""
    stored = {row.code: _read(row) for row in await _store.every(db)}
    found = [stored.get(code) or unset(method) for code, method in methods.items()]
    places = {code: place for place, code in enumerate(methods)}
    return sorted(found, key=lambda one: (one.position, places[one.code]))


async def setting(db: AsyncConnection, methods: Mapping[str, Method], code: str) -> Setting:
    method = methods.get(code)
    if method is None:
        raise UnknownPaymentSetting(f"there is no way to pay {code!r}", field="code")
    row = await _store.get(db, code)
    return unset(method) if row is None else _read(row)


async def terms_of(db: AsyncConnection, code: str) -> Terms:
    row = await _store.get(db, code)
    return Terms() if row is None else _read(row).terms


async def change(
    db: AsyncConnection,
    methods: Mapping[str, Method],
    wanted: Setting,
    *,
    actor: str,
    now: datetime,
) -> None:
    """Set a way to pay; `wanted.version` is what was read. The next checkout shows it."""
    before = await setting(db, methods, wanted.code)
    terms = await _checked(db, methods[wanted.code], wanted)
    await _write(db, replace(wanted, terms=terms), before, actor=actor, now=now)


async def undo(
    db: AsyncConnection,
    methods: Mapping[str, Method],
    code: str,
    *,
    version: int,
    actor: str,
    now: datetime,
) -> None:
    """Bring back what the last change replaced; once more undoes the undoing."""
    there = await setting(db, methods, code)
    row = await _store.get(db, code)
    if row is None or row.before is None:
        raise NothingToUndo("nothing was changed here yet")
    wanted = Setting(
        code,
        is_on=row.before["is_on"],
        position=row.before["position"],
        terms=Terms.from_json(row.before["terms"]),
        version=version,
    )
    await _write(db, wanted, there, actor=actor, now=now)


async def put(
    db: AsyncConnection,
    methods: Mapping[str, Method],
    wanted: Setting,
    *,
    actor: str,
    now: datetime,
) -> Outcome:
    """Bring it to what a document says."""
    there = await setting(db, methods, wanted.code)
    terms = await _checked(db, methods[wanted.code], wanted)
    if there.version and (there.is_on, there.position, _plain(there.terms)) == (
        wanted.is_on,
        wanted.position,
        _plain(terms),
    ):
        return "unchanged"
    await change(db, methods, replace(wanted, version=there.version), actor=actor, now=now)
    return "updated" if there.version else "created"


def _plain(terms: Terms) -> dict[str, Any]:
    """As JSON gives it back: a list is a list."""
    plain = asdict(terms)
    return {
        name: list(value) if isinstance(value, tuple) else value for name, value in plain.items()
    }


async def _write(
    db: AsyncConnection, wanted: Setting, before: Setting, *, actor: str, now: datetime
) -> None:
    is_written = await _store.write(
        db,
        code=wanted.code,
        is_on=wanted.is_on,
        position=wanted.position,
        terms=wanted.terms,
        before={
            "is_on": before.is_on,
            "position": before.position,
            "terms": asdict(before.terms),
        },
        version=wanted.version,
    )
    if not is_written:
        raise PaymentMethodChanged(
            "somebody changed this way to pay meanwhile; load it again", version=before.version
        )
    await audit.record(
        db,
        at=now,
        actor=actor,
        action="payment_method_changed",
        subject=f"payment_method:{wanted.code}",
        is_on=wanted.is_on,
        position=wanted.position,
        countries=list(wanted.terms.countries),
        currencies=list(wanted.terms.currencies),
        due_days=wanted.terms.due_days,
        captures_on_shipping=wanted.terms.captures_on_shipping,
    )


async def _checked(db: AsyncConnection, method: Method, wanted: Setting) -> Terms:
    """The terms with their account as banks write it; raises where something is wrong."""
    terms = wanted.terms
    _check_texts(terms.titles, "titles", _TITLE_CHARACTERS)
    _check_texts(terms.instructions, "instructions", _TEXT_CHARACTERS)
    for country in terms.countries:
        if country not in COUNTRIES:
            raise Invalid(f"{country!r} is not a country, like ES", field="countries")
    currencies = (await shop.current(db)).currency_codes
    for currency in terms.currencies:
        if currency not in currencies:
            raise Invalid(f"{currency!r} is not a currency of this shop", field="currencies")
    for at, one in enumerate(terms.amounts):
        _check_amounts(one, f"amounts.{at}", currencies)
    if len({one.currency for one in terms.amounts}) < len(terms.amounts):
        raise Invalid("a currency has one range of amounts", field="amounts")
    # What holds stock has to let it go in the end.
    most = 90 if method.place != "anywhere" else limits.PENDING_DAYS
    if terms.due_days is not None and not 1 <= terms.due_days <= most:
        raise Invalid(f"payment is due after 1 to {most} days", field="due_days")
    if terms.captures_on_shipping and (not method.can_reserve or method.kind == "instructions"):
        raise Invalid("this way to pay reserves no money", field="captures_on_shipping")
    return _check_account(method, wanted)


def _check_texts(texts: Mapping[str, str], field: str, most: int) -> None:
    for language, text in texts.items():
        if not is_language(language) or len(text) > most:
            raise Invalid(f"a text of at most {most} characters by language", field=field)


def _check_amounts(one: AmountRange, field: str, currencies: tuple[str, ...]) -> None:
    if one.currency not in currencies:
        raise Invalid(f"{one.currency!r} is not a currency of this shop", field=f"{field}.currency")
    if not 0 <= one.least_minor <= _MOST_MINOR:
        raise Invalid("an amount is not negative", field=f"{field}.least_minor")
    if one.most_minor is not None and not one.least_minor <= one.most_minor <= _MOST_MINOR:
        raise Invalid("the most is not below the least", field=f"{field}.most_minor")


def _check_account(method: Method, wanted: Setting) -> Terms:
    terms = wanted.terms
    iban = read_iban(terms.iban) if terms.iban else ""
    if iban is None:
        raise Invalid("this account number is not right: look at its figures", field="iban")
    bic = terms.bic.replace(" ", "").upper()
    if bic and (len(bic) not in _BIC or not bic.isalnum()):
        raise Invalid("a BIC has 8 or 11 letters and figures", field="bic")
    if len(terms.holder) > _HOLDER_CHARACTERS:
        raise Invalid(f"a name has at most {_HOLDER_CHARACTERS} characters", field="holder")
    if method.needs_account and wanted.is_on:
        if not iban:
            raise Invalid("transfers need an account to go to", field="iban")
        if not terms.holder.strip():
            raise Invalid("say whose account it is", field="holder")
    return replace(terms, iban=iban, bic=bic)


def _read(row: _store.Stored) -> Setting:
    return Setting(
        row.code,
        row.is_on,
        row.position,
        Terms.from_json(row.terms),
        row.version,
        can_undo=row.before is not None,
    )
