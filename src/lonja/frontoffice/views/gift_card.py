"""The balance of a gift card as it is shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from lonja.frontoffice.views.frame import Frame


@dataclass(frozen=True, slots=True)
class Balance:
    last_four: str
    minor: int
    currency: str
    expires_at: datetime | None
    state: Literal["active", "disabled", "expired"]


@dataclass(frozen=True, slots=True)
class GiftCardPage:
    frame: Frame
    typed: Mapping[str, str]
    errors: Mapping[str, str]
    balance: Balance | None
