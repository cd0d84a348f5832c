"""The reference of an API as one plain page, `/api/docs`, made from its own OpenAPI document.

No script, nothing from elsewhere; the page is made once, when it is first asked for.
"""

import json
import re
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from html import escape
from typing import Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import HTMLResponse

router = APIRouter(include_in_schema=False)

type Schema = Mapping[str, Any]

_STYLE: Final = (
    ":root{color-scheme:light dark}"
    "body{font:16px/1.5 system-ui,sans-serif;max-width:62rem;margin:2rem auto;padding:0 1rem;"
    "color:light-dark(#1c1c1c,#ececec);background:light-dark(#fff,#16181b);"
    "overflow-wrap:anywhere}h2{margin-top:3rem}h3{margin-top:2rem}"
    "code,pre{font-family:ui-monospace,monospace;font-size:.9em}"
    "pre{background:light-dark(#f4f4f4,#222529);padding:.75rem;white-space:pre-wrap}"
    "table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;"
    "padding:.3rem .6rem;border-bottom:1px solid light-dark(#ddd,#3a3f45)}"
    "th:first-child,td:first-child{padding-left:0}"
    "a{color:light-dark(#0b5394,#8ec1f5)}nav ul{padding-left:1.2rem;columns:12rem auto}"
    # A phone has no room for columns: the name and its type in a line, what it is below.
    "@media(max-width:45rem){thead{position:absolute;clip-path:inset(50%)}"
    "table,tbody,tr{display:block}tr{padding:.5rem 0;"
    "border-bottom:1px solid light-dark(#ddd,#3a3f45)}"
    "td{display:inline;padding:0 .5rem 0 0;border:0}td:first-child{font-weight:700}"
    "td:last-child:not(:empty){display:block}}"
)
_POLICY: Final = (
    "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; style-src 'sha256-"
    + b64encode(sha256(_STYLE.encode()).digest()).decode()
    + "'"
)
_CODE: Final = re.compile(r"`+([^`]+)`+")
_DEPTH: Final = 4
_SUCCESS: Final = ("200", "201", "202")


@dataclass(frozen=True, slots=True)
class Operation:
    id: str
    tag: str
    method: str
    path: str
    description: str
    parameters: Sequence[Schema]
    body: Schema | None
    answer: Schema | None
    is_stream: bool

    @property
    def is_runnable(self) -> bool:
        """Its example works as it stands: it only reads, and nothing has to be filled in."""
        needed = any(one.get("required") for one in self.parameters)
        return self.method == "GET" and not needed and not self.is_stream


def operations(document: Schema) -> Iterator[Operation]:
    """In the order of the document."""
    for path, methods in document["paths"].items():
        for method, facts in methods.items():
            content: Schema = next(
                (
                    facts["responses"][code].get("content", {})
                    for code in _SUCCESS
                    if code in facts["responses"]
                ),
                {},
            )
            body = facts.get("requestBody", {}).get("content", {}).get("application/json")
            yield Operation(
                id=facts["operationId"],
                tag=facts.get("tags", ["other"])[0],
                method=method.upper(),
                path=path,
                description=facts.get("description", ""),
                parameters=facts.get("parameters", []),
                body=body["schema"] if body else None,
                answer=content.get("application/json", {}).get("schema"),
                is_stream=path.endswith("/live"),
            )


def example(operation: Operation, document: Schema) -> str:
    """A line for a shell; `$shop` is where the API is, and what is in braces is to be filled in."""
    query = {
        one["name"]: one["schema"].get("default", "…")
        for one in operation.parameters
        if one["in"] == "query" and one.get("required")
    }
    address = f"$shop{operation.path}" + (f"?{urlencode(query)}" if query else "")
    parts = ["curl", "--silent", "--fail-with-body"]
    if operation.method != "GET":
        parts.append(f"--request {operation.method}")
    parts += [
        f"--header '{one['name']}: …'"
        for one in operation.parameters
        if one["in"] == "header" and one.get("required")
    ]
    if operation.body is not None:
        text = json.dumps(sample(operation.body, document), ensure_ascii=False)
        parts += ["--header 'Content-Type: application/json'", f"--data '{text}'"]
    return " ".join((*parts, f'"{address}"'))


def sample(schema: Schema, document: Schema, depth: int = 0) -> Any:
    """A value of the schema's shape: what must be there, and of each list one."""
    schema = _resolved(schema, document)
    if depth > _DEPTH:
        return None
    for found in (schema.get("examples", [None])[0], schema.get("default"), schema.get("const")):
        if found is not None:
            return found
    if "enum" in schema:
        return schema["enum"][0]
    if options := schema.get("anyOf") or schema.get("oneOf"):
        return sample(options[0], document, depth)
    kind = schema.get("type")
    if kind == "object" or "properties" in schema:
        needed = schema.get("required", [])
        return {name: sample(schema["properties"][name], document, depth + 1) for name in needed}
    if kind == "array":
        return [sample(schema.get("items", {}), document, depth + 1)]
    return {"integer": schema.get("minimum", 1), "number": 1, "boolean": True}.get(
        str(kind), schema.get("format", "…")
    )


