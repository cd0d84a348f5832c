"""The facts of a shop, and what each of them must be. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any, ClassVar, Final, Literal, get_args
from zoneinfo import ZoneInfo, available_timezones

from lonja.kernel import conversion as conversions
from lonja.kernel.conversion import Conversion, Rounding, converted
from lonja.kernel.countries import COUNTRIES
from lonja.kernel.email_address import is_email_address
from lonja.kernel.errors import Invalid
from lonja.kernel.languages import is_language
from lonja.kernel.money import EXPONENTS
from lonja.kernel.postal_codes import has_postal_codes, is_postal_code

type WeightUnit = Literal["g", "kg", "oz", "lb"]
type LengthUnit = Literal["mm", "cm", "in"]
type ExportPrice = Literal["net", "gross"]
type TaxRounding = Literal["line", "order"]
type ShippingTax = Literal["proportional", "highest"]
type TaxRecord = Literal["none", "test", "production"]
"""Whether what is issued goes to the tax office of Spain: to its test system, or in earnest."""
type IssueOn = Literal["confirmation", "shipping", "request"]

LINE_CHARACTERS: Final = 200
TEXT_CHARACTERS: Final = 20_000
FOOTER_CHARACTERS: Final = 600
ADDRESS_FIELDS: Final = ("line1", "line2", "postal_code", "city", "region", "country")
_ADDRESS_NEEDED: Final = ("line1", "postal_code", "city", "country")
MAX_CURRENCIES: Final = 20
MAX_VAT_IDS: Final = 30
_ORDER_PREFIX: Final = re.compile(r"[A-Z0-9]{0,6}")
_SERIES: Final = re.compile(r"[A-Z0-9]{0,5}[A-Z]")
_THEME: Final = re.compile(r"[a-z][a-z0-9-]{0,39}")
_VAT_ID: Final = re.compile(r"[A-Z]{2}[A-Z0-9]{2,14}")
_time_zones: Final = cache(available_timezones)  # to list them is to open six hundred files


class FactMissing(Invalid):
    """`facts["field"]` has no value and needs one."""

    code: ClassVar[str] = "shop_fact_missing"


class FactUnknown(Invalid):
    """`facts["field"]` names a country, language, currency, time zone or unit that there is not."""

    code: ClassVar[str] = "shop_fact_unknown"


class FactMalformed(Invalid):
    """`facts["field"]` is not written as it must be."""

    code: ClassVar[str] = "shop_fact_malformed"


@dataclass(frozen=True, slots=True)
class Currency:
    """A currency that the shop sells in.

    `country` is the one whose taxes and delivery a cart shows before it has an address; prices are
    multiples of `rounding_minor`. With `includes_tax` they include the tax of `country`, else tax is
    added to them. With a `conversion`, what has no price of its own in it is converted from the first
    currency. `first_in`: visitors who choose one of these countries see it first.
    """

    code: str
    country: str
    rounding_minor: int = 1
    includes_tax: bool = True
    conversion: Conversion | None = None
    first_in: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class TaxRules:
    """What a shop chooses about its taxes.

    `uses_oss`: consumers in other member states of the EU pay the rates of their country.
    `export_price`: where no tax is charged, the price without the tax inside it, or the same price.
    """

    uses_oss: bool = True
    export_price: ExportPrice = "net"
    rounding: TaxRounding = "line"
    shipping_tax: ShippingTax = "proportional"


@dataclass(frozen=True, slots=True)
class DocumentRules:
    """When a sale gets its invoice (`request`: when a buyer asks, or staff), and how numbers begin.

    `footer` is by language; with `mails_pdf` buyers get each document by mail.
    """

    issue_on: IssueOn = "confirmation"
    invoice_series: str = "F"
    simplified_series: str = "S"
    credit_series: str = "R"
    footer: Mapping[str, str] = field(default_factory=dict)
    tax_record: TaxRecord = "none"
    mails_pdf: bool = False


@dataclass(frozen=True, slots=True)
class Shop:
    """One version of the shop's facts. The first language and the first currency are the defaults.

    Version 0 is a shop that nobody has set up yet.
    """

    version: int = 0
    name: str = ""
    legal_name: str = ""
    address: Mapping[str, str] = field(default_factory=dict)
    vat_ids: Sequence[str] = ()
    email: str = ""
    phone: str = ""
    home_country: str = "ES"
    time_zone: str = "Europe/Madrid"
    languages: Sequence[str] = ("es", "en")
    currencies: Sequence[Currency] = (Currency("EUR", "ES"), Currency("USD", "US"))
    sells_to: Sequence[str] = (
        "ES", "PT", "FR", "DE", "IT", "NL", "BE", "AT", "IE", "GB", "US", "MX",
    )  # fmt: skip
    weight_unit: str = "g"
    length_unit: str = "cm"
    order_prefix: str = ""
    mail_name: str = ""
    mail_address: str = ""
    support_hours: Mapping[str, str] = field(default_factory=dict)
    theme: str = "default"
    taxes: TaxRules = TaxRules()
    documents: DocumentRules = DocumentRules()

    @property
    def called(self) -> str:
        """The name on pages and in mails."""
        return self.name or "Lonja"

    @property
    def is_set_up(self) -> bool:
        return self.version > 0

    @property
    def language(self) -> str:
        return self.languages[0]

    @property
    def currency(self) -> str:
        return self.currencies[0].code

    @property
    def currency_codes(self) -> tuple[str, ...]:
        return tuple(currency.code for currency in self.currencies)

    def currency_of(self, code: str) -> Currency | None:
        return next((currency for currency in self.currencies if currency.code == code), None)

    def amount_in(self, amounts: Mapping[str, int], code: str) -> int | None:
        """The amount of its own in this currency, else the first currency's converted, else None."""
        if code in amounts:
            return amounts[code]
        found, base = self.currency_of(code), self.currency
        if found is None or found.conversion is None or base not in amounts:
            return None
        return converted(amounts[base], found.conversion, base=base, currency=code)

    def day_of(self, moment: datetime) -> date:
        """The date on the shop's own calendar, from which working days are counted."""
        return moment.astimezone(ZoneInfo(self.time_zone)).date()

    def currency_in(self, country: str) -> str:
        """What who chose this country sees first; the first currency where nothing is said."""
        found = (one.code for one in self.currencies if country in one.first_in)
        return next(found, self.currency)

    def country_of(self, currency: str) -> str:
        """Whose taxes a cart in `currency` shows before it has an address."""
        found = self.currency_of(currency)
        return found.country if found else self.home_country


