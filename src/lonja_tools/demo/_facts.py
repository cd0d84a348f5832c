"""The facts of the demo shop."""

from typing import Final

from lonja.shop.api import Currency, Shop

SHOP: Final = Shop(
    name="Azulejo",
    legal_name="Azulejo de Ejemplo S.L.",
    address={
        "line1": "Calle del Horno 12",
        "postal_code": "46001",
        "city": "Valencia",
        "region": "Valencia",
        "country": "ES",
    },
    vat_ids=("ESB00000000",),
    email="hola@azulejo.example",
    phone="+34 900 000 000",
    home_country="ES",
    time_zone="Europe/Madrid",
    languages=("es", "en"),
    currencies=(Currency("EUR", "ES"), Currency("USD", "US")),
    sells_to=("ES", "PT", "FR", "DE", "IT", "NL", "BE", "AT", "IE", "GB", "US", "MX"),
    mail_name="Azulejo",
    mail_address="hola@azulejo.example",
    support_hours={
        "es": "De lunes a viernes, de 9 a 18 h",
        "en": "Monday to Friday, 9 to 18",
    },
    theme="azulejo",
)
