"""Themes on disk: folders that say how the shop looks and what it says.

A theme extends another one, `default` at last, and brings only what differs. A file that it does not
have is its parent's; a stylesheet is its parent's followed by its own.
"""

import contextlib
import logging
import os
import re
import time
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Final

from jinja2 import Environment, TemplateSyntaxError

from lonja.kernel.languages import best_of, is_language

log = logging.getLogger(__name__)

DEFAULT: Final = "default"
MESSAGES: Final = "en"
"""The language that templates and code are written in."""
_CATALOGS: Final = "locale/*/LC_MESSAGES/messages.po"
LOOK_S: Final = 1.0
"""A watched theme is looked at so often, at most."""
NAME: Final = re.compile(r"^[a-z][a-z0-9_-]{0,39}$")
_READER: Final = Environment(autoescape=True, extensions=["jinja2.ext.i18n"])
_ASSET: Final = re.compile(r"""(?:asset|icon)\(["']([^"']+)["']\)""")
_LINK: Final = re.compile(r"""url\(["']?(?!data:|#)([^"')]+)["']?\)""")
_TEMPLATE: Final = re.compile(r"""\{%-?\s*(?:extends|import|include|from)\s+["']([^"']+)["']""")
_TOKEN: Final = re.compile(r"--([a-z0-9-]+):\s*([^;]+);")
_USE: Final = re.compile(r"var\(--([a-z0-9-]+)\)")
_BOTH: Final = re.compile(r"light-dark\(\s*([^,]+),\s*([^)]+)\)")


class ThemeError(Exception):
    """A theme that cannot be used; the message says what to do about it."""


class UnknownTheme(ThemeError):
    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        super().__init__(f"there is no theme {name!r}; there are {', '.join(known)}")


@dataclass(frozen=True, slots=True)
class Folder:
    """One theme's own files, as `theme.toml` introduces them."""

    name: str
    path: Path
    extends: str | None


@dataclass(frozen=True, eq=False)
class Theme:
    """A theme with what it extends, nearest first; `eq=False` makes it a cheap key of caches."""

    name: str
    folders: tuple[Folder, ...]
    kept: dict[str, bytes] = field(default_factory=dict)
    """The cached files of `static/`."""

    def find(self, path: str) -> Path | None:
        """The nearest file of that name, such as `static/icon.svg`."""
        found = (folder.path / path for folder in self.folders)
        return next((file for file in found if file.is_file()), None)

    def static(self, name: str) -> bytes:
        """The response to a browser for a file of `static/`."""
        if name not in self.kept:
            places = [folder.path / "static" / name for folder in self.folders]
            files = [place for place in places if place.is_file()]
            if not files:
                raise ThemeError(f"theme {self.name!r} and its parents have no static/{name}")
            parts = reversed(files) if name.endswith(".css") else files[:1]
            self.kept[name] = b"\n".join(file.read_bytes() for file in parts)
        return self.kept[name]

    def sent(self, name: str) -> bytes:
        """A file of `static/` as a browser gets it: what a stylesheet links to has its digest."""
        key = f"sent:{name}"
        if key not in self.kept:
            content = self.static(name)
            if name.endswith(".css"):
                content = _LINK.sub(self._versioned, content.decode()).encode()
            self.kept[key] = content
        return self.kept[key]

    def digest(self, name: str) -> str:
        return sha256(self.sent(name)).hexdigest()[:10]

    def _versioned(self, link: re.Match[str]) -> str:
        file = link.group(1)
        is_ours = self.find(f"static/{file}") is not None
        return f'url("{file}?v={self.digest(file)}")' if is_ours else link.group(0)

    def draws_with(self, name: str, other: str) -> bool:
        """Whether this file is from the same theme as the other or from a nearer one.

        A theme with an icon of its own does not show its parent's in larger sizes.
        """
        for folder in self.folders:
            if (folder.path / name).is_file():
                return True
            if (folder.path / other).is_file():
                return False
        return False

    @cached_property
    def served(self) -> frozenset[str]:
        """All that a browser may ask for."""
        return frozenset(self.files("static"))

    def files(self, folder: str, suffix: str = "") -> dict[str, Path]:
        """Name below `folder` → the nearest file, for all that end with `suffix`."""
        found: dict[str, Path] = {}
        for one in reversed(self.folders):
            start = one.path / folder
            found |= {
                file.relative_to(start).as_posix(): file
                for file in sorted(start.rglob(f"*{suffix}"))
                if file.is_file()
            }
        return found

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """Those that it or what it extends has a catalog of: a shop chooses among them."""
        files = (file for one in self.folders for file in one.path.glob(_CATALOGS))
        return tuple(sorted({file.parts[-3] for file in files if is_language(file.parts[-3])}))

    def language_of(self, wanted: str) -> str:
        """What a reader of a language reads here: it, its base, else the one of the messages."""
        return best_of(wanted, self.languages) or MESSAGES

    @cached_property
    def tokens(self) -> dict[str, str]:
        """The custom properties of `tokens.css` as a bright screen shows them; mails need them."""
        return self._tokens_of(1)

    @cached_property
    def dark_tokens(self) -> dict[str, str]:
        """The same as a dark screen shows them."""
        return self._tokens_of(2)

    def _tokens_of(self, screen: int) -> dict[str, str]:
        css = self.static("tokens.css").decode()
        values = {
            name: both.group(screen).strip() if (both := _BOTH.match(value)) else value.strip()
            for name, value in _TOKEN.findall(css)
        }
        return {name: _resolved(value, values) for name, value in values.items()}

    @cached_property
    def version(self) -> str:
        """Changes with any byte of the theme: what is kept of one version is not another's."""
        content = sha256()
        for folder in self.folders:
            for file in sorted(path for path in folder.path.rglob("*") if path.is_file()):
                content.update(f"{file.relative_to(folder.path)}\0".encode())
                content.update(file.read_bytes())
        return content.hexdigest()[:10]


