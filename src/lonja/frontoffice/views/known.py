"""The page on which a buyer asks to be known by their e-mail address."""

from collections.abc import Mapping
from dataclasses import dataclass

from lonja.frontoffice.views.frame import Frame


@dataclass(frozen=True, slots=True)
class KnownPage:
    """`known_as` is the address that this browser has proved, if it has."""

    frame: Frame
    typed: Mapping[str, str]
    errors: Mapping[str, str]
    known_as: str = ""
    is_sent: bool = False
    is_wrong: bool = False
