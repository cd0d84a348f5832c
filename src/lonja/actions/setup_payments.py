"""Ways to pay as the document of a shop writes them. Pure."""

from decimal import Decimal
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from lonja.actions.setup_currencies import Country, CurrencyCode, OptionalLine
from lonja.kernel.languages import Language
from lonja.kernel.money import EXPONENTS, exact_minor
from lonja.payment_methods import api as payment_methods

Title = Annotated[
    str,
    StringConstraints(min_length=1, max_length=80, pattern=r"^[^\x00]*$", strip_whitespace=True),
]
Instructions = Annotated[str, StringConstraints(max_length=1_000, pattern=r"^[^\x00]*$")]
Amount = Annotated[Decimal, Field(ge=0, le=10**10, allow_inf_nan=False)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PaymentAmountsPart(_Part):
    """From which amount to which one it is offered, in one currency."""

    currency: CurrencyCode
    least: Amount = Decimal(0)
    most: Amount | None = None

    @model_validator(mode="after")
    def _fits_the_currency(self) -> Self:
        for amount in (self.least, self.most):
            if self.currency not in EXPONENTS:
                raise ValueError(f"{self.currency!r} is not a currency of ISO 4217")
            if amount is not None and exact_minor(amount, self.currency) is None:
                raise ValueError(f"{amount} has more decimals than {self.currency} has")
        return self

    def range(self) -> payment_methods.AmountRange:
        most = None if self.most is None else exact_minor(self.most, self.currency)
        return payment_methods.AmountRange(
            self.currency, exact_minor(self.least, self.currency) or 0, most
        )


class PaymentMethodPart(_Part):
    """`code` is one that this installation knows: transfer, cash_on_delivery, pay_in_store, stripe.

    Without countries or currencies it is offered in all of the shop's.
    """

    code: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{1,39}$")]
    is_on: bool = True
    position: Annotated[int, Field(ge=0, le=1_000)] = 0
    titles: dict[Language, Title] = {}
    instructions: dict[Language, Instructions] = {}
    countries: Annotated[list[Country], Field(max_length=260)] = []
    currencies: Annotated[list[CurrencyCode], Field(max_length=50)] = []
    amounts: Annotated[list[PaymentAmountsPart], Field(max_length=50)] = []
    due_days: Annotated[int, Field(ge=1, le=365)] | None = None
    holder: OptionalLine = ""
    iban: OptionalLine = ""
    bic: OptionalLine = ""

    def setting(self) -> payment_methods.Setting:
        terms = payment_methods.Terms(
            titles={str(language): text for language, text in self.titles.items()},
            instructions={str(language): text for language, text in self.instructions.items()},
            countries=tuple(self.countries),
            currencies=tuple(self.currencies),
            amounts=tuple(one.range() for one in self.amounts),
            due_days=self.due_days,
            holder=self.holder,
            iban=self.iban,
            bic=self.bic,
        )
        return payment_methods.Setting(self.code, self.is_on, self.position, terms)

    @staticmethod
    def place_of(field: str) -> str:
        return field.removesuffix("_minor")
