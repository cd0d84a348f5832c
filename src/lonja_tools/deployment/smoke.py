"""Smoke tests that an app must pass before it gets traffic: our content, of this release.

App Service answers 200 with a page of its own when the start command fails, so a status says
nothing; and a slot that still runs the last release would pass every check but that of its release.
"""

import json
import re
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from http.client import HTTPResponse
from typing import Final

ANSWER_WITHIN_S: Final = 20.0
MAX_BYTES: Final = 2_000_000


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    kind: str
    text: str
    release: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A request and its expected response; `leads_to` matches a linked file of type `then`."""

    path: str
    kind: str
    says: str
    status: int = 200
    leads_to: str = ""
    then: str = ""
    # Answered by another app, which in a slot is not yet the one of this release.
    needs_others: bool = False
    # What it may say instead: a shop that is not open yet has every right to say so.
    or_else: "Page | None" = None


_HTML, _JSON, _PROBLEM = "text/html", "application/json", "application/problem+json"
_READY: Final = Page("/readyz", _JSON, '"ready"')
_SIGNED_OUT: Final = Page("/api/v1/orders", _PROBLEM, '"signed_out"', status=401)
PAGES: Final[Mapping[str, tuple[Page, ...]]] = {
    "frontoffice": (
        _READY,
        Page(
            "/es/",
            _HTML,
            '<html lang="es">',
            leads_to=r'href="(/static/[^"]+\.css[^"]*)"',
            then="text/css",
        ),
        Page("/en/", _HTML, '<html lang="en">'),
        Page(
            "/api/v1/products?limit=1",
            _JSON,
            '"items"',
            or_else=Page("", _PROBLEM, '"shop_closed"', status=403),
        ),
    ),
    "backoffice": (_READY, _SIGNED_OUT),
    "spa": (
        Page(
            "/",
            _HTML,
            "<title>Lonja</title>",
            leads_to=r'src="(/assets/[^"]+\.js)"',
            then="text/javascript",
        ),
        replace(_SIGNED_OUT, needs_others=True),
    ),
}


class _Stay(urllib.request.HTTPRedirectHandler):
    """Do not follow redirects: a slot's redirect to production would test production."""

    def redirect_request(self, *_: object) -> None:
        return None


_opener = urllib.request.build_opener(_Stay)


def ask(url: str) -> Answer:
    """A response of any status; without one, status 0 with the reason as text."""
    try:
        with _opener.open(url, timeout=ANSWER_WITHIN_S) as answer:
            return _read(answer.status, answer)
    except urllib.error.HTTPError as error:
        return _read(error.code, error)
    except OSError as error:
        return Answer(0, "", str(error))


def _read(status: int, answer: HTTPResponse | urllib.error.HTTPError) -> Answer:
    kind = answer.headers.get("content-type", "").partition(";")[0]
    text = answer.read(MAX_BYTES).decode(errors="replace")
    return Answer(status, kind, text, answer.headers.get("x-lonja-release", ""))


def wrong(
    name: str, address: str, release: str, *, through_spa: bool = False, alone: bool = False
) -> list[str]:
    """The problems, a sentence each; empty if the app is ours and serves.

    Where only the host of the SPA may call the API, `address` is that host's. With `alone`, for a
    slot, pages that need other apps are left out until the swap.
    """
    address = address.rstrip("/")
    if through_spa:
        return list(_wrong_api_behind_spa(address, release))
    return list(_wrong(name, address, release, alone=alone))


def release_of(address: str, *, through_spa: bool = False) -> str | None:
    """The release that responds there, if any."""
    address = address.rstrip("/")
    if through_spa:
        return ask(address + _SIGNED_OUT.path).release or None
    health = _object(ask(f"{address}/healthz"))
    return (
        str(health["release"]) if health.get("status") == "alive" and "release" in health else None
    )


def _wrong(name: str, address: str, release: str, *, alone: bool) -> Iterator[str]:
    alive = ask(f"{address}/healthz")
    health = _object(alive)
    if health.get("status") != "alive":
        yield f"{address}/healthz is not Lonja: {alive.status} {alive.text[:120]!r}"
        return
    if health.get("release") != release:
        yield f"{address} runs release {health.get('release')}, not {release}"
        return
    for page in PAGES[name]:
        if not (alone and page.needs_others):
            yield from _of_page(address, page)


def _wrong_api_behind_spa(address: str, release: str) -> Iterator[str]:
    yield from _of_page(address, _SIGNED_OUT)
    api_release = ask(address + _SIGNED_OUT.path).release
    if api_release != release:
        yield f"the API behind {address} runs release {api_release or 'unknown'}, not {release}"


def _of_page(address: str, page: Page) -> Iterator[str]:
    answer = ask(address + page.path)
    if page.or_else and _is(answer, page.or_else):
        return
    if not _is(answer, page):
        yield (
            f"{address}{page.path} should say {page.says} ({page.status} {page.kind}),"
            f" but says: {answer.status} {answer.kind} {answer.text[:120]!r}"
        )
    elif page.leads_to:
        link = re.search(page.leads_to, answer.text)
        file = ask(address + link[1]) if link else Answer(0, "", f"no {page.leads_to}")
        if (file.status, file.kind) != (200, page.then):
            yield f"{address}{page.path} leads to no {page.then}: {file.status} {file.text[:120]!r}"


def _is(answer: Answer, page: Page) -> bool:
    return (answer.status, answer.kind) == (page.status, page.kind) and page.says in answer.text


def _object(answer: Answer) -> dict[str, object]:
    try:
        document = json.loads(answer.text)
    except ValueError:
        return {}
    return document if isinstance(document, dict) else {}


def until_right(
    look: Callable[[], list[str]],
    *,
    within_s: float,
    every_s: float = 10,
    pause: Callable[[float], None] = time.sleep,
) -> list[str]:
    """Retry: an app takes minutes to build and start after a roll-out."""
    problems = look()
    for _ in range(int(within_s // every_s)):
        if not problems:
            break
        pause(every_s)
        problems = look()
    return problems
