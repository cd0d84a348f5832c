"""Events of the hosted gateway while its secret is exchanged: the old one is valid beside the new."""

import hashlib
import hmac
import json
import time
from typing import cast

import pytest

from lonja.adapters.hosted_test_gateway import SIGNATURE, HostedTestGateway
from lonja.kernel.db import Database
from lonja.kernel.errors import BadSignature

OLD, NEW, STRANGE = "whsec_old", "whsec_new", "whsec_of_somebody_else"
BODY = json.dumps({"id": "he_1", "type": "session.captured", "session": "hs_1"}).encode()


def gateway(*secrets: str) -> HostedTestGateway:
    """Reading an event asks no database."""
    return HostedTestGateway(
        cast("Database", None), public_url="http://shop.example", secrets=secrets
    )


def signed(*secrets: str) -> dict[str, str]:
    """As a provider signs while it rolls: once with each secret."""
    at = int(time.time())
    marks = [
        hmac.new(secret.encode(), f"{at}.".encode() + BODY, hashlib.sha256).hexdigest()
        for secret in secrets
    ]
    return {SIGNATURE: ",".join([f"t={at}", *(f"v1={mark}" for mark in marks)])}


@pytest.mark.parametrize("secrets", [(OLD,), (NEW,), (OLD, NEW), (STRANGE, NEW)])
def test_while_both_are_valid_either_signs(secrets: tuple[str, ...]) -> None:
    [signal] = gateway(NEW, OLD).read(BODY, signed(*secrets))

    assert signal.event_id == "he_1"


@pytest.mark.parametrize(
    ("valid", "secrets"), [((NEW, OLD), (STRANGE,)), ((NEW,), (OLD,)), ((NEW, OLD), ())]
)
def test_no_other_does_and_the_old_one_not_for_ever(
    valid: tuple[str, ...], secrets: tuple[str, ...]
) -> None:
    with pytest.raises(BadSignature):
        gateway(*valid).read(BODY, signed(*secrets))
