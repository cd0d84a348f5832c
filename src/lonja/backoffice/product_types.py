"""Product types: the attributes that products of a type have."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field, StringConstraints

from lonja.backoffice.deps import Now
from lonja.backoffice.if_match import IfMatch
from lonja.backoffice.rules import Me
from lonja.catalog import api as catalog
from lonja.catalog.api import AttributeKind
from lonja.hosting.deps import Db, In, Line, Out, Reading, Storable
from lonja.kernel.languages import Language

router = APIRouter(prefix="/product-types", tags=["products"])

Names = Annotated[dict[Language, Line], Field(min_length=1)]
Unit = Annotated[str, StringConstraints(max_length=20, strip_whitespace=True), Storable]
Colour = Annotated[str, StringConstraints(max_length=7, strip_whitespace=True), Storable]


class AttributeChoice(Out):
    """`colour` is `#rrggbb`, of a colour's choice only."""

    code: str
    names: dict[str, str]
    colour: str


class TypeAttribute(Out):
    """`unit` is of a number; `filterable`: lists have it as a filter; `shown`: on the product's page;
    `on_variants`: a variant may have a value of its own in place of its product's.
    """

    key: str
    kind: AttributeKind
    names: dict[str, str]
    unit: str
    choices: list[AttributeChoice]
    filterable: bool
    shown: bool
    required: bool
    on_variants: bool


class ProductType(Out):
    id: UUID
    code: str
    names: dict[str, str]
    attributes: list[TypeAttribute]
    products: int
    version: int


class ProductTypes(Out):
    """By code; a shop has 200 at most."""

    items: list[ProductType]


class AttributeChoiceAsked(In):
    code: Line
    names: dict[Language, Line] = Field(default_factory=dict)
    colour: Colour = ""


class TypeAttributeAsked(In):
    key: Line
    kind: AttributeKind
    names: Names
    unit: Unit = ""
    choices: Annotated[list[AttributeChoiceAsked], Field(max_length=200)] = Field(
        default_factory=list
    )
    filterable: bool = True
    shown: bool = True
    required: bool = False
    on_variants: bool = False

    def attribute(self) -> catalog.Attribute:
        return catalog.Attribute(
            self.key,
            self.kind,
            _plain(self.names),
            self.unit,
            tuple(catalog.Choice(one.code, _plain(one.names), one.colour) for one in self.choices),
            self.filterable,
            self.shown,
            self.required,
            self.on_variants,
        )


class ProductTypeAsked(In):
    """The type as it is to be, with all of its attributes in their order."""

    code: Line
    names: Names
    attributes: Annotated[list[TypeAttributeAsked], Field(max_length=40)] = Field(
        default_factory=list
    )

    def draft(self) -> catalog.TypeDraft:
        return catalog.TypeDraft(
            self.code, _plain(self.names), tuple(one.attribute() for one in self.attributes)
        )


class ProductTypeEdit(In):
    """What is left out stays as it is; `attributes` replace all of them."""

    code: Line | None = None
    names: Names | None = None
    attributes: Annotated[list[TypeAttributeAsked], Field(max_length=40)] | None = None


def _plain(names: dict[Language, str]) -> dict[str, str]:
    return {str(language): name for language, name in names.items()}


def _type(found: catalog.ProductType) -> ProductType:
    return ProductType.model_validate(
        {
            "id": found.id,
            "code": found.draft.code,
            "names": dict(found.draft.names),
            "attributes": list(found.draft.attributes),
            "products": found.products,
            "version": found.version,
        }
    )


@router.get("", operation_id="listProductTypes")
async def list_product_types(db: Reading) -> ProductTypes:
    return ProductTypes(items=[_type(one) for one in await catalog.product_types(db)])


@router.post("", status_code=201, operation_id="addProductType")
async def add_product_type(asked: ProductTypeAsked, db: Db, me: Me, now: Now) -> ProductType:
    type_id = await catalog.add_product_type(db, asked.draft(), actor=me.email, now=now)
    return _type(await catalog.product_type(db, type_id))


@router.get("/{type_id}", operation_id="getProductType")
async def get_product_type(type_id: UUID, db: Reading) -> ProductType:
    return _type(await catalog.product_type(db, type_id))


@router.patch("/{type_id}", operation_id="changeProductType")
async def change_product_type(
    type_id: UUID, asked: ProductTypeEdit, version: IfMatch, db: Db, me: Me, now: Now
) -> ProductType:
    """Values that products have stay stored; what fits the type no more is not shown."""
    before = (await catalog.product_type(db, type_id)).draft
    draft = catalog.TypeDraft(
        asked.code or before.code,
        before.names if asked.names is None else _plain(asked.names),
        before.attributes
        if asked.attributes is None
        else tuple(one.attribute() for one in asked.attributes),
    )
    await catalog.change_product_type(db, type_id, draft, version=version, actor=me.email, now=now)
    return _type(await catalog.product_type(db, type_id))


@router.delete("/{type_id}", status_code=204, operation_id="removeProductType")
async def remove_product_type(type_id: UUID, version: IfMatch, db: Db, me: Me, now: Now) -> None:
    """409 while products have it."""
    await catalog.remove_product_type(db, type_id, version=version, actor=me.email, now=now)
