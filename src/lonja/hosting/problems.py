"""Errors as `application/problem+json` (RFC 9457) with a stable `code`.

Nothing else in the product maps a refusal to a status.
"""

import functools
import logging
import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from psycopg import DataError, OperationalError
from psycopg.errors import NumericValueOutOfRange
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, compile_path

from lonja.hosting.request_log import named_route
from lonja.kernel import tracing
from lonja.kernel.errors import Conflict, Forbidden, Invalid, NotFound, Refused, Unavailable

log = logging.getLogger(__name__)

_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"})
MEDIA_TYPE: Final = "application/problem+json"

_BY_CODE: Final = {
    "cart_expired": 410,
    "export_over": 410,
    "sold_out": 409,
    "not_enough_stock": 409,
    "idempotency_key_required": 400,
    "if_match_required": 428,
    "bad_signature": 400,
    "idempotency_key_reused": 422,
    "signed_out": 401,
    "wrong_api_key": 401,
    "sign_in_refused": 401,
    "provider_refused": 401,
    "not_connected": 401,
    "too_many_attempts": 429,
    "too_many_requests": 429,
    "too_many_streams": 429,
    "too_many_unpaid_orders": 429,
}
_BY_KIND: Final[Sequence[tuple[type[Refused], int]]] = (
    (NotFound, 404),
    (Conflict, 409),
    (Forbidden, 403),
    (Invalid, 422),
)
_RETRY_AFTER_S: Final = {"in_progress": 1}


_OF_FIELD: Final[Mapping[str, tuple[str, str | None]]] = {
    "missing": ("missing", None),
    "string_too_short": ("too_short", "min_length"),
    "string_too_long": ("too_long", "max_length"),
    "too_short": ("too_short", "min_length"),
    "too_long": ("too_long", "max_length"),
    "greater_than_equal": ("too_small", "ge"),
    "greater_than": ("too_small", "gt"),
    "less_than_equal": ("too_large", "le"),
    "less_than": ("too_large", "lt"),
}
"""What pydantic finds wrong with a field, in the codes that a screen has words for; all else is `malformed`."""

_RESERVED: Final = frozenset({"type", "title", "status", "code", "detail", "trace", "headers"})
"""What a problem says of itself: a fact of that name (where an order stands) is told beside it."""

_DOCUMENTED: Final[dict[str, Any]] = {
    "description": "A problem (RFC 9457); `code` is stable.",
    "content": {
        MEDIA_TYPE: {
            "schema": {
                "type": "object",
                "required": ["type", "title", "status", "code", "detail", "trace"],
                "properties": {
                    "type": {"type": "string"},
                    "title": {"type": "string"},
                    "status": {"type": "integer"},
                    "code": {"type": "string"},
                    "detail": {"type": "string"},
                    "trace": {"type": "string"},
                },
            }
        }
    },
}
RESPONSES: Final[dict[int | str, dict[str, Any]]] = {
    "4XX": _DOCUMENTED,
    422: _DOCUMENTED,
    503: _DOCUMENTED,
}
"""What every operation may answer besides success; for the routers of both APIs."""


def status_of(refused: Refused) -> int:
    """The HTTP status of a refusal: by its code where that says more than its kind."""
    if refused.code in _BY_CODE:
        return _BY_CODE[refused.code]
    for kind, status in _BY_KIND:
        if isinstance(refused, kind):
            return status
    return 422


def problem(
    status: int,
    code: str,
    detail: str = "",
    *,
    headers: Mapping[str, str] | None = None,
    **facts: Any,
) -> Response:
    body = {
        "type": f"urn:lonja:problem:{code}",
        "title": code.replace("_", " ").capitalize(),
        "status": status,
        "code": code,
        "detail": detail,
        "trace": tracing.current(),
        **{key: value for key, value in facts.items() if value is not None},
    }
    return JSONResponse(body, status, headers=dict(headers or {}), media_type=MEDIA_TYPE)


