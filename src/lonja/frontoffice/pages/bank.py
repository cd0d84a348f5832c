"""The bank's page of the test gateway: approve or refuse a payment. Exists in development only."""

from uuid import UUID

from starlette.exceptions import HTTPException
from starlette.responses import Response

from lonja.adapters.test_gateway import TestGateway
from lonja.frontoffice.pages.request_context import Visit, page
from lonja.frontoffice.views.bank import BankPage
from lonja.kernel.languages import SUPPORTED_LANGUAGES


@page
async def show(visit: Visit) -> Response:
    _gateway(visit)
    async with visit.shop.database.reading() as db:
        frame = await visit.frame(db)
    return await visit.page("bank.html", BankPage(frame, _back(visit.asked("back", 400))))


@page
async def decide(visit: Visit) -> Response:
    form = await visit.form()
    try:
        attempt_id = UUID(visit.part("attempt"))
    except ValueError as error:
        raise HTTPException(404) from error
    await _gateway(visit).act(attempt_id, approve="approve" in form)
    return visit.go(_back(form.get("back", "")) or visit.url(""))


def _gateway(visit: Visit) -> TestGateway:
    gateway = visit.shop.gateways.get("test")
    if not isinstance(gateway, TestGateway):
        raise HTTPException(404)
    return gateway


def _back(path: str) -> str:
    """Only to an order of this shop: a bank's page is no way to send people elsewhere."""
    return (
        path if path.startswith(tuple(f"/{code}/orders/" for code in SUPPORTED_LANGUAGES)) else ""
    )
