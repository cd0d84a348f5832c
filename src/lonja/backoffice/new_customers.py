"""A customer whom staff write down, before they have ordered anything."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import StringConstraints

from lonja.backoffice.deps import Now
from lonja.backoffice.rules import Me
from lonja.customers import api as customers
from lonja.hosting.deps import Db, Email, Facts, In, Line, OptionalLine, Out
from lonja.kernel import audit
from lonja.kernel.languages import Language

router = APIRouter(prefix="/customers", tags=["customers"])


class CustomerAsked(In):
    email: Email
    name: Line
    phone: Annotated[OptionalLine, StringConstraints(max_length=40)] = ""
    language: Language | None = None
    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")] | None = None


class CustomerAdded(Out):
    id: UUID


@router.post("", status_code=201, operation_id="addCustomer")
async def add_customer(
    asked: CustomerAsked, facts: Facts, db: Db, me: Me, now: Now
) -> CustomerAdded:
    """The record of this e-mail, made now if there is none; one that is there stays as it is."""
    customer_id = await customers.remember(
        db,
        email=asked.email,
        name=asked.name,
        phone=asked.phone,
        language=asked.language or facts.language,
        country=asked.country or facts.home_country,
        now=now,
    )
    await audit.record(
        db, at=now, actor=me.email, action="customer_added", subject=f"customer:{customer_id}"
    )
    return CustomerAdded(id=customer_id)