class Themes:
    """All themes below one folder and those that are shipped; each is read and checked once.

    Where themes are watched, one whose files changed is read again: a designer reloads the page.
    """

    def __init__(self, root: Path | None = None, *, watched: bool = False) -> None:
        self._root = root
        self._watched = watched
        self._open: dict[str, Theme] = {}
        self._seen: dict[str, tuple[float, float]] = {}

    @property
    def roots(self) -> tuple[Path, ...]:
        return (shipped(),) if self._root is None else (self._root, shipped())

    def names(self) -> tuple[str, ...]:
        files = (file for root in self.roots for file in root.glob("*/theme.toml"))
        return tuple(sorted({file.parent.name for file in files}))

    def worn(self, name: str) -> Theme:
        """The theme a running shop shows: one that is chosen and cannot be used is not worn."""
        theme = self._kept(name)
        if theme is not None:
            return theme
        try:
            return self.get(name)
        except ThemeError:
            log.exception("the theme cannot be used, so the shop wears %r", DEFAULT)
            theme = self.get(DEFAULT)
            self._open[name] = theme
            self._look(name, theme)
            return theme

    def get(self, name: str) -> Theme:
        """The theme, complete; raises `UnknownTheme`, or `ThemeError` naming what is missing."""
        theme = self._kept(name)
        if theme is None or theme.name != name:
            folders = tuple(self._chain(name))
            if all(folder.path.parent == shipped() for folder in folders):
                # Held complete by a test; to read all of it took most of a start.
                theme = _read_once(name, folders, _changed_at(folder.path for folder in folders))
            else:
                theme = Theme(name, folders)
                self._check(theme)
            self._open[name] = theme
            self._look(name, theme)
        return theme

    def _check(self, theme: Theme) -> None:
        if missing := list(problems(theme)):
            raise ThemeError(f"theme {theme.name!r} is not complete:\n  " + "\n  ".join(missing))

    def _kept(self, name: str) -> Theme | None:
        theme = self._open.get(name)
        if theme is None or not self._watched:
            return theme
        looked_at, changed_at = self._seen[name]
        if time.monotonic() - looked_at < LOOK_S:
            return theme
        self._look(name, theme)
        if self._seen[name][1] == changed_at:
            return theme
        del self._open[name]
        return None

    def _look(self, name: str, theme: Theme) -> None:
        if self._watched:
            places = {folder.path for folder in theme.folders}
            places |= {root / name for root in self.roots}
            self._seen[name] = (time.monotonic(), _changed_at(places))

    def _chain(self, name: str) -> Iterator[Folder]:
        seen: list[str] = []
        following: str | None = name
        while following is not None:
            if following in seen:
                raise ThemeError(f"themes extend each other: {' -> '.join([*seen, following])}")
            seen.append(following)
            folder = self._folder(following)
            yield folder
            following = folder.extends

    def _folder(self, name: str) -> Folder:
        places = [root / name for root in self.roots if NAME.match(name)]
        path = next((place for place in places if (place / "theme.toml").is_file()), None)
        if path is None:
            raise UnknownTheme(name, self.names())
        try:
            manifest = tomllib.loads((path / "theme.toml").read_text())
        except tomllib.TOMLDecodeError as error:
            raise ThemeError(f"{path / 'theme.toml'}: {error}") from error
        if manifest.get("name") != name:
            raise ThemeError(f'{path / "theme.toml"} must say name = "{name}", as its folder')
        extends = manifest.get("extends", None if name == DEFAULT else DEFAULT)
        if not (extends is None or isinstance(extends, str)):
            raise ThemeError(f"{path / 'theme.toml'}: extends is the name of one theme")
        return Folder(name, path, extends)


