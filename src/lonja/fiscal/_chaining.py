"""The hash that ties each record to the one before it, and how a break is found. Pure.

AEAT, "Detalle de las especificaciones técnicas para generación de la huella o hash" (2024): SHA-256 of
`name=value` pairs joined by `&`, in UTF-8, as capital hexadecimal digits.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Final
from urllib.parse import urlencode

from lonja.fiscal._record import Invoice, Record, RecordKind

HOSTS: Final = {
    "production": "https://www2.agenciatributaria.gob.es",
    "test": "https://prewww2.aeat.es",
}
_PATH: Final = "/wlpl/TIKE-CONT/ValidarQR"


@dataclass(frozen=True, slots=True)
class Break:
    """The record at this position, and what it does that it must not."""

    position: int
    why: str


def day_of(day: date) -> str:
    return f"{day:%d-%m-%Y}"


def moment_of(moment: datetime) -> str:
    """ISO 8601 to the second, with the offset of the shop's own clock."""
    return moment.replace(microsecond=0).isoformat()


def amount_of(minor: int) -> str:
    """Euros with two decimals: `-12.35`."""
    sign = "-" if minor < 0 else ""
    return f"{sign}{abs(minor) // 100}.{abs(minor) % 100:02d}"


def record_hash(kind: RecordKind, invoice: Invoice, *, previous_hash: str, recorded_at: str) -> str:
    """The fingerprint of a record; the first of a chain has no previous one."""
    fields = (
        _registered(invoice, previous_hash, recorded_at)
        if kind is RecordKind.REGISTER
        else _cancelled(invoice, previous_hash, recorded_at)
    )
    text = "&".join(f"{name}={value.strip()}" for name, value in fields.items())
    return sha256(text.encode()).hexdigest().upper()


def _registered(invoice: Invoice, previous_hash: str, recorded_at: str) -> Mapping[str, str]:
    return {
        "IDEmisorFactura": invoice.issuer,
        "NumSerieFactura": invoice.code,
        "FechaExpedicionFactura": invoice.day,
        "TipoFactura": invoice.type,
        "CuotaTotal": amount_of(invoice.tax_minor),
        "ImporteTotal": amount_of(invoice.total_minor),
        "Huella": previous_hash,
        "FechaHoraHusoGenRegistro": recorded_at,
    }


def _cancelled(invoice: Invoice, previous_hash: str, recorded_at: str) -> Mapping[str, str]:
    return {
        "IDEmisorFacturaAnulada": invoice.issuer,
        "NumSerieFacturaAnulada": invoice.code,
        "FechaExpedicionFacturaAnulada": invoice.day,
        "Huella": previous_hash,
        "FechaHoraHusoGenRegistro": recorded_at,
    }


def breaks(records: Sequence[Record], *, after: int = 0, previous: str = "") -> Iterator[Break]:
    """What is wrong in a part of a chain that follows the record `after`, whose hash is `previous`."""
    for position, one in enumerate(records, start=after + 1):
        if one.position != position:
            yield Break(one.position, f"stands where {position} is expected")
        if one.previous_hash != previous:
            yield Break(one.position, "does not follow the one before it")
        expected = record_hash(
            one.kind, one.invoice, previous_hash=one.previous_hash, recorded_at=one.recorded_at
        )
        if one.hash != expected:
            yield Break(one.position, "is not what was recorded")
        previous = one.hash


def check_address(invoice: Invoice, mode: str) -> str:
    """What the QR code of an invoice opens: the tax office's page that knows it, or does not."""
    query = urlencode(
        {
            "nif": invoice.issuer,
            "numserie": invoice.code,
            "fecha": invoice.day,
            "importe": amount_of(invoice.total_minor),
        }
    )
    return f"{HOSTS[mode]}{_PATH}?{query}"
