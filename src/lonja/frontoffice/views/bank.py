"""The pages of the built-in gateways."""

from dataclasses import dataclass

from lonja.frontoffice.views.frame import Frame


@dataclass(frozen=True, slots=True)
class BankPage:
    frame: Frame
    amount_minor: int
    currency: str
    back: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class PaymentPage:
    frame: Frame
    number: str
    amount_minor: int
    currency: str
    outcomes: tuple[str, ...]
    back: str
