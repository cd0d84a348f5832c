"""Nothing outside the database is called while a transaction is open: adapters raise."""

from typing import Any
from uuid import uuid4

import pytest

from lonja.adapters.azure_queues import AzureQueues
from lonja.adapters.test_gateway import TestGateway
from lonja.kernel.db import Database, OutsideCallInTransaction, outside_call
from lonja.kernel.money import Money
from lonja.payments.api import Charge

pytestmark = pytest.mark.anyio


def calls(database: Database, queues: AzureQueues) -> dict[str, Any]:
    gateway = TestGateway(database, return_base="http://shop.example")
    attempt = uuid4()
    charge = Charge(attempt, uuid4(), Money("EUR", 1), "approved", "http://shop.example")
    return {
        "send": lambda: queues.send("orders", "{}"),
        "receive": lambda: queues.receive("orders", limit=1, hidden_s=1),
        "length": lambda: queues.length("orders"),
        "authorise": lambda: gateway.authorise(charge),
        "lookup": lambda: gateway.lookup(attempt),
        "capture": lambda: gateway.capture(attempt),
        "void": lambda: gateway.void(attempt),
    }


@pytest.mark.parametrize(
    "name", ["send", "receive", "length", "authorise", "lookup", "capture", "void"]
)
async def test_an_adapter_refuses_to_be_called_inside_a_transaction(
    database: Database, storage_connection: str, name: str
) -> None:
    async with AzureQueues(connection=storage_connection) as queues:
        with pytest.raises(OutsideCallInTransaction):
            async with database.transaction():
                await calls(database, queues)[name]()


async def test_the_same_call_is_fine_outside(database: Database) -> None:
    async with database.transaction():
        pass

    outside_call("anything")
