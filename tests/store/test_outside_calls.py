"""Nothing outside the database is called while a transaction is open: adapters raise."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from tests.support.mail_service import Identity

from lonja.adapters.azure_blobs import AzureBlobs
from lonja.adapters.azure_mail import CommunicationMailer
from lonja.adapters.azure_queues import AzureQueues
from lonja.adapters.mail import SmtpMailer
from lonja.adapters.test_gateway import TestGateway
from lonja.kernel import clock
from lonja.kernel.db import Database, OutsideCallInTransaction, outside_call
from lonja.kernel.money import Money
from lonja.notifications.api import Mail, Mailer
from lonja.payments.api import Charge, Reference

pytestmark = pytest.mark.anyio


def calls(database: Database, queues: AzureQueues) -> dict[str, Any]:
    gateway = TestGateway(database, return_base="http://shop.example")
    attempt = uuid4()
    charge = Charge(
        attempt,
        uuid4(),
        "A-1",
        Money("EUR", 1),
        "approved",
        "http://shop.example",
        "es",
        clock.now(),
    )
    reference = Reference(attempt, {}, None)
    return {
        "send": lambda: queues.send("orders", "{}"),
        "receive": lambda: queues.receive("orders", limit=1, hidden_s=1),
        "length": lambda: queues.length("orders"),
        "start": lambda: gateway.start(charge),
        "lookup": lambda: gateway.lookup(reference),
        "capture": lambda: gateway.capture(reference, Money("EUR", 1)),
        "close": lambda: gateway.close(reference),
    }


@pytest.mark.parametrize(
    "name", ["send", "receive", "length", "start", "lookup", "capture", "close"]
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


@pytest.mark.parametrize(
    "name", ["ticket", "facts", "read", "save", "write", "delete", "older_than"]
)
async def test_blob_storage_refuses_to_be_called_inside_a_transaction(
    database: Database, storage_connection: str, tmp_path: Path, name: str
) -> None:
    blobs = AzureBlobs(connection=storage_connection)
    made: dict[str, Callable[[], Awaitable[object]]] = {
        "ticket": lambda: blobs.upload_ticket("uploads", "x", content_type="text/plain"),
        "facts": lambda: blobs.facts("uploads", "x"),
        "read": lambda: blobs.read("uploads", "x", max_bytes=1),
        "save": lambda: blobs.save("uploads", "x", tmp_path / "x", max_bytes=1),
        "write": lambda: blobs.write("uploads", "x", b"x", content_type="text/plain"),
        "delete": lambda: blobs.delete("uploads", "x"),
        "older_than": lambda: blobs.older_than("uploads", "x", clock.now(), limit=1),
    }
    try:
        with pytest.raises(OutsideCallInTransaction):
            async with database.transaction():
                await made[name]()
    finally:
        await blobs.close()


@pytest.mark.parametrize("kind", ["smtp", "azure"])
async def test_the_mail_server_refuses_to_be_called_inside_a_transaction(
    database: Database, kind: str
) -> None:
    smtp = SmtpMailer(host="127.0.0.1", port=1)
    azure = CommunicationMailer(
        endpoint="http://127.0.0.1:1", sender="a@shop.test", credential=Identity()
    )
    mailer: Mailer = smtp if kind == "smtp" else azure

    try:
        with pytest.raises(OutsideCallInTransaction):
            async with database.transaction():
                await mailer.send(
                    Mail(uuid4(), "b@shop.test", "s", "t", "<p>h", "en", "a@shop.test")
                )
    finally:
        await azure.close()
