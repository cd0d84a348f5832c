"""An order's own page; its token opens it. It turns into "confirmed" by itself, with or without script."""

import functools
from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from psycopg import AsyncConnection
from starlette.responses import Response

from lonja.actions import (
    cancel_order,
    pay_again,
    place_order,
    promise_arrival,
    return_goods,
    settle_difference,
    spend_credit,
)
from lonja.credit import api as credit
from lonja.documents import api as documents
from lonja.frontoffice.api.orders import money_back, opened
from lonja.frontoffice.pages.request_context import Visit, page, storable
from lonja.frontoffice.pages.review import review_url
from lonja.frontoffice.views import invoices
from lonja.frontoffice.views.arrival import Store, store
from lonja.frontoffice.views.order import order_page
from lonja.frontoffice.views.payment_methods import (
    payment_options,
    policy_sources,
    read_choice,
)
from lonja.frontoffice.views.returns import Returning, Told, returning
from lonja.frontoffice.views.reviews import own_of
from lonja.frontoffice.wording import N_, PHOTO_REFUSALS
from lonja.fulfilment import api as fulfilment
from lonja.hosting.selling import return_photos
from lonja.hosting.selling.order_links import order_path, order_token, return_urls
from lonja.hosting.selling.return_photos import photo_path
from lonja.inventory import api as inventory
from lonja.kernel import clock
from lonja.kernel.errors import Refused
from lonja.orders import api as orders
from lonja.payment_methods import api as payment_methods
from lonja.payments import api as payments
from lonja.returns import api as returns
from lonja.reviews import api as reviews
from lonja.shipping import api as shipping

_PROBLEMS: Final = {
    "wrong_order_status": N_("This order is not waiting for a card any more."),
    "sold_out": N_("Somebody bought the goods meanwhile. Cancel this order and place another."),
    "unknown_payment_method": N_("There is no such way to pay here."),
}
_TOO_LATE: Final = {
    "already_shipped": N_("This order has left already, so it cannot be cancelled here."),
    "already_delivered": N_("This order has left already, so it cannot be cancelled here."),
    "already_cancelled": N_("This order was cancelled before."),
}
_NO_OTHER_WAY: Final = N_("Another way to pay cannot be chosen for this order now.")
_NOTICES: Final = {
    "reviewed": N_("Thank you. We read your review before we publish it."),
    "invoiced": N_("Your invoice is issued. Its PDF is here in a moment."),
}
_RETURN_NOTICES: Final = {
    "return_requested": N_("We have your request and will write to you."),
    "photos_added": N_("Thank you. We have your pictures."),
    "return_sent": N_("Thank you. We write to you as soon as it is here."),
}
_RETURN_PROBLEMS: Final = {
    "photos_too_late": N_("Pictures can no longer be added to this return."),
    "sent_too_late": N_("This return does not wait for a parcel any more."),
    "return_moved_on": N_("This return cannot be cancelled any more."),
}


@page
async def show(visit: Visit) -> Response:
    return await order_response(visit, visit.query("token", 100))


@page
async def pay(visit: Visit) -> Response:
    """Another way to pay for an order whose payment failed."""
    form = await visit.form()
    token = visit.query("token", 100)
    choice = read_choice(visit.shop.payment_methods.values(), form)
    try:
        async with visit.shop.database.transaction() as db:
            order_id = await opened(db, visit.shop, visit.part("number"), token)
            if choice.is_complete:
                await pay_again.pay_again(
                    db,
                    order_id=order_id,
                    payment=place_order.Payment(choice.code, choice.token),
                    methods=visit.shop.payment_methods,
                    seal=visit.shop.seal,
                    return_url=return_urls(visit.shop.settings),
                    now=clock.now(),
                )
    except orders.UnknownOrder:
        raise
    except Refused as refused:
        words = _PROBLEMS.get(refused.code)
        if words is None:
            raise
        return await order_response(visit, token, problem=words, status=409)
    return visit.go(_url(visit, token))


@page
async def leave_payment(visit: Visit) -> Response:
    """The buyer wants another way to pay; the order asks for one as soon as this one is closed."""
    await visit.form()
    token = visit.query("token", 100)
    try:
        async with visit.shop.database.transaction() as db:
            order_id = await opened(db, visit.shop, visit.part("number"), token)
            await pay_again.leave_payment(db, order_id=order_id, now=clock.now())
    except orders.WrongStatus:
        return await order_response(visit, token, problem=_NO_OTHER_WAY, status=409)
    return visit.go(_url(visit, token))


@page
async def cancel(visit: Visit) -> Response:
    """The buyer calls the order off while nothing of it has left."""
    await visit.form()
    token = visit.query("token", 100)
    try:
        async with visit.shop.database.transaction() as db:
            await cancel_order.cancel(
                db,
                order_id=await opened(db, visit.shop, visit.part("number"), token),
                reason=cancel_order.CancelReason.BUYER_REQUEST,
                actor=cancel_order.BUYER,
                now=clock.now(),
            )
    except orders.WrongStatus as refused:
        words = _TOO_LATE[str(refused.facts["reason"])]
        return await order_response(visit, token, problem=words, status=409)
    return visit.go(_url(visit, token))


