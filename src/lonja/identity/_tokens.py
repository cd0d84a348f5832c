"""Tokens that open something: a session's, kept only as a hash, and a link's, kept nowhere."""

import hashlib
import secrets
from uuid import UUID

from lonja.kernel.ids import is_sealed, sealed


def new_token() -> str:
    """For a cookie; store `token_hash` of it."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def link_token(secret_key: str, purpose: str, subject: UUID) -> str:
    """What a link carries; it is computed wherever it is needed, and stored nowhere."""
    return f"{subject}.{sealed(secret_key, purpose, str(subject))}"


def link_subject(secret_key: str, purpose: str, token: str) -> UUID | None:
    """What a link of ours is about; None for any other token."""
    name, _, seal = token.partition(".")
    try:
        subject = UUID(name)
    except ValueError:
        return None
    if str(subject) != name or not is_sealed(seal, secret_key, purpose, name):
        return None
    return subject
