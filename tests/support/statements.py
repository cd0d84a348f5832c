"""What this process asks its databases while somebody listens: for the bench, and for tests that
hold how much a request asks.
"""

import contextlib
from collections.abc import Iterator
from typing import Any

import psycopg

type Statement = tuple[str, Any]


@contextlib.contextmanager
def overheard() -> Iterator[list[Statement]]:
    """Every statement with its values, in the order they are sent."""
    heard: list[Statement] = []
    execute = psycopg.AsyncCursor.execute

    async def listening(self: Any, query: Any, params: Any = None, **options: Any) -> Any:
        heard.append((query, params))
        return await execute(self, query, params, **options)

    psycopg.AsyncCursor.execute = listening  # type: ignore[method-assign]
    try:
        yield heard
    finally:
        psycopg.AsyncCursor.execute = execute  # type: ignore[method-assign]
