"""`python -m lonja_tools.stripe_server PORT SHOP_URL BOOKS_FILE`: until SIGTERM.

Keys come from the environment; the books are kept in the file between two runs.
"""

import asyncio
import json
import os
import signal
import sys
from pathlib import Path

from lonja_tools.stripe_server.app import create_server, serve


async def _main() -> None:
    until = asyncio.Event()
    loop = asyncio.get_running_loop()
    for stop in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(stop, until.set)
    port, shop, file = sys.argv[1], sys.argv[2], Path(sys.argv[3])
    server = create_server(
        public_url=f"http://127.0.0.1:{port}",
        secret=os.environ["LONJA_STRIPE_KEY"],
        webhook_url=f"{shop}/api/v1/payments/stripe/events",
        webhook_secrets=os.environ["LONJA_STRIPE_WEBHOOK_SECRETS"].split(","),
    )
    if file.exists():
        server.books.load(json.loads(file.read_text()))
    await serve(server, port=int(port), until=until)
    file.write_text(json.dumps(server.books.dump()))


if __name__ == "__main__":
    asyncio.run(_main())
