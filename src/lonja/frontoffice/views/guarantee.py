"""The page of the notice on the legal guarantee."""

from dataclasses import dataclass

from lonja.frontoffice.views.frame import Frame, Guarantee


@dataclass(frozen=True, slots=True)
class GuaranteePage:
    frame: Frame
    notice: Guarantee
