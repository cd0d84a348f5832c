"""The storefront as one ASGI app: pages, JSON API, health."""

import contextlib
from collections.abc import AsyncIterator

from fastapi import FastAPI
from psycopg import Error as DatabaseError
from starlette.types import ASGIApp

from lonja.adapters.themes import Theme
from lonja.bootstrap import Shop, open_shop, read_settings
from lonja.frontoffice import pages
from lonja.frontoffice.api import (
    bundles,
    carriers,
    cart_proofs,
    cart_ways,
    carts,
    categories,
    content,
    gift_cards,
    home,
    orders,
    payments,
    products,
    returns,
    reviews,
    stock_mails,
    store,
)
from lonja.frontoffice.pages import errors
from lonja.frontoffice.pages.closed import WhileClosed
from lonja.frontoffice.pages.page_cache import PageCache, ServeCached
from lonja.frontoffice.rendering import environment
from lonja.frontoffice.starts import Starts
from lonja.frontoffice.traffic import Counted, TrafficWriter
from lonja.hosting import health, problems
from lonja.hosting.apis import reference
from lonja.hosting.apis.rate_limits import rate_limited
from lonja.hosting.edge import Edge
from lonja.hosting.live import LiveHub
from lonja.hosting.shutdown import on_shutdown_signal
from lonja.kernel.errors import Unavailable
from lonja.kernel.settings import Settings
from lonja.shop.api import Shop as ShopFacts
from lonja.traffic.api import Tally


@contextlib.asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    settings: Settings = app.state.settings
    async with open_shop(settings, "front-office", listening=True, keeps_standing=True) as shop:
        app.state.shop = shop
        app.state.live = LiveHub(shop.listener)
        app.state.page_cache = PageCache(shop.listener)
        app.state.tally = Tally()
        worn = await _worn(shop)
        for language in (shop.facts.kept or ShopFacts()).languages:
            environment(worn, worn.language_of(language))
        starts = Starts(shop.database, shop.listener)
        starts.start()
        traffic = TrafficWriter(shop, app.state.tally)
        traffic.start()
        with on_shutdown_signal(app.state.live.close):
            yield
        await traffic.close()
        await starts.close()
        app.state.live.close()


async def _worn(shop: Shop) -> Theme:
    """The theme to read beforehand: a database that does not answer yet keeps no process from starting."""
    try:
        return await shop.theme()
    except (DatabaseError, Unavailable):
        return shop.theme_of(ShopFacts())


_HSTS = {b"strict-transport-security": b"max-age=31536000"}


def build(settings: Settings) -> FastAPI:
    """The app without its edge; tests and the OpenAPI document use it."""
    app = FastAPI(
        title="Lonja storefront",
        version="1",
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,  # it would lead to the host that the request names
        lifespan=_lifespan,
    )
    app.state.settings = settings
    # Each by itself: whoever includes a router of routers has all their routes made once more.
    for router in (
        bundles.router,  # before a product's: its path is longer
        products.router,
        products.suggesting,
        cart_ways.router,
        store.router,
        categories.router,
        content.router,
        home.router,
        carts.router,
        cart_proofs.router,
        gift_cards.router,
        stock_mails.router,
        orders.router,
        returns.router,
        payments.router,
        carriers.router,
        reviews.router,
    ):
        app.include_router(router, prefix="/api/v1", responses=problems.RESPONSES)
    app.include_router(health.router)
    app.include_router(reference.router)
    found = pages.routes()
    app.router.routes.extend(found)
    app.router.routes.insert(0, pages.PagesFirst(found))
    problems.install(app)
    errors.install(app)
    return app


def whole(site: FastAPI) -> ASGIApp:
    """The site with what answers before its routes: a closed shop, counts, and pages from memory."""
    return WhileClosed(Counted(ServeCached(site), site.state), site)


def create_app(settings: Settings | None = None) -> ASGIApp:
    settings = settings or read_settings()
    # TLS ends before us, so the address that buyers use says whether this is a secure shop.
    is_https = settings.public_url.startswith("https://")
    site = build(settings)
    limited = rate_limited(whole(site), settings, proxies=settings.frontoffice_proxies)
    return Edge(
        limited,
        state=site.state,
        headers=_HSTS if is_https else None,
        photos_to=("/returns", "/photos"),
    )


app = create_app()
