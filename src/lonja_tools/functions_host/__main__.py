"""`python -m lonja_tools.functions_host FOLDER`: run one function app until it receives a signal."""

import argparse
import asyncio
import logging
import os
import signal
import sys
import traceback
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from lonja_tools.functions_host import log
from lonja_tools.functions_host.host import Host, Limits
from lonja_tools.functions_host.host_json import HostJsonError, read_host_json
from lonja_tools.functions_host.leaving import leave_when_idle
from lonja_tools.functions_host.loader import LoadError, load
from lonja_tools.functions_host.settings import SettingMissing

POLLING_SETTING = "AzureFunctionsJobHost__extensions__queues__maxPollingInterval"


def main(arguments: Sequence[str] | None = None) -> int:
    parsed = _parser().parse_args(arguments)
    log.configure(getattr(logging, parsed.log_level.upper()))
    settings = dict(os.environ)
    if parsed.max_polling_seconds is not None:
        settings[POLLING_SETTING] = str(timedelta(seconds=parsed.max_polling_seconds))
    try:
        options = read_host_json(parsed.folder, settings)
        app = load(parsed.folder, settings)
    except (LoadError, HostJsonError, SettingMissing) as error:
        print(f"functions host: {error}", file=sys.stderr)
        return 1
    except Exception:  # noqa: BLE001 - whatever the app's own import raises
        traceback.print_exc()
        print(f"functions host: {parsed.folder} could not be imported", file=sys.stderr)
        return 1
    limits = Limits(
        lease_s=parsed.lease_seconds,
        timer_lease_s=parsed.timer_lease_seconds,
        shutdown_s=parsed.shutdown_seconds,
    )
    try:
        host = Host(app, options, settings, limits=limits)
        asyncio.run(_run(host, parsed.port, leave_after_s=parsed.leave_after_seconds))
    except SettingMissing as error:
        print(f"functions host: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"functions host: port {parsed.port}: {error.strerror}", file=sys.stderr)
        return 1
    return 0


async def _run(host: Host, port: int | None, *, leave_after_s: int | None) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()

    def request_stop() -> None:
        if stop.is_set():
            os._exit(130)  # second signal: stop now
        stop.set()

    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, request_stop)
    idle = None if leave_after_s is None else leave_when_idle(host, stop, after_s=leave_after_s)
    leaving = None if idle is None else asyncio.create_task(idle)
    if not await host.run(stop, port=port):
        # A function that still runs would keep the process alive indefinitely.
        sys.stdout.flush()
        os._exit(0)
    if leaving is not None:
        leaving.cancel()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m lonja_tools.functions_host",
        description="Run an Azure Functions v2 Python app on this machine. A development tool: "
        "it has the semantics of Azure's storage queue and timer extensions, not its scale.",
    )
    parser.add_argument("folder", type=Path, help="where function_app.py and host.json are")
    parser.add_argument(
        "--lease-seconds",
        type=int,
        default=Limits.lease_s,
        help="how long a running message is hidden before it must be renewed (Azure: 600, fixed)",
    )
    parser.add_argument(
        "--timer-lease-seconds",
        type=int,
        choices=range(15, 61),
        metavar="15..60",
        default=Limits.timer_lease_s,
        help="how long a killed host keeps its timers from the others (Azure: 60, fixed)",
    )
    parser.add_argument(
        "--shutdown-seconds",
        type=float,
        default=Limits.shutdown_s,
        help="how long to wait for running functions at shutdown",
    )
    parser.add_argument(
        "--max-polling-seconds",
        type=int,
        help="instead of host.json's maxPollingInterval; with /wake an idle laptop may poll rarely",
    )
    parser.add_argument(
        "--leave-after-seconds",
        type=int,
        help="end once nothing was done for so long: for a host that is started when there is work",
    )
    parser.add_argument("--port", type=int, help="loopback port of /healthz, /status and /wake")
    parser.add_argument("--log-level", choices=["debug", "info", "warning"], default="info")
    return parser


if __name__ == "__main__":
    sys.exit(main())
