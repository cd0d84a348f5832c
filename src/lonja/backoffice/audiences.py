"""Customers that belong together: groups, filled by hand, and segments, found by a rule."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field, StringConstraints

from lonja.actions import remove_audience
from lonja.backoffice.deps import Now
from lonja.backoffice.if_match import IfMatch
from lonja.backoffice.rules import Me
from lonja.customers import api as customers
from lonja.hosting.deps import Db, Facts, In, Line, ListOut, Out, Reading, Storable
from lonja.kernel.languages import Language

groups = APIRouter(prefix="/customer-groups", tags=["customers"])
segments = APIRouter(prefix="/segments", tags=["customers"])

Name = Annotated[
    str,
    StringConstraints(min_length=1, max_length=customers.NAME_CHARACTERS, strip_whitespace=True),
    Storable,
]
Description = Annotated[
    str,
    StringConstraints(max_length=customers.DESCRIPTION_CHARACTERS, strip_whitespace=True),
    Storable,
]
Count = Annotated[int, Field(ge=0, le=10**6)]
Minor = Annotated[int, Field(ge=0, le=10**12)]
Days = Annotated[int, Field(ge=0, le=3_650)]
Country = Annotated[str, StringConstraints(pattern="^[A-Z]{2}$")]
_MOST = Field(max_length=50)
RfmSegment = Literal[
    "champions", "loyal", "potential", "new", "promising", "attention", "fading", "cannot_lose",
    "at_risk", "hibernating", "lost",
]  # fmt: skip


class CustomerGroup(Out):
    id: UUID
    name: str
    description: str
    version: int
    created_at: datetime
    members: int


class GroupAsked(In):
    name: Name
    description: Description = ""


class MembersAsked(In):
    """Who joins and who leaves, by their ids."""

    join: Annotated[list[UUID], Field(max_length=500)] = Field(default_factory=list)
    leave: Annotated[list[UUID], Field(max_length=500)] = Field(default_factory=list)


class MembersChanged(Out):
    changed: int


class SegmentRule(Out):
    """All that is set must hold; a list means "one of these". Money is in `currency`."""

    orders_min: int | None
    orders_max: int | None
    spent_min_minor: int | None
    spent_max_minor: int | None
    currency: str | None
    ordered_within_days: int | None
    quiet_for_days: int | None
    joined_within_days: int | None
    countries: list[str]
    languages: list[str]
    tags: list[str]
    consents: bool | None
    groups: list[UUID]
    not_groups: list[UUID]
    products: list[UUID]
    categories: list[UUID]
    rfm: list[RfmSegment]


class SegmentRuleAsked(In):
    """What is left out is not asked for. Money is in the shop's first currency."""

    orders_min: Count | None = None
    orders_max: Count | None = None
    spent_min_minor: Minor | None = None
    spent_max_minor: Minor | None = None
    ordered_within_days: Days | None = None
    quiet_for_days: Days | None = None
    joined_within_days: Days | None = None
    countries: Annotated[list[Country], _MOST] = Field(default_factory=list)
    languages: Annotated[list[Language], _MOST] = Field(default_factory=list)
    tags: Annotated[list[Line], _MOST] = Field(default_factory=list)
    consents: bool | None = None
    groups: Annotated[list[UUID], _MOST] = Field(default_factory=list)
    not_groups: Annotated[list[UUID], _MOST] = Field(default_factory=list)
    products: Annotated[list[UUID], _MOST] = Field(default_factory=list)
    categories: Annotated[list[UUID], _MOST] = Field(default_factory=list)
    rfm: Annotated[list[RfmSegment], _MOST] = Field(default_factory=list)

    def rule(self, currency: str) -> customers.Rule:
        asked: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in self.model_dump().items()
        }
        is_about_money = self.spent_min_minor is not None or self.spent_max_minor is not None
        return customers.Rule(**asked, currency=currency if is_about_money else None)


class CustomerSegment(Out):
    id: UUID
    name: str
    rule: SegmentRule
    version: int
    created_at: datetime


class SegmentAsked(In):
    name: Name
    rule: SegmentRuleAsked


class SegmentSize(Out):
    """`reachable` are those of `people` who agreed to marketing mail and did not leave."""

    people: int
    reachable: int


@groups.get("", operation_id="listCustomerGroups")
async def list_groups(db: Reading) -> ListOut[CustomerGroup]:
    """All of them by name."""
    found = await customers.groups(db)
    return ListOut(items=[CustomerGroup.model_validate(one) for one in found], next_cursor=None)


