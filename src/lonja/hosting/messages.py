"""How a function takes a queue message: parse it, trace it, handle it, record its failures."""

import logging
import traceback
from collections.abc import Awaitable, Callable, Mapping

from lonja.bootstrap import Shop
from lonja.kernel import clock, dead_letters, tracing
from lonja.kernel.outbox import Envelope, Message, read_envelope

log = logging.getLogger(__name__)

type Handler = Callable[[Shop, Envelope], Awaitable[None]]
type Handlers = Mapping[type[Message], Handler]


class NoHandler(LookupError):
    """No handler for this type: a newer version sent the message, or it is in the wrong queue."""


async def take(
    shop: Shop, handlers: Handlers, text: str | bytes, *, queue: str, attempt: int
) -> None:
    """Handle one message. Raising makes the host deliver it again, and finally dead-letter it.

    The failure is recorded first, so that the dead-letter console can show it.
    """
    envelope = read_envelope(text)
    token = tracing.begin(envelope.trace)
    try:
        with shop.telemetry.message(envelope.type, message_id=str(envelope.id), attempt=attempt):
            await handler_for(handlers, queue, envelope)(shop, envelope)
        log.info("handled", extra={"type": envelope.type, "message_id": str(envelope.id)})
    except Exception as error:
        await _record_failure(shop, envelope, attempt, error)
        if (redacted := shop.telemetry.for_the_host(error)) is not error:
            raise redacted from None
        raise
    finally:
        tracing.end(token)


def handler_for(handlers: Handlers, queue: str, envelope: Envelope) -> Handler:
    for message, handler in handlers.items():
        if (message.queue, message.type) == (queue, envelope.type):
            return handler
    raise NoHandler(f"no handler for {envelope.type!r} version {envelope.version} in {queue!r}")


async def _record_failure(shop: Shop, envelope: Envelope, attempt: int, error: Exception) -> None:
    facts = {"type": envelope.type, "message_id": str(envelope.id), "attempt": attempt}
    log.error("a message failed", exc_info=error, extra=facts)
    try:
        async with shop.database.transaction() as db:
            await dead_letters.record_failure(
                db,
                message_id=envelope.id,
                attempt=attempt,
                error="".join(traceback.format_exception(error, limit=-20)),
                now=clock.now(),
            )
    except Exception:
        log.exception("a failure could not be recorded", extra={"message_id": envelope.id})
