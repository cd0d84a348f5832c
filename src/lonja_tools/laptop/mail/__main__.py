"""`python -m lonja_tools.laptop.mail SMTP_PORT WEB_PORT FILE`: until SIGTERM."""

import asyncio
import signal
import sys
from pathlib import Path

from aiohttp import web
from aiosmtpd.smtp import SMTP, Envelope, Session

from lonja_tools.laptop.mail.box import Box
from lonja_tools.laptop.mail.inbox import create_app

HOST = "127.0.0.1"
MAX_MESSAGE_BYTES = 20 * 1024 * 1024


class Catcher:
    """Accepts every mail, for any recipient."""

    def __init__(self, box: Box) -> None:
        self._box = box

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.content
        assert isinstance(content, bytes), "we do not ask aiosmtpd to decode"
        number = self._box.keep(
            sender=envelope.mail_from or "", recipients=list(envelope.rcpt_tos), raw=content
        )
        return f"250 kept as {number}"


async def serve(*, smtp_port: int, web_port: int, file: Path, until: asyncio.Event) -> None:
    box = Box(file)
    catcher = Catcher(box)
    loop = asyncio.get_running_loop()
    smtp = await loop.create_server(
        lambda: SMTP(catcher, data_size_limit=MAX_MESSAGE_BYTES, enable_SMTPUTF8=True, loop=loop),
        HOST,
        smtp_port,
    )
    runner = web.AppRunner(create_app(box), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, HOST, web_port, shutdown_timeout=1).start()
    await until.wait()
    smtp.close()
    await runner.cleanup()
    box.close()


async def _main() -> None:
    until = asyncio.Event()
    loop = asyncio.get_running_loop()
    for stop in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(stop, until.set)
    smtp_port, web_port, file = sys.argv[1:]
    await serve(smtp_port=int(smtp_port), web_port=int(web_port), file=Path(file), until=until)


if __name__ == "__main__":
    asyncio.run(_main())
