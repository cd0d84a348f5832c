"""What a visitor sees when there is nothing to see."""

from dataclasses import dataclass

from lonja.frontoffice.views.cards import Card
from lonja.frontoffice.views.frame import Frame


@dataclass(frozen=True, slots=True)
class FailurePage:
    frame: Frame
    status: int
    trace: str
    cards: tuple[Card, ...]
    is_about_order: bool = False
    """The address was an order's, without the token that opens one."""