def of_refusal(refused: Refused) -> Response:
    headers = {}
    retry_s = refused.facts.get("retry_after_s", _RETRY_AFTER_S.get(refused.code))
    if retry_s is not None:
        headers["Retry-After"] = str(retry_s)
    facts = {
        f"current_{k}" if k in _RESERVED else k: v
        if isinstance(v, int | str | bool | list)
        else str(v)
        for k, v in refused.facts.items()
    }
    facts.pop("retry_after_s", None)
    return problem(status_of(refused), refused.code, refused.detail, headers=headers, **facts)


def install(app: FastAPI) -> None:
    """Answer every failure of this app with a problem."""
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Unavailable, _unavailable)
    app.add_exception_handler(OperationalError, _unavailable)
    app.add_exception_handler(DataError, _bad_text)
    app.add_exception_handler(UnicodeEncodeError, _bad_text)
    app.add_exception_handler(Exception, _broken)


async def _refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)
    return of_refusal(error)


async def _invalid(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    found = error.errors()
    if any(item["type"] == "json_invalid" for item in found):
        return problem(400, "malformed_json", "the body is not JSON")
    errors = [_of_field(item) for item in found[:50]]
    return problem(422, "invalid_request", "some fields are not right", errors=errors)


def _of_field(item: Mapping[str, Any]) -> dict[str, Any]:
    code, limit = _OF_FIELD.get(item["type"], ("malformed", None))
    told = {
        "field": ".".join(str(part) for part in item["loc"][1:]) or str(item["loc"][0]),
        "code": code,
        "message": item["msg"],
    }
    found = item.get("ctx", {}).get(limit) if limit else None
    if isinstance(found, Decimal):
        found = float(found)
    return {**told, "limit": found} if isinstance(found, int | float) else told


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    answer = of_http(error)
    if error.status_code == 405:
        answer.headers["Allow"] = allowed(request)
    return answer


def allowed(request: Request) -> str:
    """The methods that this address takes; a router that refuses one knows only its own."""
    path, methods = request.url.path, set[str]()
    for route in request.app.routes:
        if isinstance(route, Route) and route.path_regex.match(path):
            methods |= route.methods or set()
    for template, operations in request.app.openapi()["paths"].items():
        if _pattern(template).match(path):
            methods |= methods_of(operations)
    return ", ".join(sorted(methods)) or "GET, HEAD"


@functools.cache
def _pattern(template: str) -> re.Pattern[str]:
    """Of a path of our own documents: hundreds of them for each wrong method took longer than an answer."""
    return compile_path(template)[0]


def methods_of(operations: Iterable[str]) -> set[str]:
    """Of one path of an OpenAPI document, which names other things beside them."""
    return {name.upper() for name in operations} & _METHODS


def of_http(error: HTTPException) -> Response:
    codes = {
        400: "bad_request",
        404: "not_found",
        405: "method_not_allowed",
        408: "body_too_slow",
        413: "body_too_large",
    }
    code = codes.get(error.status_code, f"http_{error.status_code}")
    return problem(error.status_code, code, str(error.detail), headers=error.headers)


async def _unavailable(_: Request, error: Exception) -> Response:
    log.error("something outside does not answer", extra={"error": str(error)})
    return problem(
        503, "unavailable", "try again in a moment; nothing was lost", headers={"Retry-After": "5"}
    )


async def _bad_text(_: Request, error: Exception) -> Response:
    if isinstance(error, NumericValueOutOfRange):
        return problem(422, "number_too_large", "a number is larger than we can count")
    return problem(400, "bad_text", "the request holds text that cannot be stored")


async def _broken(request: Request, error: Exception) -> Response:
    return of_failure(error, named_route(request.scope))


def of_failure(error: Exception, route: str) -> Response:
    """What nobody expected: told to whoever runs the shop, not to whoever asked."""
    log.error("unexpected failure", exc_info=error, extra={"route": route})
    return problem(500, "internal_error", "our mistake; it has been written down")
