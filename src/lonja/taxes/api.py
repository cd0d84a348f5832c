"""The door to taxes: what is charged where, and why."""

from datetime import datetime

from psycopg import AsyncConnection

from lonja.taxes import _store
from lonja.taxes._classes import (
    TaxChanged,
    TaxClassInUse,
    TaxTaken,
    UnknownTaxClass,
    put_tax_class,
    remove_tax_class,
    tax_class,
    tax_classes,
)
from lonja.taxes._deciding import Decision, Seller, Treatment, decide, vat_prefix
from lonja.taxes._proposing import ProposedRate, proposed_rates
from lonja.taxes._rates import (
    ALWAYS,
    RateKey,
    UnknownTaxRate,
    add_tax_rate,
    all_tax_rates,
    change_tax_rate,
    countries_without_rate,
    put_tax_rate,
    remove_tax_rate,
    tax_rate,
)
from lonja.taxes._store import TaxClass, TaxRate
from lonja.taxes._taxations import Destination, seller_of, taxation
from lonja.taxes._taxing import (
    STANDARD,
    ExportPrice,
    Rounding,
    ShippingTax,
    Statement,
    Taxation,
    Taxes,
    TaxGroup,
    with_untaxed,
)
from lonja.taxes._territories import (
    TERRITORIES,
    Place,
    Territory,
    place_name,
    place_of,
    tax_name,
    territory,
)
from lonja.taxes._vat_ids import (
    VatAnswer,
    VatCheck,
    VatIdMalformed,
    VatRegister,
    VatStatus,
    is_registered,
    read_vat_id,
)

__all__ = [
    "ALWAYS",
    "STANDARD",
    "TERRITORIES",
    "Decision",
    "Destination",
    "ExportPrice",
    "Place",
    "ProposedRate",
    "RateKey",
    "Rounding",
    "Seller",
    "ShippingTax",
    "Statement",
    "TaxChanged",
    "TaxClass",
    "TaxClassInUse",
    "TaxGroup",
    "TaxRate",
    "TaxTaken",
    "Taxation",
    "Taxes",
    "Territory",
    "Treatment",
    "UnknownTaxClass",
    "UnknownTaxRate",
    "VatAnswer",
    "VatCheck",
    "VatIdMalformed",
    "VatRegister",
    "VatStatus",
    "add_tax_rate",
    "all_tax_rates",
    "change_tax_rate",
    "countries_without_rate",
    "decide",
    "is_registered",
    "place_name",
    "place_of",
    "proposed_rates",
    "put_tax_class",
    "put_tax_rate",
    "put_vat_check",
    "read_vat_id",
    "remove_tax_class",
    "remove_tax_rate",
    "seller_of",
    "tax_class",
    "tax_classes",
    "tax_name",
    "tax_rate",
    "taxation",
    "territory",
    "vat_check",
    "vat_prefix",
    "with_untaxed",
]


async def vat_check(db: AsyncConnection, vat_id: str) -> VatCheck | None:
    """What the register said of it last."""
    return await _store.vat_check(db, vat_id)


async def put_vat_check(
    db: AsyncConnection, vat_id: str, answer: VatAnswer, *, now: datetime
) -> None:
    """Keep what the register said; an outage does not unsay an earlier answer of that day."""
    await _store.put_vat_check(db, vat_id, answer, now)
