"""By what the list of orders is narrowed, as its address says."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query

from lonja.hosting.deps import Moment, Storable
from lonja.orders.api import FulfilmentStanding, OrderFilter, PaymentStanding

Word = Annotated[str | None, Query(max_length=60), Storable]
Minor = Annotated[int | None, Query(ge=0, le=10**12)]


def _narrowed(
    country: Word = None,
    channel: Word = None,
    method: Word = None,
    tag: Word = None,
    assignee: UUID | None = None,
    payment: Annotated[list[PaymentStanding] | None, Query(max_length=8)] = None,
    fulfilment: Annotated[list[FulfilmentStanding] | None, Query(max_length=8)] = None,
    held: bool | None = None,
    noted: bool | None = None,
    archived: bool | None = None,
    placed_from: Moment | None = None,
    placed_before: Moment | None = None,
    least: Minor = None,
    most: Minor = None,
) -> OrderFilter:
    return OrderFilter(
        country=country,
        channel=channel,
        shipping_code=method,
        tag=tag,
        assignee_id=assignee,
        payment=payment,
        fulfilment=fulfilment,
        is_held=held,
        is_noted=noted,
        is_archived=archived,
        placed_from=placed_from,
        placed_before=placed_before,
        least_minor=least,
        most_minor=most,
    )


Narrowed = Annotated[OrderFilter, Depends(_narrowed)]
