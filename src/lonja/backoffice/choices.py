"""What this shop lets a person choose from, so that no screen keeps a list of its own."""

from fastapi import APIRouter

from lonja.hosting.deps import Facts, Out, Reading, TheShop
from lonja.kernel.languages import Language
from lonja.taxes import api as taxes

router = APIRouter(tags=["choices"])


class TaxClassChoice(Out):
    """`names` by language."""

    code: str
    names: dict[str, str]


class Choices(Out):
    """The shop's languages, currencies and the countries it sells to; the first one is the default.

    `offered_languages` are those that its theme has words in: the shop's are some of them.
    """

    languages: list[Language]
    offered_languages: list[Language]
    currencies: list[str]
    countries: list[str]
    tax_classes: list[TaxClassChoice]


@router.get("/choices", operation_id="getChoices")
async def get_choices(facts: Facts, db: Reading, shop: TheShop) -> Choices:
    return Choices.model_validate(
        {
            "languages": facts.languages,
            "offered_languages": shop.theme_of(facts).languages,
            "currencies": facts.currency_codes,
            "countries": facts.sells_to,
            "tax_classes": [
                {"code": one.code, "names": dict(one.names)} for one in await taxes.tax_classes(db)
            ],
        }
    )
