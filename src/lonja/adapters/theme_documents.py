"""Documents as the shop's theme draws them: `documents/<kind>.typ`, by typst.

Data reaches a template as JSON and is never part of its source, so that no name of a buyer is a
program. Each is drawn in a process with limits of time and memory.
"""

import asyncio
import json
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import segno

from lonja.adapters.theme_language import Speech, speech
from lonja.adapters.themes import Theme
from lonja.documents.api import (
    Document,
    DocumentKind,
    DocumentLine,
    PackedLine,
    PackedOrder,
    PrintKind,
    PrintRefused,
    Reference,
    Sheets,
    TaxMark,
    barcode_svg,
)
from lonja.kernel.money import divide_half_up
from lonja.taxes import api as taxes

TIMEOUT_S: Final = 60
AT_ONCE: Final = max(1, (os.cpu_count() or 2) // 2)
WORD: Final = re.compile(r'\bw\("((?:[^"\\]|\\.)*)"\)')
"""How a template says something that is translated."""


def N_(message: str) -> str:  # noqa: N802 - the name that message extractors know
    return message


TITLES: Final = {
    DocumentKind.INVOICE: N_("Invoice"),
    DocumentKind.SIMPLIFIED: N_("Simplified invoice"),
    DocumentKind.CREDIT_NOTE: N_("Credit note"),
    DocumentKind.DEBIT_NOTE: N_("Correction of a credit note"),
}
SHEETS: Final = {
    PrintKind.PACKING_SLIP: N_("Packing slip"),
    PrintKind.PICK_LIST: N_("Pick list"),
    PrintKind.RETURN_LABEL: N_("Return label"),
    PrintKind.GIFT_RECEIPT: N_("Gift receipt"),
}
MENTIONS: Final = {
    "intra_community": N_(
        "Exempt intra-Community supply, article 138 of Directive 2006/112/EC: reverse charge,"
        " the VAT is accounted for by the recipient."
    ),
    "export": N_("Exempt export, article 146 of Directive 2006/112/EC: no tax is charged."),
    "oss": N_("VAT of the country of delivery, declared in the one-stop shop of the EU."),
}
REASONS: Final = {
    "changed_mind": N_("Goods returned"),
    "damaged": N_("Goods were damaged"),
    "wrong_item": N_("Wrong goods were sent"),
    "missing": N_("Goods were missing"),
    "late": N_("Late delivery"),
    "goodwill": N_("Price reduction"),
    "cancelled": N_("Order cancelled"),
    "edited": N_("Order changed"),
    "other": N_("Correction"),
}
PAID: Final = {
    "gift_card": N_("Gift card"),
    "store_credit": N_("Store credit"),
    "exchange": N_("Returned goods"),
}
KINDS: Final = {"shipping": N_("Shipping"), "adjustment": N_("Amount refunded")}


class ThemeDocuments:
    """One of a process: the semaphore bounds how many are drawn at once."""

    def __init__(
        self, theme: Callable[[], Theme], *, turns: asyncio.Semaphore | None = None
    ) -> None:
        self._theme = theme
        self._turns = turns or asyncio.Semaphore(AT_ONCE)

    async def document(
        self, document: Document, *, shop: str, mark: TaxMark | None = None
    ) -> bytes:
        theme = self._theme()
        language = theme.language_of(document.facts.language)
        said = speech(theme, language)
        data = _legal(document, said) | _mark(mark) | {"shop": shop, "language": language}
        return await self.drawn("invoice", data, said, document.issued_at)

    async def sheets(self, sheets: Sheets, *, shop: str) -> bytes:
        theme = self._theme()
        language = theme.language_of(sheets.language)
        said = speech(theme, language)
        data = _sheets(sheets, said) | {"shop": shop, "language": language}
        return await self.drawn(str(sheets.kind), data, said, sheets.now)

    async def drawn(
        self, template: str, data: Mapping[str, Any], said: Speech, at: datetime
    ) -> bytes:
        async with self._turns:
            with tempfile.TemporaryDirectory() as folder:
                return await _draw(Path(folder), self._theme(), template, data, said, at)


async def _draw(
    folder: Path,
    theme: Theme,
    template: str,
    data: Mapping[str, Any],
    said: Speech,
    at: datetime,
) -> bytes:
    files = theme.files("documents")
    if f"{template}.typ" not in files:
        raise PrintRefused(f"the theme {theme.name!r} has no documents/{template}.typ")
    await asyncio.to_thread(_lay_out, folder, files)
    request = {
        "file": str(folder / f"{template}.typ"),
        "root": str(folder),
        "fonts": str(folder),
        "inputs": {
            "data": json.dumps(data, ensure_ascii=False),
            "words": json.dumps(
                {word: said.say(word) for word in words_of(theme)}, ensure_ascii=False
            ),
        },
        "timestamp": int(at.timestamp()),
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "lonja.adapters.typst_process",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
    )
    try:
        async with asyncio.timeout(TIMEOUT_S):
            out, wrong = await process.communicate(json.dumps(request).encode())
    except TimeoutError as error:
        raise PrintRefused(f"not drawn in {TIMEOUT_S} s") from error
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        raise PrintRefused(wrong.decode(errors="replace")[-500:] or f"exit {process.returncode}")
    return out


def _lay_out(folder: Path, files: Mapping[str, Path]) -> None:
    """The files of the theme over those of its parents, as one folder."""
    for name, file in files.items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, place)


