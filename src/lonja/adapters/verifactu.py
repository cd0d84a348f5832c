"""Spain's tax office, as it takes Verifactu records: SOAP over HTTPS with a certificate.

Shapes of SuministroLR.xsd, SuministroInformacion.xsd and RespuestaSuministro.xsd, version 1.0 (AEAT,
read 2026-11).
"""

import ssl
from collections.abc import Iterator, Sequence
from typing import Final
from xml.etree import ElementTree as ET

import httpx2

from lonja.fiscal.api import Answer, Invoice, Rate, Record, RecordKind, RecordStatus, Verdict
from lonja.fiscal.api import amount_of as amount
from lonja.kernel.db import outside_call
from lonja.kernel.errors import Unavailable

_BASE: Final = (
    "https://www2.agenciatributaria.gob.es/static_files/common/internet/dep/aplicaciones/es/aeat"
    "/tike/cont/ws/"
)
SOAP: Final = "{http://schemas.xmlsoap.org/soap/envelope/}"
LR: Final = f"{{{_BASE}SuministroLR.xsd}}"
FACTS: Final = f"{{{_BASE}SuministroInformacion.xsd}}"
REPLY: Final = f"{{{_BASE}RespuestaSuministro.xsd}}"
TIMEOUT_S: Final = 60.0
VERSION: Final = "1.0"
SYSTEM: Final = "Lonja"
_STATUSES: Final = {
    "Correcto": RecordStatus.ACCEPTED,
    "AceptadoConErrores": RecordStatus.ACCEPTED_WITH_ERRORS,
    "Incorrecto": RecordStatus.REJECTED,
}
_DUPLICATE: Final = "3000"
"""It has the record: the answer to the first sending was lost."""
_WAIT_S: Final = 60


class Verifactu:
    """`certificate` is a file with the certificate and its key (PEM); none where the server asks none."""

    def __init__(
        self, *, url: str, certificate: str = "", client: httpx2.AsyncClient | None = None
    ) -> None:
        self._url = url
        self._client = client or httpx2.AsyncClient(
            timeout=TIMEOUT_S, verify=_context(certificate), follow_redirects=False
        )

    async def submit(self, records: Sequence[Record]) -> Answer:
        outside_call("the tax office")
        try:
            answer = await self._client.post(
                self._url,
                content=written(records),
                headers={"content-type": "text/xml; charset=utf-8"},
            )
            answer.raise_for_status()
            return read(answer.content, records)
        except (httpx2.HTTPError, ET.ParseError, ValueError) as error:
            raise Unavailable(f"the tax office did not answer: {type(error).__name__}") from error

    async def close(self) -> None:
        await self._client.aclose()


def written(records: Sequence[Record]) -> bytes:
    """One sending; all records are of one issuer, in the order of their chain."""
    envelope = ET.Element(f"{SOAP}Envelope")
    body = ET.SubElement(envelope, f"{SOAP}Body")
    sending = ET.SubElement(body, f"{LR}RegFactuSistemaFacturacion")
    header = ET.SubElement(sending, f"{LR}Cabecera")
    issuer = _in(header, "ObligadoEmision")
    first = records[0].invoice
    _in(issuer, "NombreRazon", first.issuer_name)
    _in(issuer, "NIF", first.issuer)
    for one in records:
        holder = ET.SubElement(sending, f"{LR}RegistroFactura")
        if one.kind is RecordKind.REGISTER:
            _register(_in(holder, "RegistroAlta"), one)
        else:
            _cancel(_in(holder, "RegistroAnulacion"), one)
    made: bytes = ET.tostring(envelope, encoding="utf-8", xml_declaration=True)
    return made


def _register(at: ET.Element, one: Record) -> None:
    invoice = one.invoice
    _in(at, "IDVersion", VERSION)
    _id(_in(at, "IDFactura"), invoice, "")
    _in(at, "NombreRazonEmisor", invoice.issuer_name)
    _in(at, "TipoFactura", invoice.type)
    if invoice.type.startswith("R"):
        _in(at, "TipoRectificativa", "I")
    _others(at, invoice)
    _in(at, "DescripcionOperacion", "Venta de bienes")
    if invoice.buyer_name and invoice.buyer_tax_id:
        buyer = _in(_in(at, "Destinatarios"), "IDDestinatario")
        _in(buyer, "NombreRazon", invoice.buyer_name[:120])
        _buyer_id(buyer, invoice.buyer_tax_id)
    parts = _in(at, "Desglose")
    for rate in invoice.rates:
        _rate(_in(parts, "DetalleDesglose"), rate, invoice.regime)
    _in(at, "CuotaTotal", amount(invoice.tax_minor))
    _in(at, "ImporteTotal", amount(invoice.total_minor))
    _end(at, one)


def _cancel(at: ET.Element, one: Record) -> None:
    _in(at, "IDVersion", VERSION)
    _id(_in(at, "IDFactura"), one.invoice, "Anulada")
    _end(at, one)