@groups.post("", status_code=201, operation_id="addCustomerGroup")
async def add_group(asked: GroupAsked, db: Db, me: Me, now: Now) -> CustomerGroup:
    group_id = await customers.add_group(
        db, name=asked.name, description=asked.description, actor=me.email, now=now
    )
    return CustomerGroup.model_validate(await customers.group(db, group_id))


@groups.get("/{group_id}", operation_id="getCustomerGroup")
async def get_group(group_id: UUID, db: Reading) -> CustomerGroup:
    return CustomerGroup.model_validate(await customers.group(db, group_id))


@groups.put("/{group_id}", operation_id="changeCustomerGroup")
async def change_group(
    group_id: UUID, asked: GroupAsked, version: IfMatch, db: Db, me: Me, now: Now
) -> CustomerGroup:
    await customers.change_group(
        db,
        group_id,
        name=asked.name,
        description=asked.description,
        version=version,
        actor=me.email,
        now=now,
    )
    return CustomerGroup.model_validate(await customers.group(db, group_id))


@groups.delete("/{group_id}", status_code=204, operation_id="removeCustomerGroup")
async def remove_group(group_id: UUID, version: IfMatch, db: Db, me: Me, now: Now) -> None:
    """The customers stay; 409 while a campaign that is not over goes to it."""
    await remove_audience.remove_group(db, group_id, version=version, actor=me.email, now=now)


@groups.patch("/{group_id}/members", operation_id="changeGroupMembers")
async def change_members(
    group_id: UUID, asked: MembersAsked, version: IfMatch, db: Db, me: Me, now: Now
) -> MembersChanged:
    """`changed` counts those who were not in it, or were; with anybody the group has a new version."""
    changed = await customers.change_members(
        db,
        group_id,
        join=asked.join,
        leave=asked.leave,
        version=version,
        actor=me.email,
        now=now,
    )
    return MembersChanged(changed=changed)


@segments.get("", operation_id="listSegments")
async def list_segments(db: Reading) -> ListOut[CustomerSegment]:
    """All of them by name; how many customers each means is asked for one at a time."""
    found = await customers.segments(db)
    return ListOut(items=[CustomerSegment.model_validate(one) for one in found], next_cursor=None)


@segments.post("", status_code=201, operation_id="addSegment")
async def add_segment(
    asked: SegmentAsked, db: Db, facts: Facts, me: Me, now: Now
) -> CustomerSegment:
    segment_id = await customers.add_segment(
        db, name=asked.name, rule=asked.rule.rule(facts.currency), actor=me.email, now=now
    )
    return CustomerSegment.model_validate(await customers.segment(db, segment_id))


@segments.post("/size", operation_id="countSegment")
async def count_segment(
    asked: SegmentRuleAsked, db: Reading, facts: Facts, now: Now
) -> SegmentSize:
    """How many customers a rule means now, before it is saved."""
    rule = asked.rule(facts.currency)
    customers.check_rule(rule)
    found = await customers.audience_size(db, customers.Audience(rule=rule), now=now)
    return SegmentSize.model_validate(found)


@segments.get("/{segment_id}", operation_id="getSegment")
async def get_segment(segment_id: UUID, db: Reading) -> CustomerSegment:
    return CustomerSegment.model_validate(await customers.segment(db, segment_id))


@segments.put("/{segment_id}", operation_id="changeSegment")
async def change_segment(
    segment_id: UUID,
    asked: SegmentAsked,
    version: IfMatch,
    db: Db,
    facts: Facts,
    me: Me,
    now: Now,
) -> CustomerSegment:
    """A campaign that has started keeps the rule it started with."""
    await customers.change_segment(
        db,
        segment_id,
        name=asked.name,
        rule=asked.rule.rule(facts.currency),
        version=version,
        actor=me.email,
        now=now,
    )
    return CustomerSegment.model_validate(await customers.segment(db, segment_id))


@segments.delete("/{segment_id}", status_code=204, operation_id="removeSegment")
async def remove_segment(segment_id: UUID, version: IfMatch, db: Db, me: Me, now: Now) -> None:
    """The customers stay; 409 while a campaign that is not over goes to it."""
    await remove_audience.remove_segment(db, segment_id, version=version, actor=me.email, now=now)
