"""A buyer asks to be known by their e-mail address: a link is mailed to it."""

from datetime import datetime
from typing import Final
from uuid import UUID, uuid5

from psycopg import AsyncConnection

from lonja.kernel import outbox
from lonja.kernel.email_address import is_email_address
from lonja.kernel.errors import Invalid
from lonja.notifications.api import EmailProof

_OF_ADDRESSES: Final = UUID("9d6f6c0e-5a0b-5b5e-8f0e-2f4b7a3f1c52")


async def ask_for_proof(db: AsyncConnection, *, email: str, language: str, now: datetime) -> None:
    """Write to any address, at most once an hour, whoever asks: the answer is the same for all.

    Whoever opens the link is known in the browser that opens it, not in the one that asked: nobody
    gets the prices of somebody whose address they typed.
    """
    email = email.strip().lower()
    if not is_email_address(email):
        raise Invalid("this is no e-mail address", field="email")
    address_id = uuid5(_OF_ADDRESSES, email)
    this_hour = uuid5(address_id, f"{now:%Y-%m-%dT%H}")
    await outbox.put(db, EmailProof(address_id, email, language, this_hour))
