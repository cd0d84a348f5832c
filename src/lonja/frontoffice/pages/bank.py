"""Pages of the built-in gateways: a bank's, and a payment page. They exist in development only.

They stand for other sites: they know a payment by the gateway's id and nothing of the shop.
"""

from uuid import UUID

from starlette.background import BackgroundTask
from starlette.exceptions import HTTPException
from starlette.responses import Response

from lonja.adapters.hosted_test_gateway import HostedTestGateway
from lonja.adapters.test_gateway import AtBank, TestGateway
from lonja.frontoffice.pages.request_context import Visit, page
from lonja.frontoffice.views.bank import BankPage, PaymentPage


@page
async def show(visit: Visit) -> Response:
    found = await _found(visit)
    async with visit.shop.database.reading() as db:
        frame = await visit.frame(db)
    view = BankPage(
        frame, found.amount_minor, found.currency, found.return_url, is_open=found.is_open
    )
    return await visit.page("bank.html", view)


@page
async def decide(visit: Visit) -> Response:
    form = await visit.form()
    found = await _found(visit)
    await _bank(visit).act(UUID(visit.part("attempt")), approve="approve" in form)
    return visit.go(found.return_url or visit.url(""))


async def _found(visit: Visit) -> AtBank:
    gateway = _bank(visit)
    try:
        found = await gateway.at_bank(UUID(visit.part("attempt")))
    except ValueError as error:
        raise HTTPException(404) from error
    if found is None:
        raise HTTPException(404)
    return found


def _bank(visit: Visit) -> TestGateway:
    for gateway in visit.shop.gateways.values():
        if isinstance(gateway, TestGateway):
            return gateway
    raise HTTPException(404)


@page
async def show_payment_page(visit: Visit) -> Response:
    session = await _provider(visit).session(visit.part("session"))
    if session is None:
        raise HTTPException(404)
    async with visit.shop.database.reading() as db:
        frame = await visit.frame(db)
    view = PaymentPage(
        frame=frame,
        number=session.order_number,
        amount_minor=session.amount.minor,
        currency=session.amount.currency,
        outcomes=session.outcomes,
        back=session.return_url,
    )
    return await visit.page("payment_page.html", view)


@page
async def act_on_payment_page(visit: Visit) -> Response:
    """Do what the button says and send the buyer back; the events follow by themselves."""
    form = await visit.form()
    provider = _provider(visit)
    session = await provider.session(visit.part("session"))
    if session is None:
        raise HTTPException(404)
    await provider.act(session.id, form.get("outcome", ""))
    answer = visit.go(session.return_url)
    answer.background = BackgroundTask(provider.deliver, session.id)
    return answer


def _provider(visit: Visit) -> HostedTestGateway:
    for gateway in visit.shop.gateways.values():
        if isinstance(gateway, HostedTestGateway):
            return gateway
    raise HTTPException(404)
