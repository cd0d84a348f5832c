"""The storefront's pages: plain Starlette handlers, outside the API's schema."""

from collections.abc import Sequence
from typing import Final, override

from starlette.convertors import Convertor, register_url_convertor
from starlette.routing import BaseRoute, Match, Mount, Route
from starlette.types import Receive, Scope, Send

from lonja.frontoffice.pages import (
    bank,
    bundles,
    cart,
    catalog,
    checkout,
    closed,
    collections,
    consent,
    content,
    errors,
    gift_card,
    guarantee,
    invoice,
    known,
    newsletter,
    order,
    order_search,
    payment,
    preferences,
    quote,
    redirects,
    returns,
    review,
    shop_preview,
    sitemap,
    stock_mails,
    suggestions,
    unsubscribe,
    withdrawal,
    worker,
)
from lonja.frontoffice.pages.theme_files import ThemeFiles
from lonja.kernel.languages import TAG

_PAGES: Final = (
    ("/", catalog.home, "GET"),
    ("/c/{category}", catalog.category, "GET"),
    ("/p/preview/{product_id}", catalog.preview_product, "GET"),
    ("/bundles", bundles.show, "GET"),
    ("/collections", collections.show_all, "GET"),
    ("/collections/{slug}", collections.show, "GET"),
    ("/p/{slug}", catalog.one_product, "GET"),
    ("/search", catalog.search, "GET"),
    ("/suggest", suggestions.suggest, "GET"),
    ("/pages/preview/{page_id}", content.preview, "GET"),
    ("/pages/{slug}", content.show, "GET"),
    ("/cart", cart.show, "GET"),
    ("/cart/lines", cart.add, "POST"),
    ("/cart/bundles", cart.add_bundle, "POST"),
    ("/cart/quantity", cart.change, "POST"),
    ("/cart/code", cart.use_code, "POST"),
    ("/cart/gift-card", cart.drop_gift_card, "POST"),
    ("/cart/store-credit", cart.use_store_credit, "POST"),
    ("/cart/{form}", cart.back, "GET"),
    ("/currency", cart.use_currency, "POST"),
    ("/country", cart.use_country, "POST"),
    ("/checkout", checkout.show, "GET"),
    ("/checkout", checkout.send, "POST"),
    ("/known", known.show, "GET"),
    ("/known", known.send, "POST"),
    ("/known/forget", known.forget, "POST"),
    ("/gift-card", gift_card.show, "GET"),
    ("/gift-card", gift_card.send, "POST"),
    ("/orders", order_search.show, "GET"),
    ("/orders", order_search.send, "POST"),
    ("/orders/{number}", order.show, "GET"),
    ("/orders/{number}/payment", order.pay, "POST"),
    ("/orders/{number}/payment", order.back, "GET"),
    ("/orders/{number}/payment/leave", order.leave_payment, "POST"),
    ("/orders/{number}/payment/leave", order.back, "GET"),
    ("/orders/{number}/cancel", order.cancel, "POST"),
    ("/orders/{number}/cancel", order.back, "GET"),
    ("/orders/{number}/invoice", invoice.send, "POST"),
    ("/orders/{number}/invoice", order.back, "GET"),
    ("/orders/{number}/documents/{code}", invoice.download, "GET"),
    ("/orders/{number}/pay", payment.leave, "GET"),
    ("/orders/{number}/return", payment.come_back, "GET"),
    ("/orders/{number}/returns", returns.show, "GET"),
    ("/orders/{number}/returns", returns.send, "POST"),
    ("/orders/{number}/returns/{case}/photos", returns.add_photos, "POST"),
    ("/orders/{number}/returns/{case}/photos", order.back, "GET"),
    ("/orders/{number}/returns/{case}/photos/{photo}", returns.photo, "GET"),
    ("/orders/{number}/returns/{case}/sent", returns.say_sent, "POST"),
    ("/orders/{number}/returns/{case}/sent", order.back, "GET"),
    ("/orders/{number}/returns/{case}/cancel", returns.cancel, "POST"),
    ("/orders/{number}/returns/{case}/cancel", order.back, "GET"),
    ("/orders/{number}/withdrawal", withdrawal.show, "GET"),
    ("/orders/{number}/withdrawal", withdrawal.send, "POST"),
    ("/quotes/{number}/{version}", quote.show, "GET"),
    ("/quotes/{number}/{version}", quote.answer, "POST"),
    ("/withdrawal", withdrawal.show, "GET"),
    ("/withdrawal", withdrawal.send, "POST"),
    ("/orders/{number}/review", review.show, "GET"),
    ("/orders/{number}/review", review.send, "POST"),
    ("/unsubscribe/{campaign}/{reader}", unsubscribe.show, "GET"),
    ("/unsubscribe/{campaign}/{reader}", unsubscribe.leave, "POST"),
    ("/preferences", preferences.show, "GET"),
    ("/preferences", preferences.save, "POST"),
    ("/newsletter", newsletter.show, "GET"),
    ("/newsletter", newsletter.ask, "POST"),
    ("/newsletter/confirm", newsletter.open_link, "GET"),
    ("/newsletter/confirm", newsletter.confirm, "POST"),
    ("/stock-mails", stock_mails.show, "GET"),
    ("/stock-mails", stock_mails.ask, "POST"),
    ("/stock-mails/confirm", stock_mails.open_link, "GET"),
    ("/stock-mails/confirm", stock_mails.confirm, "POST"),
    ("/stock-mails/{wish}/end", stock_mails.show_end, "GET"),
    ("/stock-mails/{wish}/end", stock_mails.end, "POST"),
    ("/guarantee", guarantee.show, "GET"),
    ("/preview/{preview_id}", shop_preview.show, "GET"),
    ("/cookies", consent.show, "GET"),
    ("/cookies", consent.choose, "POST"),
    ("/offline", errors.offline, "GET"),
    ("/enter", closed.enter, "POST"),
    ("/enter", closed.show_form, "GET"),
)
_WITHOUT_LANGUAGE: Final = (
    "/",
    "/c/{rest}",
    "/p/{rest}",
    "/pages/{rest}",
    "/search",
    "/cart",
    "/checkout",
    "/gift-card",
    "/known",
    "/orders",
    "/orders/{rest}",
    "/withdrawal",
    "/cookies",
    "/guarantee",
    "/preferences",
)


