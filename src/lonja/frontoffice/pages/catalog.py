"""The pages that everybody may see and that are cached in memory: home, lists, search, product."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final
from urllib.parse import quote, urlencode
from uuid import UUID

from psycopg import AsyncConnection
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from lonja.actions import promise_arrival
from lonja.actions.preview_product import is_preview
from lonja.carts import api as carts
from lonja.catalog import api as catalog
from lonja.content import api as content
from lonja.customers import api as customers
from lonja.frontoffice.i18n import split_path
from lonja.frontoffice.pages.asked import read_asked
from lonja.frontoffice.pages.home import home_page, next_change
from lonja.frontoffice.pages.lists import PAGE_CARDS, listed, listing_of
from lonja.frontoffice.pages.remembering import Made, remembered
from lonja.frontoffice.pages.request_context import Visit, page
from lonja.frontoffice.rendering import address
from lonja.frontoffice.views import departments, linked_data, product
from lonja.frontoffice.views.arrival import arrivals
from lonja.frontoffice.views.attributes import facts_of
from lonja.frontoffice.views.cards import Card, cards
from lonja.frontoffice.views.frame import Frame, Link
from lonja.frontoffice.views.home import SettingUpPage
from lonja.frontoffice.views.reviews import Opinions, opinions
from lonja.inventory import api as inventory
from lonja.kernel import clock
from lonja.pricing import api as pricing
from lonja.returns import api as returns
from lonja.shelf import api as shelf
from lonja.shipping import api as shipping
from lonja.taxes import api as taxes

RELATED: Final = 4


@page
async def home(visit: Visit) -> Response:
    return await remembered(visit, _home)


@page
async def category(visit: Visit) -> Response:
    return await remembered(visit, _category)


@page
async def search(visit: Visit) -> Response:
    return await remembered(visit, _search)


@page
async def one_product(visit: Visit) -> Response:
    return await remembered(visit, _product)


@page
async def preview_product(visit: Visit) -> Response:
    """As it is stored now, for whoever has the link."""
    until, token = visit.query("until"), visit.query("token")
    product_id = _uuid(visit.part("product_id"))
    if product_id is None or not is_preview(
        visit.shop.settings, product_id, until, token, now=clock.now()
    ):
        raise catalog.UnknownProduct("there is no such product")
    path = f"{visit.path}?{urlencode({'until': until, 'token': token})}"
    async with visit.shop.database.reading() as db:
        found, frame = await catalog.product_by_id(db, product_id), await visit.frame(db)
        paths = {code: f"/{code}{split_path(path)[1]}" for code in frame.speaks}
        made = await _of(visit, db, replace(frame, paths=paths), found, path)
    assert isinstance(made.view, product.ProductPage)
    view = replace(made.view, is_preview=True, is_listed=False, linked=())
    return await visit.page("product.html", view)


async def _home(visit: Visit, db: AsyncConnection, frame: Frame) -> Made:
    if not visit.facts.is_set_up:
        return Made("setting_up.html", SettingUpPage(frame), frozenset({"shelf"}))
    home = (await content.current(db, content.Home)).document
    view = await home_page(visit, db, frame, home)
    return Made("home.html", view, frozenset({"shelf"}), until=next_change(home, clock.now()))


async def _category(visit: Visit, db: AsyncConnection, frame: Frame) -> Made:
    slug = visit.part("category")
    known = await catalog.categories(db)
    here = next((one for one in known if one.slug == slug), None)
    if here is None:
        raise HTTPException(404)
    asked = replace(read_asked(visit), query="")
    view = await listed(visit, db, frame, asked, categories=departments.slugs_in(known, here))
    way = departments.way_to(known, slug, visit.language, visit.url)
    titled = replace(
        view,
        title=here.text(visit.language, "name", default=visit.facts.language),
        text=here.text(visit.language, "description", default=visit.facts.language),
        way=way[:-1],
        below=departments.below(known, here, visit.language, visit.url),
        linked=linked_data.written(linked_data.breadcrumbs(frame, _steps(*way))),
    )
    return Made("listing.html", titled, frozenset({"shelf"}), subject=slug)


async def _search(visit: Visit, db: AsyncConnection, frame: Frame) -> Made | Response:
    """Words, a SKU, or everything; words that match nothing are tried as typing errors."""
    asked = read_asked(visit)
    if asked.query and (variant := await _named(visit, db, asked.query)):
        return variant
    if not asked.query:
        return Made("listing.html", await listed(visit, db, frame, asked), frozenset({"shelf"}))
    found = await shelf.search(
        db,
        language=visit.language,
        currency=frame.currency,
        query=asked.query,
        facets=asked.chosen,
        price=asked.price_minor(frame.currency),
        sort=asked.sort,
        cursor=asked.cursor,
        limit=PAGE_CARDS,
    )
    meant = replace(asked, query=found.corrected or asked.query)
    view = await listing_of(visit, db, frame, meant, found.page, query=meant.query)
    told = replace(view, query=asked.query, corrected=found.corrected)
    return Made("listing.html", told, frozenset({"shelf"}), found=view.total)


async def _named(visit: Visit, db: AsyncConnection, typed: str) -> Response | None:
    """The way to the variant whose SKU was typed, in any case."""
    if " " in typed:
        return None
    variants = await catalog.variants_by_written_sku(db, [typed])
    for thing in (await catalog.sellables(db, list(variants.values()), visit.language)).values():
        return visit.go(address(visit.url(f"p/{thing.slug}"), {"sku": thing.sku}))
    return None


async def _found(
    visit: Visit,
    db: AsyncConnection,
    frame: Frame,
    *,
    categories: Sequence[str] | None = None,
    sort: str = "featured",
    limit: int,
) -> list[shelf.Card]:
    found = await shelf.list_cards(
        db,
        language=visit.language,
        currency=frame.currency,
        categories=categories,
        sort=sort,
        limit=limit,
    )
    return found.items


async def _product(visit: Visit, db: AsyncConnection, frame: Frame) -> Made | Response:
    found = await catalog.product_by_slug(db, visit.part("slug"), language=visit.language)
    stands = found.address(visit.language)
    if visit.part("slug") != stands:
        return _moved(visit, stands)
    return await _of(visit, db, _addressed(visit, frame, found), found, visit.path)


async def _of(
    visit: Visit, db: AsyncConnection, frame: Frame, found: catalog.Product, path: str
) -> Made:
    variants = [variant for variant in found.variants if variant.active]
    ids = [variant.id for variant in variants]
    prices = await pricing.prices(db, ids, frame.currency, now=clock.now())
    available = product.offers(
        variants,
        prices,
        await inventory.levels(db, ids),
        country=visit.facts.home_country,
        listed=await _listed(visit, db, frame, found),
    )
    offer = product.chosen_offer(
        available,
        visit.query("sku", 100),
        wanted=visit.known or (),
        drawn=product.first_drawn(found),
    )
    weights = {variant.sku: variant.weight_g for variant in variants}
    ways = await _ways(visit, db, frame, offer, weights.get(offer.sku, 0) if offer else 0)
    at_home = taxes.Destination(visit.facts.country_of(frame.currency))
    taxation = await taxes.taxation(db, at_home, currency=frame.currency, now=clock.now())
    pictures = product.gallery(found, offer, visit.language, visit.shop.blobs.public_url)
    others = await _related(visit, db, frame, found)
    said = await _opinions(visit, db, found)
    sent, order_before = await _promise(visit, db, frame, found, offer, ways)
    way = await _way(visit, db, found)
    name, text = visit.said(found, "name"), visit.said(found, "description")
    view = product.ProductPage(
        frame=frame,
        slug=found.slug,
        name=name,
        title=found.texts.get(visit.language, {}).get("seo_title") or name,
        described=found.texts.get(visit.language, {}).get("seo_description", ""),
        is_listed=found.status == catalog.ProductStatus.ACTIVE,
        paragraphs=tuple(part.strip() for part in text.split("\n") if part.strip()),
        way=way,
        pictures=pictures,
        offer=offer,
        options=product.options(available, offer, path, visit.speech, found.options)
        if offer
        else (),
        variants=product.variants_data(available, path),
        facts=facts_of(found, visit.speech),
        delivery=sent,
        no_return=(await returns.exclusions(db, [found.id])).get(found.id, ""),
        tax_word="" if found.is_gift_card else product.tax_word(taxation, found.tax_class),
        related=await _cards(visit, db, others),
        opinions=said,
        gift=_gift_form(visit) if found.is_gift_card else None,
        linked=linked_data.written(
            linked_data.product(
                frame,
                found,
                offers=available,
                shown=offer,
                delivery=sent,
                facts=visit.facts,
                opinions=said,
                speech=visit.speech,
                url=visit.shop.blobs.public_url,
            ),
            linked_data.breadcrumbs(frame, _steps(*way, Link(name, visit.path))),
        ),
    )
    shown = {f"product:{one}" for one in (found.id, *(card.product_id for card in others))}
    moments = [*(one.until for one in prices.values()), order_before]
    ends = min((moment for moment in moments if moment is not None), default=None)
    return Made("product.html", view, frozenset(shown), until=ends, subject=str(found.id))


def _gift_form(visit: Visit) -> product.GiftForm:
    return product.GiftForm(
        tuple(visit.facts.languages), visit.today, visit.today + carts.MAX_AHEAD
    )


async def _listed(
    visit: Visit, db: AsyncConnection, frame: Frame, found: catalog.Product
) -> Mapping[UUID, Sequence[pricing.OfferedPrice]]:
    """What price lists ask of this buyer; a gift card costs everybody what it is worth."""
    if found.is_gift_card:
        return {}
    ids = [variant.id for variant in found.variants if variant.active]
    return await pricing.offered_prices(db, ids, frame.currency, await _groups(visit, db))


async def _groups(visit: Visit, db: AsyncConnection) -> frozenset[UUID]:
    """The groups of customers that this buyer has proved to be in."""
    email = visit.known_email
    return await customers.groups_of_email(db, email) if email else frozenset()


async def _ways(
    visit: Visit,
    db: AsyncConnection,
    frame: Frame,
    offer: product.Offer | None,
    weight_g: int,
) -> list[shipping.ShippingOption]:
    """How the offer, bought alone, gets to a buyer in the currency's own country."""
    return await shipping.options(
        db,
        shipping.Parcel(
            country=visit.facts.country_of(frame.currency),
            currency=frame.currency,
            items_minor=offer.price_minor or 0 if offer else 0,
            weight_g=weight_g,
        ),
        language=visit.language,
    )


