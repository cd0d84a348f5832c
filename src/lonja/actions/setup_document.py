"""The document that a shop is set up from: a TOML file, or the same as JSON.

Amounts and percentages are written as people write them: `"4.90"`, `21`. What the document does not
name stays as it is. Pure: each noun checks its own rules when the document is applied.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Self
from uuid import UUID

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
    field_validator,
    model_validator,
)

from lonja.actions.setup_content import (
    AnnouncementPart,
    FooterPart,
    HeaderPart,
    HomePart,
    Moment,
    PagePart,
    plain,
)
from lonja.actions.setup_currencies import Country, CurrencyCode, CurrencyPart, OptionalLine
from lonja.actions.setup_payments import PaymentMethodPart
from lonja.catalog import api as catalog
from lonja.inventory import api as inventory
from lonja.kernel.languages import Language
from lonja.kernel.money import EXPONENTS, exact_minor
from lonja.promotions import api as promotions
from lonja.shipping import api as shipping
from lonja.shop import api as shop
from lonja.taxes import api as taxes

Text = Annotated[str, StringConstraints(max_length=20_000, pattern=r"^[^\x00]*$")]
Line = Annotated[
    str,
    StringConstraints(min_length=1, max_length=200, strip_whitespace=True, pattern=r"^[^\x00]*$"),
]
TaxPlace = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}(-[A-Z0-9]{2,3})?$")]
Amount = Annotated[Decimal, Field(ge=0, le=10**10, allow_inf_nan=False)]
Percent = Annotated[Decimal, Field(ge=0, le=100, decimal_places=2, allow_inf_nan=False)]
Position = Annotated[int, Field(ge=0, le=10_000)]
Names = Annotated[Mapping[Language, Line], Field(min_length=1)]


class Part(BaseModel):
    """Unknown names are refused, so that a typing error is not silently ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class AddressPart(Part):
    line1: Line
    line2: OptionalLine = ""
    postal_code: OptionalLine = ""
    city: Line
    region: OptionalLine = ""
    country: Country


class TaxRulesPart(Part):
    uses_oss: bool = True
    export_price: shop.ExportPrice = "net"
    rounding: shop.TaxRounding = "line"
    shipping_tax: shop.ShippingTax = "proportional"


class DocumentRulesPart(Part):
    """When invoices are issued, how their numbers begin, and what stands at their foot."""

    issue_on: shop.IssueOn = "confirmation"
    invoice_series: Line = "F"
    simplified_series: Line = "S"
    credit_series: Line = "R"
    footer: dict[Language, Text] = {}
    tax_record: shop.TaxRecord = "none"
    mails_pdf: bool = False


class ShopPart(Part):
    name: Line
    legal_name: Line
    address: AddressPart
    vat_ids: Annotated[list[Line], Field(max_length=30)] = []
    email: Line
    phone: OptionalLine = ""
    home_country: Country
    time_zone: Line
    languages: Annotated[list[Language], Field(min_length=1, max_length=20)]
    currencies: Annotated[list[CurrencyPart], Field(min_length=1, max_length=20)]
    sells_to: Annotated[list[Country], Field(min_length=1, max_length=249)]
    weight_unit: Line = "g"
    length_unit: Line = "cm"
    order_prefix: OptionalLine = ""
    mail_name: Line
    mail_address: Line
    support_hours: dict[Language, Text] = {}
    theme: Line = "default"
    taxes: TaxRulesPart = TaxRulesPart()
    documents: DocumentRulesPart = DocumentRulesPart()

    def facts(self) -> shop.Shop:
        return shop.Shop(
            name=self.name,
            legal_name=self.legal_name,
            address=self.address.model_dump(),
            vat_ids=tuple(self.vat_ids),
            email=self.email,
            phone=self.phone,
            home_country=self.home_country,
            time_zone=self.time_zone,
            languages=tuple(self.languages),
            currencies=tuple(one.fact(self.home_country) for one in self.currencies),
            sells_to=tuple(self.sells_to),
            weight_unit=self.weight_unit,
            length_unit=self.length_unit,
            order_prefix=self.order_prefix,
            mail_name=self.mail_name,
            mail_address=self.mail_address,
            support_hours=plain(self.support_hours),
            theme=self.theme,
            taxes=shop.TaxRules(**self.taxes.model_dump()),
            documents=shop.DocumentRules(
                **{**self.documents.model_dump(), "footer": plain(self.documents.footer)}
            ),
        )


