"""What payment providers say: a door for whoever can sign."""

from typing import Annotated, ClassVar

from fastapi import APIRouter, Path, Request

from lonja.actions import receive_payment_events
from lonja.hosting.deps import Out, TheShop
from lonja.kernel import clock
from lonja.kernel.errors import NotFound

router = APIRouter(prefix="/payments", tags=["payments"])


class UnknownProvider(NotFound):
    code: ClassVar[str] = "unknown_payment_provider"


class ReceivedOut(Out):
    events: int


@router.post("/{provider}/events", operation_id="receivePaymentEvents")
async def receive_payment_events_of(
    provider: Annotated[str, Path(min_length=1, max_length=40)], request: Request, shop: TheShop
) -> ReceivedOut:
    """Take in a provider's signed events, each once; the payments they are about are looked up.

    The body is the provider's own, byte for byte. Unknown events are taken in, too.
    """
    gateway = shop.gateways.get(provider)
    if gateway is None:
        raise UnknownProvider("no such payment provider is set up here")
    signals = gateway.read(await request.body(), request.headers)
    async with shop.database.transaction() as db:
        await receive_payment_events.receive(db, gateway=provider, signals=signals, now=clock.now())
    return ReceivedOut(events=len(signals))
