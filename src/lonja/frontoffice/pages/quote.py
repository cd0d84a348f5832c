"""A quote's own page: its buyer reads it, accepts it or declines it. Its token opens one version."""

from typing import Final

from psycopg import AsyncConnection
from starlette.responses import RedirectResponse, Response

from lonja.actions import place_draft, settle_quote
from lonja.carts import api as carts
from lonja.drafts import api as drafts
from lonja.drafts.api import Quote, QuoteStatus
from lonja.frontoffice.pages.request_context import Visit, page
from lonja.frontoffice.views.payment_methods import payment_options, read_choice
from lonja.frontoffice.views.quote import QuotePage
from lonja.frontoffice.wording import N_
from lonja.hosting.selling.order_links import order_path, order_token, quote_path
from lonja.kernel import clock
from lonja.kernel.errors import NotFound
from lonja.kernel.ids import is_sealed
from lonja.payments import api as payments

REASON_CHARACTERS: Final = 500
_PROBLEMS: Final = {
    "sold_out": N_("Something in this quote is sold out at the moment."),
    "variants_gone": N_("Something in this quote is no longer sold."),
    "cart_changed": N_("Something in this quote has changed."),
}
_PROBLEM: Final = N_("Your order could not be made just now.")
_NO_ANSWER: Final = N_("Accept this quote or decline it.")
_NO_METHOD: Final = N_("Choose how you want to pay.")
_ANSWERED: Final = N_("This quote is not open any more.")


@page
async def show(visit: Visit) -> Response:
    """Opening it says that it was read; a robot that looks at links in mails has the token, too."""
    async with visit.shop.database.reading() as db:
        quote = await _opened(visit, db)
    if quote.seen_at is None:
        async with visit.shop.database.transaction() as db:
            await drafts.see_quote(db, quote, now=clock.now())
    if quote.status is QuoteStatus.ORDERED and visit.query("done"):
        return _see_other(_order(visit, quote))
    return await _page(visit, quote)


@page
async def answer(visit: Visit) -> Response:
    """`answer` is accept or decline; without one of them nothing is said. The order is made in the background; the page waits for it."""
    form = await visit.form(characters=REASON_CHARACTERS)
    now = clock.now()
    async with visit.shop.database.reading() as db:
        quote = await _opened(visit, db)
        methods = await _methods(visit, db, quote)
    reason = form.get("reason", "")[:REASON_CHARACTERS]
    said = form.get("answer", "")
    if said not in ("accept", "decline"):
        return await _page(visit, quote, error=_NO_ANSWER, reason=reason, status=422)
    is_yes = said == "accept"
    choice = read_choice(methods.values(), form)
    if is_yes and not choice.is_complete:
        return await _page(visit, quote, error=_NO_METHOD, status=422)
    try:
        async with visit.shop.database.transaction() as db:
            await _check_newest(db, quote)
            if is_yes:
                await settle_quote.accept(db, quote, method=choice.code, now=now)
            else:
                await settle_quote.decline(db, quote, reason=reason, now=now)
    except drafts.QuoteNotOpen:
        async with visit.shop.database.reading() as db:
            quote = await _opened(visit, db)
        return await _page(visit, quote, error=_ANSWERED, reason=reason, status=409)
    return _see_other(_path(visit, quote) + ("&done=1" if is_yes else ""))


async def _opened(visit: Visit, db: AsyncConnection) -> Quote:
    """The version behind a link; a wrong token looks like no quote at all."""
    version = visit.part("version")
    quote = await drafts.find_quote(
        db, visit.part("number"), int(version) if version.isdecimal() and len(version) < 5 else 0
    )
    if not is_sealed(
        visit.query("token", 100),
        visit.shop.settings.secret_key,
        "quote",
        f"{quote.draft_id}:{quote.version}",
    ):
        raise drafts.UnknownQuote("there is no such quote")
    return quote


async def _check_newest(db: AsyncConnection, quote: Quote) -> None:
    newest = await drafts.newest_quote(db, quote.draft_id)
    if newest is None or newest.version != quote.version:
        raise drafts.QuoteNotOpen("there is a newer version", status=str(QuoteStatus.REVISED))


async def _methods(visit: Visit, db: AsyncConnection, quote: Quote) -> dict[str, payments.Method]:
    """What it may be paid by; nothing where its goods are gone for good."""
    try:
        cart = await carts.look_at(db, quote.draft_id, now=clock.now())
    except NotFound:
        return {}
    return await place_draft.methods_for(db, visit.shop.payment_methods, cart)


async def _page(
    visit: Visit, quote: Quote, *, error: str = "", reason: str = "", status: int = 200
) -> Response:
    standing = quote.standing(clock.now())
    async with visit.shop.database.reading() as db:
        newest = await drafts.newest_quote(db, quote.draft_id)
        is_newest = newest is not None and newest.version == quote.version
        is_open = is_newest and standing is QuoteStatus.SENT
        methods = await _methods(visit, db, quote) if is_open else {}
        frame = await visit.frame(db, currency=quote.currency)
    problem = _PROBLEMS.get(quote.problem, _PROBLEM) if quote.problem and is_open else ""
    view = QuotePage(
        frame=frame,
        action=_path(visit, quote),
        number=quote.number,
        version=quote.version,
        status=standing,
        name=quote.name,
        message=quote.message,
        currency=quote.currency,
        offered=quote.offered,
        valid_until=quote.valid_until,
        is_newest=is_newest,
        options=payment_options(methods.values(), {}, visit.language, visit.speech.say),
        problem=problem,
        error=error,
        reason=reason,
        order=_order(visit, quote) if standing is QuoteStatus.ORDERED else "",
    )
    response = await visit.page("quote.html", view, status)
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _path(visit: Visit, quote: Quote) -> str:
    return quote_path(
        visit.shop.settings, visit.language, quote.draft_id, quote.number, quote.version
    )


def _order(visit: Visit, quote: Quote) -> str:
    token = order_token(visit.shop.settings, quote.draft_id)
    return order_path(visit.language, quote.order_number or "", token)


def _see_other(url: str) -> Response:
    return RedirectResponse(url, 303, headers={"Cache-Control": "no-store"})
