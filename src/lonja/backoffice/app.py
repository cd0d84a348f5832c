"""The back office API as one ASGI app."""

import contextlib
from collections.abc import AsyncIterator
from typing import Final

from fastapi import Depends, FastAPI
from starlette.types import ASGIApp

from lonja.backoffice import (
    accounting,
    api_keys,
    audiences,
    audit,
    backorders,
    bank,
    briefings,
    bulk_edits,
    campaigns,
    carriers,
    categories,
    choices,
    collections,
    connections,
    content,
    content_files,
    customers,
    dead_letters,
    disputes,
    documents,
    drafts,
    exchanges,
    exports,
    forecasts,
    fulfilment,
    gift_cards,
    holidays,
    import_files,
    imports,
    insights,
    law,
    locations,
    look,
    mail_texts,
    manual_payments,
    new_customers,
    notices,
    opening,
    order_edits,
    order_gift_cards,
    order_mails,
    order_marks,
    order_trail,
    order_verbs,
    orders,
    overview,
    pages,
    parcels,
    payment_methods,
    pictures,
    price_lists,
    product_edits,
    product_types,
    products,
    promotion_codes,
    promotions,
    quotes,
    redirects,
    related_products,
    reordering,
    report_notes,
    reports,
    retention,
    return_policy,
    returns,
    reviews,
    roles,
    saved_views,
    scheduled_prices,
    session,
    settings,
    setup,
    shipping,
    shipping_zones,
    shop_previews,
    staff,
    stock,
    tags,
    taxes,
    transfers,
    translations,
    variants,
    waitlist,
    warehouse,
    webhooks,
)
from lonja.backoffice.admission import check
from lonja.backoffice.first_words import Noun
from lonja.bootstrap import open_shop, read_settings
from lonja.hosting import health, problems
from lonja.hosting.apis import reference
from lonja.hosting.apis.rate_limits import rate_limited
from lonja.hosting.edge import Edge
from lonja.hosting.live import LiveHub
from lonja.hosting.shutdown import on_shutdown_signal
from lonja.kernel import limits
from lonja.kernel.settings import Settings

API: Final = "/api/v1"
ROUTERS: Final = (
    session.router,
    connections.router,
    choices.router,
    overview.router,
    order_gift_cards.router,
    order_mails.router,
    order_marks.router,  # before the paths that end in a number
    orders.router,
    order_edits.router,
    order_verbs.router,
    manual_payments.router,
    bank.router,
    documents.router,
    accounting.router,
    drafts.router,
    quotes.router,
    retention.router,
    translations.router,
    saved_views.router,
    briefings.router,
    report_notes.router,
    new_customers.router,
    products.router,
    variants.router,
    product_edits.router,
    price_lists.router,
    scheduled_prices.router,
    bulk_edits.router,
    pictures.router,
    order_trail.router,
    stock.router,
    backorders.router,
    waitlist.router,
    transfers.router,
    locations.router,
    taxes.router,
    shipping.router,
    shipping_zones.router,
    payment_methods.router,
    categories.router,
    collections.router,
    product_types.router,
    gift_cards.router,
    holidays.router,
    disputes.router,
    promotion_codes.router,
    promotions.router,
    customers.router,
    audiences.groups,
    audiences.segments,
    pages.router,
    parcels.router,
    content.router,
    redirects.router,
    related_products.router,
    mail_texts.router,
    look.router,
    shop_previews.router,
    law.router,
    content_files.router,
    notices.router,
    tags.router,
    settings.router,
    setup.router,
    opening.router,
    imports.router,
    import_files.router,
    exports.router,
    exports.files,
    fulfilment.router,
    carriers.router,
    campaigns.router,
    return_policy.router,
    returns.router,
    exchanges.router,
    reviews.router,
    warehouse.router,
    reports.router,
    insights.router,
    forecasts.router,
    reordering.router,
    dead_letters.router,
    audit.router,
    staff.router,
    roles.router,
    api_keys.router,
    webhooks.router,
)


@contextlib.asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    settings: Settings = app.state.settings
    async with open_shop(settings, "back-office", listening=True) as shop:
        app.state.shop = shop
        app.state.live = LiveHub(shop.listener)
        with on_shutdown_signal(app.state.live.close):
            yield
        app.state.live.close()


def build(settings: Settings) -> FastAPI:
    """The app without its edge; tests and the OpenAPI document use it."""
    app = FastAPI(
        title="Lonja back office",
        version="1",
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,  # it would lead to the host that the request names
        lifespan=_lifespan,
    )
    app.state.settings = settings
    # Each by itself: whoever includes a router of routers has all their routes made once more.
    for router in ROUTERS:
        app.include_router(
            Noun(router, below=API),
            prefix=API,
            dependencies=[Depends(check)],
            responses=problems.RESPONSES,
        )
    app.include_router(health.router)
    app.include_router(reference.router)
    problems.install(app)
    return app


def create_app(settings: Settings | None = None) -> ASGIApp:
    """No answer of this API speaks of keeping it, so nobody on the way does."""
    settings = settings or read_settings()
    api = build(settings)
    limited = rate_limited(api, settings, proxies=settings.backoffice_proxies)
    return Edge(limited, state=api.state, body_bytes=limits.STAFF_BODY_BYTES)


app = create_app()
