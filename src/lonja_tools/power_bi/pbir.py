"""The reports in PBIR format: a page for each, its charts and its table. Pure."""

import json
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from lonja.reports.api import DIMENSIONS, REPORTS, SOURCES, Chart, Report, needs_of
from lonja_tools.power_bi.dax import home_of, measure_name

SCHEMAS = "https://developer.microsoft.com/json-schemas/fabric"
_REPORT = f"{SCHEMAS}/item/report/definition"
WIDTH, HEIGHT, GAP, SLICER_HEIGHT, ACROSS = 1280, 720, 16, 72, 3
# Which currency, channel and days: money means nothing without the first.
SLICERS = (("dim_currency", "currency"), ("dim_channel", "channel"), ("dim_date", "day"))
_DRAWN_AS = {
    "line": "lineChart",
    "columns": "clusteredColumnChart",
    "bars": "clusteredBarChart",
    "stacked": "columnChart",
    "combined": "lineChart",
    "heat": "pivotTable",
    "waterfall": "clusteredColumnChart",
    "funnel": "funnel",
}


def _is_for_readers_of_money(report: Report) -> bool:
    """A token shows every page: what needs more than reports and money stays out of them."""
    ways = [*report.table.by, *(way for chart in report.charts for way in chart.by)]
    return needs_of(report.metrics, ways) | ({report.needs} - {""}) <= {"reports.money"}


PAGES = tuple(one for one in REPORTS.values() if _is_for_readers_of_money(one))


def report_files() -> dict[str, str]:
    report = "Sales.Report/definition"
    files: dict[str, Any] = {
        "Sales.pbip": {
            "$schema": f"{SCHEMAS}/pbip/pbipProperties/1.0.0/schema.json",
            "version": "1.0",
            "artifacts": [{"report": {"path": "Sales.Report"}}],
            "settings": {"enableAutoRecovery": True},
        },
        "Sales.SemanticModel/.platform": _platform("SemanticModel"),
        "Sales.SemanticModel/definition.pbism": {
            "$schema": f"{SCHEMAS}/item/semanticModel/definitionProperties/1.0.0/schema.json",
            "version": "4.0",
            "settings": {},
        },
        "Sales.Report/.platform": _platform("Report"),
        "Sales.Report/definition.pbir": {
            "$schema": f"{SCHEMAS}/item/report/definitionProperties/2.0.0/schema.json",
            "version": "4.0",
            "datasetReference": {"byPath": {"path": "../Sales.SemanticModel"}},
        },
        f"{report}/version.json": {
            "$schema": f"{_REPORT}/versionMetadata/1.0.0/schema.json",
            "version": "2.0.0",
        },
        f"{report}/report.json": {
            "$schema": f"{_REPORT}/report/3.0.0/schema.json",
            "themeCollection": {},
        },
        f"{report}/pages/pages.json": {
            "$schema": f"{_REPORT}/pagesMetadata/1.0.0/schema.json",
            "pageOrder": [page.code for page in PAGES],
            "activePageName": PAGES[0].code,
        },
    }
    for page in PAGES:
        files |= {
            f"{report}/pages/{page.code}/{name}": document for name, document in _page(page).items()
        }
    return {
        name: json.dumps(content, indent=2, ensure_ascii=False) + "\n"
        for name, content in files.items()
    }


def _platform(kind: str) -> dict[str, Any]:
    """The identifier is made of the name, so that each generation gives the same."""
    return {
        "$schema": f"{SCHEMAS}/gitIntegration/platformProperties/2.0.0/schema.json",
        "metadata": {"type": kind, "displayName": "Sales"},
        "config": {"version": "2.0", "logicalId": str(uuid5(NAMESPACE_URL, f"lonja/{kind}/Sales"))},
    }


