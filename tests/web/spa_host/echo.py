"""An API that tells what reached it; served to the proxy's tests."""

import asyncio
from collections.abc import AsyncIterator

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

streams = {"closed": 0}


async def echo(request: Request) -> Response:
    return JSONResponse(
        {
            "method": request.method,
            "path": request.scope["raw_path"].decode(),
            "query": request.scope["query_string"].decode(),
            "headers": dict(request.headers),
            "body": (await request.body()).hex(),
        }
    )


async def cookies(_: Request) -> Response:
    answer = Response(status_code=418)
    answer.raw_headers += [(b"set-cookie", b"one=1; Path=/"), (b"set-cookie", b"two=2; Path=/")]
    return answer


async def _ticks() -> AsyncIterator[bytes]:
    try:
        tick = 0
        while True:
            yield b"data: %d\n\n" % tick
            tick += 1
            await asyncio.sleep(0.05)
    finally:
        streams["closed"] += 1


async def events(_: Request) -> Response:
    return StreamingResponse(_ticks(), media_type="text/event-stream")


async def told(_: Request) -> Response:
    return JSONResponse(streams)


app = Starlette(
    routes=[
        Route("/api/cookies", cookies),
        Route("/api/events", events),
        Route("/api/{rest:path}", echo, methods=["GET", "POST"]),
        Route("/streams", told),
        Route("/healthz", told),
    ]
)
