"""The shop's rules for returns, and what each of them must be. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, ClassVar, Final, Self

from lonja.kernel.countries import COUNTRIES
from lonja.kernel.errors import Invalid
from lonja.kernel.languages import is_language
from lonja.payments.api import RefundReason

MAX_WINDOW_DAYS: Final = 3_650
MAX_REASONS: Final = 20
NAME_CHARACTERS: Final = 80
TEXT_CHARACTERS: Final = 2_000
_CODE: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")


class ReturnPolicyWrong(Invalid):
    """`facts["field"]` is not what it must be."""

    code: ClassVar[str] = "return_policy_wrong"


class PartialShipping(StrEnum):
    """What of the shipping goes back when a part of the goods comes back."""

    NONE = "none"
    PRO_RATA = "pro_rata"


class SendsExchange(StrEnum):
    """When goods in exchange are sent: once the others came back, or as soon as staff say yes."""

    RECEIVED = "received"
    APPROVED = "approved"


class ExclusionReason(StrEnum):
    """Why a product cannot be returned; all but `final_sale` end the right to withdraw as well."""

    MADE_TO_ORDER = "made_to_order"
    PERISHABLE = "perishable"
    SEALED = "sealed"
    DIGITAL = "digital"
    FINAL_SALE = "final_sale"


NO_WITHDRAWAL: Final = frozenset(ExclusionReason) - {ExclusionReason.FINAL_SALE}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a buyer returns something; with `is_our_fault` it is a claim."""

    code: str
    names: Mapping[str, str]
    is_our_fault: bool = False
    is_offered: bool = True

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        return cls(**value)

    @property
    def refund_reason(self) -> RefundReason:
        """As money speaks of it."""
        if self.code in set(RefundReason):
            return RefundReason(self.code)
        return RefundReason.OTHER if self.is_our_fault else RefundReason.CHANGED_MIND


@dataclass(frozen=True, slots=True)
class CountryRule:
    """What is different for buyers in one country."""

    country: str
    window_days: int
    buyer_pays: bool

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        return cls(**value)


USUAL_REASONS: Final = (
    Reason("changed_mind", {"es": "He cambiado de opinión", "en": "I changed my mind"}),
    Reason("does_not_fit", {"es": "No me queda bien o no encaja", "en": "It does not fit"}),
    Reason("not_as_expected", {"es": "No es como esperaba", "en": "It is not as I expected"}),
    Reason("damaged", {"es": "Llegó dañado", "en": "It arrived damaged"}, is_our_fault=True),
    Reason("wrong_item", {"es": "No es lo que pedí", "en": "It is not what I ordered"}, is_our_fault=True),
    Reason("missing", {"es": "Falta algo", "en": "Something is missing"}, is_our_fault=True),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReturnPolicy:
    """One version of the shop's rules; version 0 is what holds until somebody changes it.

    `window_days` counts from delivery; `fee_basis_points` of the goods' worth are kept of a return,
    never of a withdrawal or claim. `instructions`: where to send it and how, by language. With
    `offers_exchange` buyers may ask for another variant in place of their money.
    """

    version: int = 0
    window_days: int = 30
    buyer_pays: bool = True
    fee_basis_points: int = 0
    refunds_shipping: bool = False
    partial_shipping: PartialShipping = PartialShipping.NONE
    instructions: Mapping[str, str] = field(default_factory=dict)
    countries: Sequence[CountryRule] = ()
    reasons: Sequence[Reason] = USUAL_REASONS
    offers_exchange: bool = True
    sends_exchange: SendsExchange = SendsExchange.RECEIVED

    @classmethod
    def from_json(cls, version: int, value: Mapping[str, Any]) -> Self:
        return cls(
            version=version,
            **{
                **value,
                "partial_shipping": PartialShipping(value["partial_shipping"]),
                "countries": tuple(CountryRule.from_json(one) for one in value["countries"]),
                "reasons": tuple(Reason.from_json(one) for one in value["reasons"]),
                "sends_exchange": SendsExchange(value["sends_exchange"]),
            },
        )

    def as_json(self) -> dict[str, Any]:
        written = asdict(self)
        del written["version"]
        return written

    def rule_for(self, country: str) -> CountryRule:
        own = next((one for one in self.countries if one.country == country), None)
        return own or CountryRule(country, self.window_days, self.buyer_pays)

    def reason(self, code: str) -> Reason | None:
        return next((one for one in self.reasons if one.code == code), None)

    @property
    def offered(self) -> tuple[Reason, ...]:
        return tuple(one for one in self.reasons if one.is_offered)


def check_policy(policy: ReturnPolicy) -> None:
    """Raise `ReturnPolicyWrong` at the first field that is not what it must be."""
    for name, days in (
        ("window_days", policy.window_days),
        *(("countries", one.window_days) for one in policy.countries),
    ):
        if not 0 <= days <= MAX_WINDOW_DAYS:
            raise ReturnPolicyWrong("a window is 0 to 3,650 days", field=name)
    if not 0 <= policy.fee_basis_points <= 10_000:
        raise ReturnPolicyWrong("a fee is 0 to 100 %", field="fee_basis_points")
    named = [one.country for one in policy.countries]
    if len(set(named)) < len(named) or not set(named) <= set(COUNTRIES):
        raise ReturnPolicyWrong("each country once, by its code", field="countries")
    codes = [one.code for one in policy.reasons]
    if not policy.offered or len(codes) > MAX_REASONS or len(set(codes)) < len(codes):
        raise ReturnPolicyWrong("one to twenty reasons, each once", field="reasons")
    for one in policy.reasons:
        if not _CODE.fullmatch(one.code) or not _is_named(one.names):
            raise ReturnPolicyWrong("a reason has a code and a name", field="reasons")
    if any(len(text) > TEXT_CHARACTERS for text in policy.instructions.values()):
        raise ReturnPolicyWrong("these instructions are too long", field="instructions")


def _is_named(names: Mapping[str, str]) -> bool:
    words = [name.strip() for name in names.values()]
    return (
        any(words)
        and all(map(is_language, names))
        and all(len(one) <= NAME_CHARACTERS for one in words)
    )
