"""The contract of Stripe's API, reduced: what a request and an answer look like. Pure.

`contract.json` beside this file says where it comes from.
"""

import functools
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

type Schema = dict[str, Any]

_FILE: Final = Path(__file__).with_name("contract.json")
_BRACKETS: Final = re.compile(r"\[([^\]]*)\]")


class NotInContract(Exception):
    """A request that Stripe would refuse; `param` is the field, as its answer names it."""

    def __init__(self, message: str, *, param: str = "", status: int = 400) -> None:
        super().__init__(message)
        self.message, self.param, self.status = message, param, status


@dataclass(frozen=True, slots=True)
class Operation:
    """`path` with its braces; `parts` are what stands in their place."""

    method: str
    path: str
    parts: Mapping[str, str]
    schema: Schema


def operation(method: str, path: str) -> Operation:
    for template, methods in document()["paths"].items():
        pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[A-Za-z0-9_]+)", template)
        found = re.fullmatch(pattern, path)
        if found and method in methods:
            return Operation(method, template, found.groupdict(), _schema(template, method))
    raise NotInContract(f"Unrecognized request URL ({method.upper()}: {path})", status=404)


def read_form(text: str, schema: Schema) -> dict[str, Any]:
    """A form or a query as the schema types it; raises what Stripe would refuse."""
    fields: dict[str, Any] = {}
    for name, value in parse_qsl(text, keep_blank_values=True, strict_parsing=bool(text)):
        keys = [name.partition("[")[0], *_BRACKETS.findall(name)]
        _put(fields, keys, value)
    typed: dict[str, Any] = _typed(fields, schema)
    error = best_match(Draft202012Validator(schema).iter_errors(typed))
    if error is not None:
        path = [str(part) for part in error.absolute_path]
        param = path[0] + "".join(f"[{part}]" for part in path[1:]) if path else ""
        raise NotInContract(error.message[:300], param=param)
    return typed


def problems(kind: str, thing: Mapping[str, Any]) -> list[str]:
    """How an object differs from what Stripe declares for its kind."""
    schemas = document()["components"]["schemas"]
    schema = {**_json_schema(schemas[kind]), "components": {"schemas": _all_schemas()}}
    errors = Draft202012Validator(schema).iter_errors(thing)
    return sorted(f"{'/'.join(map(str, one.absolute_path))}: {one.message[:200]}" for one in errors)


@functools.cache
def document() -> dict[str, Any]:
    read: dict[str, Any] = json.loads(_FILE.read_text())
    return read


@functools.cache
def _all_schemas() -> dict[str, Schema]:
    return {name: _json_schema(one) for name, one in document()["components"]["schemas"].items()}


@functools.cache
def _schema(path: str, method: str) -> Schema:
    declared = document()["paths"][path][method]
    if method == "post":
        content = declared.get("requestBody", {}).get("content", {})
        body = next(iter(content.values()))["schema"] if content else {"type": "object"}
        form: Schema = _json_schema(body)
        return form
    queries = {p["name"]: p["schema"] for p in declared.get("parameters", ()) if p["in"] == "query"}
    query: Schema = _json_schema(
        {"type": "object", "properties": queries, "additionalProperties": False}
    )
    return query


def _json_schema(schema: Any) -> Any:
    """OpenAPI 3.0 as JSON Schema: `nullable` becomes a type; an open list of words is any word."""
    if isinstance(schema, list):
        return [_json_schema(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    read = {key: _json_schema(value) for key, value in schema.items()}
    if read.pop("nullable", None) is True:
        return {"anyOf": [{"type": "null"}, read]}
    return read


def _put(fields: dict[str, Any], keys: Sequence[str], value: str) -> None:
    place: dict[str, Any] = fields
    for key in keys[:-1]:
        place = place.setdefault(key or str(len(place)), {})
        if not isinstance(place, dict):
            raise NotInContract("a value and a hash under one name", param=keys[0])
    place[keys[-1] or str(len(place))] = value


def _typed(value: Any, schema: Schema) -> Any:
    for choice in schema.get("anyOf", ()):
        if (choice.get("type") in {"object", "array"}) is isinstance(value, dict):
            return _typed(value, choice)
    match schema.get("type"):
        case "array" if isinstance(value, dict):
            items = [value[key] for key in sorted(value, key=_place)]
            return [_typed(one, schema.get("items", {})) for one in items]
        case "integer" if isinstance(value, str) and re.fullmatch(r"-?\d{1,18}", value):
            return int(value)
        case "boolean" if value in {"true", "false"}:
            return value == "true"
        case _ if isinstance(value, dict):
            named = schema.get("properties", {})
            return {key: _typed(one, named.get(key, {})) for key, one in value.items()}
        case _:
            return value


def _place(key: str) -> int:
    if not key.isdigit():
        raise NotInContract("an array has numbered entries", param=key)
    return int(key)
