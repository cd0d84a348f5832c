"""Signatures of webhooks, held to cases that Stripe's own package agrees with."""

import json
from typing import Any

import pytest
from tests.support.samples import STRIPE_SIGNATURES

from lonja.adapters.signed_events import check_signature
from lonja.kernel.errors import BadSignature

VECTORS: dict[str, Any] = json.loads(STRIPE_SIGNATURES.read_text())


@pytest.mark.parametrize("case", VECTORS["cases"], ids=[one["name"] for one in VECTORS["cases"]])
def test_a_signature_is_judged_as_stripe_judges_it(case: dict[str, Any]) -> None:
    body = case.get("body", VECTORS["body"]).encode()
    now = case.get("now", VECTORS["now"])

    def check() -> None:
        check_signature(body, case["header"] or "", secrets=case["secrets"], now=now)

    if case["valid"]:
        check()
    else:
        with pytest.raises(BadSignature):
            check()
