"""How the mailer reads a real server's answers."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from tests.support.mail_context import SENDER

from lonja.adapters.mail import SmtpMailer
from lonja.kernel.ids import uuid7
from lonja.notifications.api import (
    Mail,
    MailBounced,
    MailPutOff,
    MailRefused,
    MailUnavailable,
)

pytestmark = pytest.mark.anyio


class Moody:
    """Answers as the address asks: `rcpt-550@…` at the recipient, `data-451@…` at the text."""

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.rcpt_tos.append(address)
        when, _, code = address.partition("@")[0].partition("-")
        return f"{code} as asked" if when == "rcpt" else "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        when, _, code = envelope.rcpt_tos[0].partition("@")[0].partition("-")
        return f"{code} as asked" if when == "data" else "250 OK"


@asynccontextmanager
async def a_server() -> AsyncIterator[int]:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(Moody(), loop=loop), "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


async def send(port: int, recipient: str) -> None:
    mailer = SmtpMailer(host="127.0.0.1", port=port)
    await mailer.send(Mail(uuid7(), recipient, "Hola", "Texto", "<p>Texto</p>", "es", SENDER))


class TestTheMailer:
    @pytest.mark.parametrize(
        ("recipient", "kind"),
        [
            ("rcpt-550@shop.test", MailBounced),
            ("rcpt-450@shop.test", MailPutOff),
            ("data-554@shop.test", MailRefused),
            ("data-451@shop.test", MailPutOff),
            ("data-421@shop.test", MailUnavailable),
        ],
    )
    async def test_distinguishes_permanent_from_temporary_failures(
        self, recipient: str, kind: type[Exception]
    ) -> None:
        async with a_server() as port:
            with pytest.raises(kind) as raised:
                await send(port, recipient)

        assert type(raised.value) is kind

    async def test_is_quiet_when_the_server_takes_it(self) -> None:
        async with a_server() as port:
            await send(port, "ana@shop.test")

    async def test_reports_an_unreachable_server(self) -> None:
        async with a_server() as port:
            pass
        with pytest.raises(MailUnavailable):
            await send(port, "ana@shop.test")