@lru_cache(maxsize=8)
def _read_once(name: str, folders: tuple[Folder, ...], _changed_at: float) -> Theme:
    """However many shops a process opens, they wear one theme, with one set of compiled templates."""
    return Theme(name, folders)


def _changed_at(places: Iterable[Path]) -> float:
    """When the newest file or folder below changed, in seconds since the epoch."""
    return max((_newest(place) for place in places), default=0.0)


def _newest(place: str | Path) -> float:
    """Asked each second while themes are watched: `os` takes less than half of `pathlib`'s time."""
    try:
        newest = os.stat(place).st_mtime  # noqa: PTH116
        with os.scandir(place) as entries:
            found = list(entries)
    except (FileNotFoundError, NotADirectoryError):
        return 0.0
    for entry in found:
        if entry.is_dir(follow_symlinks=False):
            newest = max(newest, _newest(entry.path))
        else:
            with contextlib.suppress(FileNotFoundError):  # removed meanwhile, or a link to nothing
                newest = max(newest, entry.stat().st_mtime)
    return newest


@cache
def shipped() -> Path:
    """Beside the code: at the root of a package for Azure, and of the checkout."""
    here = Path(__file__)
    for place in (here.parents[2], here.parents[3]):
        if (place / "themes" / DEFAULT / "theme.toml").is_file():
            return place / "themes"
    raise ThemeError("the folder themes/ is missing beside the code")


def problems(theme: Theme) -> Iterator[str]:
    """Files that a theme names and neither it nor its parents have."""
    pages, mails = theme.files("templates", ".html"), theme.files("mails")
    known = {*pages, *(f"mails/{name}" for name in mails)}
    for folder in theme.folders:
        known |= {f"{folder.name}/{name}" for name in _own(folder, "templates")}
        known |= {f"{folder.name}/mails/{name}" for name in _own(folder, "mails")}
    for file in [*pages.values(), *mails.values()]:
        source = file.read_text()
        yield from _unreadable(file, source)
        yield from (
            f"{_short(file)} needs the template {name}"
            for name in _TEMPLATE.findall(source)
            if name not in known
        )
        yield from (
            f"{_short(file)} needs static/{name}"
            for name in _ASSET.findall(source)
            if theme.find(f"static/{name}") is None
        )
    for name, file in theme.files("static", ".css").items():
        yield from (
            f"{_short(file)} needs static/{link}"
            for link in _LINK.findall(theme.static(name).decode())
            if theme.find(f"static/{link}") is None
        )


def _unreadable(file: Path, source: str) -> Iterator[str]:
    try:
        _READER.parse(source)
    except TemplateSyntaxError as error:
        yield f"{_short(file)}, line {error.lineno}: {error.message}"


def _resolved(value: str, tokens: Mapping[str, str], *, depth: int = 5) -> str:
    """Without `var(--…)`; a few steps are enough, and a circle ends."""
    if depth == 0:
        return ""
    return _USE.sub(
        lambda use: _resolved(tokens.get(use.group(1), ""), tokens, depth=depth - 1), value
    )


def _own(folder: Folder, part: str) -> Iterator[str]:
    start = folder.path / part
    return (file.relative_to(start).as_posix() for file in start.rglob("*") if file.is_file())


def _short(file: Path) -> str:
    """As it is called inside `themes/`."""
    parts = file.parts
    return (
        "/".join(parts[len(parts) - parts[::-1].index("themes") :])
        if "themes" in parts
        else str(file)
    )
