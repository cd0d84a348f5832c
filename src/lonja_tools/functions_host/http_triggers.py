"""The app's HTTP functions under /api, as Azure routes them.

It does not check access keys: the host listens on loopback only.
"""

import re
from collections.abc import Awaitable, Callable

from aiohttp import web
from azure import functions as azure_functions

from lonja_tools.functions_host.invocation import Invoker
from lonja_tools.functions_host.loader import App, HttpFunction

_CONSTRAINT = re.compile(r"\{(\*?)(\w+)(?::[^}]*)?\??\}")
_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def routes(app: App, invoker: Invoker) -> dict[tuple[str, str], _Handler]:
    """(method, path) -> handler for each HTTP function."""
    return {
        (method, f"/api/{_path(function.route)}"): _handler(function, invoker)
        for function in app.https
        for method in function.methods or ("*",)
    }


def _path(route: str) -> str:
    """Translate Azure's `{id:int?}` and `{*rest}` to aiohttp's syntax, without constraints."""

    def spelled(match: re.Match[str]) -> str:
        return f"{{{match.group(2)}:.*}}" if match.group(1) else f"{{{match.group(2)}}}"

    return _CONSTRAINT.sub(spelled, route.strip("/"))


def _handler(function: HttpFunction, invoker: Invoker) -> _Handler:
    async def handle(request: web.Request) -> web.StreamResponse:
        ran = await invoker.run(
            function,
            azure_functions.HttpRequest(
                method=request.method,
                url=str(request.url),
                headers=dict(request.headers),
                params=dict(request.query),
                route_params=dict(request.match_info),
                body=await request.read(),
            ),
        )
        ran.log(function, "http", method=request.method, path=request.path)
        if not ran.succeeded:
            return web.Response(status=500)
        answer = ran.value
        if isinstance(answer, azure_functions.HttpResponse):
            return web.Response(
                status=answer.status_code,
                body=answer.get_body(),
                headers={"Content-Type": answer.mimetype, **dict(answer.headers)},
            )
        return web.Response(status=204) if answer is None else web.Response(text=str(answer))

    return handle
