"""What the register of VAT ids answers, and what its outages become."""

import json
from typing import Any

import httpx2
import pytest

from lonja.adapters.vies import Vies
from lonja.taxes.api import VatAnswer, VatStatus

pytestmark = pytest.mark.anyio

UNAVAILABLE = VatAnswer(VatStatus.UNAVAILABLE)


def vies(*answers: httpx2.Response, asked: list[Any] | None = None) -> Vies:
    left = list(answers)

    def answer(request: httpx2.Request) -> httpx2.Response:
        if asked is not None:
            asked.append(json.loads(request.content))
        if not left:
            raise httpx2.ConnectTimeout("nobody there")
        return left.pop(0)

    return Vies(httpx2.AsyncClient(transport=httpx2.MockTransport(answer)))


class TestVies:
    async def test_confirms_a_company_with_its_number_of_the_question(self) -> None:
        asked: list[Any] = []
        body = {"valid": True, "name": "Carreaux SAS", "requestIdentifier": "WAPI-1"}

        found = await vies(httpx2.Response(200, json=body), asked=asked).ask(
            "FRXX123456789", requester="ESB12345674"
        )

        assert found == VatAnswer(VatStatus.VALID, "Carreaux SAS", "WAPI-1")
        assert asked == [
            {
                "countryCode": "FR",
                "vatNumber": "XX123456789",
                "requesterMemberStateCode": "ES",
                "requesterNumber": "B12345674",
            }
        ]

    async def test_says_that_there_is_no_such_company(self) -> None:
        answer = httpx2.Response(200, json={"valid": False, "name": "---"})

        assert await vies(answer).ask("FR1", requester="") == VatAnswer(VatStatus.INVALID)

    @pytest.mark.parametrize(
        "answer",
        [
            httpx2.Response(
                200,
                json={
                    "actionSucceed": False,
                    "errorWrappers": [{"error": "MS_UNAVAILABLE"}],
                },
            ),
            httpx2.Response(503),
            httpx2.Response(200, text="<html>maintenance</html>"),
            httpx2.Response(200, json=["valid"]),
        ],
    )
    async def test_is_away_whenever_its_answer_is_not_clear(self, answer: httpx2.Response) -> None:
        assert await vies(answer).ask("FR1", requester="") == UNAVAILABLE

    async def test_is_away_when_nobody_answers(self) -> None:
        assert await vies().ask("FR1", requester="") == UNAVAILABLE
