"""What must hold in a Power BI project, checked on the files alone: no tool that installs finds these."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any, cast

import jsonschema
from referencing import Registry, Resource
from referencing.exceptions import NoSuchResource

SCHEMAS = Path(__file__).parent / "power_bi_schemas"
ADDRESS = "https://developer.microsoft.com/json-schemas/"
KINDS = frozenset({"int64", "string", "dateTime", "boolean", "decimal", "double"})

type Model = dict[str, tuple[dict[str, str], set[str]]]
"""Table -> its columns with their kind, and its measures."""


def faults(files: dict[str, str], warehouse: dict[str, dict[str, str]]) -> list[str]:
    """Everything that is wrong; `warehouse` is table -> column -> PostgreSQL's type."""
    found: list[str] = []
    for name, text in files.items():
        if name.endswith(".tmdl"):
            found += _tmdl_faults(name, text)
        else:
            found += _schema_faults(name, json.loads(text))
    model = read_model(files)
    found += _warehouse_faults(model, warehouse)
    found += _relationship_faults(files, model)
    found += _measure_faults(files, model)
    found += _role_faults(files, model)
    found += _report_faults(files, model)
    return found


def read_model(files: dict[str, str]) -> Model:
    model: Model = {}
    for name, text in files.items():
        if "/tables/" in name:
            table = re.findall(r"^table (\S+)$", text, re.MULTILINE)[0]
            columns = dict(re.findall(r"^\tcolumn (\S+)\n\t\tdataType: (\S+)$", text, re.MULTILINE))
            model[table] = (columns, set(re.findall(r"^\tmeasure '(.+?)' =", text, re.MULTILINE)))
    return model


def _tmdl_faults(name: str, text: str) -> list[str]:
    found = [
        f"{name}:{number}: indented with blanks"
        for number, line in enumerate(text.splitlines(), start=1)
        if re.match(r"\t* +\S", line)
    ]
    found += [
        f"{name}: no such type {kind!r}"
        for kind in re.findall(r"dataType: (\S+)", text)
        if kind not in KINDS
    ]
    return found + [
        f"{name}: brackets do not match in {line.strip()!r}"
        for line in text.splitlines()
        if "measure '" in line and line.count("(") != line.count(")")
    ]


def _schema_faults(name: str, content: dict[str, Any]) -> list[str]:
    text = json.dumps(content)
    return [f"{name}: {message}" for message in _messages(text)]


@cache
def _messages(text: str) -> list[str]:
    """Of one file; a project with a planted fault differs from the next in one."""
    content = json.loads(text)
    return [error.message for error in _validator(content["$schema"]).iter_errors(content)]


@cache
def _validator(address: str) -> Any:
    schema = json.loads((SCHEMAS / address.removeprefix(ADDRESS)).read_text())
    # The checker does not see what attrs makes of these two classes.
    registry: Any = cast("Any", Registry)(retrieve=_retrieve)
    return jsonschema.Draft7Validator({"$id": address, **schema}, registry=registry)


@cache
def _retrieve(address: str) -> Resource[Any]:
    path = SCHEMAS / address.removeprefix(ADDRESS)
    if not path.is_file():
        raise cast("Any", NoSuchResource)(ref=address)
    return Resource.from_contents(json.loads(path.read_text()))


def _warehouse_faults(model: Model, warehouse: dict[str, dict[str, str]]) -> list[str]:
    from lonja_tools.power_bi.star import FITTING

    return [
        f"{table}.{column} is {kind} in the model, {has or 'missing'} in the warehouse"
        for table, (columns, _) in model.items()
        for column, kind in columns.items()
        if (has := warehouse.get(table, {}).get(column, "")) not in FITTING.get(kind, frozenset())
    ]


def _relationship_faults(files: dict[str, str], model: Model) -> list[str]:
    text = next(text for name, text in files.items() if name.endswith("relationships.tmdl"))
    ends = re.findall(r"(?:from|to)Column: (\S+)\.(\S+)$", text, re.MULTILINE)
    return [
        f"a relationship names {table}.{column}, which is not in the model"
        for table, column in ends
        if column not in model.get(table, ({}, set()))[0]
    ]


def _measure_faults(files: dict[str, str], model: Model) -> list[str]:
    return [
        f"{name}: a measure names {table}[{column}], which is not in the model"
        for name, text in files.items()
        for line in text.splitlines()
        if "measure '" in line
        for table, column in re.findall(r"(\w+)\[(\w+)\]", line)
        if column not in model.get(table, ({}, set()))[0]
    ]


def _role_faults(files: dict[str, str], model: Model) -> list[str]:
    """A rule names what is there, and every fact that the bound may not see whole has one."""
    found, ruled = [], set()
    for name, text in files.items():
        if "/roles/" not in name:
            continue
        for table, rule in re.findall(r"^\ttablePermission (\S+) = (.+)$", text, re.MULTILINE):
            ruled.add(table)
            found += [
                f"{name}: a rule names {owner}[{column}], which is not in the model"
                for owner, column in re.findall(r"(\w+)\[(\w+)\]", rule)
                if column not in model.get(owner, ({}, set()))[0]
            ]
            if rule.count("(") != rule.count(")"):
                found.append(f"{name}: brackets do not match in the rule of {table}")
    return found + [
        f"{table} has no rule for who sees some rows only"
        for table in model
        if table.startswith(("fact_", "agg_")) and table not in ruled
    ]


def _report_faults(files: dict[str, str], model: Model) -> list[str]:
    found: list[str] = []
    for name, text in files.items():
        if name.endswith("visual.json"):
            for kind, table, prop in _fields(json.loads(text)["visual"]):
                columns, measures = model.get(table, ({}, set()))
                if prop not in (measures if kind == "Measure" else columns):
                    found.append(f"{name}: {table}.{prop} is not in the model")
        elif name.endswith("pages.json"):
            pages = json.loads(text)
            folder = name.removesuffix("pages.json")
            found += [
                f"{name}: there is no page {page!r}"
                for page in [*pages["pageOrder"], pages["activePageName"]]
                if f"{folder}{page}/page.json" not in files
            ]
        elif name.endswith("definition.pbir"):
            path = json.loads(text)["datasetReference"]["byPath"]["path"]
            if not any(other.startswith(path.removeprefix("../") + "/") for other in files):
                found.append(f"{name}: there is no model at {path}")
    return found


def _fields(node: Any) -> list[tuple[str, str, str]]:
    if isinstance(node, list):
        return [one for item in node for one in _fields(item)]
    if not isinstance(node, dict):
        return []
    found = [
        (kind, node[kind]["Expression"]["SourceRef"]["Entity"], node[kind]["Property"])
        for kind in ("Column", "Measure")
        if kind in node
    ]
    return found + [one for value in node.values() for one in _fields(value)]
