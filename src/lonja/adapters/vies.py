"""VIES, the European Commission's register of VAT ids, by its REST API.

Shapes as of ec.europa.eu/taxation_customs/vies (read 2026-11). It is often away, as a whole or for one
member state: whatever is no clear answer is `unavailable`.
"""

import logging
from typing import Any, Final

import httpx2

from lonja.adapters.authorities import believed
from lonja.kernel.db import outside_call
from lonja.taxes.api import VatAnswer, VatStatus

log = logging.getLogger(__name__)

URL: Final = "https://ec.europa.eu/taxation_customs/vies/rest-api/check-vat-number"
TIMEOUT_S: Final = 3.0
"""A buyer waits for it at the checkout."""
_NAME_CHARACTERS: Final = 200


class Vies:
    def __init__(self, client: httpx2.AsyncClient | None = None) -> None:
        self._client = client or httpx2.AsyncClient(
            verify=believed(), timeout=TIMEOUT_S, follow_redirects=False
        )

    async def ask(self, vat_id: str, *, requester: str) -> VatAnswer:
        outside_call("VIES")
        question = {"countryCode": vat_id[:2], "vatNumber": vat_id[2:]}
        if requester:
            question |= {
                "requesterMemberStateCode": requester[:2],
                "requesterNumber": requester[2:],
            }
        try:
            answer = await self._client.post(URL, json=question)
            answer.raise_for_status()
            return _read(answer.json())
        except (httpx2.HTTPError, ValueError) as error:
            log.warning("VIES did not answer: %s", type(error).__name__)
            return VatAnswer(VatStatus.UNAVAILABLE)

    async def close(self) -> None:
        await self._client.aclose()


def _read(body: Any) -> VatAnswer:
    if not isinstance(body, dict) or not isinstance(body.get("valid"), bool):
        return VatAnswer(VatStatus.UNAVAILABLE)
    if not body["valid"]:
        return VatAnswer(VatStatus.INVALID)
    return VatAnswer(
        VatStatus.VALID,
        name=str(body.get("name") or "")[:_NAME_CHARACTERS],
        consultation=str(body.get("requestIdentifier") or "")[:_NAME_CHARACTERS],
    )
