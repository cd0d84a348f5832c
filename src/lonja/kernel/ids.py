"""Identifiers: UUIDv7 for rows, short codes for people, keyed tokens for links."""

import hashlib
import hmac
import os
import secrets
import time
import unicodedata
from uuid import UUID

# Without I, L, O and U: a number is hard to mishear when read aloud.
_READABLE = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD = str.maketrans("OIL", "011")


def uuid7(at_ms: int | None = None) -> UUID:
    """A UUIDv7 (RFC 9562, method 3): milliseconds, 12 bits of their fraction, 62 random bits.

    The fraction is a quarter of a microsecond, less than one call takes, so what a process makes
    one after the other sorts in that order: events of one transaction share their time. With
    `at_ms` those 12 bits are random.
    """
    random = int.from_bytes(os.urandom(10))
    if at_ms is None:
        at_ms, rest_ns = divmod(time.time_ns(), 1_000_000)
        fraction = (rest_ns << 12) // 1_000_000
    else:
        fraction = random >> 68
    value = (at_ms & (1 << 48) - 1) << 80 | 0x7 << 76 | fraction << 64
    return UUID(int=value | 0x2 << 62 | random & (1 << 62) - 1)


def order_number(prefix: str = "") -> str:
    """Forty random bits as people read them: `K7QF-93MD`, or `NC-K7QF-93MD` with a prefix."""
    text = "".join(secrets.choice(_READABLE) for _ in range(8))
    number = f"{text[:4]}-{text[4:]}"
    return f"{prefix}-{number}" if prefix else number


def written_order_number(typed: str) -> str:
    """The number that somebody meant: `#k7qf 93md` is `K7QF-93MD`; empty if it is none of `order_number`'s.

    Spaces, a number sign and whichever dash a telephone writes are no part of it.
    """
    letters = "".join(one for one in unicodedata.normalize("NFKC", typed).upper() if one.isalnum())
    prefix, code = letters[:-8], letters[-8:].translate(_MISREAD)
    if len(code) < 8 or len(prefix) > 6 or any(one not in _READABLE for one in code):
        return ""
    return f"{prefix}-{code[:4]}-{code[4:]}".removeprefix("-")


def sealed(secret: str, purpose: str, subject: str) -> str:
    """A token that only we can make and that need not be stored: 128 bits, hexadecimal."""
    mac = hmac.new(secret.encode(), f"{purpose}:{subject}".encode(), hashlib.sha256)
    return mac.hexdigest()[:32]


def is_sealed(token: str, secret: str, purpose: str, subject: str) -> bool:
    expected = sealed(secret, purpose, subject)
    return hmac.compare_digest(token.encode("utf-8", "replace"), expected.encode())
