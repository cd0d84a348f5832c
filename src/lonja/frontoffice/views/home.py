"""The front door: blocks, from top to bottom. A text that is empty is the theme's own."""

from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

from lonja.frontoffice.views.cards import Card
from lonja.frontoffice.views.frame import Frame, Link
from lonja.frontoffice.views.pictures import Shown


@dataclass(frozen=True, slots=True)
class Department:
    name: str
    url: str
    products: int
    picture: Shown | None


@dataclass(frozen=True, slots=True)
class Hero:
    overline: str
    title: str
    text: str
    buttons: tuple[Link, ...]
    pictures: tuple[Card, ...]
    image: Shown | None = None
    """The shop's own picture, in place of those of products."""
    kind: Literal["hero"] = "hero"

    @property
    def is_own(self) -> bool:
        """Whether the shop wrote any of it."""
        return bool(self.title or self.text or self.buttons)


@dataclass(frozen=True, slots=True)
class Departments:
    title: str
    departments: tuple[Department, ...]
    kind: Literal["categories"] = "categories"


@dataclass(frozen=True, slots=True)
class Products:
    title: str
    source: str
    cards: tuple[Card, ...]
    more_url: str
    kind: Literal["products"] = "products"


@dataclass(frozen=True, slots=True)
class Prose:
    title: str
    body: Markup
    kind: Literal["text"] = "text"


@dataclass(frozen=True, slots=True)
class Columns:
    """`columns` are pairs of a title and a text."""

    title: str
    columns: tuple[tuple[str, str], ...]
    kind: Literal["columns"] = "columns"


@dataclass(frozen=True, slots=True)
class Banner:
    title: str
    text: str
    buttons: tuple[Link, ...]
    image: Shown
    side: str
    kind: Literal["banner"] = "banner"


@dataclass(frozen=True, slots=True)
class News:
    title: str
    text: str
    kind: Literal["newsletter"] = "newsletter"


type Block = Hero | Departments | Products | Prose | Columns | Banner | News


@dataclass(frozen=True, slots=True)
class SettingUpPage:
    """The front page of a shop whose facts nobody has written down yet."""

    frame: Frame


@dataclass(frozen=True, slots=True)
class HomePage:
    frame: Frame
    title: str
    description: str
    blocks: tuple[Block, ...]
    has_products: bool
    linked: tuple[str, ...]

    @property
    def picture(self) -> Shown | None:
        """What a network shows of this page: the first picture of the first block that has one."""
        for block in self.blocks:
            if isinstance(block, Hero | Banner) and block.image:
                return block.image
            if isinstance(block, Hero) and block.pictures:
                return block.pictures[0].picture
        return None

    @property
    def begins_with_hero(self) -> bool:
        """Whose title is the page's own."""
        return any(isinstance(block, Hero) for block in self.blocks[:1])

    @property
    def departments_at(self) -> int | None:
        """The place of the first row of categories, which links lead to."""
        found = (at for at, one in enumerate(self.blocks) if isinstance(one, Departments))
        return next(found, None)

    @property
    def has_departments(self) -> bool:
        return self.departments_at is not None
