"""Which routes a request is compared with: those of the nouns whose paths begin with the same word."""

from fastapi import APIRouter
from starlette.routing import BaseRoute, Match, Route
from starlette.types import Scope


class Noun(APIRouter):
    """One noun's routes, passed over by paths that begin with another word.

    Four hundred patterns tried one after another took more of a short request than the request did.
    """

    def __init__(self, routes: APIRouter, *, below: str) -> None:
        super().__init__(routes=routes.routes)
        self._below = f"{below}/"
        self._words = frozenset(_first_word(route) for route in routes.routes)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        path: str = scope["path"]
        if not path.startswith(self._below):
            return Match.NONE, {}
        word = path[len(self._below) :].partition("/")[0]
        return super().matches(scope) if word in self._words else (Match.NONE, {})


def _first_word(route: BaseRoute) -> str:
    assert isinstance(route, Route), "a noun's routes are its own"
    word = route.path.split("/")[1]
    assert "{" not in word, f"{route.path} begins with no word"
    return word
