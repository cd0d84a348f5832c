"""Addresses that moved: where a visitor is led who asks for a page that is not there."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Final
from urllib.parse import unquote, urlsplit
from uuid import UUID

from psycopg import AsyncConnection

from lonja.content import _redirect_store
from lonja.content._redirect_store import Redirect
from lonja.kernel import audit
from lonja.kernel.errors import Conflict, Invalid, NotFound, Refused
from lonja.kernel.ids import uuid7

MAX_REDIRECTS: Final = 10_000
MAX_HOPS: Final = 10
MAX_CSV_CHARACTERS: Final = 200_000
MAX_ROW_ERRORS: Final = 100
PATH_CHARACTERS: Final = 500
_TARGET: Final = re.compile(r"/(?!/)[^\s\\]*|https?://[^\s/\\]+[^\s\\]*")
_NEVER_MISSING: Final = ("/api/", "/static/", "/healthz", "/readyz")


class UnknownRedirect(NotFound):
    code: ClassVar[str] = "unknown_redirect"


class RedirectTaken(Conflict):
    """There is a redirect from this path already."""

    code: ClassVar[str] = "redirect_taken"


class RedirectChanged(Conflict):
    """Somebody changed it since it was read; `facts["version"]` is theirs."""

    code: ClassVar[str] = "redirect_changed"


class RedirectLoop(Invalid):
    """Following it, a visitor would never arrive, or only after too many steps."""

    code: ClassVar[str] = "redirect_loop"


class TooManyRedirects(Conflict):
    code: ClassVar[str] = "too_many_redirects"


class RedirectsRefused(Invalid):
    """Nothing of a file was taken; `facts["rows"]`: each bad row's number, code and detail."""

    code: ClassVar[str] = "redirects_refused"


@dataclass(frozen=True, slots=True)
class Taken:
    """What a file of redirects changed."""

    created: int
    updated: int
    unchanged: int


async def redirect(db: AsyncConnection, redirect_id: UUID) -> Redirect:
    found = await _redirect_store.get(db, redirect_id)
    if found is None:
        raise UnknownRedirect("there is no such redirect")
    return found


async def list_redirects(
    db: AsyncConnection, *, query: str | None = None, after: str | None = None, limit: int = 50
) -> list[Redirect]:
    """By the path they lead from."""
    return await _redirect_store.list_redirects(db, query=query or None, after=after, limit=limit)


async def led_from(db: AsyncConnection, path: str) -> str | None:
    """Where the visitor of a path that is not there is sent."""
    known = normal_path(path)
    return None if known is None else await _redirect_store.target_of(db, known)


async def add_redirect(
    db: AsyncConnection, from_path: str, to_path: str, *, actor: str, now: datetime
) -> UUID:
    await _redirect_store.lock(db)
    there = await _redirect_store.pairs(db, MAX_REDIRECTS + 1)
    start, end = _checked(from_path, to_path, there)
    if start in there:
        raise RedirectTaken("there is a redirect from this address already", field="from_path")
    if len(there) >= MAX_REDIRECTS:
        raise TooManyRedirects(f"a shop has at most {MAX_REDIRECTS:,} redirects")
    redirect_id = uuid7()
    await _redirect_store.write(db, {start: (redirect_id, end)}, now=now)
    await _record(db, "redirect_added", redirect_id, start, end, actor=actor, now=now)
    return redirect_id


async def change_redirect(
    db: AsyncConnection,
    redirect_id: UUID,
    from_path: str,
    to_path: str,
    *,
    version: int,
    actor: str,
    now: datetime,
) -> None:
    before = await _lock(db, redirect_id, version)
    there = await _redirect_store.pairs(db, MAX_REDIRECTS + 1)
    del there[before.from_path]
    start, end = _checked(from_path, to_path, there)
    if start in there:
        raise RedirectTaken("there is a redirect from this address already", field="from_path")
    await _redirect_store.update(db, redirect_id, from_path=start, to_path=end)
    await _record(db, "redirect_changed", redirect_id, start, end, actor=actor, now=now)


async def remove_redirect(
    db: AsyncConnection, redirect_id: UUID, *, version: int, actor: str, now: datetime
) -> None:
    before = await _lock(db, redirect_id, version)
    await _redirect_store.delete(db, redirect_id)
    await _record(
        db, "redirect_removed", redirect_id, before.from_path, before.to_path, actor=actor, now=now
    )