class _LanguageConvertor(Convertor[str]):
    """The first part of an address; which languages the shop has is asked when a page is."""

    regex = rf"(?!api(?:/|$)){TAG}"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


register_url_convertor("language", _LanguageConvertor())


class PagesFirst(BaseRoute):
    """Finds a page without asking the API's routes, which take longer to say that it is not theirs.

    The pages stand in the app's list as well, for whatever is not found here.
    """

    def __init__(self, routes: Sequence[BaseRoute]) -> None:
        self._routes = routes

    @override
    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        if scope["type"] == "http" and not scope["path"].startswith("/api/"):
            for route in self._routes:
                match, found = route.matches(scope)
                if match is Match.FULL:
                    return match, {**found, "page_route": route}
        return Match.NONE, {}

    @override
    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        await scope["page_route"].handle(scope, receive, send)


def routes() -> list[BaseRoute]:
    made: list[BaseRoute] = [
        Mount("/static", ThemeFiles()),
        Route("/preview", closed.preview),
        Route("/robots.txt", redirects.robots),
        Route("/sitemap.xml", sitemap.sitemap),
        Route("/sitemap-{part:int}.xml", sitemap.sitemap_part),
        Route("/look.css", redirects.look),
        Route("/preview/{preview_id}.css", shop_preview.stylesheet),
        Route("/tags/{key}.js", consent.script),
        Route("/manifest.webmanifest", redirects.manifest),
        Route("/worker.js", worker.worker),
        Route("/favicon.ico", redirects.favicon),
        Route("/apple-touch-icon.png", redirects.touch_icon),
        Route("/test-bank/{attempt}", bank.show),
        Route("/test-bank/{attempt}", bank.decide, methods=["POST"]),
        Route("/test-payment-page/{session}", bank.show_payment_page),
        Route("/test-payment-page/{session}", bank.act_on_payment_page, methods=["POST"]),
    ]
    made += [
        Route(f"/{{language:language}}{path}", handler, methods=[method])
        for path, handler, method in _PAGES
    ]
    made.append(Route("/{language:language}", redirects.to_page))
    made.append(Route("/{language:language}/{rest:path}/", redirects.to_page))
    made += [Route(path, redirects.to_language) for path in _WITHOUT_LANGUAGE]
    return made
