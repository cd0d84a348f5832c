"""docs/numbers.md, from the figures of one run."""

from typing import Any

from lonja_tools.places import CHECKOUT

PEERS = """## Peers, for scale

Quoted, not measured here: 1,000 products, PostgreSQL, each on its own recommended server, 2 cores for
everything, taken on 2026-11-22 on another rig. Compare orders of magnitude, not digits.

| | django-oscar 4.2 | Vendure 3 | Medusa 2 |
|---|---|---|---|
| product detail, req/s (p99 ms) | 87 (505) | 91 (525) | 36 (1,240) |
| list of 24, req/s (p99 ms) | 4.7 (9,080) | 300-334 (206-235) | 81 (647) |
| search for a word, req/s (p99 ms) | 15 (3,280) | 13 (3,130) | 29 (1,780) |
| whole guest checkout, orders/s, 16 shoppers | 10.7 | 8.4 | 1.4 |
"""


def write(figures: dict[str, Any]) -> None:
    text = [
        "# Numbers",
        "",
        "Written by `./lonja bench --write`; nothing here is typed by hand. Repeat it: `./lonja bench`.",
        "",
        (
            f"Taken {figures['at']} on {figures['cores']} cores that the shop, PostgreSQL, Azurite and the"
            f" load generator share, Python {figures['python']}, load average before: {figures['load_before']}."
            " Every ratio has both of its sides from this run. Relay and functions ran."
        ),
        "",
    ]
    for name, results in figures["scenarios"].items():
        text += [f"## {name.capitalize()}", "", "| figure | value |", "|---|---|"]
        text += [f"| {label} | {value} |" for label, value in _flat(results)]
        text.append("")
    (CHECKOUT / "docs" / "numbers.md").write_text("\n".join(text) + "\n" + PEERS)


def _flat(results: dict[str, Any], before: str = "") -> list[tuple[str, Any]]:
    lines: list[tuple[str, Any]] = []
    for key, value in results.items():
        label = f"{before}{key.replace('_', ' ')}"
        if isinstance(value, dict):
            lines += _flat(value, f"{label}: ")
        else:
            lines.append((label, value))
    return lines
