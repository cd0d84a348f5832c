"""Setting a shop up: proposals for a country, one document for all of it, and the guide."""

from dataclasses import replace
from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query

from lonja.actions import setup_document
from lonja.actions.check_setup import StepState, check_setup, is_done
from lonja.actions.example_catalogue import add_examples, has_examples, remove_examples
from lonja.actions.propose_setup import Reach, SetupProposal, propose_setup
from lonja.actions.set_up_shop import set_up_shop
from lonja.backoffice.deps import Now
from lonja.backoffice.rules import Me
from lonja.hosting.deps import Db, Facts, ListOut, Out, Reading, TheShop
from lonja.kernel.languages import ENGLISH, best_of
from lonja.shop import api as shops
from lonja.shop.api import GuideStep

router = APIRouter(prefix="/setup", tags=["setup"])

CountryPath = Annotated[str, Path(pattern="^[A-Z]{2}$")]


class SetupChange(Out):
    kind: str
    name: str
    outcome: Literal["created", "updated", "unchanged"]


class KnownCountry(Out):
    """What a shop there most likely wants; `shows_net_prices`: prices usually exclude tax there."""

    country: str
    currency: str
    time_zone: str
    language: str
    weight_unit: str
    is_in_eu: bool
    shows_net_prices: bool


class PublishedRate(Out):
    """`is_exact`: valid from that day, else from that day at the latest. Check what `needs_check`."""

    place: str
    tax_class: str
    basis_points: int
    valid_from: date
    is_exact: bool
    needs_check: bool
    sources: list[str]


class Proposal(Out):
    """Send the last four as they are, or changed, with the shop's facts to `POST /setup`."""

    known: KnownCountry
    currency: str
    price_policy: Literal["tax_included"]
    sells_to: list[str]
    rates: list[PublishedRate]
    tax_classes: list[setup_document.TaxClassPart]
    tax_rates: list[setup_document.TaxRatePart]
    locations: list[setup_document.LocationPart]
    shipping_methods: list[setup_document.ShippingMethodPart]


class Step(Out):
    """`missing`: what it still lacks, as codes: countries, pages."""

    code: GuideStep
    state: StepState
    is_needed: bool
    missing: list[str]


class Guide(Out):
    """`is_done`: nothing is left to do, so that no screen needs to show it."""

    is_done: bool
    is_set_up: bool
    has_examples: bool
    steps: list[Step]


@router.post("", operation_id="setUpShop")
async def set_up(
    asked: setup_document.SetupDocument, db: Db, me: Me, now: Now, shop: TheShop
) -> ListOut[SetupChange]:
    """The document of `./lonja shop init` as JSON. Sending it again changes nothing."""
    changes = await set_up_shop(
        db,
        asked,
        methods=shop.payment_methods,
        languages=shop.themes.worn(asked.shop.theme).languages,
        actor=me.email,
        now=now,
    )
    return ListOut(
        items=[SetupChange.model_validate(change) for change in changes], next_cursor=None
    )


@router.get("/proposals", operation_id="listSetupProposals")
async def list_setup_proposals(facts: Facts, shop: TheShop) -> ListOut[KnownCountry]:
    """Every country that there is a proposal for, by its code, in a language that the theme has."""
    offered = shop.theme_of(facts).languages
    known = [
        replace(one, language=best_of(one.language, offered) or ENGLISH)
        for one in shops.proposals()
    ]
    return ListOut(items=[KnownCountry.model_validate(one) for one in known], next_cursor=None)


@router.get("/proposals/{country}", operation_id="getSetupProposal")
async def get_setup_proposal(
    country: CountryPath,
    reach: Annotated[Reach, Query()] = "home",
    currency: Annotated[str | None, Query(pattern="^[A-Z]{3}$")] = None,
) -> Proposal:
    """Taxes, a location and a way to ship for a shop in this country; nothing is written."""
    return _proposal(propose_setup(country, reach=reach, currency=currency))


@router.get("/guide", operation_id="getSetupGuide")
async def get_setup_guide(db: Reading, shop: TheShop, now: Now) -> Guide:
    """Each step as it is now."""
    facts = await shops.current(db)
    steps = await check_setup(db, facts, methods=shop.payment_methods, now=now)
    return Guide(
        is_done=is_done(steps),
        is_set_up=facts.is_set_up,
        has_examples=await has_examples(db),
        steps=[
            Step(
                code=one.code,
                state=one.state,
                is_needed=one.code in shops.NEEDED_TO_OPEN or one.code is GuideStep.OPEN,
                missing=list(one.missing),
            )
            for one in steps
        ],
    )


@router.put("/guide/{step}/skip", status_code=204, operation_id="skipGuideStep")
async def skip_guide_step(step: GuideStep, db: Db, me: Me, now: Now) -> None:
    """Leave it out: remembered for everyone. Refused for what a shop cannot sell without."""
    await shops.skip_step(db, step, actor=me.email, now=now)


@router.delete("/guide/{step}/skip", status_code=204, operation_id="resumeGuideStep")
async def resume_guide_step(step: GuideStep, db: Db, me: Me, now: Now) -> None:
    await shops.resume_step(db, step, actor=me.email, now=now)


@router.put("/examples", status_code=204, operation_id="addExamples")
async def add_example_catalogue(db: Db, me: Me, now: Now) -> None:
    """A few goods on sale, to look at a shop that has something in it. Repeating adds nothing."""
    await add_examples(db, actor=me.email, now=now)


@router.delete("/examples", status_code=204, operation_id="removeExamples")
async def remove_example_catalogue(db: Db, me: Me, now: Now) -> None:
    """Archive them and take out their stock; orders of them stay."""
    await remove_examples(db, actor=me.email, now=now)


def _proposal(found: SetupProposal) -> Proposal:
    return Proposal(
        known=KnownCountry.model_validate(found.country),
        currency=found.currency,
        price_policy="tax_included",
        sells_to=list(found.sells_to),
        rates=[
            PublishedRate(
                place=rate.place,
                tax_class=rate.tax_class,
                basis_points=rate.basis_points,
                valid_from=rate.valid_from,
                is_exact=rate.is_exact,
                needs_check=rate.needs_check,
                sources=list(rate.sources),
            )
            for rate in found.rates
        ],
        tax_classes=list(found.tax_classes),
        tax_rates=list(found.tax_rates),
        locations=list(found.locations),
        shipping_methods=list(found.shipping_methods),
    )