def faults(shop: Shop) -> Iterator[Invalid]:
    """Everything that is wrong with these facts, field by field."""
    yield from _identity(shop)
    yield from _address(shop.address)
    yield from _where(shop)
    yield from _currencies(shop.currencies)
    yield from _how(shop)
    yield from _texts(shop)
    yield from _documents(shop)


def _identity(shop: Shop) -> Iterator[Invalid]:
    for name in ("name", "legal_name", "email", "mail_name", "mail_address"):
        if not getattr(shop, name).strip():
            yield FactMissing(f"{name} is missing", field=name)
    for name in ("name", "legal_name", "phone", "mail_name"):
        yield from _line(getattr(shop, name), name)
    for name in ("email", "mail_address"):
        if (text := getattr(shop, name)) and not is_email_address(text):
            yield FactMalformed(f"{text!r} is not an e-mail address", field=name)
    if any(character in shop.mail_name for character in '<>"@'):
        yield FactMalformed("a sender's name has no <, >, \" or @", field="mail_name")
    if len(shop.vat_ids) > MAX_VAT_IDS:
        yield FactMalformed(f"at most {MAX_VAT_IDS} VAT ids", field="vat_ids")
    for at, vat_id in enumerate(shop.vat_ids):
        if not _VAT_ID.fullmatch(vat_id):
            yield FactMalformed(
                f"{vat_id!r} is not a VAT id: two letters of its country, then letters and digits",
                field=f"vat_ids.{at}",
            )


