"""What this shop lets a person choose from, so that no screen keeps a list of its own."""

from fastapi import APIRouter

from lonja.hosting.deps import Facts, Out
from lonja.kernel.languages import Language

router = APIRouter(tags=["choices"])


class Choices(Out):
    """The shop's languages, currencies and the countries it sells to; the first one is the default."""

    languages: list[Language]
    currencies: list[str]
    countries: list[str]


@router.get("/choices", operation_id="getChoices")
async def get_choices(facts: Facts) -> Choices:
    return Choices.model_validate(
        {
            "languages": facts.languages,
            "currencies": facts.currency_codes,
            "countries": facts.sells_to,
        }
    )
