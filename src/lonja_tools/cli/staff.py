"""`./lonja staff`: the first owner of a shop, and a new sign-in when every owner has lost theirs."""

import asyncio
import json
from typing import Annotated
from uuid import UUID

import typer

from lonja.kernel import clock
from lonja.kernel.email_address import is_email_address
from lonja.kernel.errors import Refused
from lonja.kernel.languages import STAFF_LANGUAGES
from lonja.kernel.settings import Settings
from lonja_tools.cli.environment import settings_here
from lonja_tools.user_error import UserError

app = typer.Typer(no_args_is_help=True)
ACTOR = "command line"


@app.callback()
def _staff() -> None:
    """Who works in the back office."""


@app.command()
def invite(
    email: Annotated[str, typer.Argument(help="The address for the mail with the link.")],
    *,
    name: Annotated[str, typer.Option(help="The person's name.")],
    role: Annotated[list[str], typer.Option(help="Once for each role.")] = ["owner"],  # noqa: B006 - typer copies it
    language: Annotated[str, typer.Option(help="Of the mail: es or en.")] = "en",
    as_json: Annotated[bool, typer.Option("--json", help="For a program.")] = False,
) -> None:
    """Invite a colleague, or reset their sign-in; the link is printed here, only once."""
    try:
        link, until = asyncio.run(_invite(settings_here(), email, name, role, language))
    except Refused as refused:
        raise UserError(f"Refused: {refused.detail}.") from refused
    if as_json:
        print(json.dumps({"link": link, "expires_at": until}))
    else:
        print(f"{email} can choose a password until {until}:\n{link}")


@app.command(name="first-owner")
def first_owner(
    *,
    as_json: Annotated[bool, typer.Option("--json", help="For a program.")] = False,
) -> None:
    """The link for the first owner of a new shop; who opens it says who they are."""
    found = asyncio.run(_first_owner(settings_here()))
    if as_json:
        print(json.dumps({"link": found[0] if found else None}))
    elif found is None:
        raise UserError(
            "Somebody works here already, and can invite others.",
            todo="When every owner has lost their sign-in: ./lonja staff invite EMAIL",
        )
    else:
        print(f"Open this link until {found[1]} to become the owner of this shop:\n{found[0]}")


async def _first_owner(settings: Settings) -> tuple[str, str] | None:
    from lonja.bootstrap import open_shop
    from lonja.staff import api as staff

    async with open_shop(settings, "staff") as shop, shop.database.transaction() as db:
        found = await staff.invite_first_owner(
            db, seal=shop.staff_seal, actor=ACTOR, now=clock.now()
        )
    if found is None:
        return None
    return _link(settings, found.id), found.expires_at.isoformat(timespec="minutes")


def _link(settings: Settings, invitation_id: UUID) -> str:
    from lonja.staff import api as staff

    token = staff.link_token(settings.secret_key, invitation_id)
    return f"{settings.backoffice_url.rstrip('/')}/invitation#{token}"


async def _invite(
    settings: Settings, email: str, name: str, roles: list[str], language: str
) -> tuple[str, str]:
    from lonja.bootstrap import open_shop
    from lonja.staff import api as staff

    all_roles = {role.value for role in staff.Role}
    if unknown := sorted(set(roles) - all_roles):
        raise UserError(
            f"There is no role {', '.join(unknown)}; there are {', '.join(sorted(all_roles))}."
        )
    if language not in STAFF_LANGUAGES:
        raise UserError(f"The language must be one of {', '.join(STAFF_LANGUAGES)}.")
    if not is_email_address(email):
        raise UserError(f"{email} is not an e-mail address.")
    async with open_shop(settings, "staff") as shop:
        async with shop.database.transaction() as db:
            colleague = await staff.find(db, email)
            if colleague is None:
                sent = await staff.invite(
                    db,
                    email=email,
                    name=name,
                    roles=[staff.Role(role) for role in roles],
                    language=language,
                    seal=shop.staff_seal,
                    actor=ACTOR,
                    now=clock.now(),
                )
            else:
                sent = await staff.renew(
                    db,
                    colleague,
                    language=language,
                    seal=shop.staff_seal,
                    actor=ACTOR,
                    now=clock.now(),
                )
    return _link(settings, sent.id), sent.expires_at.isoformat(timespec="minutes")
