"""Who works here."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter

from lonja.backoffice.desk import Answered, Reading
from lonja.staff import api as staff
from lonja.staff.api import Role

router = APIRouter(tags=["staff"])


class StaffMember(Answered):
    id: UUID
    email: str
    name: str
    roles: list[Role]
    is_active: bool
    seen_at: datetime | None


class StaffList(Answered):
    items: list[StaffMember]
    next_cursor: str | None


@router.get("/staff", operation_id="listStaff")
async def list_staff(db: Reading) -> StaffList:
    found = await staff.list_staff(db)
    return StaffList(
        items=[StaffMember.model_validate(member) for member in found], next_cursor=None
    )
