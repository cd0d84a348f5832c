"""The front page: the blocks that staff put there, with the goods of today in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from markupsafe import Markup
from psycopg import AsyncConnection

from lonja.adapters.theme_templates import asset
from lonja.catalog import api as catalog
from lonja.collections import api as collections
from lonja.content import api as content
from lonja.frontoffice.pages.request_context import Visit
from lonja.frontoffice.views import departments, linked_data
from lonja.frontoffice.views import home as views
from lonja.frontoffice.views.cards import Card, cards
from lonja.frontoffice.views.frame import Frame, Link
from lonja.frontoffice.views.layout import Places, places
from lonja.frontoffice.views.pictures import Shown, uploaded
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
    collections: dict[UUID, str] = field(default_factory=dict)
    """Addresses of those that rows show, where they are shown at all."""
    files: Mapping[str, content.File] = field(default_factory=dict)
    has_news: bool = False

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


async def home_page(
    visit: Visit, db: AsyncConnection, frame: Frame, home: content.Home
) -> views.HomePage:
    now = clock.now()
    blocks = [block for block in home.blocks if block.is_shown(now)]
    goods = await _goods(visit, db, frame, blocks)
    known = await _places(visit, db, blocks)
    made = [_block(visit, goods, known, at, block) for at, block in enumerate(blocks)]
    linked = linked_data.written(
        linked_data.organization(frame, visit.facts, logo=asset(visit.theme, "icon-512.png")),
        linked_data.website(frame),
    )
    return views.HomePage(
        frame=frame,
        title=text_in(home.seo_title, visit.language, default=visit.facts.language),
        description=text_in(home.seo_description, visit.language, default=visit.facts.language),
        blocks=tuple(block for block in made if block is not None),
        has_products=bool(goods.known) or bool(goods.drawn),
        linked=linked,
    )


def next_change(home: content.Home, now: datetime) -> datetime | None:
    """When a block begins or ends."""
    times = [time for one in home.blocks for time in (one.starts_at, one.ends_at)]
    return min((time for time in times if time is not None and time > now), default=None)


async def _goods(
    visit: Visit, db: AsyncConnection, frame: Frame, blocks: Sequence[content.Block]
) -> _Goods:
    goods = _Goods([known for known in await catalog.categories(db) if known.products])
    goods.has_news = frame.layout.has_newsletter
    goods.files = await content.files(db, [image.file for image in _images(blocks)])
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
        case "collection":
            return await _collection(db, frame, block, goods)
        case source:
            return await _found(db, frame, sort=source, limit=block.count)


async def _collection(
    db: AsyncConnection, frame: Frame, block: content.ProductBlock, goods: _Goods
) -> list[shelf.Card]:
    """As its own page shows it; nothing while it is not shown."""
    try:
        found = await collections.collection(db, block.collection or UUID(int=0))
    except collections.UnknownCollection:
        return []
    if not found.is_shown(clock.now()):
        return []
    goods.collections[found.id] = found.slug
    by_hand = found.sort == collections.BY_HAND
    page = await shelf.list_cards(
        db,
        language=frame.language,
        currency=frame.currency,
        collection=found.id,
        sort="featured" if by_hand else found.sort,
        ranked=await collections.products_of(db, found.id) if by_hand else (),
        limit=block.count,
    )
    return page.items


def _images(blocks: Sequence[content.Block]) -> list[content.BlockPicture]:
    return [
        block.image
        for block in blocks
        if isinstance(block, content.HeroBlock | content.BannerBlock) and block.image
    ]


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


async def _places(visit: Visit, db: AsyncConnection, blocks: Sequence[content.Block]) -> Places:
    """What buttons lead to; most front pages need no page or product for it."""
    buttons = [
        button.target
        for block in blocks
        if isinstance(block, content.HeroBlock | content.BannerBlock)
        for button in block.buttons
    ]
    headings = await content.headings(db) if any(b.kind == "page" for b in buttons) else []
    return await places(
        db,
        visit.language,
        now=clock.now(),
        headings=headings,
        targets=buttons,
        default=visit.facts.language,
    )


def _block(
    visit: Visit, goods: _Goods, known: Places, at: int, block: content.Block
) -> views.Block | None:
    """None where there is nothing to show of it today."""

    def said(texts: content.Texts) -> str:
        return text_in(texts, visit.language, default=visit.facts.language)

    match block:
        case content.HeroBlock():
            return _hero(visit, goods, known, at, block)
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
        case content.BannerBlock():
            image = _image(visit, goods, block.image)
            buttons = _buttons(known, block.buttons)
            title, text = said(block.title), said(block.text)
            return views.Banner(title, text, buttons, image, block.side) if image else None
        case content.NewsletterBlock():
            return views.News(said(block.title), said(block.text)) if goods.has_news else None


def _hero(
    visit: Visit, goods: _Goods, known: Places, at: int, block: content.HeroBlock
) -> views.Hero:
    pictures: tuple[Card, ...] = ()
    match block.picture:
        case "products":
            pictures = goods.cards(goods.rows[at])
        case "best":
            pictures = goods.hero()
    return views.Hero(
        overline=text_in(block.overline, visit.language, default=visit.facts.language),
        title=text_in(block.title, visit.language, default=visit.facts.language),
        text=text_in(block.text, visit.language, default=visit.facts.language),
        buttons=_buttons(known, block.buttons),
        pictures=tuple(card for card in pictures if card.picture)[:HERO_PICTURES],
        image=_image(visit, goods, block.image) if block.picture == "own" else None,
    )


def _buttons(known: Places, buttons: Sequence[content.HeroButton]) -> tuple[Link, ...]:
    found = [known.link(one.target, one.labels) for one in buttons]
    return tuple(link for link in found if link is not None)


def _image(visit: Visit, goods: _Goods, image: content.BlockPicture | None) -> Shown | None:
    file = goods.files.get(image.file) if image else None
    if image is None or file is None:
        return None
    return uploaded(image, file, visit.language, visit.shop.blobs.public_url)


def _departments(
    visit: Visit, goods: _Goods, block: content.CategoryBlock
) -> tuple[views.Department, ...]:
    by_id = {known.id: known for known in goods.known}
    chosen = [by_id[one] for one in block.categories if one in by_id]
    made = tuple(
        views.Department(
            name=known.text(visit.language, "name", default=visit.facts.language),
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
        case "collection":
            shown = goods.collections.get(block.collection or UUID(int=0))
            return visit.url(f"collections/{shown}") if shown else ""
        case "chosen":
            return ""
        case _:
            return visit.url("search")
