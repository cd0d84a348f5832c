"""Who works here."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter

from lonja.staff import api as staff
from lonja.staff.api import Role
from lonja.web.deps import ListOut, Out, Reading

router = APIRouter(tags=["staff"])


class StaffMember(Out):
    id: UUID
    email: str
    name: str
    roles: list[Role]
    is_active: bool
    seen_at: datetime | None


@router.get("/staff", operation_id="listStaff")
async def list_staff(db: Reading) -> ListOut[StaffMember]:
    found = await staff.list_staff(db)
    return ListOut[StaffMember](
        items=[StaffMember.model_validate(member) for member in found], next_cursor=None
    )
