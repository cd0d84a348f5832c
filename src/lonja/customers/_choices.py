"""What a person said about marketing mail, and what follows from it.

A tick at the checkout counts once the order is confirmed: until then nobody has shown that the
address is theirs to give. The page behind a sealed link of a mail counts at once.
"""

from datetime import datetime
from typing import Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.customers import _choice_store, _store
from lonja.customers._source import ChoiceSource
from lonja.kernel.ids import is_sealed, sealed, uuid7

CONSENT_TEXT_VERSION: Final = "2026-11"
"""Of the words beside the box; a change of the words is a new version."""
UNSUBSCRIBED: Final = "unsubscribed"


async def record_choice(
    db: AsyncConnection,
    *,
    email: str,
    granted: bool,
    source: ChoiceSource,
    language: str,
    now: datetime,
    words: str = CONSENT_TEXT_VERSION,
) -> None:
    """Write down what somebody said, and to which words; `apply_choice` acts on it."""
    await _choice_store.add(
        db,
        choice_id=uuid7(),
        email=email.lower(),
        granted=granted,
        source=source,
        text_version=words,
        language=language,
        now=now,
    )


async def has_chosen_since(db: AsyncConnection, email: str, since: datetime) -> bool:
    """Whether somebody said something about marketing for this address at that moment or later."""
    choice = await _choice_store.newest(db, email.lower())
    return choice is not None and choice.at >= since


async def apply_choice(db: AsyncConnection, *, email: str, now: datetime) -> None:
    """Make the newest choice count for the customer with this address; twice is harmless."""
    choice = await _choice_store.newest(db, email.lower())
    if choice is None:
        return
    if choice.granted:
        await _choice_store.agree(db, email.lower(), choice.at)
    else:
        await _store.suppress(db, email=email.lower(), reason=UNSUBSCRIBED, now=now)


def preferences_path(secret: str, customer_id: UUID) -> str:
    """The page where a customer chooses which mails they get: only we can make the link."""
    token = sealed(secret, "preferences", str(customer_id))
    return f"/preferences?customer={customer_id}&token={token}"


def is_preferences_token(token: str, secret: str, customer_id: UUID) -> bool:
    return is_sealed(token, secret, "preferences", str(customer_id))
