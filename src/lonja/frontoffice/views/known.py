"""The page on which a buyer asks to be known by their e-mail address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lonja.frontoffice.views.frame import Frame
from lonja.kernel.money import Money


@dataclass(frozen=True, slots=True)
class KnownPage:
    """`known_as` is the address that this browser has proved, if it has."""

    frame: Frame
    typed: Mapping[str, str]
    errors: Mapping[str, str]
    known_as: str = ""
    is_sent: bool = False
    is_wrong: bool = False
    store_credit: Sequence[Money] = ()
    """What the shop owes them, by currency."""
