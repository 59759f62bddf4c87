"""`handfast token`: lists and revokes the tokens of a company's people and programs, and makes those of programs, at the machine itself."""

import asyncio
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from handfast.command_line import AsJson, Company, OfTenant, company
from handfast.kernel.outcomes import Refused
from handfast.kernel.time import iso, iso_or_none
from handfast.kernel.wording import day

if TYPE_CHECKING:
    from handfast.kernel.ids import UserId

token_app = typer.Typer(
    help="List and revoke the access tokens of a company, and make service accounts and their tokens.", no_args_is_help=True
)


class Shown(NamedTuple):
    id: str
    kind: str
    owner: str
    """The e-mail address of a person, or the name of a service account."""
    name: str
    """What the person called it; empty for a service account's."""
    scopes: Sequence[str]
    expires_at: int
    last_used_at: int | None
    last_used_address: str | None

    def as_json(self) -> dict[str, object]:
        times = {"expires_at": iso(self.expires_at), "last_used_at": iso_or_none(self.last_used_at)}
        return self._asdict() | {"scopes": list(self.scopes)} | times


@token_app.command("list")
def token_list(tenant: OfTenant = None, as_json: AsJson = False) -> None:
    """List the tokens of a company that still work: its people's and its service accounts'."""
    tokens = asyncio.run(_every_token(tenant))
    if as_json:
        typer.echo(json.dumps([token.as_json() for token in tokens]))
        return
    for token in tokens:
        used = f"used {day(token.last_used_at)}" if token.last_used_at else "never used"
        scopes = " ".join(token.scopes)
        named = f"{token.owner}: {token.name}" if token.name else token.owner
        typer.echo(f"{token.id}  {token.kind}  {named}  ({scopes}), until {day(token.expires_at)}, {used}")


async def _every_token(tenant: str | None) -> list[Shown]:
    from handfast.users.access_tokens.list_of_everyone import list_of_everyone  # noqa: PLC0415
    from handfast.users.service_accounts.list import list_accounts  # noqa: PLC0415

    async with company(tenant) as at:
        personal = await at.do(list_of_everyone, None)
        services = await at.do(list_accounts, None)
        now = at.application.clock.now()
    shown = [
        Shown(token.id, "service", one.name, "", one.scopes, one.expires_at, token.last_used_at, token.last_used_address)
        for one in services
        if one.expires_at > now
        for token in one.tokens
    ]
    return shown + [
        Shown(line.id, "personal", email, line.name, line.scopes, line.expires_at, line.last_used_at, None) for line, email in personal
    ]


@token_app.command("revoke")
def token_revoke(
    id: Annotated[str, typer.Argument(metavar="ID", help="ID of the token, from 'handfast token list'.")], tenant: OfTenant = None
) -> None:
    """Revoke a token; it stops working at once."""
    asyncio.run(_revoke(id, tenant))
    typer.echo(f"The token {id} is revoked.")


async def _revoke(id: str, tenant: str | None) -> None:
    from handfast.users.access_tokens.revoke_of_anyone import revoke_of_anyone  # noqa: PLC0415
    from handfast.users.service_accounts.revoke_token import revoke_token  # noqa: PLC0415

    async with company(tenant) as at:
        outcome = await at.outcome(revoke_token, id)
        if isinstance(outcome, Refused):
            await at.do(revoke_of_anyone, id)


@token_app.command("create")
def token_create(
    name: Annotated[str, typer.Argument(help="Name of the service account.")],
    scope: Annotated[list[str] | None, typer.Option(help="What it may do, once for each scope: this makes the account.")] = None,
    days: Annotated[int, typer.Option(help="For how many days a new account is valid.", min=1, max=365)] = 90,
    contact: Annotated[str | None, typer.Option(help="E-mail address of who is warned before it expires; by default an owner.")] = None,
    tenant: OfTenant = None,
    as_json: AsJson = False,
) -> None:
    """Make a token of a service account, a further one or, with --scope, the first of a new account. Prints it once."""
    made = asyncio.run(_create(name, scope or [], days, contact, tenant))
    if as_json:
        typer.echo(json.dumps(made))
        return
    typer.echo(f"Token of {name}, shown only this once:", err=True)
    typer.echo(made["token"])


async def _create(name: str, scopes: Sequence[str], days: int, contact: str | None, tenant: str | None) -> dict[str, str]:
    from handfast.users.service_accounts.create import CreateServiceAccount, create  # noqa: PLC0415
    from handfast.users.service_accounts.make_token import make_token  # noqa: PLC0415

    async with company(tenant) as at:
        if scopes:
            made = await at.do(create, CreateServiceAccount(name, scopes, days, await _contact(at, contact)))
            return _shown(made.account.id, made.account.tokens[0].id, made.account.expires_at, made.token.reveal())
        from handfast.users.service_accounts.find import find_account  # noqa: PLC0415

        further = await at.do(make_token, (await at.do(find_account, name)).id)
        return _shown(further.account.id, further.token.id, further.account.expires_at, further.text.reveal())


async def _contact(at: Company, email: str | None) -> "UserId | None":
    from handfast.users.memberships.find import find_user  # noqa: PLC0415

    return (await at.do(find_user, email)).id if email is not None else None


def _shown(account_id: str, token_id: str, expires_at: int, token: str) -> dict[str, str]:
    return {"service_account_id": account_id, "id": token_id, "expires_at": iso(expires_at), "token": token}
