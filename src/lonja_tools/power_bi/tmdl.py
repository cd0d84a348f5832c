"""The semantic model as TMDL: tabs only, one object a file, no credentials, every name ours. Pure."""

from lonja.reports.api import METRICS, Metric
from lonja_tools.power_bi.star import RELATIONSHIPS, TABLES, Table

MODEL = "Sales.SemanticModel/definition"


def model_files() -> dict[str, str]:
    return {
        f"{MODEL}/database.tmdl": "database\n\tcompatibilityLevel: 1567\n",
        f"{MODEL}/model.tmdl": _model(),
        f"{MODEL}/expressions.tmdl": _expressions(),
        f"{MODEL}/relationships.tmdl": _relationships(),
        **{f"{MODEL}/tables/{table.name}.tmdl": _table(table) for table in TABLES},
    }


def measure_name(metric: Metric) -> str:
    return metric.titles["en"]


def _model() -> str:
    lines = [
        "model Model",
        "\tculture: en-US",
        "\tdefaultPowerBIDataSourceVersion: powerBI_V3",
        "\tsourceQueryCulture: en-US",
        "",
        *(f"ref table {table.name}" for table in TABLES),
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
        f"relationship {one.fact}_{one.key}\n"
        f"\tfromColumn: {one.fact}.{one.key}\n"
        f"\ttoColumn: {one.dimension}.{one.key}\n"
        for one in RELATIONSHIPS
    )


def _table(table: Table) -> str:
    parts = [f"table {table.name}\n"]
    if table.name == "dim_date":
        parts = [f"table {table.name}\n\tdataCategory: Time\n"]
    parts += [_measure(metric) for metric in METRICS.values() if metric.table == table.name]
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


def _measure(metric: Metric) -> str:
    return (
        f"\t/// {metric.meaning['en']}\n"
        f"\tmeasure '{measure_name(metric)}' = {dax(metric)}\n"
        f"\t\tformatString: {'#,0.00' if metric.unit == 'money' else '#,0'}\n"
    )


def dax(metric: Metric) -> str:
    """The same figure as the native chart's SQL; money is empty where currencies would mix."""
    total = f"SUM({metric.table}[{metric.column}])"
    if metric.unit == "money":
        major = f"CALCULATE({total}) / POWER(10, dim_currency[minor_digits])"
        total = f"SUMX(VALUES(dim_currency[minor_digits]), {major})"
    if metric.per:
        total = f"DIVIDE({total}, SUM({metric.table}[{metric.per}]))"
    if metric.articles_only:
        total = f"CALCULATE({total}, dim_variant[is_article] = TRUE())"
    if metric.unit == "money":
        total = f"IF(HASONEVALUE(dim_currency[currency]), {total})"
    return total
