"""What a credit note takes back of an invoice, rate by rate, to the cent. Pure.

The tax of a rate is a difference of two sums, never a product of its own: so any number of credit
notes that give all of an invoice back give exactly its tax back.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from lonja.documents._document import DocumentLine, Facts, Reference, sums
from lonja.kernel.money import divide_half_up, share, tax_within
from lonja.taxes.api import TaxGroup


@dataclass(frozen=True, slots=True)
class GivenBack:
    """A line that comes back; `gross_minor` includes its tax."""

    sku: str
    name: str
    basis_points: int
    quantity: int
    gross_minor: int


def credit_facts(
    invoice: Facts,
    before: Sequence[Facts],
    *,
    corrects: Reference,
    amount_minor: int,
    lines: Sequence[GivenBack] = (),
    reason: str = "",
) -> Facts | None:
    """What takes `amount_minor` back; None where nothing of the invoice is left.

    `before` are the notes that corrected it so far. Money beyond the lines is spread over what is
    left of each rate.
    """
    parts = _parts(invoice, before, amount_minor=amount_minor, lines=lines)
    if not any(parts.values()):
        return None
    groups = tuple(_groups(invoice, before, parts))
    return replace(
        invoice,
        lines=tuple(_lines(groups, lines)),
        groups=groups,
        paid=(),
        reason=reason,
        corrects=corrects,
        replaces=None,
    )


def undone_facts(note: Facts, *, corrects: Reference) -> Facts:
    """The opposite of a credit note whose refund never arrived."""
    return replace(
        note,
        lines=tuple(
            replace(line, base_minor=-line.base_minor, tax_minor=-line.tax_minor,
                    unit_milli=-line.unit_milli)
            for line in note.lines
        ),
        groups=tuple(
            TaxGroup(one.basis_points, -one.base_minor, -one.tax_minor) for one in note.groups
        ),
        corrects=corrects,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Edited:
    """What an edit of the order changed of a line: amounts and units may be negative."""

    sku: str
    name: str
    basis_points: int
    quantity: int
    gross_minor: int
    tax_minor: int


def edit_facts(
    invoice: Facts,
    lines: Sequence[Edited],
    before: Sequence[TaxGroup],
    after: Sequence[TaxGroup],
    *,
    corrects: Reference,
) -> Facts | None:
    """The difference between an order as it was and as it is, rate by rate; None without one.

    Whatever of a rate is in no line is the shipping's.
    """
    was, now = ({one.basis_points: one for one in groups} for groups in (before, after))
    groups = []
    for rate in sorted(was.keys() | now.keys(), reverse=True):
        none = TaxGroup(rate, 0, 0)
        old, new = was.get(rate, none), now.get(rate, none)
        base, tax = new.base_minor - old.base_minor, new.tax_minor - old.tax_minor
        if base or tax:
            groups.append(TaxGroup(rate, base, tax))
    if not groups:
        return None
    return replace(
        invoice,
        lines=tuple(_edited_lines(groups, lines)),
        groups=tuple(groups),
        paid=(),
        reason="edited",
        corrects=corrects,
        replaces=None,
    )


def _edited_lines(groups: Sequence[TaxGroup], lines: Sequence[Edited]) -> Iterator[DocumentLine]:
    for group in groups:
        base, tax = group.base_minor, group.tax_minor
        for line in lines:
            if line.basis_points != group.basis_points or not line.gross_minor:
                continue
            line_base, units = line.gross_minor - line.tax_minor, abs(line.quantity) or 1
            yield DocumentLine(
                kind="goods",
                name=line.name,
                sku=line.sku,
                quantity=units,
                basis_points=line.basis_points,
                unit_milli=divide_half_up(line_base * 1000, units),
                base_minor=line_base,
                tax_minor=line.tax_minor,
            )
            base, tax = base - line_base, tax - line.tax_minor
        if base or tax:
            yield DocumentLine(
                "adjustment", "", group.basis_points, base, tax, unit_milli=base * 1000
            )


def billed_facts(invoice: Facts, edits: Sequence[Facts]) -> Facts:
    """The invoice with the documents of edits: what a credit note takes back of."""
    if not edits:
        return invoice
    groups = sums([invoice, *edits])
    return replace(invoice, groups=tuple(groups[rate] for rate in sorted(groups, reverse=True)))


def left_minor(invoice: Facts, before: Sequence[Facts]) -> int:
    """What is left of an invoice after the notes that corrected it."""
    return invoice.total_minor + sum(one.total_minor for one in before)


def _parts(
    invoice: Facts, before: Sequence[Facts], *, amount_minor: int, lines: Sequence[GivenBack]
) -> dict[int, int]:
    """The gross amount of each rate."""
    left = {rate: _gross(group) for rate, group in sums([invoice, *before]).items()}
    amount = min(amount_minor, sum(left.values()))
    parts = dict.fromkeys(left, 0)
    for line in lines:
        if line.basis_points in parts:
            parts[line.basis_points] += line.gross_minor
    rates = sorted(parts, reverse=True)
    parts = {rate: min(parts[rate], left[rate]) for rate in rates}
    if (of_lines := sum(parts.values())) > amount:
        return dict(zip(rates, share(amount, [parts[rate] for rate in rates]), strict=True))
    rest = share(amount - of_lines, [left[rate] - parts[rate] for rate in rates])
    return {rate: parts[rate] + extra for rate, extra in zip(rates, rest, strict=True)}


def _groups(
    invoice: Facts, before: Sequence[Facts], parts: Mapping[int, int]
) -> Iterator[TaxGroup]:
    billed, noted = sums([invoice]), sums(before)
    for rate, part in parts.items():
        if not part:
            continue
        whole = _gross(billed[rate])
        gone = noted.get(rate, TaxGroup(rate, 0, 0))
        tax = divide_half_up(billed[rate].tax_minor * (part - _gross(gone)), whole) + gone.tax_minor
        yield TaxGroup(rate, -(part - tax), -tax)


def _lines(groups: Sequence[TaxGroup], lines: Sequence[GivenBack]) -> Iterator[DocumentLine]:
    for group in groups:
        base, tax = group.base_minor, group.tax_minor
        for line in lines:
            if line.basis_points != group.basis_points or not line.gross_minor:
                continue
            line_tax = -tax_within(line.gross_minor, line.basis_points)
            line_base = -line.gross_minor - line_tax
            yield DocumentLine(
                kind="goods",
                name=line.name,
                sku=line.sku,
                quantity=line.quantity,
                basis_points=line.basis_points,
                unit_milli=divide_half_up(line_base * 1000, line.quantity),
                base_minor=line_base,
                tax_minor=line_tax,
            )
            base, tax = base - line_base, tax - line_tax
        if base or tax:
            yield DocumentLine(
                "adjustment", "", group.basis_points, base, tax, unit_milli=base * 1000
            )


def _gross(group: TaxGroup) -> int:
    return group.base_minor + group.tax_minor
