"""To the payment page and back. Both are plain links: they work without script, and twice."""

from starlette.responses import Response

from lonja.actions import pay_again, settle_difference
from lonja.frontoffice.api.orders import opened
from lonja.frontoffice.pages.request_context import Visit, page
from lonja.hosting.selling.order_links import order_path
from lonja.kernel import clock
from lonja.orders import api as orders
from lonja.payments import api as payments


@page
async def leave(visit: Visit) -> Response:
    """Send the buyer on to where the payment continues, or back to the order when it does not.

    By a link and not by a form: `form-action 'self'` of our pages covers a form's redirects, too.
    """
    token = visit.query("token", 100)
    async with visit.shop.database.reading() as db:
        order_id = await opened(db, visit.shop, visit.part("number"), token)
        attempt = await payments.live_attempt(db, order_id)
        owed = await settle_difference.owed(db, await orders.get(db, order_id))
        if owed is not None:
            attempt = owed.attempt
    if attempt is not None and isinstance(attempt.step, payments.Redirect):
        return _private(visit.go(attempt.step.url))
    return _private(visit.go(order_path(visit.language, visit.part("number"), token)))


@page
async def come_back(visit: Visit) -> Response:
    """The buyer says that something happened at the gateway; only the gateway says what."""
    token = visit.query("token", 100)
    async with visit.shop.database.transaction() as db:
        order_id = await opened(db, visit.shop, visit.part("number"), token)
        await pay_again.buyer_returned(db, order_id=order_id, now=clock.now())
    return _private(visit.go(order_path(visit.language, visit.part("number"), token)))


def _private(answer: Response) -> Response:
    """The address holds the order's token: no other site gets to see it."""
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer
