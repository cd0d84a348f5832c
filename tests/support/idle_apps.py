"""Apps that a test has finished with, for the next: hundreds of routes take longer to put together than to ask."""

import contextlib
from collections.abc import Callable, Iterator

from fastapi import FastAPI
from starlette.datastructures import State

from lonja.kernel.settings import Settings


class IdleApps:
    """Each app is one test's at a time; two that a test opens are two."""

    def __init__(self, build: Callable[[Settings], FastAPI]) -> None:
        self._build = build
        self._idle: list[FastAPI] = []

    @contextlib.contextmanager
    def borrowed(self, settings: Settings) -> Iterator[FastAPI]:
        """With nothing of the test before: all that an app keeps is in its state."""
        app = self._idle.pop() if self._idle else self._build(settings)
        app.state = State({"settings": settings})
        yield app
        self._idle.append(app)  # not after a failure, which may have left anything
