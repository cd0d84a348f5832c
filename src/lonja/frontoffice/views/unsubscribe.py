"""The way out of campaigns."""

from dataclasses import dataclass

from lonja.frontoffice.views.frame import Frame


@dataclass(frozen=True, slots=True)
class UnsubscribePage:
    frame: Frame
    action: str
    is_done: bool
