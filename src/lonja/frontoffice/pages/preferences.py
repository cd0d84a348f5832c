"""Which mails a customer wants: behind a sealed link that stands in their mails, without a sign-in.

Opening the link changes nothing, because mail scanners open every link.
"""

from uuid import UUID

from starlette.exceptions import HTTPException
from starlette.responses import Response

from lonja.customers import api as customers
from lonja.frontoffice.pages.request_context import Visit, page
from lonja.frontoffice.rendering import address
from lonja.frontoffice.views.preferences import PreferencesPage
from lonja.kernel import clock
from lonja.kernel.errors import NotFound


@page
async def show(visit: Visit) -> Response:
    return await _page(visit, _opened(visit), is_saved=False)


@page
async def save(visit: Visit) -> Response:
    """Browsers leave out a box without its tick: then the customer wants no news."""
    customer_id = _opened(visit)
    form = await visit.form()
    async with visit.shop.database.transaction() as db:
        await customers.choose(
            db,
            await _customer(visit, customer_id),
            granted=form.get("news") == "1",
            language=visit.language,
            now=clock.now(),
        )
    return await _page(visit, customer_id, is_saved=True)


async def _page(visit: Visit, customer_id: UUID, *, is_saved: bool) -> Response:
    customer = await _customer(visit, customer_id)
    async with visit.shop.database.reading() as db:
        frame = await visit.frame(db)
    sealed = {"customer": str(customer_id), "token": visit.query("token")}
    view = PreferencesPage(
        frame, address(visit.path, sealed), customer.email, customer.marketing_consent, is_saved
    )
    return await visit.page("preferences.html", view)


async def _customer(visit: Visit, customer_id: UUID) -> customers.Customer:
    async with visit.shop.database.reading() as db:
        try:
            return await customers.get(db, customer_id)
        except NotFound as error:
            raise HTTPException(404) from error


def _opened(visit: Visit) -> UUID:
    """The customer of a link of ours; any other link is no page at all."""
    try:
        customer_id = UUID(visit.query("customer"))
    except ValueError as error:
        raise HTTPException(404) from error
    secret = visit.shop.settings.secret_key
    if not customers.is_preferences_token(visit.query("token"), secret, customer_id):
        raise HTTPException(404)
    return customer_id
