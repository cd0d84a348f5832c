"""`python -m lonja_tools.demo [pictures]`: fill an empty shop; then draw its pictures."""

import asyncio
import os
import sys

from lonja_tools.demo._plan import DEFAULT_SEED


def main() -> None:
    # Every start waits for this answer, and what reads the settings takes a second to import.
    url = os.environ.get("LONJA_DATABASE_URL")
    if url and sys.argv[1:] == [] and _is_loaded(url):
        return
    from lonja.bootstrap import read_settings

    settings = read_settings()
    if sys.argv[1:] == ["pictures"]:
        from lonja_tools.demo.drawing import ensure_pictures

        asyncio.run(ensure_pictures(settings.database_url, settings.storage_connection, _say))
        return
    from lonja_tools.demo.loading import ensure_rows

    asyncio.run(
        ensure_rows(
            settings.database_url,
            seed=DEFAULT_SEED,
            anchor=None,
            secret_key=settings.secret_key,
            progress=_say,
        )
    )


def _say(what: str, part: float) -> None:
    print(f"{what}: {part:.0%}", flush=True)


def _is_loaded(database_url: str) -> bool:
    import psycopg

    with psycopg.connect(database_url) as connection:
        there = connection.execute("SELECT to_regclass('demo.shop') IS NOT NULL").fetchone()
        if there is None or not there[0]:
            return False
        return connection.execute("SELECT 1 FROM demo.shop").fetchone() is not None


if __name__ == "__main__":
    main()
