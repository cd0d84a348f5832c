"""A file of products, or of stock, comes in and is taken back while buyers buy: `./lonja bench imports --rows N`.

The checkouts are measured alone, and again while the file is tried, written and undone. Not one
of the page's scenarios: a hundred thousand rows take most of an hour.
"""

import http.cookiejar
import json
import sys
import time
import urllib.request
from collections.abc import Callable
from typing import Any, Final

from bench.rig import Rig
from bench.scenarios import Figures, buy, restock
from lonja_tools.laptop import topology

ROWS: Final = 100_000
VARIANTS: Final = 4
SHOPPERS: Final = 4
SECONDS: Final = 20.0
MOST_SECONDS: Final = 3 * 3600
ENDED: Final = {"failed", "undone"}


def imports(rig: Rig, *, rows: int = ROWS, kind: str = "products") -> Figures:
    skus = [
        row[0]
        for row in rig.sql(
            "SELECT sku FROM variants JOIN stock_levels ON variant_id = id WHERE active"
            " AND on_hand - held > 60 ORDER BY sku LIMIT 800"
        )
    ]
    restock(rig, skus)
    alone = buy(rig, skus, SHOPPERS, SECONDS)
    office = _Office(topology.address("back-office", rig.base))
    import_id = office.upload(_products(rows) if kind == "products" else _stock(rows, skus))
    office.until(import_id, "matching")
    office.match(import_id, kind)
    figures: Figures = {"rows": rows, "kind": kind, "alone": _latency(alone)}
    for name, begin, end in (
        ("check", lambda: None, "checked"),
        ("import", lambda: office.put(f"/imports/{import_id}/confirmation"), "done"),
        ("undo", lambda: office.put(f"/imports/{import_id}/undo"), "undone"),
    ):
        figures[name] = _measured(rig, skus, office, import_id, begin, end)
        slowest = figures[name]["checkout"]["p99_ms"]
        figures[name]["p99_of_alone"] = round(slowest / figures["alone"]["p99_ms"], 2)
    return figures


def _measured(
    rig: Rig,
    skus: list[str],
    office: "_Office",
    import_id: str,
    begin: Callable[[], Any],
    end: str,
) -> Figures:
    """Buyers come again and again until it is over; the slowest of their runs is told."""
    started, runs, memory = time.perf_counter(), [], 0.0
    begin()
    while True:
        runs.append(_latency(buy(rig, skus, SHOPPERS, SECONDS)))
        memory = max(memory, rig.memory_mib().get("functions-background", 0.0))
        found = office.get(f"/imports/{import_id}")
        took = time.perf_counter() - started
        told = f"{found['rows_done']:,} rows, {took:.0f} s, checkout p99 {runs[-1]['p99_ms']} ms"
        sys.stderr.write(f"  {found['status']} {told}\n")
        if found["status"] == end:
            break
        if found["status"] in ENDED or took > MOST_SECONDS:
            raise RuntimeError(f"the import is {found['status']} after {took:.0f} s")
    return {
        "seconds": round(took, 1),
        "things_new": found["things_new"],
        "rows_failed": found["rows_failed"],
        "functions_peak_mib": memory,
        "checkout": max(runs, key=lambda run: float(run["p99_ms"])),
    }


def _latency(figures: Figures) -> Figures:
    return {
        "orders_per_second": figures["orders_per_second"],
        "p50_ms": figures["post_p50_ms"],
        "p99_ms": figures["post_p99_ms"],
        "refused": figures["refused_because"],
    }


def _stock(rows: int, skus: list[str]) -> bytes:
    """What came in of the very goods that buyers buy meanwhile."""
    lines = [f"{skus[number % len(skus)]},1,,add" for number in range(rows)]
    return "\r\n".join(["sku,quantity,location,mode", *lines]).encode()


def _products(rows: int) -> bytes:
    headings = (
        "Handle,Title,Body (HTML),Vendor,Option1 Name,Option1 Value,Variant SKU,Variant Grams,"
        "Variant Price,Variant Inventory Qty"
    )
    lines = [headings]
    for number in range(rows):
        product, variant = divmod(number, VARIANTS)
        own = f"Bench {product},<p>Number {product}</p>,Bench,Size" if variant == 0 else ",,,"
        lines.append(
            f"bench-{product},{own},S{variant},BENCH-{product}-{variant},500,{10 + product % 90}.50,5"
        )
    return "\r\n".join(lines).encode()


class _Office:
    """The back office's API, as the owner of the demo shop."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._open = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        )
        owner = next(
            one for one in self.get("/demo/accounts")["items"] if one["email"].startswith("owner@")
        )
        code = {"email": owner["email"], "password": "azulejo-demo", "code": owner["code"]}
        self.send("POST", "/session", code)

    def send(self, method: str, path: str, body: Any = None) -> Any:
        request = urllib.request.Request(
            f"{self.url}/api/v1{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"content-type": "application/json", "origin": self.url},
        )
        with self._open.open(request, timeout=120) as answer:
            content = answer.read()
        return json.loads(content) if content else None

    def get(self, path: str) -> Any:
        return self.send("GET", path)

    def put(self, path: str, body: Any = None) -> Any:
        return self.send("PUT", path, body)

    def upload(self, content: bytes) -> str:
        asked = {"file_name": "bench.csv", "size_bytes": len(content)}
        started = self.send("POST", "/imports", asked)
        to = started["upload"]
        request = urllib.request.Request(
            to["url"], method="PUT", data=content, headers=to["headers"]
        )
        with urllib.request.urlopen(request, timeout=300):
            pass
        self.put(f"/imports/{started['id']}/uploaded")
        return str(started["id"])

    def until(self, import_id: str, status: str) -> None:
        ends_at = time.monotonic() + 300
        while self.get(f"/imports/{import_id}")["status"] != status:
            if time.monotonic() > ends_at:
                raise RuntimeError(f"the import is not {status}")
            time.sleep(0.5)

    def match(self, import_id: str, code: str) -> None:
        matching = self.get(f"/imports/{import_id}/matching")
        kind = next(one for one in matching["kinds"] if one["code"] == code)
        asked = {"kind": code, "columns": kind["proposed"]}
        self.put(f"/imports/{import_id}/matching", asked)
