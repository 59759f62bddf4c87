"""`handfast user`: lists, adds and changes the people of a company at the machine itself, beside a running server."""

import asyncio
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from handfast.command_line import AsJson, OfTenant, company, in_application, settings
from handfast.kernel.callers import Role
from handfast.kernel.time import iso
from handfast.kernel.wording import day_and_time

if TYPE_CHECKING:
    from handfast.kernel.ids import UserId
    from handfast.runner.context import UseCase
    from handfast.users.memberships.invitations import Invited
    from handfast.users.memberships.rules import User

TOGETHER = 100

user_app = typer.Typer(help="List, add and change the people of a company.", no_args_is_help=True)

Email = Annotated[str, typer.Argument(help="E-mail address.")]


def _shown(user: "User") -> dict[str, str]:
    return {"id": user.id, "name": user.name, "email": user.email, "role": user.role.value, "status": user.status}


def _say(user: "User", *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(_shown(user)))
    else:
        typer.echo(f"{user.name} ({user.email}): {user.role.value}, {user.status}")


@user_app.command("list")
def user_list(tenant: OfTenant = None, as_json: AsJson = False) -> None:
    """List the people of a company by name."""
    users = asyncio.run(_every_user(tenant))
    if as_json:
        typer.echo(json.dumps([_shown(user) for user in users]))
        return
    for user in users:
        state = "" if user.status == "active" else f" ({user.status})"
        typer.echo(f"{user.email}  {user.role.value}  {user.name}{state}")


async def _every_user(tenant: str | None) -> "Sequence[User]":
    from handfast.users.memberships.list import UserQuery, list_people  # noqa: PLC0415
    from handfast.users.memberships.store import Filter  # noqa: PLC0415

    users: list[User] = []
    async with company(tenant) as at:
        page = await at.do(list_people, UserQuery(Filter(), None, TOGETHER))
        users += page.users
        while page.next is not None:
            page = await at.do(list_people, UserQuery(Filter(), page.next, TOGETHER))
            users += page.users
    return users


@user_app.command("add")
def user_add(
    email: Email,
    role: Annotated[Role, typer.Option(help="What they may do.")],
    name: Annotated[str | None, typer.Option(help="Their name; by default the part of the address before the @.")] = None,
    send_mail: Annotated[bool, typer.Option("--mail/--no-mail", help="Also send the link by mail, if this server has mail.")] = True,
    tenant: OfTenant = None,
    as_json: AsJson = False,
) -> None:
    """Invite somebody to a company. Prints the link with which they join."""
    invited, at = asyncio.run(_add(email, role, name or email.partition("@")[0], tenant, send_mail=send_mail))
    if as_json:
        link = {"invitation_url": invited.url.reveal(), "expires_at": iso(invited.expires_at), "mailed": invited.mailed}
        typer.echo(json.dumps(_shown(invited.user) | link))
        return
    mailed = " It was also sent by mail." if invited.mailed else ""
    typer.echo(f"{invited.user.name} is invited to {at} as {role.value}. Link, until {day_and_time(invited.expires_at)}:{mailed}")
    typer.echo(invited.url.reveal())


async def _add(email: str, role: Role, name: str, tenant: str | None, *, send_mail: bool) -> "tuple[Invited, str]":
    from handfast.users.memberships.invite import InviteUser, invite  # noqa: PLC0415

    async with company(tenant) as at:
        return await at.do(invite, InviteUser(name, email, role, send_mail)), at.name


@user_app.command("disable")
def user_disable(email: Email, tenant: OfTenant = None, as_json: AsJson = False) -> None:
    """Disable somebody in a company: they are signed out of it at once."""
    from handfast.offboarding.disable_user import disable_user  # noqa: PLC0415

    _say(asyncio.run(_change(email, tenant, disable_user)), as_json=as_json)


@user_app.command("enable")
def user_enable(email: Email, tenant: OfTenant = None, as_json: AsJson = False) -> None:
    """Enable somebody who was disabled; they have to sign in again."""
    from handfast.users.memberships.enable import enable  # noqa: PLC0415

    _say(asyncio.run(_change(email, tenant, enable)), as_json=as_json)


async def _change(email: str, tenant: str | None, use_case: "UseCase[UserId, User]") -> "User":
    from handfast.users.memberships.find import find_user  # noqa: PLC0415

    async with company(tenant) as at:
        return await at.do(use_case, (await at.do(find_user, email)).id)


@user_app.command("role")
def user_role(
    email: Email, role: Annotated[Role, typer.Argument(help="Their new role.")], tenant: OfTenant = None, as_json: AsJson = False
) -> None:
    """Give somebody another role in a company."""
    _say(asyncio.run(_give(email, role, tenant)), as_json=as_json)


async def _give(email: str, role: Role, tenant: str | None) -> "User":
    from handfast.offboarding.change_role import change_role  # noqa: PLC0415
    from handfast.users.memberships.change import ChangeUser  # noqa: PLC0415
    from handfast.users.memberships.find import find_user  # noqa: PLC0415

    async with company(tenant) as at:
        return await at.do(change_role, ChangeUser((await at.do(find_user, email)).id, role=role))


@user_app.command("reset-password")
def user_reset_password(email: Email, as_json: AsJson = False) -> None:
    """Print a one-time link for choosing a new password; it expires in 30 minutes. The password is one for all companies."""
    from handfast.users.passwords.make_link import make_link  # noqa: PLC0415

    link = asyncio.run(in_application(settings(), make_link, email))
    typer.echo(json.dumps({"reset_url": link}) if as_json else link)
