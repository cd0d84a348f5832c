"""The queues of the shop, by name; `infra/functions` and the laptop make the same ones."""

from typing import Final

QUEUES: Final = (
    "orders",
    "imports",
    "media",
    "notifications",
    "campaigns",
    "documents",
    "webhooks",
    "etl",
    "models",
)


def poison(queue: str) -> str:
    """The queue of what failed for good in `queue`; the name is Azure's."""
    return f"{queue}-poison"


POISON_QUEUES: Final = tuple(poison(name) for name in QUEUES)

TRIES: Final = dict.fromkeys(QUEUES, 5) | {"etl": 3, "models": 3}
"""How often a functions host delivers a message before it gives up: `maxDequeueCount` of host.json."""
