"""A set-up is proposed from the shop's country: taxes, one location, one way to ship.

The proposal is a part of a set-up document: the merchant adds who they are, changes what is wrong,
and sends it to `set_up_shop`. Pure: nothing is written.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar, Final, Literal

from lonja.actions.setup_document import (
    LocationPart,
    ShippingMethodPart,
    ShippingRatePart,
    TaxClassPart,
    TaxRatePart,
)
from lonja.kernel.errors import NotFound
from lonja.kernel.languages import ENGLISH, Language, text_in
from lonja.kernel.money import EXPONENTS, exact_minor
from lonja.shop import api as shop
from lonja.taxes import api as taxes

type Reach = Literal["home", "eu"]

STANDARD: Final = "standard"
CLASS_NAMES: Final[dict[str, dict[Language, str]]] = {
    code: dict(zip(("en", "es", "pt", "de", "fr"), names, strict=True))
    for code, *names in (
        ("reduced", "Reduced", "Reducido", "Reduzida", "Ermäßigt", "Réduit"),
        (
            "reduced_2",
            "Second reduced",
            "Segundo reducido",
            "Intermédia",
            "Ermäßigt 2",
            "Intermédiaire",
        ),
        (
            "super_reduced",
            "Super-reduced",
            "Superreducido",
            "Super-reduzida",
            "Stark ermäßigt",
            "Super-réduit",
        ),
        ("zero", "Zero rate", "Tipo cero", "Taxa zero", "Nullsatz", "Taux zéro"),
        ("parking", "Parking rate", "Transitorio", "Taxa parking", "Zwischensatz", "Taux parking"),
        ("increased", "Increased", "Incrementado", "Agravada", "Erhöht", "Majoré"),
        (
            "increased_2",
            "Second increased",
            "Segundo incrementado",
            "Segunda agravada",
            "Erhöht 2",
            "Majoré 2",
        ),
    )
}
_MAIN_LOCATION: Final[dict[Language, str]] = {
    "en": "Main location",
    "es": "Almacén principal",
    "pt": "Armazém principal",
    "de": "Hauptlager",
    "fr": "Entrepôt principal",
}
_ANY_PARCEL: Final = Decimal(5)


class NoProposal(NotFound):
    """Nothing is known of this country: its merchant fills the form in by hand."""

    code: ClassVar[str] = "no_proposal"


@dataclass(frozen=True, slots=True)
class SetupProposal:
    country: shop.CountryProposal
    currency: str
    sells_to: Sequence[str]
    rates: Sequence[taxes.ProposedRate]
    tax_classes: Sequence[TaxClassPart]
    tax_rates: Sequence[TaxRatePart]
    locations: Sequence[LocationPart]
    shipping_methods: Sequence[ShippingMethodPart]


def propose_setup(country: str, *, reach: Reach, currency: str | None = None) -> SetupProposal:
    """What most shops of this country begin with; `reach` says how far they sell.

    Refused with `no_proposal` where nothing is known of the country. Outside the EU its reach is
    the country alone.
    """
    known = shop.proposal(country)
    if known is None:
        raise NoProposal(f"there is no proposal for {country}", field="country")
    currency = currency if currency in EXPONENTS else known.currency
    assert currency is not None
    abroad = [one for one in shop.EU if one != country] if known.is_in_eu and reach == "eu" else []
    sells_to = [country, *abroad]
    rates = taxes.proposed_rates(country)
    classes = {rate.tax_class for rate in rates}
    return SetupProposal(
        country=known,
        currency=currency,
        sells_to=sells_to,
        rates=rates,
        tax_classes=[
            TaxClassPart(code=code, names=CLASS_NAMES[code])
            for code in CLASS_NAMES
            if code in classes
        ],
        tax_rates=[
            TaxRatePart(
                countries=[rate.place],
                tax_class=rate.tax_class,
                percent=Decimal(rate.basis_points) / 100,
            )
            for one in sells_to
            for rate in taxes.proposed_rates(one)
            if rate.tax_class in classes
        ],
        locations=[
            LocationPart(
                code="MAIN",
                name=text_in(_MAIN_LOCATION, known.language, default=ENGLISH),
                country=country,
                position=1,
            )
        ],
        shipping_methods=[_parcel(known, currency, abroad)],
    )


def _parcel(
    known: shop.CountryProposal, currency: str, abroad: Sequence[str]
) -> ShippingMethodPart:
    price = known.first_parcel if currency == known.currency else _ANY_PARCEL
    rates = [ShippingRatePart(countries=[known.country], currency=currency, price=price)]
    if abroad:
        twice = price * 2
        assert exact_minor(twice, currency) is not None
        rates.append(ShippingRatePart(countries=list(abroad), currency=currency, price=twice))
    return ShippingMethodPart(
        code="standard",
        names={
            "en": "Standard delivery",
            "es": "Envío estándar",
            "pt": "Envio normal",
            "de": "Standardversand",
            "fr": "Livraison standard",
        },
        days_min=2,
        days_max=5,
        position=1,
        rates=rates,
    )