def _address(address: Mapping[str, str]) -> Iterator[Invalid]:
    for name in sorted(set(address) - set(ADDRESS_FIELDS)):
        yield FactUnknown(f"an address has no {name}", field=f"address.{name}")
    country, postal_code = address.get("country", ""), address.get("postal_code", "")
    for name in _ADDRESS_NEEDED:
        if name == "postal_code" and not has_postal_codes(country):
            continue
        if not address.get(name, "").strip():
            yield FactMissing(f"the address has no {name}", field=f"address.{name}")
    for name in ADDRESS_FIELDS:
        yield from _line(address.get(name, ""), f"address.{name}")
    if postal_code and not is_postal_code(postal_code, country):
        yield FactMalformed(
            f"{postal_code!r} is no postal code of {country}", field="address.postal_code"
        )
    if country and country not in COUNTRIES:
        yield _no_country(country, "address.country")


def _where(shop: Shop) -> Iterator[Invalid]:
    if shop.home_country not in COUNTRIES:
        yield _no_country(shop.home_country, "home_country")
    if shop.time_zone not in _time_zones():
        yield FactUnknown(f"{shop.time_zone!r} is not a time zone", field="time_zone")
    if not shop.sells_to:
        yield FactMissing("name at least one country to sell to", field="sells_to")
    for at, country in enumerate(shop.sells_to):
        if country not in COUNTRIES:
            yield _no_country(country, f"sells_to.{at}")
    yield from _twice(shop.sells_to, "sells_to")


def _currencies(currencies: Sequence[Currency]) -> Iterator[Invalid]:
    if not currencies:
        yield FactMissing("a shop sells in at least one currency", field="currencies")
    if len(currencies) > MAX_CURRENCIES:
        yield FactMalformed(f"at most {MAX_CURRENCIES} currencies", field="currencies")
    for at, currency in enumerate(currencies):
        if currency.code not in EXPONENTS:
            yield FactUnknown(
                f"{currency.code!r} is not a currency of ISO 4217", field=f"currencies.{at}.code"
            )
        if currency.country not in COUNTRIES:
            yield _no_country(currency.country, f"currencies.{at}.country")
        if not 1 <= currency.rounding_minor <= 10_000:
            yield FactMalformed(
                "prices are multiples of 1 to 10,000 minor units",
                field=f"currencies.{at}.rounding_minor",
            )
        for place, country in enumerate(currency.first_in):
            where = f"currencies.{at}.first_in.{place}"
            if country not in COUNTRIES:
                yield _no_country(country, where)
            if any(country in one.first_in for one in currencies[:at]):
                yield FactMalformed(f"another currency is the first in {country}", field=where)
        yield from _conversion(currency, at)
    yield from _twice([currency.code for currency in currencies], "currencies")


def _conversion(currency: Currency, at: int) -> Iterator[Invalid]:
    if currency.conversion is None:
        return
    field = f"currencies.{at}.conversion"
    if at == 0:
        yield FactMalformed(
            "the first currency is not converted: it is what others are", field=field
        )
    multiple_of = max(currency.rounding_minor, 1)
    for name, reason in conversions.problems(currency.conversion, multiple_of=multiple_of):
        yield FactMalformed(reason, field=f"{field}.{name}")


def _how(shop: Shop) -> Iterator[Invalid]:
    if not shop.languages:
        yield FactMissing("a shop speaks at least one language", field="languages")
    for at, language in enumerate(shop.languages):
        if not is_language(language):
            yield FactUnknown(
                f"{language!r} is no language: a tag of BCP 47, like pt or pt-BR",
                field=f"languages.{at}",
            )
    yield from _twice(shop.languages, "languages")
    for unit, known, name in (
        (shop.weight_unit, get_args(WeightUnit.__value__), "weight_unit"),
        (shop.length_unit, get_args(LengthUnit.__value__), "length_unit"),
    ):
        if unit not in known:
            yield FactUnknown(f"{unit!r} is not one of {', '.join(known)}", field=name)
    if not _ORDER_PREFIX.fullmatch(shop.order_prefix):
        yield FactMalformed(
            "an order prefix has at most 6 capital letters and digits", field="order_prefix"
        )
    if not _THEME.fullmatch(shop.theme):
        yield FactMalformed("a theme is named in small letters, digits and dashes", field="theme")


