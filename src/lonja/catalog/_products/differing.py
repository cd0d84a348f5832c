"""What changed of a thing, field by field, as history shows it. Pure."""

from collections.abc import Mapping
from dataclasses import asdict, fields, is_dataclass
from typing import Any, Final

_NOTHING: Final = (None, "")

type Changes = dict[str, list[Any]]
"""Field → [before, after]; a field of a text is named `texts.en.name`."""


def changes_between(before: Any, after: Any) -> Changes:
    """Each field that differs between two values of the same dataclass."""
    found: Changes = {}
    for one in fields(after):
        _compare(one.name, getattr(before, one.name), getattr(after, one.name), found)
    return found


def _compare(name: str, before: Any, after: Any, found: Changes) -> None:
    if isinstance(before, Mapping) or isinstance(after, Mapping):
        for key in dict.fromkeys([*(before or {}), *(after or {})]):
            _compare(f"{name}.{key}", (before or {}).get(key), (after or {}).get(key), found)
    elif before != after and not (before in _NOTHING and after in _NOTHING):
        found[name] = [_plain(before), _plain(after)]


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value if value is None or isinstance(value, str | int) else str(value)
