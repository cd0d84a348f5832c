"""docs/numbers.md and the run it was made from, docs/numbers.json."""

import json
from collections.abc import Iterator, Sequence
from typing import Any, Final

from lonja_tools.places import CHECKOUT

type Figures = dict[str, Any]

RUN: Final = CHECKOUT / "docs" / "numbers.json"
PAGE: Final = CHECKOUT / "docs" / "numbers.md"

HEAD: Final = """# Numbers

How fast is the shop, how much does it carry, and what does it need? Each table answers one question and
shows each figure beside a ceiling of the same run, or beside other shops.

Written by `./lonja bench --write`; nothing here is typed by hand. Repeat it: `./lonja bench`. The whole run
is in [numbers.json](numbers.json).
"""
PEERS: Final = """## Where the other shops' figures come from

Quoted, not measured here: django-oscar 4.2, Vendure 3 and Medusa 2, each on its own recommended server with
1,000 products, PostgreSQL and 2 cores for everything, taken on 2026-11-22 on another machine of the same
size. Compare orders of magnitude, not digits.
"""
# Requests (checkout: orders) a second, and the p99 in ms: django-oscar, Vendure, Medusa.
QUOTED: Final = {
    "product": ("87 (505)", "91 (525)", "36 (1,240)"),
    "list": ("4.7 (9,080)", "300–334 (206–235)", "81 (647)"),
    "search": ("15 (3,280)", "13 (3,130)", "29 (1,780)"),
    "checkout": ("10.7", "8.4", "1.4"),
}
PROGRAMS: Final = {
    "front-office": "storefront and its API, two workers",
    "back-office-api": "back office API",
    "back-office": "back office's files",
    "functions-background": "background functions",
    "functions-etl": "ETL functions",
    "postgres": "PostgreSQL",
    "azurite": "Azurite",
    "mail": "mail catcher",
}


def write(figures: Figures) -> None:
    RUN.write_text(json.dumps(figures, indent=1) + "\n")
    PAGE.write_text(page(figures))


def page(figures: Figures) -> str:
    """The page of a whole run."""
    of = figures["scenarios"]
    sections = [
        HEAD,
        (
            f"Taken {figures['at']} on {figures['cores']} cores that the shop, PostgreSQL, Azurite and the"
            f" load generator share; Python {figures['python']}; load average before:"
            f" {figures['load_before']}. The demo shop, idle before each scenario.\n"
        ),
        *_pages(of["pages"], of["search"]),
        *_checkout(of["checkout"]),
        *_warehouse(of["etl"]),
        *(_catalogue(of["catalogue"]) if "catalogue" in of else ()),
        *_idle(of["idle"], figures["seconds_to_open"]),
        PEERS,
    ]
    return "\n".join(sections)


def _pages(pages: Figures, search: Figures) -> Iterator[str]:
    yield "## How quickly does a page come?\n"
    yield _table(
        (
            "page",
            "per second",
            "p50 ms",
            "p99 ms",
            "CPU ms",
            "ceiling per second",
            "of the ceiling",
        ),
        [
            _page_row(
                f"{label}, from memory", pages[f"{kind}_warm"], pages[f"{kind}_constant_body"]
            )
            for kind, label in (("product", "product"), ("list", "list of 24"))
        ]
        + [
            _page_row(f"{label}, first time", pages[f"{kind}_cold"])
            for kind, label in (("product", "product"), ("list", "list of 24"))
        ],
    )
    yield "Ceiling: the same server with as many workers, answering a constant body of that size. CPU: of the storefront.\n"
    yield "## How quickly does the API answer, and how does that compare?\n"
    yield _table(
        ("call", "per second (p99 ms)", "django-oscar", "Vendure", "Medusa", "SQL alone", "of the SQL"),
        [
            _call_row("product", pages["product_json"], QUOTED["product"],
                      pages["product_sql_alone_per_second"], pages["product_json_of_sql"]),
            _call_row("list of 24", pages["list_json"], QUOTED["list"]),
            _call_row("search for a word", search["word"], QUOTED["search"],
                      search["word_sql_alone_per_second"], search["word_of_sql"]),
            _call_row("search with a typing error", search["typing_error"], ("–", "–", "–")),
        ],
    )  # fmt: skip
    yield "SQL alone: pgbench running the call's statements, prepared, with 8 clients.\n"
    yield (
        "Statements of one request: "
        + ", ".join(
            f"{name.replace('_', ' ')} {count}" for name, count in pages["statements"].items()
        )
        + ".\n"
    )


