"""A record of the chain: what the tax office is told of one invoice. Pure.

RD 1007/2023 and Orden HAC/1177/2024; the names of the fields are those of the order.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Self
from uuid import UUID


class RecordKind(StrEnum):
    """`cancel` is for an invoice that should never have been; what is given back is a note."""

    REGISTER = "register"
    CANCEL = "cancel"


class RecordStatus(StrEnum):
    """`accepted_with_errors`: taken, and to be mended. `rejected` waits for a person."""

    WAITING = "waiting"
    SENDING = "sending"
    ACCEPTED = "accepted"
    ACCEPTED_WITH_ERRORS = "accepted_with_errors"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Rate:
    """All that is taxed at one rate; `exempt` is the cause of an exemption (E1 to E6), if it is one."""

    basis_points: int
    base_minor: int
    tax_minor: int
    exempt: str = ""


@dataclass(frozen=True, slots=True)
class Invoice:
    """`type` is F1, F2, F3, R1 or R5; `others` are the invoices that it corrects or replaces.

    Days are dd-mm-yyyy. Amounts are cents of euro: the record knows no other currency.
    """

    issuer: str
    issuer_name: str
    code: str
    day: str
    type: str
    tax_minor: int
    total_minor: int
    rates: tuple[Rate, ...] = ()
    buyer_name: str = ""
    buyer_tax_id: str = ""
    others: tuple[tuple[str, str], ...] = ()
    regime: str = "01"

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        return cls(
            **{
                **value,
                "rates": tuple(Rate(**one) for one in value["rates"]),
                "others": tuple((code, day) for code, day in value["others"]),
            }
        )


@dataclass(frozen=True, slots=True)
class Record:
    """`recorded_at` is the moment as it is hashed, with its offset."""

    id: UUID
    issuer: str
    position: int
    kind: RecordKind
    document_id: UUID
    invoice: Invoice
    recorded_at: str
    previous_code: str
    previous_day: str
    previous_hash: str
    hash: str


@dataclass(frozen=True, slots=True)
class RecordRow:
    """A record with what became of it."""

    id: UUID
    code: str
    kind: RecordKind
    status: RecordStatus
    tries: int
    answer: str
    created_at: datetime
    hash: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the tax office said of one record; `code` and `text` where something is wrong."""

    record_id: UUID
    status: RecordStatus
    code: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """To one sending; `wait_s` is how long it wants to be left alone."""

    verdicts: Sequence[Verdict]
    receipt: str = ""
    wait_s: int = 60