@page
async def back(visit: Visit) -> Response:
    """A refused payment leaves its form's address in the browser; read from there, it is the order."""
    return visit.go(_url(visit, visit.query("token", 100)))


async def order_response(
    visit: Visit,
    token: str,
    *,
    problem: str = "",
    status: int = 200,
    typed: Mapping[str, str] | None = None,
) -> Response:
    """The order's page, with what is wrong; `typed` is what the form for an invoice held."""
    async with visit.shop.database.reading() as db:
        order_id = await opened(db, visit.shop, visit.part("number"), token)
        order = await orders.get(db, order_id)
        attempt = await payments.live_attempt(db, order.id)
        written = await reviews.of_order(db, order.id)
        kept_until = await inventory.hold_expires_at(db, order.id)
        given = await payments.refunds(db, order.id)
        expected = await _expected(visit, db, order)
        cards = await spend_credit.paid_parts(db, order.id)
        parcels = await fulfilment.shipments_of(db, order.id)
        carriers = (await fulfilment.policy(db)).carriers if parcels else ()
        papers = await documents.documents_of(db, order.id)
        back = await _returning(visit, db, order)
        frame = await visit.frame(db, currency=order.currency)
        left = await spend_credit.left_to_pay(db, order)
        sold = await credit.sold_cards(db, order.id)
        waiting = await inventory.waiting_of(db, order.id)
        sale = payment_methods.Sale(
            order.country,
            order.currency,
            left.minor,
            None if order.shipping_code is None else order.pickup_location is not None,
        )
        pickup = await _store(visit, db, order)
        owed = await settle_difference.owed(db, order)
        if owed is not None:
            sale = payment_methods.Sale(order.country, order.currency, owed.amount.minor)
        offered = await payment_methods.offered(db, visit.shop.payment_methods, sale)
        if owed is not None:
            offered = {code: one for code, one in offered.items() if one.place == "anywhere"}
    view = order_page(
        frame,
        order,
        token=token,
        next_step=attempt.step if attempt else None,
        may_leave_payment=pay_again.may_leave(order.status, attempt),
        owed=owed,
        money_back=money_back(given),
        payment=payment_options(offered.values(), {}, visit.language, visit.speech.say),
        problem=problem,
        notice=_NOTICES.get(visit.query("notice"), ""),
        kept_until=kept_until,
        expected=expected,
        store=pickup,
        gift_cards=cards,
        sold=sold,
        waiting=waiting,
        parcels=parcels,
        carriers=carriers,
        papers=invoices.papers(order, papers, typed=typed),
        returning=back,
        own=own_of(order, written, functools.partial(review_url, visit, token)),
    )
    sources = policy_sources(offered.values())
    answer = await visit.page("order.html", view, status, sources=sources)
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


async def _returning(visit: Visit, db: AsyncConnection, order: orders.Order) -> Returning:
    cases = await returns.cases(db, order.id)
    return returning(
        order,
        await return_goods.returnable(db, order, now=clock.now()),
        cases,
        visit.language,
        functools.partial(_link, visit),
        _shown_photos(visit, order.number, await returns.photos(db, order.id) if cases else []),
        _told(visit),
    )


def _told(visit: Visit) -> Told:
    """What the forms of a return lead here with, from the address: it says so after a reload too."""
    notice = visit.query("notice", 40)
    asked = visit.request.query_params.getlist("refused")[: return_photos.MOST_FILES]
    refused = [storable(one).partition(" ") for one in asked]
    return Told(
        visit.query("case", 36),
        _RETURN_NOTICES.get(notice, ""),
        _RETURN_PROBLEMS.get(notice, ""),
        tuple((name[:60], code) for code, _, name in refused if code in PHOTO_REFUSALS),
    )


async def _expected(
    visit: Visit, db: AsyncConnection, order: orders.Order
) -> shipping.Promise | None:
    """None before it is paid, and once that day is over: nobody is told of a day that was."""
    promised = await promise_arrival.of_order(db, order)
    return promised if promised and promised.last >= visit.today else None


async def _store(visit: Visit, db: AsyncConnection, order: orders.Order) -> Store | None:
    if order.pickup_location is None:
        return None
    location, week = await promise_arrival.at_store(db, order.pickup_location, now=clock.now())
    return store(location, week, visit.language)


def _shown_photos(
    visit: Visit, number: str, photos: Sequence[returns.Photo]
) -> dict[UUID, tuple[str, ...]]:
    """Return → where its pictures are seen, for a while."""
    found: dict[UUID, tuple[str, ...]] = {}
    for one in photos:
        path = photo_path(visit.shop.settings, visit.language, number, one, now=clock.now())
        found[one.case_id] = (*found.get(one.case_id, ()), path)
    return found


def _link(visit: Visit, order_id: UUID, number: str) -> str:
    return order_path(visit.language, number, order_token(visit.shop.settings, order_id))


def _url(visit: Visit, token: str) -> str:
    return order_path(visit.language, visit.part("number"), token)
