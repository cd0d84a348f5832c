"""Requests to a gateway between two transactions, and the handling of its silence."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from lonja.kernel.errors import Unavailable
from lonja.kernel.money import Money
from lonja.payments._port import (
    Answer,
    Charge,
    Gateway,
    Gateways,
    Reference,
    TakesParts,
    Unknown,
)


class Verb(StrEnum):
    START = "start"
    LOOK = "look"
    CAPTURE = "capture"
    CAPTURE_PART = "capture_part"
    CLOSE = "close"


@dataclass(frozen=True, slots=True)
class Ask:
    """One question about one attempt; written down (`asked_at`) before it is put."""

    verb: Verb
    order_id: UUID
    method: str
    reference: Reference
    amount: Money
    """What is taken in all, for both kinds of capture."""
    charge: Charge | None = None
    """For `start`."""
    was_asked: bool = False
    """An earlier `start` may have arrived: the gateway is looked at first."""


async def ask_gateway(gateways: Gateways, ask: Ask) -> Answer:
    """The gateway's answer; `Unknown` when it does not answer, or is not set up any more."""
    gateway = gateways.get(ask.method)
    if gateway is None:
        return Unknown()
    try:
        return await _put(gateway, ask)
    except Unavailable:
        return Unknown()


async def _put(gateway: Gateway, ask: Ask) -> Answer:
    match ask.verb:
        case Verb.START:
            return await _start(gateway, ask)
        case Verb.LOOK:
            return await gateway.lookup(ask.reference)
        case Verb.CAPTURE:
            return await gateway.capture(ask.reference, ask.amount)
        case Verb.CAPTURE_PART:
            assert isinstance(gateway, TakesParts), "it said that this payment is taken in parts"
            return await gateway.capture_part(ask.reference, ask.amount)
        case Verb.CLOSE:
            return await gateway.close(ask.reference)


async def _start(gateway: Gateway, ask: Ask) -> Answer:
    assert ask.charge is not None, "a start says what is charged"
    if ask.was_asked:
        answer = await gateway.lookup(ask.reference)
        if not isinstance(answer, Unknown):
            return answer
    answer = await gateway.start(ask.charge)
    return await gateway.lookup(ask.reference) if isinstance(answer, Unknown) else answer
