"""What a carrier says of a parcel, and the keys that it signs with. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final, Self
from uuid import UUID

OLD_KEY_COUNTS: Final = timedelta(hours=24)
"""After a new secret was made, so that nothing is lost until the carrier has it."""


class ReportKind(StrEnum):
    IN_TRANSIT = "parcel.in_transit"
    OUT_FOR_DELIVERY = "parcel.out_for_delivery"
    NOT_DELIVERED = "parcel.not_delivered"
    DELIVERED = "parcel.delivered"
    RETURNED = "parcel.returned"


@dataclass(frozen=True, slots=True)
class CarrierReport:
    """`event_id` is the carrier's own and the same in each repeat; `at` is when it happened."""

    event_id: str
    kind: ReportKind
    tracking: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CarrierKey:
    """A secret is computed from it and from the installation's own, and stored nowhere."""

    id: UUID
    since: datetime

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        return cls(UUID(value["id"]), datetime.fromisoformat(value["since"]))

    def as_json(self) -> dict[str, str]:
        return {"id": str(self.id), "since": self.since.isoformat()}


def keys_in_force(keys: Sequence[CarrierKey], now: datetime) -> list[CarrierKey]:
    """The newest, and the one before it for a day."""
    if not keys:
        return []
    newest, before = keys[-1], keys[-2:-1]
    return [newest, *(one for one in before if now < newest.since + OLD_KEY_COUNTS)]
