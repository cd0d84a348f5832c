"""What carriers say of their parcels: a door for whoever can sign."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Request
from pydantic import BaseModel, Field, ValidationError

from lonja.actions import receive_carrier_report
from lonja.fulfilment.api import CarrierReport, ReportKind
from lonja.hosting.deps import Out, Storable, TheShop
from lonja.kernel import clock
from lonja.kernel.errors import Invalid

router = APIRouter(prefix="/carriers", tags=["carriers"])

Tracking = Annotated[str, Field(min_length=1, max_length=100), Storable]


class _About(BaseModel):
    tracking: Tracking


class _Report(BaseModel):
    type: Annotated[str, Field(max_length=60)]
    timestamp: datetime
    data: _About


class ReportTaken(Out):
    """`is_news` is false of a repeat, of a parcel that is none of ours, and of a type we do not know."""

    is_news: bool


# Its name is as the merchant writes it, with a slash perhaps.
@router.post("/{carrier:path}/reports", operation_id="receiveCarrierReport")
async def receive_carrier_report_of(
    carrier: Annotated[str, Path(min_length=1, max_length=200), Storable],
    request: Request,
    shop: TheShop,
) -> ReportTaken:
    """Take in a signed report on a parcel, once: `type`, `timestamp` and `data.tracking`.

    Signed as Standard Webhooks says, with the secret from the rules of shipping. Types are
    `parcel.in_transit`, `parcel.out_for_delivery`, `parcel.not_delivered`, `parcel.delivered` and
    `parcel.returned`.
    """
    body = await request.body()
    event_id = request.headers.get("webhook-id", "")
    now = clock.now()
    async with shop.database.transaction() as db:
        await receive_carrier_report.check(
            db,
            carrier=carrier,
            event_id=event_id,
            timestamp=request.headers.get("webhook-timestamp", ""),
            signatures=request.headers.get("webhook-signature", ""),
            body=body.decode("utf-8", "replace"),
            secret_key=shop.settings.secret_key,
            now=now,
        )
        report = _read(body, event_id)
        is_news = report is not None and await receive_carrier_report.receive(
            db, carrier=carrier, report=report, now=now
        )
    return ReportTaken(is_news=is_news)


def _read(body: bytes, event_id: str) -> CarrierReport | None:
    """None of a type that says nothing to us."""
    try:
        found = _Report.model_validate_json(body)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise Invalid(first["msg"], field=field) from error
    if found.type not in set(ReportKind):
        return None
    return CarrierReport(event_id, ReportKind(found.type), found.data.tracking, found.timestamp)
