"""A mail that is ready to leave, and what takes it out of the house."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from lonja.kernel.errors import Unavailable


@dataclass(frozen=True, slots=True)
class Mail:
    """`message_id` is the id of its delivery row: whoever sees it twice may drop one."""

    message_id: UUID
    recipient: str
    subject: str
    text: str
    html: str
    language: str
    trace: str = ""
    unsubscribe_url: str = ""


class MailRefused(Exception):
    """The mail server will never take this mail: the address is wrong, or it said so."""


class MailUnavailable(Unavailable):
    """The mail server cannot take it now."""


class Mailer(Protocol):
    async def send(self, mail: Mail) -> None:
        """Return when the mail server has taken it; raise `MailRefused` or `MailUnavailable`."""