def _texts(shop: Shop) -> Iterator[Invalid]:
    for language, body in shop.support_hours.items():
        name = f"support_hours.{language}"
        if not is_language(language):
            yield FactUnknown(f"there is no language {language!r}", field=name)
        if len(body) > TEXT_CHARACTERS:
            yield FactMalformed(f"a text has at most {TEXT_CHARACTERS} characters", field=name)


def _documents(shop: Shop) -> Iterator[Invalid]:
    rules = shop.documents
    series = (rules.invoice_series, rules.simplified_series, rules.credit_series)
    for name, value in zip(("invoice", "simplified", "credit"), series, strict=True):
        if not _SERIES.fullmatch(value):
            yield FactMalformed(
                "a series is 1 to 6 capital letters and digits, a letter last",
                field=f"documents.{name}_series",
            )
    if len(set(series)) < len(series):
        yield FactMalformed(
            "each kind of document has a series of its own", field="documents.credit_series"
        )
    if rules.tax_record != "none" and (
        shop.home_country != "ES" or not any(one.startswith("ES") for one in shop.vat_ids)
    ):
        yield FactMalformed(
            "the tax record is for shops in Spain with a Spanish VAT id",
            field="documents.tax_record",
        )
    for language, text in rules.footer.items():
        name = f"documents.footer.{language}"
        if not is_language(language):
            yield FactUnknown(f"there is no language {language!r}", field=name)
        if len(text) > FOOTER_CHARACTERS:
            yield FactMalformed(f"a footer has at most {FOOTER_CHARACTERS} characters", field=name)


def _line(text: str, name: str) -> Iterator[Invalid]:
    if len(text) > LINE_CHARACTERS or not text.isprintable():
        yield FactMalformed(
            f"{name} is one line of at most {LINE_CHARACTERS} characters", field=name
        )


def _twice(values: Sequence[str], name: str) -> Iterator[Invalid]:
    for at, value in enumerate(values):
        if value in values[:at]:
            yield FactMalformed(f"{value} stands in {name} twice", field=f"{name}.{at}")


def _no_country(text: str, name: str) -> FactUnknown:
    return FactUnknown(
        f"{text!r} is not a country: two capital letters of ISO 3166, like ES", field=name
    )


def to_json(shop: Shop) -> dict[str, Any]:
    """As a version keeps it; the number of the version stands beside it."""
    kept = asdict(shop)
    del kept["version"]
    return kept


def from_json(version: int, facts: Mapping[str, Any]) -> Shop:
    """A version as it was kept; what a later release knows and this one does not is left out."""
    known = {name: facts[name] for name in Shop.__dataclass_fields__ if name in facts}
    for name in ("vat_ids", "languages", "sells_to"):
        if name in known:
            known[name] = tuple(known[name])
    if "currencies" in known:
        known["currencies"] = tuple(_currency(currency) for currency in known["currencies"])
    if "taxes" in known:
        known["taxes"] = TaxRules(**known["taxes"])
    if "documents" in known:
        known["documents"] = DocumentRules(**known["documents"])
    return Shop(**{**known, "version": version})


def _currency(kept: Mapping[str, Any]) -> Currency:
    kept = {**kept, "first_in": tuple(kept.get("first_in", ()))}
    conversion = kept.get("conversion")
    if conversion is None:
        return Currency(**kept)
    rounding = Rounding(**conversion["rounding"])
    return Currency(**{**kept, "conversion": Conversion(**{**conversion, "rounding": rounding})})
