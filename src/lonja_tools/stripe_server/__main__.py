"""`python -m lonja_tools.stripe_server PORT SHOP_URL`: until SIGTERM. Keys come from the environment."""

import asyncio
import os
import signal
import sys

from lonja_tools.stripe_server.app import create_server, serve


async def _main() -> None:
    until = asyncio.Event()
    loop = asyncio.get_running_loop()
    for stop in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(stop, until.set)
    port, shop = sys.argv[1:]
    server = create_server(
        public_url=f"http://127.0.0.1:{port}",
        secret=os.environ["LONJA_STRIPE_KEY"],
        webhook_url=f"{shop}/api/v1/payments/stripe/events",
        webhook_secrets=os.environ["LONJA_STRIPE_WEBHOOK_SECRETS"].split(","),
    )
    await serve(server, port=int(port), until=until)


if __name__ == "__main__":
    asyncio.run(_main())
