"""Bundles as a page shows them: the pieces, what they cost one by one and together."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from lonja.adapters.theme_language import Speech
from lonja.catalog import api as catalog
from lonja.frontoffice.views.frame import Frame
from lonja.frontoffice.views.pictures import Shown, for_values, shown
from lonja.inventory import api as inventory
from lonja.kernel.money import divide_half_up
from lonja.pricing import api as pricing
from lonja.promotions import api as promotions


@dataclass(frozen=True, slots=True)
class Choice:
    """A variant that may be the piece; `label` is empty where it is the only one."""

    sku: str
    label: str
    price_minor: int


@dataclass(frozen=True, slots=True)
class Piece:
    """`choices` begin with the one that is proposed; `is_here` on the page of its own product."""

    name: str
    url: str
    picture: Shown | None
    quantity: int
    choices: tuple[Choice, ...]
    is_here: bool


@dataclass(frozen=True, slots=True)
class Bundle:
    """For the proposed pieces; `is_more` where others would cost something else."""

    id: UUID
    name: str
    pieces: tuple[Piece, ...]
    apart_minor: int
    together_minor: int
    is_more: bool

    @property
    def saved_minor(self) -> int:
        return self.apart_minor - self.together_minor


@dataclass(frozen=True, slots=True)
class BundlesPage:
    frame: Frame
    bundles: tuple[Bundle, ...]


@dataclass(frozen=True, slots=True)
class Goods:
    """What bundles are made of: whole products, and of their variants prices and levels."""

    products: Mapping[UUID, catalog.Product]
    prices: Mapping[UUID, pricing.Price]
    levels: Mapping[UUID, inventory.Level]
    listed: Mapping[UUID, Sequence[pricing.OfferedPrice]]


def bundles(
    running: Sequence[promotions.Promotion],
    goods: Goods,
    speech: Speech,
    *,
    currency: str,
    url: Callable[[str], str],
    here: str = "",
    shop_language: str,
) -> tuple[Bundle, ...]:
    """Those of which every piece can be bought now, and which save something.

    `here` is the SKU that the page proposes: it is the piece of its product.
    """
    found = (_bundle(one, goods, speech, currency, url, here, shop_language) for one in running)
    return tuple(one for one in found if one is not None and one.saved_minor > 0)


def _bundle(
    one: promotions.Promotion,
    goods: Goods,
    speech: Speech,
    currency: str,
    url: Callable[[str], str],
    here: str,
    shop_language: str,
) -> Bundle | None:
    pieces = [
        _piece(part, goods, speech, url, here, shop_language) for part in one.rule.reward.parts
    ]
    if not all(piece and piece.choices for piece in pieces):
        return None
    whole = [piece for piece in pieces if piece is not None]
    apart = sum(piece.choices[0].price_minor * piece.quantity for piece in whole)
    reward = one.rule.reward
    if reward.amounts:
        together = reward.amounts[currency]
    else:
        together = apart - divide_half_up(apart * (reward.percent or 0), 100)
    return Bundle(
        one.id,
        one.name(speech.language),
        tuple(whole),
        apart,
        together,
        is_more=not reward.amounts
        and any(len({choice.price_minor for choice in piece.choices}) > 1 for piece in whole),
    )


def _piece(
    part: promotions.Part,
    goods: Goods,
    speech: Speech,
    url: Callable[[str], str],
    here: str,
    shop_language: str,
) -> Piece | None:
    product = goods.products.get(part.product_id)
    if product is None or product.status != catalog.ProductStatus.ACTIVE:
        return None
    of = [one for one in product.variants if _is_there(one, part.quantity, goods)]
    of.sort(key=lambda one: (one.sku != here, _price(one, goods), one.sku))
    name = product.text(speech.language, "name", default=shop_language)
    pictures = for_values(product.pictures, of[0].options.values() if of else ())
    picture = next((one for one in pictures if one.status == catalog.PictureStatus.READY), None)
    language = speech.language
    return Piece(
        name=name,
        url=f"/{language}/p/{product.address(language)}",
        picture=shown(picture, name, language, url) if picture else None,
        quantity=part.quantity,
        choices=tuple(
            Choice(
                one.sku,
                _words(product, one, of, speech),
                _price(one, goods),
            )
            for one in of
        ),
        is_here=any(one.sku == here for one in product.variants),
    )


def _words(
    product: catalog.Product,
    variant: catalog.Variant,
    among: Sequence[catalog.Variant],
    speech: Speech,
) -> str:
    """What tells it from the others."""
    named = {option.key: option for option in product.options}
    return ", ".join(
        (named[key].value_name(code, speech.language) if key in named else None)
        or speech.value(key, code)
        for key, code in variant.options.items()
        if any(other.options.get(key) != code for other in among)
    )


def _is_there(variant: catalog.Variant, quantity: int, goods: Goods) -> bool:
    level = goods.levels.get(variant.id)
    return (
        variant.active
        and variant.id in goods.prices
        and level is not None
        and level.free >= quantity
    )


def _price(variant: catalog.Variant, goods: Goods) -> int:
    plain = goods.prices[variant.id].amount_minor
    own = pricing.best(plain, goods.listed.get(variant.id, ()), 1)
    return own.amount_minor if own else plain
