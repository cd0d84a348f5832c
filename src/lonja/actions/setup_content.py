"""Pages, menus, front page and announcement as a shop's document writes them. Pure.

The document names categories by their address and pages by theirs or by their kind: ids are made
when it is applied.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from lonja.content import api as content
from lonja.kernel.clock import near
from lonja.kernel.errors import Invalid
from lonja.kernel.languages import Language

Line = Annotated[
    str,
    StringConstraints(min_length=1, max_length=200, strip_whitespace=True, pattern=r"^[^\x00]*$"),
]
Text = Annotated[str, StringConstraints(max_length=50_000, pattern=r"^[^\x00]*$")]
Moment = Annotated[AwareDatetime, AfterValidator(near)]
Lines = dict[Language, Line]
Prose = dict[Language, Text]


@dataclass(frozen=True, slots=True)
class Known:
    """What a document may name: ids of categories by slug, of pages by slug and by role."""

    categories: Mapping[str, UUID] = field(default_factory=dict)
    pages: Mapping[str, UUID] = field(default_factory=dict)

    def target(
        self, kind: Literal["category", "page"], name: str, place: str
    ) -> content.LinkTarget:
        found = (self.categories if kind == "category" else self.pages).get(name)
        if found is None:
            raise Invalid(f"there is no {kind} {name!r}", field=place)
        return content.LinkTarget(kind, str(found))


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PageTextPart(_Part):
    slug: Line
    title: Line
    body: Text = ""
    seo_title: Text = ""
    seo_description: Text = ""


class PagePart(_Part):
    role: content.PageRole | None = None
    status: content.PageStatus = content.PageStatus.PUBLISHED
    visible_from: Moment | None = None
    visible_until: Moment | None = None
    texts: Annotated[dict[Language, PageTextPart], Field(min_length=1)]

    @property
    def name(self) -> str:
        return self.role or next(iter(self.texts.values())).slug

    @property
    def names(self) -> set[str]:
        """By which the rest of the document may name it."""
        return {self.name, *(text.slug for text in self.texts.values())}

    def draft(self) -> content.PageDraft:
        return content.PageDraft(
            texts={
                str(language): content.PageText(**text.model_dump())
                for language, text in self.texts.items()
            },
            role=self.role,
            status=self.status,
            visible_from=self.visible_from,
            visible_until=self.visible_until,
        )


class LinkPart(_Part):
    """Leads to one of these; a label is needed only for an address."""

    category: Line | None = None
    page: Line | None = None
    address: Line | None = None
    labels: Lines = {}

    @model_validator(mode="after")
    def _leads_to_one(self) -> Self:
        if len([one for one in (self.category, self.page, self.address) if one]) > 1:
            raise ValueError("a link leads to a category, a page or an address")
        return self

    def target(self, known: Known, place: str) -> content.LinkTarget | None:
        if self.category:
            return known.target("category", self.category, f"{place}.category")
        if self.page:
            return known.target("page", self.page, f"{place}.page")
        return content.LinkTarget("address", self.address) if self.address else None

    def needed_target(self, known: Known, place: str) -> content.LinkTarget:
        found = self.target(known, place)
        if found is None:
            raise Invalid("this leads nowhere: name a category, a page or an address", field=place)
        return found


class ItemPart(LinkPart):
    items: list[LinkPart] = []

    def item(self, known: Known, place: str) -> content.MenuItem:
        return content.MenuItem(
            target=self.target(known, place),
            labels=plain(self.labels),
            children=tuple(
                content.MenuSubItem(
                    link.needed_target(known, f"{place}.items.{at}"), plain(link.labels)
                )
                for at, link in enumerate(self.items)
            ),
        )


class HeaderPart(_Part):
    items: list[ItemPart] = []

    def document(self, known: Known) -> content.Header:
        return content.Header(_items(self.items, known))


class FooterPart(_Part):
    items: list[ItemPart] = []
    about: Prose = {}
    note: Prose = {}

    def document(self, known: Known) -> content.Footer:
        return content.Footer(_items(self.items, known), plain(self.about), plain(self.note))


class ColumnPart(_Part):
    title: Lines = {}
    text: Prose = {}


class BlockPart(_Part):
    """One block of the front page; `kind` says which of the other fields it has."""

    kind: Literal["hero", "categories", "products", "text", "columns"]
    overline: Lines = {}
    title: Lines = {}
    text: Prose = {}
    body: Prose = {}
    buttons: list[LinkPart] = []
    picture: Literal["best", "none"] = "best"
    categories: list[Line] = []
    source: Literal["featured", "newest", "category"] = "featured"
    category: Line | None = None
    count: int = 8
    columns: list[ColumnPart] = []

    def block(self, known: Known, place: str) -> content.Block:
        title = plain(self.title)
        match self.kind:
            case "hero":
                return self._hero(known, place)
            case "categories":
                targets = [
                    known.target("category", slug, f"{place}.categories.{at}")
                    for at, slug in enumerate(self.categories)
                ]
                return content.CategoryBlock(
                    title=title, categories=tuple(UUID(one.value) for one in targets)
                )
            case "products":
                category = self.category and known.target(
                    "category", self.category, f"{place}.category"
                )
                return content.ProductBlock(
                    title=title,
                    source=self.source,
                    category=UUID(category.value) if category else None,
                    count=self.count,
                )
            case "text":
                return content.TextBlock(title=title, body=plain(self.body))
            case "columns":
                return content.ColumnsBlock(
                    title=title,
                    columns=tuple(
                        content.TextColumn(plain(one.title), plain(one.text))
                        for one in self.columns
                    ),
                )

    def _hero(self, known: Known, place: str) -> content.HeroBlock:
        return content.HeroBlock(
            overline=plain(self.overline),
            title=plain(self.title),
            text=plain(self.text),
            buttons=tuple(
                content.HeroButton(
                    link.needed_target(known, f"{place}.buttons.{at}"), plain(link.labels)
                )
                for at, link in enumerate(self.buttons)
            ),
            picture=self.picture,
        )


class HomePart(_Part):
    seo_title: Lines = {}
    seo_description: Prose = {}
    blocks: list[BlockPart] = []

    def document(self, known: Known) -> content.Home:
        return content.Home(
            seo_title=plain(self.seo_title),
            seo_description=plain(self.seo_description),
            blocks=tuple(
                block.block(known, f"blocks.{at}") for at, block in enumerate(self.blocks)
            ),
        )


class AnnouncementPart(LinkPart):
    text: Prose
    starts_at: Moment | None = None
    ends_at: Moment | None = None

    def document(self, known: Known) -> content.Announcement:
        return content.Announcement(
            plain(self.text), self.target(known, ""), self.starts_at, self.ends_at
        )


def plain(texts: Mapping[Language, str]) -> dict[str, str]:
    return {str(language): text for language, text in texts.items()}


def _items(parts: Sequence[ItemPart], known: Known) -> tuple[content.MenuItem, ...]:
    return tuple(part.item(known, f"items.{at}") for at, part in enumerate(parts))