class TaxClassPart(Part):
    code: Line
    names: Names


class TaxRatePart(Part):
    """One rate for one country or several; a territory like PT-20 may have its own."""

    countries: Annotated[list[TaxPlace], Field(min_length=1, max_length=249)]
    tax_class: Line = "standard"
    percent: Percent
    valid_from: date = taxes.ALWAYS

    @property
    def rate_keys(self) -> list[taxes.RateKey]:
        return [taxes.RateKey(place, self.tax_class, self.valid_from) for place in self.countries]

    @property
    def basis_points(self) -> int:
        return int(self.percent * 100)


class LocationPart(Part):
    code: Line
    name: Line
    country: Country
    sellable: bool = True
    position: Position = 0

    def draft(self) -> inventory.LocationDraft:
        return inventory.LocationDraft(
            self.code, self.name, self.country, self.sellable, self.position
        )


class AreaPart(Part):
    """A country, a region of it, or some of its postal codes: `35`, or `28000-28999`."""

    country: Country
    region: OptionalLine = ""
    postal_codes: Annotated[OptionalLine, StringConstraints(max_length=30)] = ""


class ShippingZonePart(Part):
    code: Line
    name: Line
    areas: Annotated[list[AreaPart], Field(min_length=1, max_length=500)]

    def draft(self) -> shipping.ZoneDraft:
        areas = [shipping.Area(**area.model_dump()) for area in self.areas]
        return shipping.ZoneDraft(self.code, self.name, areas)


class ShippingRatePart(Part):
    """The price of a method to some countries or zones; `["*"]` is everywhere else.

    `from_value` and `up_to` are what the method's bands measure: grams, minor units or units.
    """

    countries: Annotated[
        list[
            Annotated[str, StringConstraints(pattern=r"^([A-Z]{2}|\*|[a-z0-9][a-z0-9_-]{2,39})$")]
        ],
        Field(min_length=1, max_length=249),
    ]
    currency: CurrencyCode
    price: Amount
    free_from: Amount | None = None
    from_value: Annotated[int, Field(ge=0, le=10**9)] = 0
    up_to: Annotated[int, Field(ge=1, le=10**9)] | None = None

    @field_validator("price", "free_from")
    @classmethod
    def _fits_the_currency(cls, amount: Decimal | None, info: ValidationInfo) -> Decimal | None:
        minor(amount, info.data.get("currency", "EUR"))
        return amount

    def rates(self) -> Iterator[shipping.Rate]:
        price = minor(self.price, self.currency)
        assert price is not None
        for place in self.countries:
            yield shipping.Rate(
                place,
                self.currency,
                price,
                minor(self.free_from, self.currency),
                self.from_value,
                self.up_to,
            )


class ShippingMethodPart(Part):
    code: Line
    names: Names
    days_min: Annotated[int, Field(ge=0, le=365)]
    days_max: Annotated[int, Field(ge=0, le=365)]
    position: Position = 0
    rates: list[ShippingRatePart] = []
    band_by: shipping.BandBy = shipping.BandBy.NONE
    kind: shipping.MethodKind = shipping.MethodKind.DELIVERY

    def draft(self) -> shipping.MethodDraft:
        return shipping.MethodDraft(
            self.code,
            plain(self.names),
            self.days_min,
            self.days_max,
            self.position,
            [rate for part in self.rates for rate in part.rates()],
            self.band_by,
            self.kind,
        )

    def place_of(self, field: str) -> str:
        """The place of a draft's field in the document, which names several countries at once."""
        name, *rest = field.split(".")
        if name != "rates" or not rest:
            return field
        owners = [at for at, part in enumerate(self.rates) for _ in part.countries]
        return ".".join([name, str(owners[int(rest[0])]), *rest[1:]])


