"""Scripts of others that the shop wants, and what a reader has agreed to. Pure.

Nothing of them is loaded before the reader agrees to its category. A tag that was not there when
somebody chose asks again: choices belong to an `edition`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Final, Literal
from urllib.parse import urlsplit

from lonja.kernel.errors import Invalid

type TagCategory = Literal["preferences", "statistics", "marketing"]
type TagSource = Literal["script", "connect", "img", "frame", "style", "font"]

CATEGORIES: Final[tuple[TagCategory, ...]] = ("preferences", "statistics", "marketing")
MAX_TAGS: Final = 20
MAX_CONFIG_CHARACTERS: Final = 4_000
MAX_ORIGINS: Final = 20
MAX_COOKIES: Final = 30
_KEY: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_SCRIPT: Final = re.compile(r"https://[A-Za-z0-9.-]+(?::\d+)?/[^\s\"'<>\\]*")
_ORIGIN: Final = re.compile(r"(?:https|wss)://(?:\*\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d+)?")
_COOKIE: Final = re.compile(r"[A-Za-z0-9_.-]{1,60}\*?")
_CHOICE: Final = re.compile(r"([0-9]{1,9})\.(p?s?m?)")
_OURS: Final = frozenset({"cart", "buyer", "currency", "language", "consent", "shop_pass"})


@dataclass(frozen=True, slots=True)
class Tag:
    """A script of `vendor`, loaded from `script` after `config`, which is served from the shop itself.

    `sources`: origins that pages may use for it, beside the script's own. `cookies`: names of what
    it stores here, `_ga*` for all that begin so; they are deleted when the reader changes their mind.
    """

    key: str
    category: TagCategory
    vendor: str
    purpose: Mapping[str, str] = field(default_factory=dict)
    script: str = ""
    config: str = ""
    sources: Mapping[TagSource, tuple[str, ...]] = field(default_factory=dict)
    cookies: tuple[str, ...] = ()

    @property
    def mark(self) -> str:
        """Of its own configuration, so that browsers may keep that for ever."""
        return sha256(self.config.encode()).hexdigest()[:10]

    @property
    def asks(self) -> tuple[object, ...]:
        """What somebody agrees to: where it differs, they are asked again."""
        sources = tuple(sorted((kind, *sorted(origins)) for kind, origins in self.sources.items()))
        return self.key, self.category, self.vendor, self.script, sources

    @property
    def files(self) -> tuple[str, ...]:
        """In the order in which they run."""
        own = f"/tags/{self.key}.js?v={self.mark}" if self.config else ""
        return tuple(one for one in (own, self.script) if one)

    def stores(self, cookie: str) -> bool:
        return any(
            cookie.startswith(name[:-1]) if name.endswith("*") else cookie == name
            for name in self.cookies
        )


@dataclass(frozen=True, slots=True)
class Tags:
    """`edition` goes up with each tag that nobody could have agreed to before."""

    tags: tuple[Tag, ...] = ()
    edition: int = 0

    @property
    def categories(self) -> tuple[TagCategory, ...]:
        """Those that have a tag, in their order."""
        used = {tag.category for tag in self.tags}
        return tuple(one for one in CATEGORIES if one in used)

    def of(self, category: TagCategory) -> tuple[Tag, ...]:
        return tuple(tag for tag in self.tags if tag.category == category)

    def following(self, before: "Tags") -> "Tags":
        """These tags after those: the same edition unless something is new."""
        known = {tag.asks for tag in before.tags}
        is_new = any(tag.asks not in known for tag in self.tags)
        return replace(self, edition=before.edition + is_new)

    def chosen(self, cookie: str, *, has_signal: bool = False) -> frozenset[TagCategory] | None:
        """What this reader agreed to; None where they were not asked about this edition.

        `has_signal`: their browser says that nothing about them may be sold or shared (Global
        Privacy Control), so that they need not be asked, and marketing stays off.
        """
        found = _CHOICE.fullmatch(cookie)
        if found is None or int(found[1]) != self.edition or not self.tags:
            return frozenset() if has_signal else None
        chosen = (one for one in self.categories if one[0] in found[2])
        return frozenset(one for one in chosen if not (has_signal and one == "marketing"))

    def choice(self, categories: Iterable[str]) -> str:
        """The value of the cookie that says so."""
        wanted = set(categories)
        return f"{self.edition}.{''.join(one[0] for one in self.categories if one in wanted)}"

    def sources(self, chosen: Iterable[TagCategory]) -> dict[str, tuple[str, ...]]:
        """Directives of a page's policy that these categories widen."""
        allowed = set(chosen)
        found: dict[str, dict[str, None]] = {}
        for tag in self.tags:
            if tag.category not in allowed:
                continue
            if tag.script:
                parts = urlsplit(tag.script)
                found.setdefault("script-src", {})[f"https://{parts.netloc}"] = None
            for kind, origins in tag.sources.items():
                found.setdefault(f"{kind}-src", {}).update(dict.fromkeys(origins))
        return {directive: tuple(origins) for directive, origins in sorted(found.items())}

    def left_over(self, cookies: Iterable[str], chosen: Iterable[TagCategory]) -> list[str]:
        """Of these names, what tags stored that the reader does not agree to."""
        refused = [tag for tag in self.tags if tag.category not in set(chosen)]
        return [name for name in cookies if any(tag.stores(name) for tag in refused)]


def faults(tags: Tags) -> Iterator[Invalid]:
    if len(tags.tags) > MAX_TAGS:
        yield Invalid(f"at most {MAX_TAGS} tags", field="tags")
    seen: set[str] = set()
    for at, tag in enumerate(tags.tags):
        name = f"tags.{at}"
        if not _KEY.fullmatch(tag.key) or len(tag.key) > 40:
            yield Invalid("small letters, digits and single dashes", field=f"{name}.key")
        if tag.key in seen:
            yield Invalid("another tag has this name", field=f"{name}.key")
        seen.add(tag.key)
        yield from _tag_faults(tag, name)


def _tag_faults(tag: Tag, name: str) -> Iterator[Invalid]:
    if not tag.vendor.strip():
        yield Invalid("say whose script it is", field=f"{name}.vendor")
    if not any(text.strip() for text in tag.purpose.values()):
        yield Invalid("say what it is for: the reader decides by that", field=f"{name}.purpose")
    if not tag.script and not tag.config.strip():
        yield Invalid("a tag loads a script, or has lines of its own", field=f"{name}.script")
    if tag.script and not _SCRIPT.fullmatch(tag.script):
        yield Invalid("the address of a script begins with https://", field=f"{name}.script")
    if len(tag.config) > MAX_CONFIG_CHARACTERS:
        yield Invalid(f"at most {MAX_CONFIG_CHARACTERS:,} characters", field=f"{name}.config")
    if "<script" in tag.config.lower():
        yield Invalid("only what stands between the script marks", field=f"{name}.config")
    for kind, origins in tag.sources.items():
        if len(origins) > MAX_ORIGINS or not all(_ORIGIN.fullmatch(one) for one in origins):
            yield Invalid(
                f"at most {MAX_ORIGINS} origins such as https://*.example.com",
                field=f"{name}.sources.{kind}",
            )
    if len(tag.cookies) > MAX_COOKIES or not all(_COOKIE.fullmatch(one) for one in tag.cookies):
        yield Invalid("names of cookies, such as _ga*", field=f"{name}.cookies")
    if any(tag.stores(one) for one in _OURS):
        yield Invalid("the shop's own cookies are no tag's", field=f"{name}.cookies")
