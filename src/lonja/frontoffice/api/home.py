"""The front page as data: its blocks, from top to bottom, as they are shown now."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Response
from psycopg import AsyncConnection
from pydantic import Field

from lonja.catalog import api as catalog
from lonja.collections import api as collections
from lonja.content import api as content
from lonja.frontoffice.api.content import LinkOut, link_out
from lonja.frontoffice.api.pictures import BlockPictureOut
from lonja.frontoffice.api.products import (
    AskedCurrency,
    AskedLanguage,
    CardOut,
    CategoryOut,
    card_out,
    sold_in,
    spoken_in,
)
from lonja.frontoffice.api.store import KEPT
from lonja.frontoffice.views.layout import Places, places
from lonja.frontoffice.views.pictures import uploaded
from lonja.hosting.deps import Facts, Out, Reading, TheShop
from lonja.kernel import clock
from lonja.kernel.languages import text_in
from lonja.shelf import api as shelf
from lonja.shop.api import Shop as ShopFacts

router = APIRouter(tags=["content"])


class HeroOut(Out):
    """Texts that nobody wrote are empty. `products`, where it shows products; without either its
    picture is yours to choose.
    """

    kind: Literal["hero"] = "hero"
    overline: str
    title: str
    text: str
    buttons: list[LinkOut]
    image: BlockPictureOut | None
    products: list[CardOut]


class CategoriesOut(Out):
    """Chosen ones; where there are none, every category of the top row."""

    kind: Literal["categories"] = "categories"
    title: str
    categories: list[CategoryOut]


class ProductRowOut(Out):
    """`products` are chosen ones. All others are listed by `products_url`, below this API."""

    kind: Literal["products"] = "products"
    title: str
    source: Literal["featured", "newest", "category", "collection", "chosen"]
    products: list[CardOut]
    products_url: str | None


class TextOut(Out):
    """`body` is HTML, cleaned when it was stored: no script, no style."""

    kind: Literal["text"] = "text"
    title: str
    body: str


class ColumnOut(Out):
    title: str
    text: str


class ColumnsOut(Out):
    kind: Literal["columns"] = "columns"
    title: str
    columns: list[ColumnOut]


class BannerOut(Out):
    """The picture stands on this `side` of the text."""

    kind: Literal["banner"] = "banner"
    title: str
    text: str
    buttons: list[LinkOut]
    image: BlockPictureOut
    side: Literal["left", "right"]


class NewsletterOut(Out):
    kind: Literal["newsletter"] = "newsletter"
    title: str
    text: str


type BlockOut = Annotated[
    HeroOut | CategoriesOut | ProductRowOut | TextOut | ColumnsOut | BannerOut | NewsletterOut,
    Field(discriminator="kind"),
]


class HomeOut(Out):
    seo_title: str
    seo_description: str
    blocks: list[BlockOut]


@dataclass(frozen=True, slots=True)
class _Named:
    """What the blocks name, read for all of them at once."""

    language: str
    default: str
    categories: Mapping[UUID, catalog.Category]
    collections: Mapping[UUID, collections.Collection]
    """Those that buyers see now."""
    cards: Mapping[UUID, CardOut]
    files: Mapping[str, content.File]
    places: Places
    url: Callable[[str], str]
    has_news: bool

    def say(self, texts: content.Texts) -> str:
        return text_in(texts, self.language, default=self.default)

    def buttons(self, buttons: Sequence[content.HeroButton]) -> list[LinkOut]:
        found = [self.places.link(one.target, one.labels) for one in buttons]
        return [link_out(one) for one in found if one is not None]

    def products(self, ids: Sequence[UUID]) -> list[CardOut]:
        return [self.cards[one] for one in ids if one in self.cards]

    def category(self, category_id: UUID) -> CategoryOut | None:
        found = self.categories.get(category_id)
        if found is None or not found.products:
            return None
        return CategoryOut(
            slug=found.slug, name=found.text(self.language, "name", default=self.default)
        )

    def picture(self, image: content.BlockPicture | None) -> BlockPictureOut | None:
        file = self.files.get(image.file) if image else None
        if image is None or file is None:
            return None
        seen = uploaded(image, file, self.language, self.url)
        return BlockPictureOut.of(seen, image)


@router.get("/home", operation_id="getHome")
async def get_home(
    facts: Facts,
    db: Reading,
    shop: TheShop,
    response: Response,
    language: AskedLanguage = None,
    currency: AskedCurrency = None,
) -> HomeOut:
    """Blocks that are not shown now, or have nothing to show, are left out."""
    response.headers["Cache-Control"] = KEPT
    spoken, currency = spoken_in(facts, language), sold_in(facts, currency)
    home = (await content.current(db, content.Home)).document
    blocks = [one for one in home.blocks if one.is_shown(clock.now())]
    named = await _named(db, facts, blocks, spoken, currency, shop.blobs.public_url)
    made = [_block(one, named) for one in blocks]
    return HomeOut(
        seo_title=named.say(home.seo_title),
        seo_description=named.say(home.seo_description),
        blocks=[one for one in made if one is not None],
    )


async def _named(
    db: AsyncConnection,
    facts: ShopFacts,
    blocks: Sequence[content.Block],
    language: str,
    currency: str,
    url: Callable[[str], str],
) -> _Named:
    now = clock.now()
    pictured = [one for one in blocks if isinstance(one, content.HeroBlock | content.BannerBlock)]
    chosen = [
        product
        for block in blocks
        if isinstance(block, content.HeroBlock | content.ProductBlock)
        for product in block.products
    ]
    unique = list(dict.fromkeys(chosen))
    cards = await shelf.chosen_cards(db, unique, language=language, currency=currency)
    known = await places(
        db,
        language,
        now=now,
        headings=await content.headings(db),
        targets=[button.target for block in pictured for button in block.buttons],
        default=facts.language,
    )
    shown = [one for one in await collections.collections(db) if one.is_shown(now)]
    return _Named(
        language=language,
        default=facts.language,
        categories=known.categories,
        collections={one.id: one for one in shown},
        cards={one.product_id: card_out(one, currency, facts.home_country) for one in cards},
        files=await content.files(db, [one.image.file for one in pictured if one.image]),
        places=known,
        url=url,
        has_news=(await content.current(db, content.Footer)).document.has_newsletter,
    )


def _block(block: content.Block, named: _Named) -> BlockOut | None:
    match block:
        case content.HeroBlock():
            return HeroOut(
                overline=named.say(block.overline),
                title=named.say(block.title),
                text=named.say(block.text),
                buttons=named.buttons(block.buttons),
                image=named.picture(block.image) if block.picture == "own" else None,
                products=named.products(block.products) if block.picture == "products" else [],
            )
        case content.CategoryBlock():
            return _categories(block, named)
        case content.ProductBlock():
            return _products(block, named)
        case content.TextBlock():
            return TextOut(title=named.say(block.title), body=named.say(block.body))
        case content.ColumnsBlock():
            columns = [
                ColumnOut(title=named.say(one.title), text=named.say(one.text))
                for one in block.columns
            ]
            return ColumnsOut(title=named.say(block.title), columns=columns)
        case content.BannerBlock():
            image = named.picture(block.image)
            if image is None:
                return None
            return BannerOut(
                title=named.say(block.title),
                text=named.say(block.text),
                buttons=named.buttons(block.buttons),
                image=image,
                side=block.side,
            )
        case content.NewsletterBlock():
            if not named.has_news:
                return None
            return NewsletterOut(title=named.say(block.title), text=named.say(block.text))


def _categories(block: content.CategoryBlock, named: _Named) -> CategoriesOut | None:
    top = [one.id for one in named.categories.values() if one.parent_id is None]
    found = [named.category(one) for one in block.categories or top]
    shown = [one for one in found if one is not None]
    return CategoriesOut(title=named.say(block.title), categories=shown) if shown else None


def _products(block: content.ProductBlock, named: _Named) -> ProductRowOut | None:
    """None where its category or collection is not shown, or none of the chosen is for sale."""
    chosen: list[CardOut] = []
    asked: dict[str, str | int] | None = None
    match block.source:
        case "chosen":
            chosen = named.products(block.products)
        case "category" if block.category and (category := named.category(block.category)):
            asked = {"category": category.slug}
        case "collection" if block.collection and (
            found := named.collections.get(block.collection)
        ):
            asked = {"collection": found.slug}
        case "featured" | "newest" as sort:
            asked = {"sort": sort}
    if not chosen and asked is None:
        return None
    return ProductRowOut(
        title=named.say(block.title),
        source=block.source,
        products=chosen,
        products_url=asked and f"/products?{urlencode(asked | {'limit': block.count})}",
    )
