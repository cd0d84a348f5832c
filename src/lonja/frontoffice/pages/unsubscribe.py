"""The way out of campaigns: the link in each mail opens it, without signing in.

Opening the link changes nothing, because mail scanners open every link. The button posts, and so
does a mail program's own button (RFC 8058): its post comes from no page of ours, with no cookie,
so the sealed token is what it is judged by.
"""

from uuid import UUID

from starlette.exceptions import HTTPException
from starlette.responses import Response

from lonja.frontoffice.pages.request_context import Visit, page, page_for_any_site
from lonja.frontoffice.rendering import address
from lonja.frontoffice.views.unsubscribe import UnsubscribePage
from lonja.kernel import clock
from lonja.notifications import api as notifications


@page
async def show(visit: Visit) -> Response:
    _opened(visit)
    return await _page(visit, is_done=False)


@page_for_any_site
async def leave(visit: Visit) -> Response:
    campaign_id, customer_id = _opened(visit)
    async with visit.shop.database.transaction() as db:
        await notifications.unsubscribe(
            db, campaign_id=campaign_id, customer_id=customer_id, now=clock.now()
        )
    return await _page(visit, is_done=True)


async def _page(visit: Visit, *, is_done: bool) -> Response:
    async with visit.shop.database.reading() as db:
        frame = await visit.frame(db)
    action = address(visit.path, {"token": visit.query("token")})
    return await visit.page("unsubscribe.html", UnsubscribePage(frame, action, is_done))


def _opened(visit: Visit) -> tuple[UUID, UUID]:
    """The campaign and the reader of a link of ours; any other link is no page at all."""
    try:
        campaign_id, customer_id = UUID(visit.part("campaign")), UUID(visit.part("reader"))
    except ValueError as error:
        raise HTTPException(404) from error
    if not notifications.is_unsubscribe_token(
        visit.query("token"),
        visit.shop.settings.secret_key,
        campaign_id=campaign_id,
        customer_id=customer_id,
    ):
        raise HTTPException(404)
    return campaign_id, customer_id
