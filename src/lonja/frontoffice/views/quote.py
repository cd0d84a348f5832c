"""A quote as its buyer reads and answers it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lonja.drafts.api import Content, QuoteStatus
from lonja.frontoffice.views.frame import Frame
from lonja.frontoffice.views.payment_methods import PaymentOption


@dataclass(frozen=True, slots=True)
class QuotePage:
    """`status` is as it stands now; `order` is where its order is, once there is one."""

    frame: Frame
    action: str
    number: str
    version: int
    status: QuoteStatus
    name: str
    message: str
    currency: str
    offered: Content
    valid_until: datetime
    is_newest: bool
    options: Sequence[PaymentOption]
    problem: str
    error: str
    reason: str
    order: str

    @property
    def is_waiting(self) -> bool:
        return self.status is QuoteStatus.ACCEPTED

    @property
    def is_open(self) -> bool:
        return self.is_newest and self.status is QuoteStatus.SENT
