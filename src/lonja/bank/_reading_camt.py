"""Reads CAMT.053, the statement of ISO 20022, in any of its versions. Pure.

The file is a stranger's: a document type, and with it every entity, ends the reading.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final
from xml.parsers.expat import ExpatError, ParserCreate

from lonja.bank._line import MAX_LINES, MAX_MINOR, BankFileUnreadable, Credit, cleaned
from lonja.kernel.money import EXPONENTS, exact_minor

_DEEPEST: Final = 40
_ELEMENTS: Final = 400_000


@dataclass(slots=True)
class _Element:
    name: str
    attributes: dict[str, str]
    text: str = ""
    children: list["_Element"] = field(default_factory=list)

    def every(self, path: str) -> Iterator["_Element"]:
        """All descendants along `A/B/C`."""
        name, _, rest = path.partition("/")
        for child in self.children:
            if child.name == name:
                if rest:
                    yield from child.every(rest)
                else:
                    yield child

    def first(self, *paths: str) -> str:
        for path in paths:
            for found in self.every(path):
                return found.text.strip()
        return ""


def read_camt(text: str) -> list[Credit]:
    """The booked credits of all statements; debits, reversals and what is only expected are left out."""
    root = _tree(text)
    statements = [*root.every("BkToCstmrStmt/Stmt"), *root.every("BkToCstmrDbtCdtNtfctn/Ntfctn")]
    if root.name != "Document" or not statements:
        raise BankFileUnreadable("this is no CAMT statement", reason="not_camt")
    found = [
        one
        for statement in statements
        for entry in statement.every("Ntry")
        for one in _credits(entry)
    ]
    if len(found) > MAX_LINES:
        raise BankFileUnreadable(f"more than {MAX_LINES} lines", reason="too_many_lines")
    return found


def _credits(entry: _Element) -> Iterator[Credit]:
    status = entry.first("Sts/Cd", "Sts")
    if entry.first("CdtDbtInd") != "CRDT" or status not in {"BOOK", ""}:
        return
    if entry.first("RvslInd") in {"true", "1"}:
        return
    day = _day(entry.first("BookgDt/Dt", "BookgDt/DtTm", "ValDt/Dt", "ValDt/DtTm"))
    reference = entry.first("AcctSvcrRef")
    details = list(entry.every("NtryDtls/TxDtls"))
    if len(details) <= 1:
        yield _credit(entry, details[0] if details else entry, day, reference)
        return
    for place, detail in enumerate(details):
        own = detail.first("Refs/AcctSvcrRef") or (reference and f"{reference}/{place}")
        yield _credit(detail, detail, day, own)


def _credit(paid: _Element, detail: _Element, day: date, reference: str) -> Credit:
    amounts = [
        *paid.every("Amt"),
        *paid.every("AmtDtls/TxAmt/Amt"),
        *detail.every("AmtDtls/TxAmt/Amt"),
    ]
    if not amounts:
        raise BankFileUnreadable("a line has no amount", reason="no_amount")
    currency = amounts[0].attributes.get("Ccy", "")
    concepts = [one.text for one in detail.every("RmtInf/Ustrd")]
    concepts += [one.text for one in detail.every("RmtInf/Strd/CdtrRefInf/Ref")]
    return Credit(
        booked_on=day,
        amount_minor=_minor(amounts[0].text, currency),
        currency=currency,
        concept=cleaned(" ".join(concepts) or detail.first("Refs/EndToEndId", "AddtlNtryInf")),
        payer=cleaned(detail.first("RltdPties/Dbtr/Pty/Nm", "RltdPties/Dbtr/Nm")),
        account=cleaned(detail.first("RltdPties/DbtrAcct/Id/IBAN")),
        bank_reference=cleaned(reference),
    )


def _minor(text: str, currency: str) -> int:
    try:
        minor = exact_minor(Decimal(text.strip()), currency) if currency in EXPONENTS else None
    except InvalidOperation:
        minor = None
    if minor is None or not 0 < minor <= MAX_MINOR:
        raise BankFileUnreadable(f"{text[:40]!r} {currency} is no amount", reason="no_amount")
    return minor


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text[:10])
    except ValueError as error:
        raise BankFileUnreadable(f"{text!r} is no day", reason="no_day") from error


def _tree(text: str) -> _Element:
    root = _Element("", {})
    stack = [root]
    count = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal count
        count += 1
        if len(stack) > _DEEPEST or count > _ELEMENTS:
            raise BankFileUnreadable("this file is too large", reason="dangerous")
        made = _Element(name.rpartition(" ")[2], attributes)
        stack[-1].children.append(made)
        stack.append(made)

    def end(_name: str) -> None:
        stack.pop()

    def characters(data: str) -> None:
        stack[-1].text += data

    def refuse(*_: object) -> None:
        raise BankFileUnreadable("a statement declares no document type", reason="dangerous")

    parser = ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = characters
    try:
        parser.Parse(text, True)
    except ExpatError as error:
        raise BankFileUnreadable("this is no XML", reason="not_camt") from error
    return root.children[0]
