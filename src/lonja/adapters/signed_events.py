"""Signatures of webhooks as Stripe writes them: `t=<unix time>,v1=<hex>`, over the raw body. Pure."""

import hashlib
import hmac
from collections.abc import Sequence
from typing import Final

from lonja.kernel.errors import BadSignature

TOLERANCE_S: Final = 300
_PARTS: Final = 20


def check_signature(body: bytes, header: str, *, secrets: Sequence[str], now: float) -> None:
    """Raise unless one of our secrets signed exactly this body, not long ago.

    While a secret is exchanged there are two on either side; one pair that fits is enough.
    """
    parts = [part.partition("=")[::2] for part in header.split(",")[:_PARTS]]
    at = next((value for name, value in parts if name == "t"), "")
    if not (at.isascii() and at.isdigit() and len(at) < 12):
        raise BadSignature("the signature has no time")
    if int(at) < now - TOLERANCE_S:
        raise BadSignature("signed too long ago")
    given = [value.encode("utf-8", "replace") for name, value in parts if name == "v1"]
    for secret in secrets:
        wanted = sign(body, secret=secret, at=int(at)).encode()
        if any(hmac.compare_digest(one, wanted) for one in given):
            return
    raise BadSignature("signed by somebody else")


def sign(body: bytes, *, secret: str, at: int) -> str:
    return hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
