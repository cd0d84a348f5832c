"""Health checks of a process over a plain socket."""

import asyncio
import contextlib

from lonja_tools.laptop import topology


async def status_of(port: int, path: str, *, within_s: float = 2) -> int | None:
    """The HTTP status of `path`, or None without a response."""
    with contextlib.suppress(OSError, TimeoutError, ValueError, IndexError):
        async with asyncio.timeout(within_s):
            reader, writer = await asyncio.open_connection(topology.HOST, port)
            try:
                request = f"GET {path} HTTP/1.1\r\nHost: {topology.HOST}:{port}\r\n"
                writer.write(f"{request}Connection: close\r\n\r\n".encode())
                line = await reader.readline()
                return int(line.split()[1])
            finally:
                writer.close()
                with contextlib.suppress(OSError):
                    await writer.wait_closed()
    return None


async def listens(port: int) -> bool:
    with contextlib.suppress(OSError):
        _, writer = await asyncio.open_connection(topology.HOST, port)
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()
        return True
    return False


async def is_ready(service: topology.Service, base: int) -> bool:
    if not service.port:
        return True
    number = topology.port(service.port, base)
    if not service.ready_path:
        return await listens(number)
    return await status_of(number, service.ready_path) == 200
