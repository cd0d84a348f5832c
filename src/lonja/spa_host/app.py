"""The host of the SPA as an ASGI app: files from memory, `/api` passed on, health."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, nullcontext
from pathlib import Path
from typing import Any, Final

import httpx2
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lonja.adapters.telemetry import reporting
from lonja.hosting.request_log import ReportRequests
from lonja.hosting.shutdown import on_shutdown_signal
from lonja.kernel.build import beside, release
from lonja.kernel.settings import Settings
from lonja.kernel.telemetry import Telemetry
from lonja.spa_host import proxy
from lonja.spa_host.files import File, read_built
from lonja.spa_host.policy import security_headers

SERVICE: Final = "back-office-pages"
_METHODS: Final = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]


def create_app(
    *,
    built: Path,
    api_url: str,
    headers: Mapping[str, str],
    transport: httpx2.AsyncBaseTransport | None = None,
    settings: Settings | None = None,
) -> Starlette:
    files = read_built(built)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        reports = reporting(settings, SERVICE) if settings else nullcontext(Telemetry())
        async with reports as telemetry, proxy.client(api_url, transport) as api:
            app.state.telemetry = telemetry
            app.state.api = api
            app.state.streams = proxy.Streams()
            with on_shutdown_signal(app.state.streams.ending.set):
                yield

    async def api(request: Request) -> Response:
        return await proxy.pass_on(request, request.app.state.api, request.app.state.streams)

    async def alive(_: Request) -> Response:
        answer = {"status": "alive", "release": release()}
        return JSONResponse(answer, headers={"cache-control": "no-store"})

    async def page(request: Request) -> Response:
        return _file_answer(request, files)

    return Starlette(
        routes=[
            Route("/api/{rest:path}", api, methods=_METHODS),
            Route("/healthz", alive),
            Route("/readyz", alive),
            Route("/{path:path}", page),
        ],
        middleware=[Middleware(ReportRequests), Middleware(Headed, headers=headers)],
        lifespan=lifespan,
    )


class Headed:
    """Each answer says what a browser may do with it: files, failures, and the API's own words."""

    def __init__(self, app: ASGIApp, headers: Mapping[str, str]) -> None:
        self._app = app
        self._headers = [(name.encode(), value.encode()) for name, value in headers.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_headed(message: Message) -> None:
            if message["type"] == "http.response.start":
                said = {name.lower() for name, _ in message["headers"]}
                more = [pair for pair in self._headers if pair[0] not in said]
                message = {**message, "headers": [*message["headers"], *more]}
            await send(message)

        await self._app(scope, receive, send_headed)


def _file_answer(request: Request, files: dict[str, File]) -> Response:
    """The file of that name; a name without a file is a page of the SPA, which knows its own 404.

    A missing asset is no page: an old tab that asks for yesterday's script must not get HTML.
    """
    path = request.url.path
    file = files.get(path)
    if file is None:
        if path.startswith("/assets/") or "." in path.rsplit("/", 1)[-1]:
            return Response("not found", 404, media_type="text/plain")
        file = files["/index.html"]
    encoding, body = file.best_for(request.headers.get("accept-encoding", ""))
    answer = {
        "cache-control": file.cache_control,
        "etag": file.etag,
        "vary": "accept-encoding",
    }
    if file.etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=answer)
    if encoding:
        answer["content-encoding"] = encoding
    return Response(body, headers=answer, media_type=file.media_type)


def _blob_origins(settings: Settings) -> list[str]:
    """Where signed uploads go and pictures come from."""
    if settings.storage_account:
        return [f"https://{settings.storage_account}.blob.core.windows.net"]
    parts = dict(
        part.split("=", 1) for part in settings.storage_connection.split(";") if "=" in part
    )
    endpoint = parts.get("BlobEndpoint", "")
    return ["/".join(endpoint.split("/")[:3])] if endpoint else []


def _report_origins(settings: Settings) -> list[str]:
    """Where an embedded report is drawn: Power BI, or what stands in for it on a laptop."""
    if not settings.powerbi_workspace:
        return []
    if settings.environment == "development" and settings.powerbi_url.startswith("http://"):
        return ["https://app.powerbi.com", settings.powerbi_url.rstrip("/")]
    return ["https://app.powerbi.com"]


def __getattr__(name: str) -> Any:
    """`app` is made when a server asks for it, so that tests can import this file without one."""
    if name != "app":
        raise AttributeError(name)
    # Not read by `bootstrap`, whose adapters would be most of what this small process holds.
    settings = Settings()
    blobs = _blob_origins(settings)
    headers = security_headers(
        connect_to=blobs,
        images_from=[*blobs, settings.public_url],
        frames_from=[*_report_origins(settings), settings.public_url],
    )
    if settings.backoffice_url.startswith("https://"):
        headers["strict-transport-security"] = "max-age=31536000; includeSubDomains"
    built = Path(settings.spa_folder) if settings.spa_folder else beside("spa") / "dist"
    return create_app(
        built=built, api_url=settings.backoffice_api_url, headers=headers, settings=settings
    )
