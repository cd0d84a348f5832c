"""The real servers that the tests and the laptop use."""

import smtplib
from email.message import EmailMessage

import httpx2
import pytest
from azure.storage.blob import BlobServiceClient
from azure.storage.queue import QueueServiceClient
from tests.support.asking import rows

from lonja.kernel.db import Database
from lonja.kernel.queues import POISON_QUEUES, QUEUES
from lonja_tools.laptop import schema
from lonja_tools.laptop.postgres import Postgres
from lonja_tools.places import CHECKOUT


class TestPostgres:
    def test_is_version_18_and_knows_spanish_letters(self, postgres: Postgres) -> None:
        assert postgres.ask("SELECT current_setting('server_version_num')::int / 10000") == ["18"]
        assert postgres.ask("SELECT lower('ÁÉÑ')") == ["áéñ"]

    def test_listens_on_its_socket_only(self, postgres: Postgres) -> None:
        assert postgres.ask("SHOW listen_addresses") == [""]

    @pytest.mark.anyio
    async def test_gives_each_test_a_migrated_database(self, database: Database) -> None:
        _, heads = schema.known(CHECKOUT)

        async with database.reading() as db:
            found = await rows(db, "SELECT version_num FROM alembic_version")

        assert {row.version_num for row in found} == heads


class TestStorage:
    def test_has_every_queue_with_its_poison(self, storage_connection: str) -> None:
        with QueueServiceClient.from_connection_string(storage_connection) as service:
            names = {queue.name for queue in service.list_queues()}

        assert {*QUEUES, *POISON_QUEUES} <= names

    def test_shows_pictures_to_anybody_and_uploads_to_nobody(self, storage_connection: str) -> None:
        with BlobServiceClient.from_connection_string(storage_connection) as service:
            for container in ("media", "uploads"):
                service.get_blob_client(container, "test-tile.txt").upload_blob(b"tile")
            root = service.url.rstrip("/")

        assert httpx2.get(f"{root}/media/test-tile.txt").text == "tile"
        assert httpx2.get(f"{root}/uploads/test-tile.txt").status_code == 403


class TestMailCatcher:
    def test_keeps_the_same_message_as_often_as_it_came(self, mail: tuple[int, str]) -> None:
        smtp_port, inbox = mail
        message = _a_message(to="ana@example.com", message_id="<order-1@lonja>")
        before = httpx2.get(f"{inbox}/api/messages", params={"limit": "1"}).json()

        for _ in range(2):
            with smtplib.SMTP("127.0.0.1", smtp_port) as smtp:
                smtp.send_message(message)

        found = httpx2.get(f"{inbox}/api/messages", params={"message_id": "order-1@lonja"}).json()
        assert [item["message_id"] for item in found["items"]] == ["<order-1@lonja>"] * 2
        assert found["deliveries"] - before["deliveries"] == 2
        assert found["messages"] - before["messages"] == 1

    def test_finds_a_recipient_and_shows_text_with_its_links(self, mail: tuple[int, str]) -> None:
        smtp_port, inbox = mail
        with smtplib.SMTP("127.0.0.1", smtp_port) as smtp:
            smtp.send_message(_a_message(to="Eva@example.com", message_id="<order-2@lonja>"))

        listed = httpx2.get(f"{inbox}/api/messages", params={"to": "eva@example.com"}).json()
        [found] = listed["items"]
        whole = httpx2.get(f"{inbox}/api/messages/{found['id']}").json()
        page = httpx2.get(f"{inbox}/messages/{found['id']}", params={"view": "text"}).text

        assert found["subject"] == "Pedido confirmado"
        assert "https://shop.example/orders/7?token=a" in whole["text"]
        assert '<a href="https://shop.example/orders/7?token=a" target="_blank">' in page
        assert "<script>" not in page

    def test_runs_no_script_of_a_message(self, mail: tuple[int, str]) -> None:
        smtp_port, inbox = mail
        message = _a_message(to="leo@example.com", message_id="<order-3@lonja>")
        message.add_alternative("<p>Hola</p><script>alert(1)</script>", subtype="html")
        with smtplib.SMTP("127.0.0.1", smtp_port) as smtp:
            smtp.send_message(message)
        listed = httpx2.get(f"{inbox}/api/messages", params={"to": "leo@example.com"}).json()
        [found] = listed["items"]

        shown = httpx2.get(f"{inbox}/messages/{found['id']}/html")

        assert shown.headers["Content-Security-Policy"].startswith("sandbox")
        assert "allow-scripts" not in shown.headers["Content-Security-Policy"]


def _a_message(*, to: str, message_id: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = "tienda@example.com"
    message["To"] = to
    message["Subject"] = "Pedido confirmado"
    message["Message-ID"] = message_id
    message.set_content("Gracias <script>. Su pedido: https://shop.example/orders/7?token=a.\n")
    return message
