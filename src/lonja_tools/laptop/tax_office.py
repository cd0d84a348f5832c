"""A tax office for the laptop and for tests: it takes Verifactu records and checks each as the real one.

`python -m granian --interface asgi --port 8090 lonja_tools.laptop.tax_office:app`, and
`LONJA_FISCAL_URL=http://127.0.0.1:8090/` for the background functions.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final
from xml.etree import ElementTree as ET

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from lonja.adapters.verifactu import FACTS, LR, REPLY, SOAP

WAIT_S: Final = "0"
_DUPLICATE: Final = ("3000", "Registro de facturación duplicado.")
_BAD_HASH: Final = ("2000", "El cálculo de la huella suministrada es incorrecto.")
_BAD_LINK: Final = ("2007", "El registro anterior no es el último de la cadena.")
_REGISTERED: Final = (
    "IDFactura/IDEmisorFactura", "IDFactura/NumSerieFactura", "IDFactura/FechaExpedicionFactura",
    "TipoFactura", "CuotaTotal", "ImporteTotal",
)  # fmt: skip
_CANCELLED: Final = (
    "IDFactura/IDEmisorFacturaAnulada", "IDFactura/NumSerieFacturaAnulada",
    "IDFactura/FechaExpedicionFacturaAnulada",
)  # fmt: skip


@dataclass(slots=True)
class TaxOffice:
    """What it holds: the fingerprints of each issuer, in the order in which they came."""

    is_away: bool = False
    chains: dict[str, list[str]] = field(default_factory=dict)

    async def take(self, request: Request) -> Response:
        body = await request.body()
        if self.is_away:
            return Response(status_code=503)
        sending = ET.fromstring(body).find(f".//{LR}RegFactuSistemaFacturacion")  # noqa: S314 - a test's own
        if sending is None:
            return Response(status_code=400)
        return Response(self._answer(sending), media_type="text/xml")

    def _answer(self, sending: ET.Element) -> bytes:
        envelope = ET.Element(f"{SOAP}Envelope")
        body = ET.SubElement(envelope, f"{SOAP}Body")
        reply = ET.SubElement(body, f"{REPLY}RespuestaRegFactuSistemaFacturacion")
        ET.SubElement(reply, f"{REPLY}CSV").text = "A-LAPTOP0000001"
        ET.SubElement(reply, f"{REPLY}TiempoEsperaEnvio").text = WAIT_S
        for holder in sending.findall(f"{LR}RegistroFactura"):
            for record in holder:
                self._line(ET.SubElement(reply, f"{REPLY}RespuestaLinea"), record)
        made: bytes = ET.tostring(envelope, encoding="utf-8", xml_declaration=True)
        return made

    def _line(self, line: ET.Element, record: ET.Element) -> None:
        is_cancel = record.tag.endswith("RegistroAnulacion")
        ending = "Anulada" if is_cancel else ""
        issuer = text(record, f"IDFactura/IDEmisorFactura{ending}")
        found = ET.SubElement(line, f"{REPLY}IDFactura")
        number = ET.SubElement(found, f"{FACTS}NumSerieFactura")
        number.text = text(record, f"IDFactura/NumSerieFactura{ending}")
        operation = ET.SubElement(line, f"{REPLY}Operacion")
        ET.SubElement(operation, f"{FACTS}TipoOperacion").text = (
            "Anulacion" if is_cancel else "Alta"
        )
        chain = self.chains.setdefault(issuer, [])
        wrong = next(faults(record, chain), None)
        ET.SubElement(line, f"{REPLY}EstadoRegistro").text = "Incorrecto" if wrong else "Correcto"
        if wrong:
            ET.SubElement(line, f"{REPLY}CodigoErrorRegistro").text = wrong[0]
            ET.SubElement(line, f"{REPLY}DescripcionErrorRegistro").text = wrong[1]
        else:
            chain.append(text(record, "Huella"))


def faults(record: ET.Element, chain: list[str]) -> Iterator[tuple[str, str]]:
    if text(record, "Huella") in chain:
        yield _DUPLICATE
    if fingerprint(record) != text(record, "Huella"):
        yield _BAD_HASH
    if text(record, "Encadenamiento/RegistroAnterior/Huella") != (chain[-1] if chain else ""):
        yield _BAD_LINK


def fingerprint(record: ET.Element) -> str:
    """Computed from what was sent, with no code of the shop's."""
    fields = _CANCELLED if record.tag.endswith("RegistroAnulacion") else _REGISTERED
    parts = [f"{path.split('/')[-1]}={text(record, path)}" for path in fields]
    parts.append(f"Huella={text(record, 'Encadenamiento/RegistroAnterior/Huella')}")
    parts.append(f"FechaHoraHusoGenRegistro={text(record, 'FechaHoraHusoGenRegistro')}")
    return sha256("&".join(parts).encode()).hexdigest().upper()


def text(record: ET.Element, path: str) -> str:
    return record.findtext("/".join(f"{FACTS}{name}" for name in path.split("/")), "")


def build(office: TaxOffice) -> Starlette:
    return Starlette(routes=[Route("/", office.take, methods=["POST"])])


app = build(TaxOffice())
