"""The pages that everybody may see and that are cached in memory: home, lists, search, product."""

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import quote, urlencode
from uuid import UUID

from psycopg import AsyncConnection
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from lonja.actions.preview_product import is_preview
from lonja.carts import api as carts
from lonja.catalog import api as catalog
from lonja.content import api as content
from lonja.frontoffice.i18n import split_path
from lonja.frontoffice.pages.asked import read_asked
from lonja.frontoffice.pages.home import home_page, next_change
from lonja.frontoffice.pages.lists import PAGE_CARDS, counts, listed, listing_of
from lonja.frontoffice.pages.product_reads import beside
from lonja.frontoffice.pages.remembering import Made, remembered
from lonja.frontoffice.pages.request_context import Visit, page
from lonja.frontoffice.rendering import address
from lonja.frontoffice.views import departments, linked_data, product
from lonja.frontoffice.views.attributes import facts_of
from lonja.frontoffice.views.frame import Frame, Link
from lonja.frontoffice.views.home import SettingUpPage
from lonja.kernel import clock
from lonja.kernel.at_once import at_once
from lonja.shelf import api as shelf


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
        related = await catalog.related_of(db, product_id, with_bought=True)
        paths = {code: f"/{code}{split_path(path)[1]}" for code in frame.speaks}
        made = await _of(visit, db, replace(frame, paths=paths), found, related, path)
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
    if not asked.query:
        return Made("listing.html", await listed(visit, db, frame, asked), frozenset({"shelf"}))
    variant, found, counted = await at_once(
        db,
        _named(visit, db, asked.query),
        shelf.search(
            db,
            language=visit.language,
            currency=frame.currency,
            query=asked.query,
            facets=asked.chosen,
            price=asked.price_minor(frame.currency),
            sort=asked.sort,
            cursor=asked.cursor,
            limit=PAGE_CARDS,
        ),
        counts(visit, db, frame, asked, query=asked.query),
    )
    if variant is not None:
        return variant
    meant = replace(asked, query=found.corrected or asked.query)
    if found.corrected:
        counted = await counts(visit, db, frame, meant, query=meant.query)
    view = await listing_of(visit, db, frame, meant, found.page, counted)
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


async def _product(visit: Visit, db: AsyncConnection, frame: Frame) -> Made | Response:
    found = await catalog.product_by_slug(db, visit.part("slug"), language=visit.language)
    stands = found.address(visit.language)
    if visit.part("slug") != stands:
        return _moved(visit, stands)
    return await _of(visit, db, _addressed(visit, frame, found), found, found.related, visit.path)


async def _of(
    visit: Visit,
    db: AsyncConnection,
    frame: Frame,
    found: catalog.Product,
    related: Sequence[UUID],
    path: str,
) -> Made:
    read = await beside(visit, db, frame.currency, frame.time_zone, found, related)
    available, offer = read.available, read.offer
    pictures = product.gallery(found, offer, visit.language, visit.shop.blobs.public_url)
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
        facts=facts_of(found, read.variant, visit.speech),
        delivery=read.delivery,
        no_return=read.no_return,
        tax_word="" if found.is_gift_card else product.tax_word(read.taxation, found.tax_class),
        related=read.related,
        bundles=read.bundles,
        opinions=read.opinions,
        gift=_gift_form(visit) if found.is_gift_card else None,
        linked=linked_data.written(
            linked_data.product(
                frame,
                found,
                offers=available,
                shown=offer,
                delivery=read.delivery,
                facts=visit.facts,
                opinions=read.opinions,
                speech=visit.speech,
                pictures=pictures,
                url=visit.shop.blobs.public_url,
            ),
            linked_data.breadcrumbs(frame, _steps(*way, Link(name, visit.path))),
        ),
    )
    shown = frozenset(f"product:{one}" for one in (found.id, *read.shown_ids))
    return Made("product.html", view, shown, until=read.ends_at, subject=str(found.id))


def _gift_form(visit: Visit) -> product.GiftForm:
    return product.GiftForm(
        tuple(visit.facts.languages), visit.today, visit.today + carts.MAX_AHEAD
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
