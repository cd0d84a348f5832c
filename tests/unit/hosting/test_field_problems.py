"""What a client learns of the fields that were not right."""

from decimal import Decimal
from typing import Annotated

import pytest
from fastapi import FastAPI
from pydantic import BaseModel, Field
from starlette.testclient import TestClient

from lonja.hosting import problems


class Asked(BaseModel):
    name: Annotated[str, Field(min_length=2, max_length=5)]
    days: Annotated[int, Field(ge=1, le=9)]
    names: dict[str, str] = {}
    price: Annotated[Decimal, Field(ge=0)] = Decimal(1)


@pytest.fixture(scope="module")
def client() -> TestClient:
    app = FastAPI()
    problems.install(app)

    @app.post("/")
    async def take(asked: Asked) -> int:
        return asked.days

    return TestClient(app)


class TestAFieldThatIsNotRight:
    @pytest.mark.parametrize(
        ("body", "field", "code", "limit"),
        [
            ({"days": 1}, "name", "missing", None),
            ({"name": "a", "days": 1}, "name", "too_short", 2),
            ({"name": "abcdef", "days": 1}, "name", "too_long", 5),
            ({"name": "abc", "days": 0}, "days", "too_small", 1),
            ({"name": "abc", "days": 10}, "days", "too_large", 9),
            ({"name": "abc", "days": 1, "price": -1}, "price", "too_small", 0),
            ({"name": "abc", "days": "x"}, "days", "malformed", None),
            ({"name": "abc", "days": 1, "names": {"es": 1}}, "names.es", "malformed", None),
        ],
    )
    def test_is_named_with_a_code_and_its_limit(
        self, client: TestClient, body: dict[str, object], field: str, code: str, limit: int | None
    ) -> None:
        answer = client.post("/", json=body)

        (error,) = answer.json()["errors"]
        assert (answer.status_code, error["field"], error["code"]) == (422, field, code)
        assert error.get("limit") == limit
