"""Where a carrier shows how far a parcel is. Pure."""

import re
from collections.abc import Sequence
from typing import Final
from urllib.parse import quote

from lonja.fulfilment._policies.policy import Carrier

_SPACES: Final = re.compile(r"[\s\-]+")
KNOWN: Final = [
    "Correos",
    "Correos Express",
    "SEUR",
    "MRW",
    "GLS",
    "DHL",
    "UPS",
    "FedEx",
    "USPS",
    "Royal Mail",
]
"""Carriers whose pages every shop links to, as they write their own names."""

# How staff write a carrier's name, without spaces → its own page. The first that the name begins with wins.
_PAGES: Final = {
    "correosexpress": "https://s.correosexpress.com/c?n={}",
    "correos": "https://www.correos.es/es/es/herramientas/localizador/envios/detalle?tracking-number={}",
    "seur": "https://www.seur.com/livetracking/?segOnlineIdentificador={}",
    "mrw": "https://www.mrw.es/seguimiento_envios/MRW_resultados_consultas.asp?modo=nacional&envio={}",
    "gls": "https://gls-group.eu/track/{}",
    "dhl": "https://www.dhl.com/en/express/tracking.html?AWB={}",
    "ups": "https://www.ups.com/track?tracknum={}",
    "fedex": "https://www.fedex.com/fedextrack/?trknbr={}",
    "usps": "https://tools.usps.com/go/TrackConfirmAction?tLabels={}",
    "royalmail": "https://www.royalmail.com/track-your-item#/tracking-results/{}",
}


def tracking_url(carrier: str, tracking: str, own: Sequence[Carrier] = ()) -> str:
    """The carrier's page for this parcel; empty where we know none, as a wrong link helps nobody.

    The shop's `own` carriers win over those that are known to every shop.
    """
    link = next((one.link for one in own if one.name.casefold() == carrier.casefold()), None)
    if link is None:
        name = _SPACES.sub("", carrier.casefold())
        link = next((page for key, page in _PAGES.items() if name.startswith(key)), "")
    return link.replace("{}", quote(tracking, safe="")) if tracking else ""
