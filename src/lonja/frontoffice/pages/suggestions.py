"""Suggestions while somebody types: a piece of a page, cached like a page and free of the cart."""

from psycopg import AsyncConnection
from starlette.responses import Response

from lonja.catalog import api as catalog
from lonja.frontoffice.api.products import SUGGESTED_CATEGORIES, SUGGESTED_PRODUCTS
from lonja.frontoffice.pages.known_query import known_query
from lonja.frontoffice.pages.page_cache import CachedPage, key_of
from lonja.frontoffice.pages.request_context import Visit, answer_page, page
from lonja.frontoffice.rendering import address, render
from lonja.frontoffice.views.pictures import small
from lonja.frontoffice.views.suggestions import SuggestedProduct, Suggestions
from lonja.hosting.request_log import route_of
from lonja.shelf import api as shelf

_HEADERS = {"Cache-Control": "private, max-age=60", "Vary": "Cookie", "X-Robots-Tag": "noindex"}


@page
async def suggest(visit: Visit) -> Response:
    """Letter by letter the same words are typed by many: each is looked up once."""
    scope = visit.request.scope
    visit.known = known_query(scope["path"], scope["query_string"], ())
    key = key_of(scope, visit.language, visit.currency, visit.theme, (), visit.today)
    cached = visit.page_cache.get(key)
    if cached is None:
        mark = visit.page_cache.mark
        async with visit.shop.database.reading() as db:
            view = await _suggestions(visit, db)
        body = render(visit.theme, "suggestions.html", visit.language, view).encode()
        headers = tuple(answer_page(visit, body, headers=_HEADERS).raw_headers)
        cached = CachedPage(body, b"", frozenset({"shelf"}), headers, route_of(scope))
        visit.page_cache.keep(key, cached, mark=mark)
    return answer_page(visit, cached.head, headers=_HEADERS)


async def _suggestions(visit: Visit, db: AsyncConnection) -> Suggestions:
    typed = visit.query("q", 120)
    found = await shelf.suggest(
        db,
        language=visit.language,
        currency=visit.currency,
        typed=typed,
        limit=SUGGESTED_PRODUCTS,
    )
    pictures = await catalog.pictures_of(db, [card.product_id for card in found])
    url = visit.shop.blobs.public_url
    known = (await visit.layout(db)).categories
    categories = [link for link in known if shelf.begins(link.name, typed)]
    return Suggestions(
        typed=typed,
        currency=visit.currency,
        categories=tuple(categories[:SUGGESTED_CATEGORIES]),
        products=tuple(
            SuggestedProduct(
                name=card.name,
                url=visit.url(f"p/{card.slug}"),
                picture=next((small(one, url) for one in pictures[card.product_id]), None),
                price_minor=card.from_minor,
                has_dearer=card.to_minor > card.from_minor,
            )
            for card in found
        ),
        all_url=address(visit.url("search"), {"q": typed}),
    )
