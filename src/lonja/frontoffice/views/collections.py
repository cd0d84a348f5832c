"""All collections that buyers see, a card each."""

from dataclasses import dataclass

from lonja.frontoffice.views.frame import Frame
from lonja.frontoffice.views.pictures import Shown


@dataclass(frozen=True, slots=True)
class CollectionCard:
    name: str
    url: str
    products: int
    picture: Shown | None


@dataclass(frozen=True, slots=True)
class CollectionsPage:
    frame: Frame
    cards: tuple[CollectionCard, ...]

    @property
    def picture(self) -> Shown | None:
        """What a network shows of this page."""
        return next((one.picture for one in self.cards if one.picture), None)
