"""Somebody wants the shop's news: asked twice, once on the page and once in a mail.

Nothing is kept of an address before its owner has said yes in that mail: what was asked stands, sealed,
in the mail's own link.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import ClassVar, Final
from uuid import UUID, uuid5

from psycopg import AsyncConnection

from lonja.customers import api as customers
from lonja.identity import api as identity
from lonja.kernel import outbox
from lonja.kernel.email_address import is_email_address
from lonja.kernel.errors import Invalid
from lonja.notifications.api import NEWSLETTER_MAIL

LIFE: Final = timedelta(hours=48)
_PURPOSE: Final = "newsletter"
_OF_ADDRESSES: Final = UUID("4b8a3c39-8a0e-5b0c-9a55-6d2f6f1c7a11")


class NewsletterLinkOver(Invalid):
    """The link was used, is older than two days, or is none of ours."""

    code: ClassVar[str] = "newsletter_link_over"


@dataclass(frozen=True, slots=True)
class NewsletterMail(outbox.Message):
    """Ask the owner of this address whether they want the news; one mail an hour to each."""

    queue: ClassVar[str] = "notifications"
    type: ClassVar[str] = "newsletter.mail"
    subject_field: ClassVar[str] = "signup_id"
    delivery_kind: ClassVar[str] = NEWSLETTER_MAIL
    signup_id: UUID
    email: str
    language: str
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class Signup:
    email: str
    language: str
    asked_at: str

    @property
    def asked(self) -> datetime:
        return datetime.fromisoformat(self.asked_at)


async def ask(db: AsyncConnection, *, email: str, language: str, now: datetime) -> None:
    """Write to any address, at most once an hour: the answer is the same for all."""
    email = email.strip().lower()
    if not is_email_address(email):
        raise Invalid("this is no e-mail address", field="email")
    this_hour = uuid5(_OF_ADDRESSES, f"{email} {now:%Y-%m-%dT%H}")
    await outbox.put(db, NewsletterMail(this_hour, email, language, now))


def link_token(secret: str, message: NewsletterMail) -> str:
    signup = Signup(message.email, message.language, message.asked_at.isoformat())
    sealed = _seal(secret).close(json.dumps(asdict(signup)), owner=_PURPOSE)
    return urlsafe_b64encode(sealed).decode().rstrip("=")


def open_link(secret: str, token: str, *, now: datetime) -> Signup:
    """What was asked; `NewsletterLinkOver` for any other token, and after two days."""
    try:
        padded = token + "=" * (-len(token) % 4)
        found = json.loads(_seal(secret).open(urlsafe_b64decode(padded), owner=_PURPOSE))
    except (ValueError, identity.WrongKey) as error:
        raise NewsletterLinkOver("this is no link of ours") from error
    signup = Signup(**found)
    if now > signup.asked + LIFE:
        raise NewsletterLinkOver("this link is older than two days")
    return signup


async def confirm(db: AsyncConnection, signup: Signup, *, now: datetime) -> None:
    """Their yes, with when they asked and to which words; a link is used once.

    Whatever its reader said later than they asked stands: an old mail brings nobody back.
    """
    email = signup.email
    if await customers.has_chosen_since(db, email, signup.asked):
        raise NewsletterLinkOver("this link was used already")
    await customers.record_choice(
        db,
        email=email,
        granted=True,
        source=customers.ChoiceSource.NEWSLETTER,
        language=signup.language,
        words=f"{customers.CONSENT_TEXT_VERSION}; asked {signup.asked_at}",
        now=now,
    )
    await customers.remember(
        db, email=email, name="", language=signup.language, country="", now=now
    )


def _seal(secret: str) -> identity.Seal:
    return identity.Seal(secret, purpose=_PURPOSE)
