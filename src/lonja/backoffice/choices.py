"""What this shop lets a person choose from, so that no screen keeps a list of its own."""

from fastapi import APIRouter

from lonja.adapters.theme_language import OPTION, speech
from lonja.adapters.themes import Theme
from lonja.hosting.deps import Facts, Out, Reading, TheShop
from lonja.kernel.languages import STAFF_LANGUAGES, Language
from lonja.taxes import api as taxes

router = APIRouter(tags=["choices"])


class TaxClassChoice(Out):
    """`names` by language."""

    code: str
    names: dict[str, str]


class Choices(Out):
    """The shop's languages, currencies and the countries it sells to; the first one is the default.

    `offered_languages` are those that its theme has words in: the shop's are some of them.
    `option_words`: language of the staff → option → value → what the theme calls it; under `option`
    the options themselves.
    """

    languages: list[Language]
    offered_languages: list[Language]
    currencies: list[str]
    countries: list[str]
    tax_classes: list[TaxClassChoice]
    option_words: dict[str, dict[str, dict[str, str]]]


@router.get("/choices", operation_id="getChoices")
async def get_choices(facts: Facts, db: Reading, shop: TheShop) -> Choices:
    theme = shop.theme_of(facts)
    return Choices.model_validate(
        {
            "languages": facts.languages,
            "offered_languages": theme.languages,
            "currencies": facts.currency_codes,
            "countries": facts.sells_to,
            "tax_classes": [
                {"code": one.code, "names": dict(one.names)} for one in await taxes.tax_classes(db)
            ],
            "option_words": {
                language: _words(theme, language)
                for language in STAFF_LANGUAGES
                if language in theme.languages
            },
        }
    )


def _words(theme: Theme, language: str) -> dict[str, dict[str, str]]:
    said = speech(theme, language)
    return {OPTION: dict(said.options), **{one: dict(names) for one, names in said.values.items()}}
