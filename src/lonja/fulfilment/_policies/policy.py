"""How a shop sends its parcels: from where, with whom, and when they count as delivered. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Final, Self

from lonja.fulfilment._policies.reporting import CarrierKey
from lonja.inventory.api import AllocationRule
from lonja.kernel.errors import Conflict, Invalid

MAX_CARRIERS: Final = 40
MAX_DAYS: Final = 90
_LINK: Final = re.compile(r"https://[^\s{}]+\{\}[^\s{}]*\Z")


class FulfilmentPolicyChanged(Conflict):
    """Somebody saved it meanwhile; `facts["version"]` is what it is now."""

    code: ClassVar[str] = "fulfilment_policy_changed"


@dataclass(frozen=True, slots=True)
class Carrier:
    """`link` is the page of a parcel, with `{}` for its tracking number; empty where there is none.

    It may report on its parcels with one of `keys`, oldest first; without any it may not.
    """

    name: str
    link: str = ""
    keys: Sequence[CarrierKey] = ()

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        keys = tuple(CarrierKey.from_json(one) for one in value.get("keys", ()))
        return cls(value["name"], value["link"], keys)


@dataclass(frozen=True, slots=True)
class FulfilmentPolicy:
    """`delivered_after_days` is when a parcel counts as delivered by itself; None is never.

    What is not picked up: its buyer is reminded after some days, and it is cancelled after more.
    """

    rule: AllocationRule = AllocationRule.FEWEST_PARCELS
    delivered_after_days: int | None = None
    carriers: Sequence[Carrier] = field(default=())
    reminded_after_days: int | None = 4
    cancelled_after_days: int | None = 10
    waits_whole: bool = False
    """Nothing of an order is packed or sent while some of its goods are not there."""

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        return cls(
            AllocationRule(value["rule"]),
            value["delivered_after_days"],
            tuple(Carrier.from_json(one) for one in value["carriers"]),
            value.get("reminded_after_days", 4),
            value.get("cancelled_after_days", 10),
            value.get("waits_whole", False),
        )

    def as_json(self) -> dict[str, Any]:
        carriers = [
            {"name": one.name, "link": one.link, "keys": [key.as_json() for key in one.keys]}
            for one in self.carriers
        ]
        return {
            "rule": self.rule,
            "delivered_after_days": self.delivered_after_days,
            "carriers": carriers,
            "reminded_after_days": self.reminded_after_days,
            "cancelled_after_days": self.cancelled_after_days,
            "waits_whole": self.waits_whole,
        }

    def carrier(self, name: str) -> Carrier | None:
        """By its name in any case."""
        return next((one for one in self.carriers if one.name.casefold() == name.casefold()), None)


def check_policy(policy: FulfilmentPolicy) -> None:
    """Raise `Invalid`, which names the field, unless it can be kept."""
    days = policy.delivered_after_days
    if days is not None and not 1 <= days <= MAX_DAYS:
        raise Invalid(f"between 1 and {MAX_DAYS} days", field="delivered_after_days")
    reminded = policy.reminded_after_days
    for name, least in (("reminded_after_days", 1), ("cancelled_after_days", (reminded or 0) + 1)):
        most = getattr(policy, name)
        if most is not None and not least <= most <= MAX_DAYS:
            raise Invalid(f"between {least} and {MAX_DAYS} days", field=name)
    names = [one.name.casefold() for one in policy.carriers]
    if len(names) > MAX_CARRIERS or len(set(names)) < len(names) or not all(names):
        raise Invalid("each carrier has a name of its own", field="carriers")
    if not all(_LINK.match(one.link) for one in policy.carriers if one.link):
        raise Invalid("a link begins with https:// and has {} once", field="carriers")