@cache
def words_of(theme: Theme) -> tuple[str, ...]:
    files = theme.files("documents", ".typ").values()
    return tuple(sorted({word for file in files for word in WORD.findall(file.read_text())}))


def _mark(mark: TaxMark | None) -> dict[str, str]:
    if mark is None:
        return {"qr": "", "qr_url": "", "qr_caption": ""}
    drawn = segno.make(mark.url, error="m", micro=False)
    svg: str = drawn.svg_inline(border=0, omitsize=True)
    svg = svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    return {"qr": svg, "qr_url": mark.url, "qr_caption": mark.caption}


def _legal(document: Document, said: Speech) -> dict[str, Any]:
    facts = document.facts

    def money(minor: int) -> str:
        return said.money(minor, facts.currency)

    return {
        "paper": "a4",
        "title": said.say(TITLES[document.kind]),
        "code": document.code,
        "issued_on": said.whole_day(document.issued_on),
        "supplied_on": _iso_day(facts.supplied_on, said),
        "order": f"{facts.order_number} · {_iso_day(facts.ordered_on, said)}",
        "corrects": _reference(facts.corrects, said),
        "replaces": _reference(facts.replaces, said),
        "reason": said.say(REASONS[facts.reason]) if facts.reason in REASONS else "",
        "seller": _party(facts.seller),
        "buyer": _party(facts.buyer),
        "deliver_to": list(facts.deliver_to),
        "tax_name": taxes.tax_name(facts.place, said.language),
        "has_discounts": any(line.discount_minor for line in facts.lines),
        "lines": [_line(line, said, facts.currency) for line in facts.lines],
        "groups": [
            {
                "rate": said.tax_rate(one.basis_points),
                "base": money(one.base_minor),
                "tax": money(one.tax_minor),
                "total": money(one.base_minor + one.tax_minor),
            }
            for one in facts.groups
        ],
        "base": money(facts.base_minor),
        "tax": money(facts.tax_minor),
        "total": money(facts.total_minor),
        "paid": [
            {
                "name": _paid_with(one.method, one.last_four, said),
                "amount": money(one.amount_minor),
            }
            for one in facts.paid
        ],
        "mentions": [said.say(MENTIONS[facts.mention])] if facts.mention in MENTIONS else [],
        "footer": facts.footer,
        "foot": " · ".join(part for part in (facts.seller.name, facts.seller.tax_id) if part),
    }