def _page_row(label: str, measured: Figures, ceiling: Figures | None = None) -> tuple[str, ...]:
    return (
        label,
        _number(measured["per_second"]),
        _number(measured["p50_ms"]),
        _number(measured["p99_ms"]),
        _number(measured["cpu_ms_per_request"]["front-office"]),
        _number(ceiling["per_second"]) if ceiling else "–",
        _percent(measured["per_second"] / ceiling["per_second"]) if ceiling else "–",
    )


def _call_row(
    label: str,
    measured: Figures,
    quoted: Sequence[str],
    sql: float | None = None,
    of_sql: float | None = None,
) -> tuple[str, ...]:
    return (
        label,
        f"{_number(measured['per_second'])} ({_number(measured['p99_ms'])})",
        *quoted,
        _number(sql) if sql else "–",
        _percent(of_sql) if of_sql else "–",
    )


def _checkout(checkout: Figures) -> Iterator[str]:
    spread, hot = checkout["spread"], checkout["one_hot_sku"]
    yield "## How many orders does it take?\n"
    yield _table(
        ("16 shoppers, whole guest checkouts", "orders/s", "confirmed/s", "POST p50 ms", "POST p99 ms"),
        [
            _order_row("over 800 SKUs", spread),
            _order_row("every order holds one SKU", hot),
            ("django-oscar · Vendure · Medusa", " · ".join(QUOTED["checkout"]), "–", "–", "–"),
            ("ceiling: the order's writes alone, by pgbench",
             _number(checkout["sql_alone_orders_per_second"]), "–", "–", "–"),
        ],
    )  # fmt: skip
    yield (
        f"{_number(spread['placed'] + hot['placed'])} orders were placed and"
        f" {_number(spread['confirmed'] + hot['confirmed'])} confirmed. The hot SKU ran at"
        f" {_percent(checkout['hot_of_spread'])} of the spread rate.\n"
    )
    yield "## What does an order cost in CPU?\n"
    spent = spread["cpu_ms_per_order"]
    yield _table(
        ("program", "ms of CPU per order"),
        [(PROGRAMS[name], _number(ms)) for name, ms in spent.items()]
        + [("all", _number(sum(spent.values())))],
    )


def _order_row(label: str, measured: Figures) -> tuple[str, ...]:
    names = ("orders_per_second", "confirmed_per_second", "post_p50_ms", "post_p99_ms")
    return (label, *(_number(measured[name]) for name in names))


def _warehouse(etl: Figures) -> Iterator[str]:
    yield "## How soon is the warehouse up to date?\n"
    yield _table(
        ("run", "seconds", "peak MiB"),
        [
            (f"everything again, {_number(etl['order_lines'])} order lines",
             _number(etl["full"]["seconds"]), _number(etl["full"]["peak_mib"])),
            ("nothing to do", _number(etl["nothing_to_do"]["seconds"]), "–"),
            ("ceiling: `COPY` piped to `COPY`, the order lines alone",
             _number(etl["copy_piped_to_copy_seconds"]), "–"),
        ],
    )  # fmt: skip


def _catalogue(catalogue: Figures) -> Iterator[str]:
    variants = f"{catalogue['variants']:,}"
    yield f"## How quickly does the back office list {variants} variants?\n"
    yield _table(
        ("list", "rows", "p50 ms", "p99 ms"),
        [
            (name, str(one["rows"]), _number(one["p50_ms"]), _number(one["p99_ms"]))
            for name, one in catalogue["lists"].items()
        ],
    )


def _idle(idle: Figures, seconds_to_open: float) -> Iterator[str]:
    yield "## What does it need when nobody is there?\n"
    cpu, memory = idle["cpu_percent_of_a_core"], idle["memory_mib"]
    yield _table(
        ("program", "MiB", "percent of a core"),
        [
            (PROGRAMS.get(name, name), _number(memory[name]), _number(cpu[name]))
            for name in (*PROGRAMS, "all")
        ],
    )
    yield (
        f"After all of the above. Memory is the proportional set size. From `./lonja up` to the open shop with the demo's data:"
        f" {_number(seconds_to_open)} s, with the packages installed.\n"
    )


def _table(head: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    rule = ["---", *["---:"] * (len(head) - 1)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, rule, *lines)) + "\n"


def _number(value: float) -> str:
    """Three digits are enough for a reader; the run's file has them all."""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.2f}".rstrip("0").rstrip(".") if abs(value) < 10 else f"{value:.1f}"


def _percent(share: float) -> str:
    return f"{share * 100:.0f} %" if share >= 0.1 else f"{share * 100:.1f} %"
