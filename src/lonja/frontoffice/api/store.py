"""What a front of one's own asks first: languages, currencies, countries, and whether an address is one."""

from typing import Annotated, Final

from fastapi import APIRouter, Response
from pydantic import Field

from lonja.frontoffice.api.products import AskedLanguage, spoken_in
from lonja.hosting.deps import Facts, ListOut, Out, TheShop
from lonja.hosting.selling.addresses import AddressIn
from lonja.kernel.address import REGION_NEEDED, Address, address_faults, country_name
from lonja.kernel.money import EXPONENTS
from lonja.kernel.postal_codes import has_postal_codes

router = APIRouter(tags=["store"])

KEPT: Final = "public, max-age=60"
"""Of what changes when staff say so: a front may keep it a minute, and no visitor is in it."""


class CurrencyOut(Out):
    """Amounts are in minor units: divide by ten to the power of `exponent`."""

    code: str
    exponent: int


class StoreOut(Out):
    """The first language and the first currency are used where a request names none."""

    name: str
    languages: list[str]
    currencies: list[CurrencyOut]
    home_country: str
    picture_base: Annotated[
        str, Field(description="Before a `blob` or `picture` of any answer: its address.")
    ]


class CountryOut(Out):
    code: str
    name: str
    needs_region: bool
    needs_postal_code: bool


class AddressFaultOut(Out):
    field: str
    code: str
    detail: str


class AddressCheckOut(Out):
    """Nothing in `faults`: a cart takes this address."""

    faults: list[AddressFaultOut]


@router.get("/store", operation_id="getStore")
async def get_store(facts: Facts, shop: TheShop, response: Response) -> StoreOut:
    response.headers["Cache-Control"] = KEPT
    return StoreOut(
        name=facts.called,
        languages=list(facts.languages),
        currencies=[
            CurrencyOut(code=code, exponent=EXPONENTS.get(code, 2)) for code in facts.currency_codes
        ],
        home_country=facts.home_country,
        picture_base=shop.blobs.public_url(""),
    )


@router.get("/countries", operation_id="listCountries")
async def list_countries(
    facts: Facts, response: Response, language: AskedLanguage = None
) -> ListOut[CountryOut]:
    """Where the shop sells to, by name."""
    response.headers["Cache-Control"] = KEPT
    spoken = spoken_in(facts, language)
    found = [
        CountryOut(
            code=code,
            name=country_name(code, spoken),
            needs_region=code in REGION_NEEDED,
            needs_postal_code=has_postal_codes(code),
        )
        for code in facts.sells_to
    ]
    return ListOut[CountryOut](items=sorted(found, key=lambda one: one.name), next_cursor=None)


@router.post("/addresses/check", operation_id="checkAddress")
async def check_address(asked: AddressIn) -> AddressCheckOut:
    """What would keep a parcel from arriving, all of it at once; nothing is kept."""
    return AddressCheckOut(
        faults=[
            AddressFaultOut(
                field=str(fault.facts.get("field", "")), code=fault.code, detail=fault.detail
            )
            for fault in address_faults(Address(**asked.model_dump()))
        ]
    )
