"""Extracts the messages of templates and code into the themes' catalogs; --check compares.

A new message is untranslated; in English it equals its id. A theme's catalog holds the messages
of its own templates, and those of its parents that it translates differently.
"""

import io
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import IO, Any, Final

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

from lonja.adapters.theme_documents import WORD
from lonja.adapters.theme_language import catalog_file, catalogs, read_catalog
from lonja.adapters.themes import MESSAGES, Theme, Themes
from lonja.kernel.languages import STAFF_LANGUAGES, locale_of

type MessageId = str | tuple[str, ...]

CODE: Final = Path(__file__).parents[3] / "lonja"
_SPEAKING: Final = ("frontoffice/**.py", "adapters/theme_*.py")
_KEYWORDS: Final = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2)}
_PATTERNS: Final = ("templates/**.html", "mails/**.html", "mails/**.txt")
_DOCUMENTS: Final = "documents/**.typ"
_OPTIONS: Final = {"trimmed": "true", "newstyle_gettext": "true"}


def main() -> None:
    wrong: list[str] = []
    themes = Themes()
    for name in themes.names():
        for language in languages_of(themes.get(name)):
            wrong += write(themes.get(name), language, only_check="--check" in sys.argv)
    for line in wrong:
        print(line)
    sys.exit(1 if wrong else 0)


def languages_of(theme: Theme) -> list[str]:
    """Those that it says something of its own in: all of a new theme's, and at least its messages'."""
    own = Theme(theme.name, theme.folders[:1]).languages
    return sorted({*(own or theme.languages), MESSAGES})


def write(theme: Theme, language: str, *, only_check: bool) -> list[str]:
    """Update one catalog, and return the problems that are left."""
    file = catalog_file(theme.folders[0].path, language)
    fresh = bring_up_to_date(theme, language)
    text = as_text(fresh)
    before = file.read_text() if file.is_file() else ""
    wrong = [f"{file}: {what}" for what in faults(fresh)]
    if text == before:
        return wrong
    if only_check:
        return [f"{file} is not up to date: run python -m {__spec__.name}", *wrong]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    return wrong


def bring_up_to_date(theme: Theme, language: str) -> Catalog:
    """Keep option labels and overrides of a parent, and drop messages that are no longer used."""
    own, *parents = theme.folders
    file = catalog_file(own.path, language)
    before = read_catalog(file, language) if file.is_file() else Catalog(locale=locale_of(language))
    parent = Theme(parents[0].name, tuple(parents)) if parents else None
    inherited = set(messages_of(parent)) if parent else set()
    theirs = list(catalogs(parent, language)) if parent else []
    wanted = [message for message in own_messages(own.path) if message not in inherited]
    if not parents:
        wanted = list(dict.fromkeys([*code_messages(), *wanted]))
    fresh = Catalog(locale=before.locale, charset="utf-8")
    for message in before:
        if message.id and message.context:
            fresh.add(message.id, message.string, context=message.context)
        elif message.id and _key(message.id) in inherited and _differs(message, theirs):
            fresh.add(message.id, message.string)
    for wish in wanted:
        existing = before.get(wish)
        translation = existing.string if existing is not None and not existing.fuzzy else ""
        fresh.add(
            wish,
            translation if _is_translated(translation) else wish if language == MESSAGES else "",
        )
    return fresh


def _differs(message: Message, theirs: Iterable[Catalog]) -> bool:
    """Whether it overrides the translation of its parents."""
    existing = (catalog.get(message.id) for catalog in theirs)
    return message.string != next((one.string for one in existing if one is not None), None)


def messages_of(theme: Theme) -> Iterator[MessageId]:
    """Every message of a theme and its parents."""
    yield from code_messages()
    for folder in theme.folders:
        yield from own_messages(folder.path)


def own_messages(folder: Path) -> list[MessageId]:
    methods = [(pattern, "jinja2") for pattern in _PATTERNS]
    return _extracted(
        folder, [*methods, (_DOCUMENTS, "lonja_tools.laptop.generated.catalogs:typst_words")]
    )


def typst_words(
    file: IO[bytes],
    _keywords: Any,
    _tags: Any,
    options: Any,  # noqa: ARG001 - Babel names it
) -> Iterator[tuple[int, str, str, list[str]]]:
    """An extractor of Babel's for the templates of documents."""
    for number, line in enumerate(file.read().decode().splitlines(), start=1):
        for word in WORD.findall(line):
            yield number, "_", word, []


@cache
def code_messages() -> list[MessageId]:
    return _extracted(CODE, [(pattern, "python") for pattern in _SPEAKING])


def _extracted(folder: Path, methods: list[tuple[str, str]]) -> list[MessageId]:
    messages = extract_from_dir(
        folder,
        method_map=methods,
        options_map={pattern: dict(_OPTIONS) for pattern in _PATTERNS},
        keywords=_KEYWORDS,
    )
    return list(dict.fromkeys(_key(message) for _, _, message, _, _ in messages))


def faults(catalog: Catalog) -> Iterator[str]:
    """In a language beyond the makers' own, what is not translated yet is read in English."""
    is_whole = catalog.locale is None or str(catalog.locale) in STAFF_LANGUAGES
    for message in catalog:
        if _is_translated(message.string):
            yield from (f"{message.id!r}: {error}" for error in message.check(catalog))
        elif message.id and is_whole:
            yield f"{message.id!r} is not translated"


def as_text(catalog: Catalog) -> str:
    written = io.BytesIO()
    write_po(written, catalog, width=0, omit_header=True)
    head = (
        'msgid ""\nmsgstr ""\n'
        f'"Language: {catalog.locale}\\n"\n'
        f'"Plural-Forms: {catalog.plural_forms}\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n\n'
    )
    return head + written.getvalue().decode().strip() + "\n"


def _key(message: object) -> MessageId:
    return message if isinstance(message, str) else tuple(message)  # type: ignore[arg-type]


def _is_translated(translation: object) -> bool:
    return bool(translation) and (isinstance(translation, str) or all(translation))  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