def page(document: Schema) -> str:
    """The whole reference: operations by their tag, then the shapes that they name."""
    found = list(operations(document))
    tags = list(dict.fromkeys(one.tag for one in found))
    title = escape(document["info"]["title"])
    contents = "".join(f'<li><a href="#{escape(tag)}">{escape(tag)}</a></li>' for tag in tags)
    sections = "".join(
        f'<h2 id="{escape(tag)}">{escape(tag)}</h2>'
        + "".join(_operation(one, document) for one in found if one.tag == tag)
        for tag in tags
    )
    schemas = document.get("components", {}).get("schemas", {})
    shapes = "".join(_shape(name, schemas[name]) for name in sorted(schemas))
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{_STYLE}</style></head><body><main>"
        f"<h1>{title}</h1><p>The same as a document for programs: "
        '<a href="/api/v1/openapi.json">OpenAPI</a>. Every operation may answer a problem '
        "(RFC 9457) with a stable <code>code</code>.</p>"
        f'<nav aria-label="Contents"><ul>{contents}<li><a href="#shapes">Shapes</a></li></ul></nav>'
        f'{sections}<h2 id="shapes">Shapes</h2>{shapes}</main></body></html>'
    )


@router.get("/api/docs")
async def reference(request: Request) -> HTMLResponse:
    app: FastAPI = request.app
    made = getattr(app.state, "reference", None)
    if made is None:
        made = app.state.reference = page(app.openapi())
    headers = {"Content-Security-Policy": _POLICY, "Cache-Control": "public, max-age=300"}
    return HTMLResponse(made, headers=headers)


def _operation(one: Operation, document: Schema) -> str:
    parts = [
        f'<h3 id="{escape(one.id)}"><code>{one.method} {escape(one.path)}</code></h3>',
        f"<p>{_text(one.description)}</p>" if one.description else "",
    ]
    if one.parameters:
        rows = "".join(
            f"<tr><td><code>{escape(each['name'])}</code></td><td>{escape(each['in'])}</td>"
            f"<td>{_kind(each['schema'])}{' · required' if each.get('required') else ''}</td>"
            f"<td>{_text(each.get('description', ''))}</td></tr>"
            for each in one.parameters
        )
        parts.append(
            "<table><thead><tr><th>parameter</th><th>in</th><th>type</th><th>description</th></tr></thead>"
            f"<tbody>{rows}</tbody></table>"
        )
    if one.body is not None:
        parts.append(f"<p>Body: {_kind(one.body)}</p>")
    if one.answer is not None:
        parts.append(f"<p>Answer: {_kind(one.answer)}</p>")
    parts.append(f"<pre>{escape(example(one, document))}</pre>")
    return "".join(parts)


def _shape(name: str, schema: Schema) -> str:
    needed = set(schema.get("required", []))
    rows = "".join(
        f"<tr><td><code>{escape(field)}</code></td><td>{_kind(kind)}"
        f"{' · required' if field in needed else ''}</td>"
        f"<td>{_text(kind.get('description', ''))}</td></tr>"
        for field, kind in schema.get("properties", {}).items()
    )
    described = f"<p>{_text(schema['description'])}</p>" if schema.get("description") else ""
    table = f"<table><tbody>{rows}</tbody></table>" if rows else f"<p>{_kind(schema)}</p>"
    return f'<h3 id="shape-{escape(name)}">{escape(name)}</h3>{described}{table}'


def _text(words: str) -> str:
    """As HTML; what stands between backticks is code, a blank line begins a paragraph."""
    coded = _CODE.sub(r"<code>\1</code>", escape(words))
    return "<br><br>".join(coded.strip().split("\n\n"))


def _kind(schema: Schema) -> str:
    """In a word or two, as HTML; another shape is a link."""
    if "$ref" in schema:
        name = escape(str(schema["$ref"]).rpartition("/")[2])
        return f'<a href="#shape-{name}">{name}</a>'
    if "enum" in schema:
        return " | ".join(f"<code>{escape(str(one))}</code>" for one in schema["enum"])
    if "const" in schema:
        return f"<code>{escape(str(schema['const']))}</code>"
    if options := schema.get("anyOf") or schema.get("oneOf"):
        return " or ".join(_kind(one) for one in options)
    if schema.get("type") == "array":
        return f"list of {_kind(schema.get('items', {}))}"
    if isinstance(more := schema.get("additionalProperties"), Mapping):
        return f"object of {_kind(more)}"
    return escape(str(schema.get("format") or schema.get("type") or "any"))


def _resolved(schema: Schema, document: Schema) -> Schema:
    while "$ref" in schema:
        schema = document["components"]["schemas"][str(schema["$ref"]).rpartition("/")[2]]
    return schema