def _line(line: DocumentLine, said: Speech, currency: str) -> dict[str, str]:
    return {
        "name": line.name if line.kind == "goods" else said.say(KINDS[line.kind]),
        "detail": detail(line.sku, line.options or {}, said),
        "quantity": str(line.quantity) if line.kind == "goods" else "",
        "unit": said.money(divide_half_up(line.unit_milli, 1000), currency)
        if line.kind == "goods"
        else "",
        "discount": said.money(-line.discount_minor, currency) if line.discount_minor else "",
        "base": said.money(line.base_minor, currency),
        "rate": said.tax_rate(line.basis_points),
        "total": said.money(line.total_minor, currency),
    }


def detail(sku: str, options: Mapping[str, str], said: Speech) -> str:
    named = [
        f"{said.option(code)}{said.say(':')} {said.value(code, value)}"
        for code, value in options.items()
    ]
    return " · ".join([*named, *([sku] if sku else [])])


def _paid_with(method: str, last_four: str, said: Speech) -> str:
    name = said.say(PAID[method]) if method in PAID else said.say(N_("Payment"))
    return f"{name} …{last_four}" if last_four else name


def _reference(one: Reference | None, said: Speech) -> str:
    return f"{one.code} · {_iso_day(one.issued_on, said)}" if one else ""


def _iso_day(text: str, said: Speech) -> str:
    return said.whole_day(date.fromisoformat(text)) if text else ""


def _party(one: Any) -> dict[str, Any]:
    return {"name": one.name, "lines": list(one.lines), "tax_id": one.tax_id}


def _sheets(sheets: Sheets, said: Speech) -> dict[str, Any]:
    data: dict[str, Any] = {
        "paper": "a4",
        "title": said.say(SHEETS[sheets.kind]),
        "foot": sheets.seller.name,
        "seller": _party(sheets.seller),
        "has_boxes": sheets.kind is PrintKind.PACKING_SLIP,
        "notes": list(_notes(sheets.kind, said)),
    }
    if sheets.kind is PrintKind.PICK_LIST:
        lines = list(_picks(sheets.orders, said))
        return data | {
            "lines": lines,
            "numbers": [order.number for order in sheets.orders],
            "units": str(sum(line.quantity for order in sheets.orders for line in order.lines)),
        }
    zone = ZoneInfo(sheets.time_zone)
    return data | {
        "orders": [
            {
                "number": order.number,
                "barcode": barcode_svg(order.number),
                "placed_on": said.whole_day(order.placed_at.astimezone(zone).date()),
                "deliver_to": list(order.deliver_to) or [""],
                "collect": said.money(order.collect.minor, order.collect.currency)
                if order.collect
                else "",
                "lines": [
                    {
                        "name": line.name,
                        "sku": line.sku,
                        "detail": detail("", line.options, said),
                        "quantity": str(line.quantity),
                    }
                    for line in order.lines
                ],
            }
            for order in sheets.orders
        ]
    }


def _notes(kind: PrintKind, said: Speech) -> Iterator[str]:
    if kind is PrintKind.RETURN_LABEL:
        yield said.say(N_("Put this label on the outside of the parcel, over the old one."))
    if kind is PrintKind.GIFT_RECEIPT:
        yield said.say(N_("Would you rather have something else? Write to us with this number."))


def _picks(orders: Any, said: Speech) -> Iterator[dict[str, Any]]:
    """Each article once, in the order of its SKU."""
    found: dict[str, tuple[PackedLine, int, list[str]]] = {}
    for order in orders:
        assert isinstance(order, PackedOrder)
        for line in order.lines:
            one, units, numbers = found.get(line.sku, (line, 0, []))
            found[line.sku] = (one, units + line.quantity, [*numbers, order.number])
    for sku, (line, units, numbers) in sorted(found.items()):
        yield {
            "name": line.name,
            "sku": sku,
            "detail": detail("", line.options, said),
            "quantity": str(units),
            "orders": numbers,
        }
