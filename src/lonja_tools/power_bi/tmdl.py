"""The semantic model as TMDL: tabs only, one object a file, no credentials, every name ours. Pure."""

from lonja.reports.api import BOUND, FIGURES, WHOLE
from lonja_tools.power_bi.dax import dax, home_of, measure_name
from lonja_tools.power_bi.star import BOUND_IN, RELATIONSHIPS, TABLES, Table

MODEL = "Sales.SemanticModel/definition"
_FORMATS = {
    "money": "#,0.00", "count": "#,0", "percent": "0.0%", "decimal": "#,0.00", "hours": "#,0.0",
}  # fmt: skip


def model_files() -> dict[str, str]:
    return {
        f"{MODEL}/database.tmdl": "database\n\tcompatibilityLevel: 1567\n",
        f"{MODEL}/model.tmdl": _model(),
        f"{MODEL}/expressions.tmdl": _expressions(),
        f"{MODEL}/relationships.tmdl": _relationships(),
        **{f"{MODEL}/tables/{table.name}.tmdl": _table(table) for table in TABLES},
        f"{MODEL}/roles/{WHOLE}.tmdl": f"role {WHOLE}\n\tmodelPermission: read\n",
        f"{MODEL}/roles/{BOUND}.tmdl": _bound(),
    }


def _model() -> str:
    lines = [
        "model Model",
        "\tculture: en-US",
        "\tdefaultPowerBIDataSourceVersion: powerBI_V3",
        "\tsourceQueryCulture: en-US",
        "",
        *(f"ref table {table.name}" for table in TABLES),
        "",
        *(f"ref role {role}" for role in (BOUND, WHOLE)),
    ]
    return "\n".join(lines) + "\n"


def _expressions() -> str:
    """Where the warehouse is: bound anew in each environment by the service, never committed."""
    parameter = '[IsParameterQuery=true, Type="Text", IsParameterQueryRequired=true]'
    return (
        f'expression WarehouseServer = "localhost" meta {parameter}\n\n'
        f'expression WarehouseDatabase = "lonja_warehouse" meta {parameter}\n'
    )


def _relationships() -> str:
    return "\n".join(
        f"relationship {one.fact}_{one.column}\n"
        f"\tfromColumn: {one.fact}.{one.column}\n"
        f"\ttoColumn: {one.dimension}.{one.key}\n"
        for one in RELATIONSHIPS
    )


def _bound() -> str:
    """Rows that the name of the viewer says, `channel:web|country:*|location:*`.

    A table that knows no channel shows nothing to who is bound to some: it cannot be split.
    """
    lines = [f"role {BOUND}", "\tmodelPermission: read"]
    for table in TABLES:
        if rule := _rows_of(table):
            lines += ["", f"\ttablePermission {table.name} = {rule}"]
    return "\n".join(lines) + "\n"


def _rows_of(table: Table) -> str:
    held = [
        f"({_holds(way, '*')} || {_holds(way, table.name, column)})"
        for way, (owner, column) in BOUND_IN.items()
        if (owner or table.name) == table.name and column in table.columns
    ]
    if table.name.startswith("dim_"):
        return held[0] if table.name in {owner for owner, _ in BOUND_IN.values()} else ""
    joined = {one.dimension for one in RELATIONSHIPS if one.fact == table.name}
    unknown = [
        way
        for way, (owner, column) in BOUND_IN.items()
        if (owner not in joined if owner else column not in table.columns)
    ]
    return " && ".join([*held, *(_holds(way, "*") for way in unknown)])


def _holds(way: str, value: str, column: str = "") -> str:
    name = f'"{way}:" & {value}[{column}]' if column else f'"{way}:{value}"'
    return f"PATHCONTAINS(USERNAME(), {name})"


def _table(table: Table) -> str:
    parts = [f"table {table.name}\n"]
    if table.name == "dim_date":
        parts = [f"table {table.name}\n\tdataCategory: Time\n"]
    parts += [_measure(code) for code in FIGURES if home_of(code) == table.name]
    for column, kind in table.columns.items():
        lines = [f"\tcolumn {column}", f"\t\tdataType: {kind}"]
        if kind == "dateTime":
            lines.append("\t\tformatString: yyyy-mm-dd")
        if column == table.key:
            lines.append("\t\tisKey")
        if table.is_hidden(column):
            lines.append("\t\tisHidden")
        lines += ["\t\tsummarizeBy: none", f"\t\tsourceColumn: {column}", ""]
        parts.append("\n".join(lines))
    parts.append(
        f"\tpartition {table.name} = m\n"
        "\t\tmode: import\n"
        "\t\tsource =\n"
        "\t\t\t\tlet\n"
        "\t\t\t\t\tSource = PostgreSQL.Database(WarehouseServer, WarehouseDatabase),\n"
        f'\t\t\t\t\tData = Source{{[Schema="dw",Item="{table.name}"]}}[Data]\n'
        "\t\t\t\tin\n"
        "\t\t\t\t\tData\n"
    )
    return "\n".join(parts)


def _measure(code: str) -> str:
    metric = FIGURES[code]
    return (
        f"\t/// {metric.meaning['en']}\n"
        f"\tmeasure '{measure_name(code)}' = {dax(code)}\n"
        f"\t\tformatString: {_FORMATS[metric.unit]}\n"
    )
