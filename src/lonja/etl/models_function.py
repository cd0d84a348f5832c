"""The function of the models' Function App: the forecast, when the shop asks for it.

It has an app of its own because of what it brings along: the scientific packages weigh more than
everything else together, and nothing else needs them.
"""

from typing import Final

from lonja.adapters.statistical_methods import ESTIMATED
from lonja.bootstrap import Shop
from lonja.etl import forecasts
from lonja.forecasts.api import SIMPLE, MakeForecasts, Method
from lonja.hosting import messages
from lonja.hosting.messages import Handlers
from lonja.hosting.process_shop import ProcessShop
from lonja.kernel.outbox import Envelope

METHODS: Final[tuple[Method, ...]] = (*SIMPLE, *ESTIMATED)
"""In the order in which they are taken where they are equally good: simple ones first."""

_process = ProcessShop("functions-models", sealing=False, sending=False)


async def forecasts_requested(shop: Shop, envelope: Envelope) -> None:
    """Delivered twice it is made once: the second time nothing is due, or a person sees it again."""
    asked = MakeForecasts.read(envelope)
    await forecasts.make(shop.warehouse, shop.database, METHODS, is_asked=bool(asked.asked_by))


HANDLERS: Final[Handlers] = {MakeForecasts: forecasts_requested}


async def take(text: bytes, attempt: int | None) -> None:
    """A message; an exception makes the host deliver it again."""
    await messages.take(
        await _process.open(), HANDLERS, text, queue=MakeForecasts.queue, attempt=attempt or 1
    )
