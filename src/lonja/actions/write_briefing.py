"""What reports by mail and alerts say: the answer of the warehouse, and the facts of each mail."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from psycopg import AsyncConnection

from lonja.actions.brief_staff import EXPLORED, report_of
from lonja.briefings.api import AlertEvent, AlertRule, Compare, EventKind, ReportMail
from lonja.notifications.api import AlertFacts, Cell, Label, ReportFacts, ReportFigure
from lonja.reports import api as reports
from lonja.staff.api import Scope

ROWS_IN_MAIL: Final = 25
COLUMNS_IN_MAIL: Final = 4
"""More do not fit beside each other on a phone; the file has all of them."""


async def answer_of(
    warehouse: AsyncConnection,
    *,
    report: str,
    search: Mapping[str, str],
    asked: reports.Asked,
    scopes: Sequence[Scope],
    as_of: datetime,
    rows: int,
) -> Mapping[str, Any]:
    """What a mail of these days is written from, as JSON keeps it."""
    found = await reports.answer(warehouse, report_of(report, search), asked, rows=rows)
    return {
        "as_of": as_of.isoformat(),
        "search": dict(search),
        "scopes": list(scopes),
        "withheld": list(found.withheld),
        "currency": asked.currency,
        "figures": [[one.metric, one.value, one.previous] for one in found.figures],
        "metrics": list(found.table.metrics),
        "by": list(found.table.by),
        "rows": [[row.labels, row.values] for row in found.table.rows],
        "groups": found.table.groups,
    }


def report_facts(
    mail: ReportMail,
    answer: Mapping[str, Any],
    *,
    start: date,
    end: date,
    backoffice_url: str,
    language: str,
) -> ReportFacts:
    """The mail of the days from `start` up to but not including `end`."""
    said = _language(language)
    report = report_of(mail.report, mail.search)
    currency = str(answer["currency"])
    ways = [reports.DIMENSIONS[code] for code in answer["by"]]
    every = [reports.FIGURES[code] for code in answer["metrics"]]
    columns = _columns(report, answer["metrics"], max(1, COLUMNS_IN_MAIL - len(ways)))
    metrics = [every[at] for at in columns]
    rows: Sequence[tuple[Sequence[str], Sequence[int | None]]] = answer["rows"]
    kept = {name: value for name, value in mail.search.items() if name != "days"}
    days = {"start": start.isoformat(), "end": end.isoformat()}
    return ReportFacts(
        name=mail.name,
        report=report.titles[said] if mail.report != EXPLORED else mail.name,
        first_day=start,
        last_day=end - timedelta(days=1),
        only=_only(mail.search, answer.get("scopes", ()), said),
        withheld=tuple(
            reports.FIGURES[code].titles[said]
            for code in answer.get("withheld", ())
            if code in reports.FIGURES
        ),
        figures=tuple(
            ReportFigure(
                reports.FIGURES[code].titles[said],
                Cell(reports.FIGURES[code].unit, value, currency),
                Cell("percent", _change(value, before), currency),
            )
            for code, value, before in answer["figures"]
        ),
        headings=(*(one.titles[said] for one in ways), *(one.titles[said] for one in metrics)),
        rows=tuple(
            (
                tuple(_label(way, label, said) for way, label in zip(ways, labels, strict=True)),
                tuple(Cell(every[at].unit, values[at], currency) for at in columns),
            )
            for labels, values in rows[:ROWS_IN_MAIL]
        ),
        more=max(0, int(answer["groups"]) - ROWS_IN_MAIL),
        more_columns=len(every) - len(metrics),
        link=f"{backoffice_url}/reports/{mail.report}?{urlencode(kept | days)}",
        mails_link=f"{backoffice_url}/reports/mails",
    )


def alert_facts(
    rule: AlertRule, event: AlertEvent, *, own_currency: str, backoffice_url: str, language: str
) -> AlertFacts:
    metric, said = reports.FIGURES[rule.metric], _language(language)
    in_base = reports.is_in_base([rule.metric])
    currency = own_currency if in_base else rule.search.get("currency", own_currency)
    is_change = rule.compare in {Compare.FALLS, Compare.RISES}
    return AlertFacts(
        name=rule.name,
        figure=metric.titles[said],
        only=_only(rule.search, rule.scopes, said),
        day=event.day,
        value=Cell(metric.unit, event.value, currency),
        usual=Cell(metric.unit, event.usual, currency) if event.usual is not None else None,
        compare=rule.compare,
        bound=Cell("percent" if is_change else metric.unit, rule.bound, currency),
        days=rule.days,
        has_recovered=event.kind is EventKind.RECOVERED,
        link=f"{backoffice_url}/reports/alerts",
    )


def _columns(report: reports.Report, metrics: Sequence[str], most: int) -> list[int]:
    """Where the figures of the report stand in its table, and others while there is room."""
    places = range(len(metrics))
    return sorted(sorted(places, key=lambda at: metrics[at] not in report.figures)[:most])


def _only(search: Mapping[str, str], scopes: Sequence[Scope], language: str) -> tuple[str, ...]:
    """The filters in words, and the rows that its maker sees: those of any of these."""
    filters = [
        _condition(one.dimension, one.values, language)
        for one in reports.conditions_of(search.get("where", ""))
    ]
    own = [
        "; ".join(_condition(way, values, language) for way, values in scope.items())
        for scope in scopes
    ]
    return tuple(filter(None, ("; ".join(filters), " / ".join(own))))


def _condition(way: str, values: Sequence[str], language: str) -> str:
    if way not in reports.DIMENSIONS:
        return ""
    known = reports.DIMENSIONS[way]
    said = ", ".join(reports.label_of(known, value, language) for value in values)
    return f"{known.titles[language]}: {said}"


def _label(way: reports.Dimension, label: str, language: str) -> Label:
    return Label(way.form, reports.label_of(way, label, language))


def _change(now: int | None, before: int | None) -> int | None:
    if now is None or not before:
        return None
    return round((now - before) * 10_000 / abs(before))


def _language(language: str) -> str:
    """Figures have titles in the languages of the staff."""
    return language if language in {"es", "en"} else "en"