async def _promise(
    visit: Visit,
    db: AsyncConnection,
    frame: Frame,
    found: catalog.Product,
    offer: product.Offer | None,
    ways: Sequence[shipping.ShippingOption],
) -> tuple[product.Delivery | None, datetime | None]:
    """When the offer would be there, and until when that holds; no parcel brings a gift card."""
    if found.is_gift_card:
        return None, None
    promised = await promise_arrival.of_units(
        db,
        {one.id: 1 for one in found.variants if one.active and offer and one.sku == offer.sku},
        ways,
        country=visit.facts.country_of(frame.currency),
        now=clock.now(),
    )
    said = arrivals(promised.deliveries, now=clock.now(), time_zone=frame.time_zone)
    return product.delivery(ways, said), promised.order_before


async def _opinions(visit: Visit, db: AsyncConnection, found: catalog.Product) -> Opinions | None:
    return await opinions(
        db,
        found,
        path=visit.path,
        sku=visit.query("sku", 100),
        sort=visit.query("reviews", 20),
        cursor=visit.query("after", 1000) or None,
    )


async def _related(
    visit: Visit, db: AsyncConnection, frame: Frame, found: catalog.Product
) -> list[shelf.Card]:
    """What staff chose stands first, then what is bought together; its category fills the row."""
    ids = await catalog.related_of(db, found.id, with_bought=True)
    chosen = await shelf.chosen_cards(db, ids, language=visit.language, currency=frame.currency)
    if len(chosen) >= RELATED:
        return chosen[:RELATED]
    beside = await _found(
        visit,
        db,
        frame,
        categories=found.category_slug and [found.category_slug],
        limit=RELATED + 1 + len(chosen),
    )
    known = {found.id, *(card.product_id for card in chosen)}
    return [*chosen, *(one for one in beside if one.product_id not in known)][:RELATED]


