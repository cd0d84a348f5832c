"""Which carriers may report on their parcels, and the secrets that they sign with."""

from urllib.parse import quote

from fastapi import APIRouter

from lonja.actions import receive_carrier_report
from lonja.backoffice.deps import Now
from lonja.backoffice.rules import Me
from lonja.fulfilment import api as fulfilment
from lonja.hosting.deps import Db, Out, PathText, TheShop
from lonja.kernel.ids import uuid7

router = APIRouter(prefix="/fulfilment/carriers", tags=["fulfilment"])


class CarrierSecret(Out):
    """`secret` signs the carrier's reports to `url`; it is in no other answer."""

    url: str
    secret: str


@router.post("/{carrier:path}/secret", operation_id="makeCarrierSecret")
async def make_carrier_secret(
    carrier: PathText, db: Db, me: Me, shop: TheShop, now: Now
) -> CarrierSecret:
    """The carrier may report from now on; a secret that it had counts for 24 hours more."""
    key = fulfilment.CarrierKey(uuid7(), now)
    await fulfilment.keep_carrier_keys(db, carrier, new=key, actor=me.email, now=now)
    base = shop.settings.public_url.rstrip("/")
    return CarrierSecret(
        url=f"{base}/api/v1/carriers/{quote(carrier, safe='')}/reports",
        secret=receive_carrier_report.secret_of(shop.settings.secret_key, key),
    )


@router.delete("/{carrier:path}/secret", status_code=204, operation_id="removeCarrierSecret")
async def remove_carrier_secret(carrier: PathText, db: Db, me: Me, now: Now) -> None:
    """It may report no more, at once."""
    await fulfilment.keep_carrier_keys(db, carrier, new=None, actor=me.email, now=now)