def _page(page: Report) -> dict[str, Any]:
    files: dict[str, Any] = {
        "page.json": {
            "$schema": f"{_REPORT}/page/2.0.0/schema.json",
            "name": page.code,
            "displayName": page.titles["en"],
            "displayOption": "FitToPage",
            "height": HEIGHT,
            "width": WIDTH,
        }
    }
    boxes = len(SLICERS)
    width = (WIDTH - GAP * (boxes + 1)) // boxes
    for number, (table, column) in enumerate(SLICERS):
        name = f"choose_{column}"
        place = _place(GAP + number * (width + GAP), GAP, width, SLICER_HEIGHT, number)
        files[f"visuals/{name}/visual.json"] = _container(name, place, _slicer(table, column))
    drawn = {chart.code: _drawn(chart) for chart in page.charts} | {"table": _table(page)}
    rows = -(-len(drawn) // ACROSS)
    top = SLICER_HEIGHT + 2 * GAP
    width = (WIDTH - GAP * (ACROSS + 1)) // ACROSS
    height = (HEIGHT - top - GAP * rows) // rows
    for number, (name, visual) in enumerate(drawn.items()):
        row, column_number = divmod(number, ACROSS)
        left = GAP + column_number * (width + GAP)
        place = _place(left, top + row * (height + GAP), width, height, boxes + number)
        files[f"visuals/{name}/visual.json"] = _container(name, place, visual)
    return files


def _place(x: int, y: int, width: int, height: int, order: int) -> dict[str, int]:
    return {"x": x, "y": y, "z": order, "width": width, "height": height, "tabOrder": order}


def _container(name: str, place: dict[str, int], visual: dict[str, Any]) -> dict[str, Any]:
    return {
        "$schema": f"{_REPORT}/visualContainer/2.4.0/schema.json",
        "name": name,
        "position": place,
        "visual": visual,
    }


def _slicer(table: str, column: str) -> dict[str, Any]:
    values = {"projections": [_projection("Column", table, column)]}
    return {
        "visualType": "slicer",
        "query": {"queryState": {"Values": values}},
        "drillFilterOtherVisuals": True,
    }


def _drawn(chart: Chart) -> dict[str, Any]:
    ways, figures = _ways(chart.by), _figures(chart.metrics)
    if chart.kind == "heat":
        state = {"Rows": ways[:1], "Columns": ways[1:], "Values": figures}
    else:
        state = {"Category": ways[:1], "Y": figures}
        if ways[1:]:
            state["Series"] = ways[1:]
    if not chart.by:
        return {
            "visualType": _DRAWN_AS[chart.kind],
            "query": {"queryState": {"Y": {"projections": figures}}},
            "drillFilterOtherVisuals": True,
        }
    is_in_order = DIMENSIONS[chart.by[0]].is_in_order
    by = {
        "field": (ways if is_in_order else figures)[0]["field"],
        "direction": "Ascending" if is_in_order else "Descending",
    }
    return {
        "visualType": _DRAWN_AS[chart.kind],
        "query": {
            "queryState": {role: {"projections": shown} for role, shown in state.items()},
            "sortDefinition": {"sort": [by]},
        },
        "drillFilterOtherVisuals": True,
    }


def _table(report: Report) -> dict[str, Any]:
    shown = [*_ways(report.table.by), *_figures(report.table.metrics)]
    return {
        "visualType": "tableEx",
        "query": {"queryState": {"Values": {"projections": shown}}},
        "drillFilterOtherVisuals": True,
    }


def _ways(codes: tuple[str, ...]) -> list[dict[str, Any]]:
    return [_projection("Column", _table_of(code), DIMENSIONS[code].column) for code in codes]


def _table_of(code: str) -> str:
    """A dimension that is a column of its fact is in one fact alone, or the first that has it."""
    return DIMENSIONS[code].table or next(
        source.table for source in SOURCES.values() if DIMENSIONS[code].column in source.columns
    )


def _figures(codes: tuple[str, ...]) -> list[dict[str, Any]]:
    return [
        _projection("Measure", home_of(code), measure_name(code)) for code in codes if home_of(code)
    ]


def _projection(kind: str, table: str, name: str) -> dict[str, Any]:
    return {
        "field": {kind: {"Expression": {"SourceRef": {"Entity": table}}, "Property": name}},
        "queryRef": f"{table}.{name}",
        "nativeQueryRef": name,
    }