async def _cards(
    visit: Visit, db: AsyncConnection, found: Sequence[shelf.Card]
) -> tuple[Card, ...]:
    return await cards(
        db,
        found,
        language=visit.language,
        country=visit.facts.home_country,
        url=visit.shop.blobs.public_url,
    )


def _steps(*links: Link) -> list[tuple[str, str]]:
    return [(link.name, link.url) for link in links]


def _addressed(visit: Visit, frame: Frame, found: catalog.Product) -> Frame:
    """The way to the same product in other languages, where its address may be another one."""
    asked = f"?{frame.query}" if frame.query else ""
    paths = {code: f"/{code}/p/{found.address(code)}{asked}" for code in visit.facts.languages}
    return replace(frame, paths=paths)


def _moved(visit: Visit, slug: str) -> Response:
    """The product's address changed, or is another one in this language."""
    query = visit.request.url.query
    url = f"{visit.url(f'p/{quote(slug)}')}{f'?{query}' if query else ''}"
    return RedirectResponse(url, 301, headers={"Cache-Control": "public, max-age=3600"})


async def _way(visit: Visit, db: AsyncConnection, found: catalog.Product) -> tuple[Link, ...]:
    """The categories that lead to it."""
    if not found.category_slug:
        return ()
    known = await catalog.categories(db)
    return departments.way_to(known, found.category_slug, visit.language, visit.url)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
