"""The currencies of a shop as its document writes them, and how prices are converted. Pure."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from lonja.kernel import conversion
from lonja.shop import api as shop

OptionalLine = Annotated[
    str, StringConstraints(max_length=200, strip_whitespace=True, pattern=r"^[^\x00]*$")
]
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
CurrencyCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class RoundingPart(_Part):
    """Prices end alike: `ending_minor` more than a multiple of `step_minor`."""

    step_minor: Annotated[int, Field(ge=1, le=conversion.MAX_STEP_MINOR)] = 1
    ending_minor: Annotated[int, Field(ge=0, lt=conversion.MAX_STEP_MINOR)] = 0
    to: conversion.RoundTo = "nearest"


class ConversionPart(_Part):
    """`rate`: how many of this currency one of the first is worth, on `rate_date`, by `source`."""

    rate: Annotated[str, Field(min_length=1, max_length=13)]
    rate_date: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
    source: OptionalLine = ""
    rounding: RoundingPart = RoundingPart()
    surcharge_basis_points: Annotated[
        int, Field(ge=0, le=conversion.MAX_SURCHARGE_BASIS_POINTS)
    ] = 0

    def fact(self) -> conversion.Conversion:
        return conversion.Conversion(
            self.rate,
            self.rate_date,
            self.source,
            conversion.Rounding(**self.rounding.model_dump()),
            self.surcharge_basis_points,
        )


class CurrencyPart(_Part):
    """`country`: whose taxes a cart shows before it has an address; the shop's own where empty.

    `first_in`: who chooses one of these countries sees this currency first.
    """

    code: CurrencyCode
    country: Country | None = None
    rounding_minor: Annotated[int, Field(ge=1, le=10_000)] = 1
    includes_tax: bool = True
    conversion: ConversionPart | None = None
    first_in: Annotated[list[Country], Field(max_length=249)] = []

    def fact(self, home_country: str) -> shop.Currency:
        return shop.Currency(
            self.code,
            self.country or home_country,
            self.rounding_minor,
            self.includes_tax,
            self.conversion.fact() if self.conversion else None,
            tuple(self.first_in),
        )