class CategoryTextPart(Part):
    name: Line
    description: Text = ""


class CategoryPart(Part):
    """`parent` is the slug of the category that it stands in: one above it in the list, or there already."""

    slug: Line
    parent: Line | None = None
    position: Position = 0
    texts: Annotated[dict[Language, CategoryTextPart], Field(min_length=1)]

    def draft(self, parent_id: UUID | None) -> catalog.CategoryDraft:
        texts: dict[str, dict[str, str]] = {
            language: text.model_dump() for language, text in self.texts.items()
        }
        return catalog.CategoryDraft(self.slug, texts, self.position, parent_id)


class PromotionPart(Part):
    """With a code: `percent`, or `amount` of `currency`, off the order; or free shipping.

    `minimum_minor` is in whatever the order is in. Other promotions are written in the back office.
    """

    code: Line
    names: Names | None = None
    percent: Annotated[int, Field(ge=1, le=100)] | None = None
    currency: CurrencyCode | None = None
    amount: Amount | None = None
    free_shipping: bool = False
    minimum_minor: Annotated[int, Field(ge=0, le=10**10)] = 0
    max_uses: Annotated[int, Field(ge=1)] | None = None
    starts_at: Moment | None = None
    ends_at: Moment | None = None

    @field_validator("amount")
    @classmethod
    def _fits_the_currency(cls, amount: Decimal | None, info: ValidationInfo) -> Decimal | None:
        if amount is not None and info.data.get("currency") is None:
            raise ValueError("an amount needs its currency")
        minor(amount, info.data.get("currency") or "")
        return amount

    @model_validator(mode="after")
    def _rewards_once(self) -> Self:
        said = (self.percent is not None, self.amount is not None, self.free_shipping)
        if sum(said) != 1:
            raise ValueError("either percent, or amount, or free_shipping")
        return self

    def draft(self, shop: ShopPart) -> promotions.Draft:
        currencies = [one.code for one in shop.currencies]
        return promotions.Draft(
            names=plain(self.names) if self.names else dict.fromkeys(shop.languages, self.code),
            rule=promotions.Rule(
                reward=self._reward(),
                conditions=promotions.Conditions(
                    minimum=dict.fromkeys(currencies, self.minimum_minor)
                    if self.minimum_minor
                    else {}
                ),
            ),
            status=promotions.PromotionStatus.ACTIVE,
            needs_code=True,
            max_uses=self.max_uses,
            starts_at=_instant(self.starts_at),
            ends_at=_instant(self.ends_at),
        )

    def _reward(self) -> promotions.Reward:
        kinds = promotions.RewardKind
        if self.free_shipping:
            return promotions.Reward(kinds.FREE_SHIPPING)
        if self.percent is not None:
            return promotions.Reward(kinds.ORDER_PERCENT, percent=self.percent)
        amount = minor(self.amount, self.currency or "")
        assert amount is not None
        assert self.currency is not None
        return promotions.Reward(kinds.ORDER_AMOUNT, amounts={self.currency: amount})


class SetupDocument(Part):
    """All of it. Lists that are left out change nothing."""

    shop: ShopPart
    tax_classes: list[TaxClassPart] = []
    tax_rates: list[TaxRatePart] = []
    locations: list[LocationPart] = []
    shipping_zones: list[ShippingZonePart] = []
    shipping_methods: list[ShippingMethodPart] = []
    payment_methods: list[PaymentMethodPart] = []
    categories: list[CategoryPart] = []
    promotions: list[PromotionPart] = []
    pages: list[PagePart] = []
    header: HeaderPart | None = None
    footer: FooterPart | None = None
    home: HomePart | None = None
    announcement: AnnouncementPart | None = None


def minor(amount: Decimal | None, currency: str) -> int | None:
    """Raises `ValueError` where the amount is finer than its currency."""
    if amount is None:
        return None
    if currency not in EXPONENTS:
        raise ValueError(f"{currency!r} is not a currency of ISO 4217")
    found = exact_minor(amount, currency)
    if found is None:
        raise ValueError(f"{amount} {currency} has more decimals than {currency} has")
    return found


def _instant(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.astimezone(UTC)
