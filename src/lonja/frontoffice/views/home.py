"""The front door."""

from dataclasses import dataclass

from lonja.frontoffice.views.cards import Card
from lonja.frontoffice.views.frame import Frame
from lonja.frontoffice.views.pictures import Shown


@dataclass(frozen=True, slots=True)
class Department:
    name: str
    url: str
    products: int
    picture: Shown | None


@dataclass(frozen=True, slots=True)
class SettingUpPage:
    """The front page of a shop whose facts nobody has written down yet."""

    frame: Frame


@dataclass(frozen=True, slots=True)
class HomePage:
    frame: Frame
    hero: tuple[Card, ...]
    featured: tuple[Card, ...]
    newest: tuple[Card, ...]
    departments: tuple[Department, ...]
    linked: tuple[str, ...]
