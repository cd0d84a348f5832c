"""The facts of the shop, and each version of them."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from lonja.actions import setup_currencies, setup_document
from lonja.backoffice.deps import Now
from lonja.backoffice.if_match import IfMatch
from lonja.backoffice.rules import Me
from lonja.hosting.deps import (
    Cursor,
    Db,
    In,
    Line,
    ListOut,
    OptionalLine,
    Out,
    PageLimit,
    Prose,
    Reading,
    TheShop,
)
from lonja.kernel.conversion import RoundTo
from lonja.kernel.languages import Language
from lonja.kernel.paging import BY_NUMBER
from lonja.shop import api as shops

router = APIRouter(tags=["settings"])

Country = setup_currencies.Country


class CurrencyRounding(Out):
    """Prices end alike: `ending_minor` more than a multiple of `step_minor`."""

    step_minor: int
    ending_minor: int
    to: RoundTo


class CurrencyConversion(Out):
    """How a price in the first currency becomes one in this; an own price is never replaced."""

    rate: str
    rate_date: str
    source: str
    rounding: CurrencyRounding
    surcharge_basis_points: int


class CurrencySettings(Out):
    code: str
    country: str
    rounding_minor: int
    includes_tax: bool
    conversion: CurrencyConversion | None
    first_in: list[str]


class TaxRules(Out):
    """`uses_oss`: consumers elsewhere in the EU pay the rates of their country."""

    uses_oss: bool
    export_price: shops.ExportPrice
    rounding: shops.TaxRounding
    shipping_tax: shops.ShippingTax


class DocumentRules(Out):
    """When a sale gets its invoice, how numbers begin, and what stands at the foot, by language."""

    issue_on: shops.IssueOn
    invoice_series: str
    simplified_series: str
    credit_series: str
    footer: dict[str, str]
    tax_record: shops.TaxRecord
    mails_pdf: bool


class Settings(Out):
    """Version 0: nobody has set the shop up yet, and these are the defaults."""

    version: int
    name: str
    legal_name: str
    address: dict[str, str]
    vat_ids: list[str]
    email: str
    phone: str
    home_country: str
    time_zone: str
    languages: list[str]
    currencies: list[CurrencySettings]
    sells_to: list[str]
    weight_unit: str
    length_unit: str
    order_prefix: str
    mail_name: str
    mail_address: str
    support_hours: dict[str, str]
    theme: str
    taxes: TaxRules
    documents: DocumentRules


class SettingsVersion(Out):
    settings: Settings
    changed_at: datetime
    changed_by: str


class CurrencyAsked(In):
    code: setup_currencies.CurrencyCode
    country: Country
    rounding_minor: Annotated[int, Field(ge=1, le=10_000)] = 1
    includes_tax: bool = True
    conversion: setup_currencies.ConversionPart | None = None
    first_in: Annotated[list[Country], Field(max_length=249)] = Field(default_factory=list)


class AddressAsked(In):
    line1: Line
    line2: OptionalLine = ""
    postal_code: OptionalLine = ""
    city: Line
    region: OptionalLine = ""
    country: Country


class SettingsEdit(In):
    """What is left out stays as it is."""

    name: Line | None = None
    legal_name: Line | None = None
    address: AddressAsked | None = None
    vat_ids: Annotated[list[Line], Field(max_length=30)] | None = None
    email: Line | None = None
    phone: OptionalLine | None = None
    home_country: Country | None = None
    time_zone: Line | None = None
    languages: Annotated[list[Language], Field(min_length=1, max_length=20)] | None = None
    currencies: Annotated[list[CurrencyAsked], Field(min_length=1, max_length=20)] | None = None
    sells_to: Annotated[list[Country], Field(min_length=1, max_length=249)] | None = None
    weight_unit: Line | None = None
    length_unit: Line | None = None
    order_prefix: OptionalLine | None = None
    mail_name: Line | None = None
    mail_address: Line | None = None
    support_hours: dict[Language, Prose] | None = None
    theme: Line | None = None
    taxes: setup_document.TaxRulesPart | None = None
    documents: setup_document.DocumentRulesPart | None = None


def _settings(shop: shops.Shop) -> Settings:
    return Settings(version=shop.version, **shops.as_json(shop))


@router.get("/settings", operation_id="getSettings")
async def get_settings(db: Reading) -> Settings:
    return _settings(await shops.current(db))


@router.patch("/settings", operation_id="changeSettings")
async def change_settings(
    asked: SettingsEdit, version: IfMatch, db: Db, me: Me, now: Now, shop: TheShop
) -> Settings:
    """Pages show it within a second, in every process."""
    changes = asked.model_dump(exclude_none=True)
    after = shops.changed_by_name(await shops.current(db), changes)
    offered = shop.theme_of(after).languages
    await shops.save(db, after, version=version, offered=offered, actor=me.email, now=now)
    return _settings(await shops.current(db))


@router.get("/settings/versions", operation_id="listSettingsVersions")
async def list_settings_versions(
    db: Reading, cursor: Cursor = None, limit: PageLimit = 20
) -> ListOut[SettingsVersion]:
    """Newest first: what was, since when, and who changed it."""
    (before,) = BY_NUMBER.after(cursor) or (None,)
    found = await shops.history(db, before=before, limit=limit + 1)
    page = BY_NUMBER.page(found, limit, lambda one: (one.shop.version,))
    return ListOut(
        items=[
            SettingsVersion(
                settings=_settings(one.shop), changed_at=one.changed_at, changed_by=one.changed_by
            )
            for one in page.items
        ],
        next_cursor=page.next_cursor,
    )
