"""The statements that this process runs while they are recorded: for the bench, and for tests that
limit the statements of a request.
"""

import contextlib
from collections.abc import Iterator
from typing import Any

import psycopg

type Statement = tuple[str, Any]


@contextlib.contextmanager
def overheard() -> Iterator[list[Statement]]:
    """Every statement with its values, in the order they are sent."""
    statements: list[Statement] = []
    execute = psycopg.AsyncCursor.execute

    async def listening(self: Any, query: Any, params: Any = None, **options: Any) -> Any:
        statements.append((query, params))
        return await execute(self, query, params, **options)

    psycopg.AsyncCursor.execute = listening  # type: ignore[method-assign]
    try:
        yield statements
    finally:
        psycopg.AsyncCursor.execute = execute  # type: ignore[method-assign]
