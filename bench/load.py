"""A load generator in a process of its own: `python -m bench.load SPEC.json`, figures as JSON.

HTTP/1.1 over plain sockets, one request after the other on each connection. It reports its own
CPU: a generator at its limit measures itself and not the shop.
"""

import asyncio
import itertools
import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

READ_BYTES = 256 * 1024


async def connection(
    spec: dict[str, Any], paths: "itertools.cycle[str]", results: "Results"
) -> None:
    reader, writer = await asyncio.open_connection(
        spec["host"], spec["port"], limit=8 * 1024 * 1024
    )
    headers = "".join(f"{name}: {value}\r\n" for name, value in spec["headers"].items())
    try:
        while results.wants_more():
            request = f"GET {next(paths)} HTTP/1.1\r\nHost: {spec['host']}\r\n{headers}\r\n"
            started = time.perf_counter()
            writer.write(request.encode())
            status, size = await answer(reader)
            results.note(status, size, time.perf_counter() - started)
    finally:
        writer.close()


async def answer(reader: asyncio.StreamReader) -> tuple[int, int]:
    head = await reader.readuntil(b"\r\n\r\n")
    lines = head.lower().split(b"\r\n")
    length = next((int(x[15:]) for x in lines if x.startswith(b"content-length:")), None)
    if length is not None:
        await reader.readexactly(length)
        return int(lines[0].split()[1]), length
    size = 0
    while chunk := int((await reader.readuntil(b"\r\n")).split(b";")[0], 16):
        await reader.readexactly(chunk + 2)
        size += chunk
    await reader.readexactly(2)
    return int(lines[0].split()[1]), size


class Results:
    """The results of `limit` requests, or as many as fit into `seconds`."""

    def __init__(self, *, limit: int | None, seconds: float) -> None:
        self.limit, self.ends_at = limit, time.perf_counter() + seconds
        self.begun = 0
        self.bytes = 0
        self.bad = 0
        self.times: list[float] = []

    def wants_more(self) -> bool:
        if time.perf_counter() > self.ends_at or (
            self.limit is not None and self.begun >= self.limit
        ):
            return False
        self.begun += 1
        return True

    def note(self, status: int, size: int, seconds: float) -> None:
        self.times.append(seconds)
        self.bytes += size
        self.bad += status != 200


async def measure(spec: dict[str, Any]) -> dict[str, Any]:
    paths = itertools.cycle(spec["paths"])
    results = Results(limit=spec.get("limit"), seconds=spec["seconds"])
    started, cpu = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF)
    await asyncio.gather(*(connection(spec, paths, results) for _ in range(spec["connections"])))
    seconds = time.perf_counter() - started
    used = resource.getrusage(resource.RUSAGE_SELF)
    own = used.ru_utime + used.ru_stime - cpu.ru_utime - cpu.ru_stime
    times = sorted(results.times)
    return {
        "requests": len(times),
        "not_200": results.bad,
        "per_second": round(len(times) / seconds, 1),
        "p50_ms": round(times[len(times) // 2] * 1000, 2),
        "p99_ms": round(times[int(len(times) * 0.99)] * 1000, 2),
        "bytes_each": results.bytes // max(1, len(times)),
        "generator_cpu": round(own / seconds, 2),
    }


if __name__ == "__main__":
    print(json.dumps(asyncio.run(measure(json.loads(Path(sys.argv[1]).read_text())))))
