"""The test bank."""

from dataclasses import dataclass

from lonja.frontoffice.views.frame import Frame


@dataclass(frozen=True, slots=True)
class BankPage:
    frame: Frame
    back: str
