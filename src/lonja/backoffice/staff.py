"""Who works here: people, invitations, and one's own password."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import Field, StringConstraints

from lonja.backoffice.deps import Language, Now, address_of
from lonja.backoffice.if_match import IfMatch
from lonja.backoffice.rules import Me
from lonja.backoffice.session import Myself, myself, set_cookie
from lonja.bootstrap import Shop
from lonja.hosting.deps import Db, Email, In, ListOut, Out, Reading, Storable, TheShop
from lonja.kernel.errors import Invalid
from lonja.staff import api as staff
from lonja.staff.api import Role

router = APIRouter(tags=["staff"])

Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80), Storable
]
Roles = Annotated[list[Role], Field(max_length=len(Role))]
OwnRoles = Annotated[list[UUID], Field(max_length=50)]
Password = Annotated[str, Field(min_length=1, max_length=200), Storable]
Code = Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")]
Token = Annotated[str, StringConstraints(min_length=1, max_length=100), Storable]


class StaffMember(Out):
    id: UUID
    email: str
    name: str
    roles: list[Role]
    own_roles: list[UUID]
    is_active: bool
    version: int
    seen_at: datetime | None


class Invitation(Out):
    """`renews`: the person works here already and gets a new password and second factor."""

    id: UUID
    email: str
    name: str
    roles: list[Role]
    own_roles: list[UUID]
    renews: bool
    created_by: str
    created_at: datetime
    expires_at: datetime


class InvitationSent(Out):
    """`link` opens the account to whoever has it: it is told to the inviter this once.

    Null for an account that is somebody's already: its link goes to its owner's mailbox alone.
    """

    invitation: Invitation
    link: str | None


class InvitationAsked(In):
    email: Email
    name: Name
    roles: Roles
    own_roles: OwnRoles = Field(default_factory=list)


class StaffChange(In):
    name: Name | None = None
    roles: Roles | None = None
    own_roles: OwnRoles | None = None
    is_active: bool | None = None


class Opened(In):
    token: Token


class Enrolment(Out):
    """`secret` is base32; `uri` is what a QR code holds for an authenticator.

    `asks_who`: the first owner of a shop, who gives e-mail and name with the acceptance.
    """

    email: str
    name: str
    roles: list[Role]
    renews: bool
    asks_who: bool
    expires_at: datetime
    secret: str
    uri: str


class Acceptance(In):
    token: Token
    password: Password
    code: Code
    email: Email | None = None
    name: Name | None = None

    def introduction(self) -> staff.Introduction | None:
        if self.email is None or self.name is None:
            return None
        return staff.Introduction(self.email, self.name)


class PasswordChange(In):
    current: Password
    password: Password


@router.get("/staff", operation_id="listStaff")
async def list_staff(db: Reading) -> ListOut[StaffMember]:
    found = await staff.list_staff(db)
    return ListOut[StaffMember](
        items=[StaffMember.model_validate(member) for member in found], next_cursor=None
    )


@router.patch("/staff/{staff_id}", status_code=204, operation_id="changeStaff")
async def change_staff(
    staff_id: UUID, asked: StaffChange, version: IfMatch, me: Me, db: Db, now: Now
) -> None:
    """Other roles hold from the next click; who is shut out is signed out at once."""
    await staff.change(
        db,
        staff_id,
        version=version,
        actor_id=me.user_id,
        actor=me.email,
        now=now,
        name=asked.name,
        roles=asked.roles,
        own_roles=asked.own_roles,
        is_active=asked.is_active,
        by=me.grants,
    )


@router.get("/staff/invitations", operation_id="listInvitations")
async def list_invitations(db: Reading, now: Now) -> ListOut[Invitation]:
    found = await staff.invitations(db, now=now)
    return ListOut[Invitation](
        items=[Invitation.model_validate(one) for one in found], next_cursor=None
    )


@router.post("/staff/invitations", status_code=201, operation_id="inviteStaff")
async def invite_staff(
    asked: InvitationAsked, me: Me, shop: TheShop, db: Db, now: Now, language: Language = "en"
) -> InvitationSent:
    """A mail goes out with the link; a second invitation to the address makes the first void."""
    sent = await staff.invite(
        db,
        email=asked.email,
        name=asked.name,
        roles=asked.roles,
        own_roles=asked.own_roles,
        by=me.grants,
        language=language,
        seal=shop.staff_seal,
        actor=me.email,
        now=now,
    )
    return _sent(shop, sent)


@router.post("/staff/{staff_id}/renewal", status_code=201, operation_id="renewStaff")
async def renew_staff(
    staff_id: UUID, me: Me, shop: TheShop, db: Db, now: Now, language: Language = "en"
) -> InvitationSent:
    """For a lost phone or a forgotten password; the link goes by mail to whom the account is."""
    sent = await staff.renew(
        db,
        staff_id,
        by=me.grants,
        language=language,
        seal=shop.staff_seal,
        actor=me.email,
        now=now,
    )
    return _sent(shop, sent)


@router.delete(
    "/staff/invitations/{invitation_id}", status_code=204, operation_id="withdrawInvitation"
)
async def withdraw_invitation(invitation_id: UUID, me: Me, db: Db, now: Now) -> None:
    await staff.withdraw(db, invitation_id, by=me.grants, actor=me.email, now=now)


@router.post("/invitation", operation_id="openInvitation")
async def open_invitation(asked: Opened, shop: TheShop, db: Reading, now: Now) -> Enrolment:
    """The token stands in the body: addresses are written into logs."""
    invitation_id = staff.opened(shop.settings.secret_key, asked.token)
    found = await staff.enrolment(
        db, invitation_id, shop=await shop.name(), seal=shop.staff_seal, now=now
    )
    one = found.invitation
    return Enrolment(
        email=one.email,
        name=one.name,
        roles=list(one.roles),
        renews=one.renews,
        asks_who=one.is_for_anyone,
        expires_at=one.expires_at,
        secret=found.secret,
        uri=found.uri,
    )


@router.post("/invitation/acceptance", operation_id="acceptInvitation")
async def accept_invitation(
    asked: Acceptance, request: Request, response: Response, shop: TheShop, now: Now
) -> Myself:
    """The account is there and its owner signed in; the link is worth nothing any more."""
    invitation_id = staff.opened(shop.settings.secret_key, asked.token)
    async with shop.database.reading() as db:
        invited = await staff.invitation(db, invitation_id, now=now)
    email = invited.email or (asked.email or "").lower()
    if not email:
        raise Invalid("say who you are", field="email")
    staff.check_password(asked.password, email=email)
    password_hash = await staff.new_hash(asked.password)
    async with shop.database.transaction() as db:
        user_id = await staff.accept(
            db,
            invitation_id,
            password_hash=password_hash,
            code=asked.code,
            seal=shop.staff_seal,
            now=now,
            introduced=asked.introduction(),
        )
        token, me = await staff.open_session(
            db,
            user_id,
            email=email,
            address=address_of(request),
            device=request.headers.get("user-agent", ""),
            now=now,
        )
    set_cookie(response, shop, token)
    return myself(me)


@router.put("/me/password", status_code=204, operation_id="changeMyPassword")
async def change_my_password(
    asked: PasswordChange, request: Request, me: Me, shop: TheShop, now: Now
) -> None:
    """Every other session of mine ends with the old password."""
    staff.check_password(asked.password, email=me.email)
    async with shop.database.transaction() as db:
        candidate = await staff.begin_sign_in(
            db, email=me.email, address=address_of(request), now=now
        )
    is_right = await staff.is_right(candidate, asked.current)
    new_hash = await staff.new_hash(asked.password)
    async with shop.database.transaction() as db:
        await staff.set_password(
            db,
            candidate,
            is_right=is_right,
            new_hash=new_hash,
            keep_session=me.session_id,
            now=now,
        )


def _sent(shop: Shop, sent: staff.Invitation) -> InvitationSent:
    token = staff.link_token(shop.settings.secret_key, sent.id)
    base = shop.settings.backoffice_url.rstrip("/")
    return InvitationSent(
        invitation=Invitation.model_validate(sent),
        link=None if sent.renews else f"{base}/invitation#{token}",
    )
