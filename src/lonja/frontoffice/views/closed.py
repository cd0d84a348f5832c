"""The page of a shop that is not open."""

from dataclasses import dataclass

from lonja.frontoffice.views.frame import Frame


@dataclass(frozen=True, slots=True)
class ClosedPage:
    """`refusal` is the code of why the password did not lead in; empty before the first try."""

    frame: Frame
    is_set_up: bool
    has_password: bool
    action: str
    refusal: str
