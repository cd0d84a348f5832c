"""A buyer without script: reads pages, fills in forms, keeps cookies."""

import re
from html.parser import HTMLParser

import httpx2


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, str]]] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if "id" in found:
            self.ids.append(found["id"])
        if tag == "a":
            self.links.append(found.get("href", ""))
        elif tag == "form":
            self.forms.append((found.get("action", ""), {}))
        elif self.forms and tag == "input" and "name" in found:
            if found.get("type") != "radio" or "checked" in found:
                self.forms[-1][1][found["name"]] = found.get("value", "")
        elif self.forms and tag == "select":
            self._select = found.get("name", "")
            self.forms[-1][1].setdefault(self._select, "")
        elif tag == "option" and self._select:
            fields = self.forms[-1][1]
            if "selected" in found or not fields[self._select]:
                fields[self._select] = found.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""


def read(page: httpx2.Response) -> _Reader:
    reader = _Reader()
    reader.feed(page.text)
    return reader


def form(page: httpx2.Response, action: str) -> dict[str, str]:
    """The fields of the form that posts to `action`, as the page filled them."""
    return next(fields for where, fields in read(page).forms if where.partition("?")[0] == action)


def words(page: httpx2.Response) -> str:
    text = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", page.text, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())
