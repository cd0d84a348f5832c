"""Signatures as Standard Webhooks says, and the secrets that make them. Pure.

A secret is computed from the installation's own wherever it is needed, and stored nowhere; the
generation is another with each rotation.
"""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from typing import Final
from uuid import UUID

PREFIX: Final = "whsec_"
TOLERANCE_S: Final = 300
_SIGNATURES: Final = 20


def secret_of(secret_key: str, endpoint_id: UUID, generation: int) -> str:
    about = f"webhook:{endpoint_id}:{generation}".encode()
    return PREFIX + base64.b64encode(_mac(secret_key.encode(), about)).decode()


def signature_of(secret: str, *, event_id: str, timestamp: int, body: str) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = _mac(key, f"{event_id}.{timestamp}.{body}".encode())
    return "v1," + base64.b64encode(signed).decode()


def headers_of(
    secrets: Sequence[str], *, event_id: str, timestamp: int, body: str
) -> dict[str, str]:
    """One signature for each secret that counts now, so that a receiver may know either."""
    signatures = [
        signature_of(one, event_id=event_id, timestamp=timestamp, body=body) for one in secrets
    ]
    return {
        "content-type": "application/json",
        "user-agent": "Lonja-Webhooks/1",
        "webhook-id": event_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signatures),
    }


def is_signed(
    secrets: Sequence[str], *, event_id: str, timestamp: str, signatures: str, body: str, now: float
) -> bool:
    """Whether one of these secrets signed exactly this, within five minutes of now."""
    if not event_id:  # all that came without one would be repeats of the first
        return False
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) < 12):
        return False
    if not -TOLERANCE_S <= now - int(timestamp) <= TOLERANCE_S:
        return False
    given = [one.encode("utf-8", "replace") for one in signatures.split()[:_SIGNATURES]]
    for secret in secrets:
        wanted = signature_of(secret, event_id=event_id, timestamp=int(timestamp), body=body)
        if any(hmac.compare_digest(one, wanted.encode()) for one in given):
            return True
    return False


def _mac(key: bytes, about: bytes) -> bytes:
    return hmac.new(key, about, hashlib.sha256).digest()
