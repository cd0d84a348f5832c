"""One demo shop, loaded once, for the tests that only look at it."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from tests.support import databases

from lonja_tools.demo import _cache, loading
from lonja_tools.laptop.postgres import Postgres

ANCHOR = date(2026, 11, 22)
SECRET = "a-secret-of-these-tests-32-characters"


def no_progress(what: str, part: float) -> None:
    """Nobody is watching."""


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A cache of the tests' own."""
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_cache, "folder", lambda: folder)
        yield folder


@pytest.fixture(scope="session")
def demo_template(postgres: Postgres, cache: Path) -> Iterator[str]:
    """The name of a database with the demo shop, loaded once and without connections."""
    import asyncio

    with databases.copied(postgres) as url:
        asyncio.run(
            loading.ensure_rows(
                url,
                seed=loading.DEFAULT_SEED,
                anchor=ANCHOR,
                secret_key=SECRET,
                progress=no_progress,
            )
        )
        yield databases.name_of(url)


@pytest.fixture(scope="session")
def demo_url(postgres: Postgres, demo_template: str) -> Iterator[str]:
    """A database with the demo shop in it: look, do not touch."""
    with databases.copied(postgres, template=demo_template) as url:
        yield url


@pytest.fixture
def own_demo_url(postgres: Postgres, demo_template: str) -> Iterator[str]:
    """A demo shop of one test alone."""
    with databases.copied(postgres, template=demo_template) as url:
        yield url
