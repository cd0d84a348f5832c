"""Links and cookies that prove whose an e-mail address is. Pure: nothing of them is stored.

A link is mailed to the address and opens for a week; whoever opens it keeps a cookie for half a
year. Each is made for its own purpose, so that none does for the other.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from datetime import date, timedelta
from typing import Final

from lonja.kernel.ids import is_sealed, sealed

LINK_DAYS: Final = 7
COOKIE_DAYS: Final = 180
_LINK: Final = "email_link"
_COOKIE: Final = "email_cookie"


def proof_link(secret: str, email: str, *, today: date) -> str:
    """The token of a link to this address; whoever brings it back reads its mail."""
    return _token(secret, _LINK, email, today + timedelta(days=LINK_DAYS))


def email_of_link(secret: str, token: str, *, today: date) -> str | None:
    """The address of a link of ours that is not too old."""
    return _email(secret, _LINK, token, today)


def proof_cookie(secret: str, email: str, *, today: date) -> str:
    return _token(secret, _COOKIE, email, today + timedelta(days=COOKIE_DAYS))


def email_of_cookie(secret: str, token: str, *, today: date) -> str | None:
    return _email(secret, _COOKIE, token, today)


def _token(secret: str, purpose: str, email: str, until: date) -> str:
    subject = f"{until.isoformat()} {email.strip().lower()}"
    readable = urlsafe_b64encode(subject.encode()).decode().rstrip("=")
    return f"{readable}.{sealed(secret, purpose, subject)}"


def _email(secret: str, purpose: str, token: str, today: date) -> str | None:
    if not token:  # of most who look: no seal is made for nothing
        return None
    readable, _, seal = token.partition(".")
    try:
        subject = urlsafe_b64decode(readable + "=" * (-len(readable) % 4)).decode()
    except (NotBase64, UnicodeError, ValueError):
        return None
    if not is_sealed(seal, secret, purpose, subject):
        return None
    until, _, email = subject.partition(" ")
    return email if today <= date.fromisoformat(until) else None