def _others(at: ET.Element, invoice: Invoice) -> None:
    if not invoice.others:
        return
    plural, singular = (
        ("FacturasRectificadas", "IDFacturaRectificada")
        if invoice.type.startswith("R")
        else ("FacturasSustituidas", "IDFacturaSustituida")
    )
    holder = _in(at, plural)
    for code, day in invoice.others:
        _three(_in(holder, singular), invoice.issuer, code, day, "")


def _buyer_id(at: ET.Element, tax_id: str) -> None:
    """A Spanish number as it is; another member state's with its country, list L7: 02."""
    if not tax_id[:2].isalpha():
        _in(at, "NIF", tax_id)
        return
    other = _in(at, "IDOtro")
    _in(other, "CodigoPais", "GR" if tax_id.startswith("EL") else tax_id[:2])
    _in(other, "IDType", "02")
    _in(other, "ID", tax_id)


def _rate(at: ET.Element, rate: Rate, regime: str) -> None:
    _in(at, "Impuesto", "01")
    _in(at, "ClaveRegimen", regime)
    if rate.exempt:
        _in(at, "OperacionExenta", rate.exempt)
        _in(at, "BaseImponibleOimporteNoSujeto", amount(rate.base_minor))
        return
    if regime == "17":  # taxed elsewhere: outside this tax by the rules of place
        _in(at, "CalificacionOperacion", "N2")
        _in(at, "BaseImponibleOimporteNoSujeto", amount(rate.base_minor + rate.tax_minor))
        return
    _in(at, "CalificacionOperacion", "S1")
    _in(at, "TipoImpositivo", amount(rate.basis_points))
    _in(at, "BaseImponibleOimporteNoSujeto", amount(rate.base_minor))
    _in(at, "CuotaRepercutida", amount(rate.tax_minor))


def _end(at: ET.Element, one: Record) -> None:
    link = _in(at, "Encadenamiento")
    if one.previous_hash:
        before = _in(link, "RegistroAnterior")
        _three(before, one.issuer, one.previous_code, one.previous_day, "")
        _in(before, "Huella", one.previous_hash)
    else:
        _in(link, "PrimerRegistro", "S")
    system = _in(at, "SistemaInformatico")
    for name, value in (
        ("NombreRazon", one.invoice.issuer_name),
        ("NIF", one.issuer),
        ("NombreSistemaInformatico", SYSTEM),
        ("IdSistemaInformatico", "LO"),
        ("Version", VERSION),
        ("NumeroInstalacion", "1"),
        ("TipoUsoPosibleSoloVerifactu", "S"),
        ("TipoUsoPosibleMultiOT", "N"),
        ("IndicadorMultiplesOT", "N"),
    ):
        _in(system, name, value)
    _in(at, "FechaHoraHusoGenRegistro", one.recorded_at)
    _in(at, "TipoHuella", "01")
    _in(at, "Huella", one.hash)


def _id(at: ET.Element, invoice: Invoice, ending: str) -> None:
    _three(at, invoice.issuer, invoice.code, invoice.day, ending)


def _three(at: ET.Element, issuer: str, code: str, day: str, ending: str) -> None:
    _in(at, f"IDEmisorFactura{ending}", issuer)
    _in(at, f"NumSerieFactura{ending}", code)
    _in(at, f"FechaExpedicionFactura{ending}", day)


def _in(at: ET.Element, name: str, text: str = "") -> ET.Element:
    made = ET.SubElement(at, f"{FACTS}{name}")
    if text:
        made.text = text
    return made


def read(content: bytes, records: Sequence[Record]) -> Answer:
    """Raises ValueError for what is no answer; what it does not speak of stays unsaid."""
    reply = ET.fromstring(content).find(f".//{REPLY}RespuestaRegFactuSistemaFacturacion")  # noqa: S314 - expat expands no outside entity, and the tax office is known by its certificate
    if reply is None:
        raise ValueError("no answer to a sending")
    return Answer(
        verdicts=list(_verdicts(reply, records)),
        receipt=reply.findtext(f"{REPLY}CSV", ""),
        wait_s=int(reply.findtext(f"{REPLY}TiempoEsperaEnvio", str(_WAIT_S))),
    )


def _verdicts(reply: ET.Element, records: Sequence[Record]) -> Iterator[Verdict]:
    waiting = {(one.invoice.code, one.kind): one for one in records}
    for line in reply.findall(f"{REPLY}RespuestaLinea"):
        code = line.findtext(f"{REPLY}IDFactura/{FACTS}NumSerieFactura", "")
        what = line.findtext(f"{REPLY}Operacion/{FACTS}TipoOperacion", "Alta")
        kind = RecordKind.CANCEL if what == "Anulacion" else RecordKind.REGISTER
        one = waiting.pop((code, kind), None)
        status = _STATUSES.get(line.findtext(f"{REPLY}EstadoRegistro", ""))
        if one is None or status is None:
            continue
        wrong = line.findtext(f"{REPLY}CodigoErrorRegistro", "")
        if wrong == _DUPLICATE:
            status = RecordStatus.ACCEPTED
        text = line.findtext(f"{REPLY}DescripcionErrorRegistro", "")
        yield Verdict(one.id, status, wrong, text[:500])


def _context(certificate: str) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if certificate:
        context.load_cert_chain(certificate)
    return context
