"""The front page: the blocks that staff put there, with the goods of today in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from markupsafe import Markup
from psycopg import AsyncConnection

from lonja.adapters.theme_templates import asset
from lonja.catalog import api as catalog
from lonja.content import api as content
from lonja.frontoffice.pages.request_context import Visit
from lonja.frontoffice.views import departments, linked_data
from lonja.frontoffice.views import home as views
from lonja.frontoffice.views.cards import Card, cards
from lonja.frontoffice.views.frame import Frame
from lonja.frontoffice.views.layout import Places, places
from lonja.kernel import clock
from lonja.kernel.languages import text_in
from lonja.shelf import api as shelf

HERO_PICTURES = 6
LEAST_NEW = 4
"""Fewer new products than this are no row of their own."""

type Drawn = Mapping[UUID, Card]


@dataclass(slots=True)
class _Goods:
    """What the blocks show, asked for first, so that all pictures are asked for at once."""

    known: list[catalog.Category] = field(default_factory=list)
    """All categories that have products."""
    best: dict[UUID, list[shelf.Card]] = field(default_factory=dict)
    rows: dict[int, list[shelf.Card]] = field(default_factory=dict)
    drawn: Drawn = field(default_factory=dict)

    @property
    def families(self) -> list[catalog.Category]:
        """Those of the top row."""
        return [one for one in self.known if one.parent_id is None]

    def slugs(self, category_id: UUID | None) -> list[str]:
        """Of this category and all that stands in it; empty where it has no products."""
        here = next((one for one in self.known if one.id == category_id), None)
        return departments.slugs_in(self.known, here) if here else []

    def all_cards(self) -> list[shelf.Card]:
        return [card for row in (*self.best.values(), *self.rows.values()) for card in row]

    def cards(self, row: Sequence[shelf.Card]) -> tuple[Card, ...]:
        return tuple(self.drawn[card.product_id] for card in row)

    def hero(self) -> tuple[Card, ...]:
        """The best of each category of the top row, those in the middle of the menu first."""
        rows = [self.best[one.id] for one in self.families]
        best = self.cards([row[0] for row in rows if row])
        return (*best[4::2], *best[:4:2], *best[1::2])[:HERO_PICTURES]


async def home_page(visit: Visit, db: AsyncConnection, frame: Frame) -> views.HomePage:
    home = (await content.current(db, content.Home)).document
    goods = await _goods(visit, db, frame, home.blocks)
    known = await _places(visit, db, home)
    made = [_block(visit, goods, known, at, block) for at, block in enumerate(home.blocks)]
    linked = linked_data.written(
        linked_data.organization(frame, visit.facts, logo=asset(visit.theme, "icon-512.png")),
        linked_data.website(frame),
    )
    return views.HomePage(
        frame=frame,
        title=text_in(home.seo_title, visit.language),
        description=text_in(home.seo_description, visit.language),
        blocks=tuple(block for block in made if block is not None),
        has_products=bool(goods.known) or bool(goods.drawn),
        linked=linked,
    )


async def _goods(
    visit: Visit, db: AsyncConnection, frame: Frame, blocks: Sequence[content.Block]
) -> _Goods:
    goods = _Goods([known for known in await catalog.categories(db) if known.products])
    named = {
        one
        for block in blocks
        if isinstance(block, content.CategoryBlock)
        for one in block.categories
    }
    for known in goods.known:
        if known.parent_id is None or known.id in named:
            goods.best[known.id] = await _found(
                db, frame, categories=goods.slugs(known.id), limit=2
            )
    for at, block in enumerate(blocks):
        if isinstance(block, content.ProductBlock):
            goods.rows[at] = await _row(db, frame, block, goods)
        elif isinstance(block, content.HeroBlock) and block.picture == "products":
            goods.rows[at] = await shelf.chosen_cards(
                db, block.products, language=frame.language, currency=frame.currency
            )
    _once(blocks, goods.rows)
    flat = list({card.product_id: card for card in goods.all_cards()}.values())
    shown = await cards(
        db,
        flat,
        language=visit.language,
        country=visit.facts.home_country,
        url=visit.shop.blobs.public_url,
    )
    goods.drawn = {card.product_id: one for card, one in zip(flat, shown, strict=True)}
    return goods


async def _row(
    db: AsyncConnection, frame: Frame, block: content.ProductBlock, goods: _Goods
) -> list[shelf.Card]:
    match block.source:
        case "chosen":
            return await shelf.chosen_cards(
                db, block.products, language=frame.language, currency=frame.currency
            )
        case "category":
            slugs = goods.slugs(block.category)
            return await _found(db, frame, categories=slugs, limit=block.count) if slugs else []
        case source:
            return await _found(db, frame, sort=source, limit=block.count)


def _once(blocks: Sequence[content.Block], rows: dict[int, list[shelf.Card]]) -> None:
    """What is new is not shown again where a row above shows it already."""
    seen: set[UUID] = set()
    for at, row in rows.items():
        block = blocks[at]
        if isinstance(block, content.ProductBlock):
            if block.source == "newest":
                fresh = [card for card in row if card.product_id not in seen]
                even = 8 if len(fresh) >= 8 else 4
                rows[at] = fresh[:even] if len(fresh) >= LEAST_NEW else []
            seen |= {card.product_id for card in rows[at]}


async def _found(
    db: AsyncConnection,
    frame: Frame,
    *,
    categories: Sequence[str] | None = None,
    sort: str = "featured",
    limit: int,
) -> list[shelf.Card]:
    found = await shelf.list_cards(
        db,
        language=frame.language,
        currency=frame.currency,
        categories=categories,
        sort=sort,
        limit=limit,
    )
    return found.items


async def _places(visit: Visit, db: AsyncConnection, home: content.Home) -> Places:
    """What buttons lead to; most front pages need no page or product for it."""
    buttons = [
        button.target
        for block in home.blocks
        if isinstance(block, content.HeroBlock)
        for button in block.buttons
    ]
    headings = await content.headings(db) if any(b.kind == "page" for b in buttons) else []
    return await places(db, visit.language, now=clock.now(), headings=headings, targets=buttons)


def _block(
    visit: Visit, goods: _Goods, known: Places, at: int, block: content.Block
) -> views.Block | None:
    """None where there is nothing to show of it today."""

    def said(texts: content.Texts) -> str:
        return text_in(texts, visit.language)

    match block:
        case content.HeroBlock():
            return _hero(goods, known, at, block, visit.language)
        case content.CategoryBlock():
            found = _departments(visit, goods, block)
            return views.Departments(said(block.title), found) if found else None
        case content.ProductBlock():
            row = goods.cards(goods.rows[at])
            more = _more_url(visit, goods, block)
            return views.Products(said(block.title), block.source, row, more) if row else None
        case content.TextBlock():
            # Cleaned when it was stored.
            return views.Prose(said(block.title), Markup(said(block.body)))  # noqa: S704
        case content.ColumnsBlock():
            columns = tuple((said(one.title), said(one.text)) for one in block.columns)
            return views.Columns(said(block.title), columns)


def _hero(
    goods: _Goods, known: Places, at: int, block: content.HeroBlock, language: str
) -> views.Hero:
    buttons = [known.link(one.target, one.labels) for one in block.buttons]
    match block.picture:
        case "products":
            pictures = goods.cards(goods.rows[at])
        case "best":
            pictures = goods.hero()
        case "none":
            pictures = ()
    return views.Hero(
        overline=text_in(block.overline, language),
        title=text_in(block.title, language),
        text=text_in(block.text, language),
        buttons=tuple(button for button in buttons if button is not None),
        pictures=tuple(card for card in pictures if card.picture)[:HERO_PICTURES],
    )


def _departments(
    visit: Visit, goods: _Goods, block: content.CategoryBlock
) -> tuple[views.Department, ...]:
    by_id = {known.id: known for known in goods.known}
    chosen = [by_id[one] for one in block.categories if one in by_id]
    made = tuple(
        views.Department(
            name=known.text(visit.language, "name"),
            url=visit.url(f"c/{known.slug}"),
            products=known.products,
            picture=goods.cards(goods.best[known.id])[-1].picture,
        )
        for known in (chosen if block.categories else goods.families)
        if goods.best[known.id]
    )
    return made if len(made) > 1 or block.categories else ()


def _more_url(visit: Visit, goods: _Goods, block: content.ProductBlock) -> str:
    """Where the rest of them is; chosen ones have no rest."""
    match block.source:
        case "newest":
            return visit.url("search?sort=newest")
        case "category":
            slug = next((one.slug for one in goods.known if one.id == block.category), "")
            return visit.url(f"c/{slug}")
        case "chosen":
            return ""
        case _:
            return visit.url("search")