async def take_redirects(db: AsyncConnection, text: str, *, actor: str, now: datetime) -> Taken:
    """A CSV file of two columns, from and to: all of it, or nothing where a row is wrong."""
    await _redirect_store.lock(db)
    before = await _redirect_store.pairs(db, MAX_REDIRECTS + 1)
    there, wrong = dict(before), list[dict[str, object]]()
    for number, row in _rows(text):
        try:
            from_path, to_path, *_ = [*row, ""]
            start, end = _checked(from_path, to_path, there)
        except Refused as refused:
            wrong.append({"row": number, "code": refused.code, "detail": refused.detail})
        else:
            there[start] = end
    if wrong:
        raise RedirectsRefused(f"{len(wrong)} rows are wrong", rows=wrong[:MAX_ROW_ERRORS])
    if len(there) > MAX_REDIRECTS:
        raise TooManyRedirects(f"a shop has at most {MAX_REDIRECTS:,} redirects")
    made = {start: (uuid7(), end) for start, end in there.items() if before.get(start) != end}
    await _redirect_store.write(db, made, now=now)
    created = len(there) - len(before)
    taken = Taken(created, len(made) - created, sum(1 for _ in _rows(text)) - len(made))
    await audit.record(
        db,
        at=now,
        actor=actor,
        action="redirects_imported",
        subject="redirects",
        created=taken.created,
        updated=taken.updated,
    )
    return taken


async def put_redirects(
    db: AsyncConnection, wanted: Mapping[str, str], *, actor: str, now: datetime
) -> dict[str, Refused]:
    """Let each path lead where it says; path → why it does not, judged in their order."""
    await _redirect_store.lock(db)
    before = await _redirect_store.pairs(db, MAX_REDIRECTS + 1)
    there, refused = dict(before), dict[str, Refused]()
    for from_path, to_path in wanted.items():
        try:
            start, end = _checked(from_path, to_path, there)
            if start not in there and len(there) >= MAX_REDIRECTS:
                raise TooManyRedirects(f"a shop has at most {MAX_REDIRECTS:,} redirects")
        except Refused as why:
            refused[from_path] = why
        else:
            there[start] = end
    made = {start: (uuid7(), end) for start, end in there.items() if before.get(start) != end}
    if made:
        await _redirect_store.write(db, made, now=now)
        created = len(there) - len(before)
        await audit.record(
            db,
            at=now,
            actor=actor,
            action="redirects_imported",
            subject="redirects",
            created=created,
            updated=len(made) - created,
        )
    return refused


async def redirects_from(db: AsyncConnection, paths: Sequence[str]) -> list[Redirect]:
    """Those that lead from these paths."""
    return await _redirect_store.from_paths(db, paths)


async def redirects_as_csv(db: AsyncConnection) -> str:
    """All of them as `take_redirects` reads them."""
    written = io.StringIO()
    lines = csv.writer(written)
    lines.writerow(("from", "to"))
    lines.writerows((await _redirect_store.pairs(db, MAX_REDIRECTS)).items())
    return written.getvalue()


async def lead(db: AsyncConnection, was: str, to_path: str, *, now: datetime) -> None:
    """A page of ours moved: its old address leads to the new one, without a detour."""
    await _redirect_store.lock(db)
    await _redirect_store.lead_on(db, was=was, to_path=to_path)
    await _redirect_store.write(db, {was: (uuid7(), to_path)}, now=now)


def normal_path(text: str) -> str | None:
    """An address as redirects are found by: its path alone, decoded, without a slash at the end."""
    try:
        path = unquote(urlsplit(text.strip()).path, errors="strict")
    except ValueError:
        return None
    path = path.rstrip("/")
    is_path = path.startswith("/") and not path.startswith("//") and path.isprintable()
    return path if is_path and len(path) <= PATH_CHARACTERS else None


def _checked(from_path: str, to_path: str, there: Mapping[str, str]) -> tuple[str, str]:
    """Both as they are stored; `there` are the others, which it may not make a loop with."""
    start, end = normal_path(from_path), to_path.strip()
    if start is None or f"{start}/".startswith(_NEVER_MISSING):
        raise Invalid(
            "an address to lead from is a path of this shop, such as /old-page", field="from_path"
        )
    if len(end) > PATH_CHARACTERS or not end.isprintable() or not _TARGET.fullmatch(end):
        raise Invalid(
            "an address to lead to is a path of this shop, or begins with https://", field="to_path"
        )
    step: str | None = end
    for _ in range(MAX_HOPS):
        known = normal_path(step) if step and step.startswith("/") else None
        if known is None:
            return start, end
        if known == start:
            break
        step = there.get(known)
    raise RedirectLoop("this leads round in a circle, or over too many steps", field="to_path")


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """The rows that say something, by their number in the file; a heading is none."""
    for number, row in enumerate(csv.reader(io.StringIO(text.removeprefix("\ufeff"))), start=1):
        cells = [cell.strip() for cell in row]
        is_heading = number == 1 and not cells[0].startswith(("/", "http")) if cells else False
        if any(cells) and not is_heading:
            yield number, cells


async def _lock(db: AsyncConnection, redirect_id: UUID, version: int) -> Redirect:
    await _redirect_store.lock(db)
    found = await redirect(db, redirect_id)
    if found.version != version:
        raise RedirectChanged(
            "somebody changed this redirect meanwhile; load it again", version=found.version
        )
    return found


async def _record(
    db: AsyncConnection,
    action: str,
    redirect_id: UUID,
    from_path: str,
    to_path: str,
    *,
    actor: str,
    now: datetime,
) -> None:
    await audit.record(
        db,
        at=now,
        actor=actor,
        action=action,
        subject=f"redirect:{redirect_id}",
        from_path=from_path,
        to_path=to_path,
    )
