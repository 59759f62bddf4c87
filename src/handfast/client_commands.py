"""`handfast client`: the OAuth clients of the server, or of a company with --tenant, at the machine itself."""

import asyncio
import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar

import typer

from handfast.command_line import AsJson, company, in_application, settings
from handfast.kernel.ids import ClientId
from handfast.kernel.time import iso, iso_or_none

if TYPE_CHECKING:
    from handfast.oauth.clients.rules import ListedClient, SettingsChange
    from handfast.runner.context import UseCase

C = TypeVar("C")
V = TypeVar("V")

client_app = typer.Typer(help="Register and change OAuth clients: of the server, or of a company with --tenant.", no_args_is_help=True)
OfCompany = Annotated[
    str | None, typer.Option("--tenant", help="Name or ID of a company, for a client of its own instead of the server's.")
]
Id = Annotated[str, typer.Argument(metavar="ID", help="ID of the client, from 'handfast client list'.")]
Scopes = Annotated[list[str] | None, typer.Option("--scope", help="A scope that its devices may be given; once for each.")]
Audiences = Annotated[
    list[str] | None, typer.Option("--audience", help="https address of a resource server that its tokens are for; once for each.")
]
Dpop = Annotated[bool | None, typer.Option("--dpop/--no-dpop", help="Whether its devices must have a key of their own (RFC 9449).")]
Wait = Annotated[int | None, typer.Option(help="For how many seconds a poll waits for the decision.", min=0, max=30)]
ShowsNumber = Annotated[
    bool | None, typer.Option("--shows-number/--shows-no-number", help="Whether its devices can show a number to compare.")
]
Devices = Annotated[
    Literal["any", "same_network", "registered"] | None,
    typer.Option(help="Which devices may be approved: any, in the approver's network, or with a registered key."),
]
Exchanges = Annotated[
    bool | None, typer.Option("--exchanges/--no-exchanges", help="Whether paired devices may exchange their credential for its tokens.")
]


@client_app.command("add")
def client_add(
    name: Annotated[str, typer.Argument(help="Name of the client, which people see when they approve a device.")],
    id: Annotated[str | None, typer.Option(help="ID of a client of the server: 3 to 64 small letters, digits and hyphens.")] = None,
    confidential: Annotated[bool, typer.Option("--confidential", help="Make a secret, for a client that can keep one.")] = False,
    scope: Scopes = None,
    audience: Audiences = None,
    dpop: Dpop = None,
    wait: Wait = None,
    shows_number: ShowsNumber = None,
    devices: Devices = None,
    exchanges: Exchanges = None,
    tenant: OfCompany = None,
    as_json: AsJson = False,
) -> None:
    """Register a client. Prints its ID and, once, the secret of a confidential one."""
    from handfast.oauth.clients.create import CreateClient, create_client  # noqa: PLC0415
    from handfast.oauth.clients.rules import ClientSettings  # noqa: PLC0415

    chosen = ClientSettings(**_chosen(dpop, wait, shows_number, devices, exchanges))
    made = _run(tenant, create_client, CreateClient(name, confidential, scope or (), audience or (), chosen, id))
    client, secret = made.listed.client, made.secret.reveal() if made.secret else None
    if as_json:
        typer.echo(json.dumps(_shown(made.listed) | {"secret": secret}))
        return
    typer.echo(client.id)
    if secret:
        typer.echo(f"Secret of {client.name}, shown only this once:", err=True)
        typer.echo(secret)


@client_app.command("list")
def client_list(tenant: OfCompany = None, as_json: AsJson = False) -> None:
    """List the clients of the server or, with --tenant, those that a company can use."""
    from handfast.oauth.clients.list import list_clients  # noqa: PLC0415

    found = _run(tenant, list_clients, None)
    if as_json:
        typer.echo(json.dumps([_shown(one) for one in found]))
        return
    for one in found:
        client = one.client
        kind = "public" if client.is_public else "confidential"
        of = ", of the server" if tenant and client.tenant_id is None else ""
        disabled = "" if client.disabled_at is None else ", disabled"
        typer.echo(
            f"{client.id}  {client.name}  ({kind}{of}{disabled}), devices: {one.devices}, scopes: {' '.join(client.scopes) or 'none'}"
        )


@client_app.command("change")
def client_change(
    id: Id,
    name: Annotated[str | None, typer.Option(help="Another name.")] = None,
    scope: Scopes = None,
    audience: Audiences = None,
    dpop: Dpop = None,
    wait: Wait = None,
    shows_number: ShowsNumber = None,
    devices: Devices = None,
    exchanges: Exchanges = None,
    enabled: Annotated[bool | None, typer.Option("--enable/--disable", help="While it is disabled, its devices get no tokens.")] = None,
    tenant: OfCompany = None,
    as_json: AsJson = False,
) -> None:
    """Change a client; what is not named stays. The scopes and audiences that you name replace all it had."""
    from handfast.oauth.clients.change import ChangeClient, change_client  # noqa: PLC0415

    chosen = _chosen(dpop, wait, shows_number, devices, exchanges)
    changed = _run(tenant, change_client, ChangeClient(ClientId(id), None, name, scope or None, audience or None, chosen, enabled))
    typer.echo(json.dumps(_shown(changed)) if as_json else f"{changed.client.name} is changed.")


@client_app.command("rotate-secret")
def client_rotate_secret(id: Id, tenant: OfCompany = None, as_json: AsJson = False) -> None:
    """Give a confidential client another secret, and print it once. The old one ends at once."""
    from handfast.oauth.clients.rotate_secret import rotate_secret  # noqa: PLC0415

    rotated = _run(tenant, rotate_secret, ClientId(id))
    if as_json:
        typer.echo(json.dumps({"id": rotated.client.id, "secret": rotated.secret.reveal()}))
        return
    typer.echo(f"New secret of {rotated.client.name}, shown only this once:", err=True)
    typer.echo(rotated.secret.reveal())


@client_app.command("delete")
def client_delete(id: Id, tenant: OfCompany = None) -> None:
    """Delete a client. Its devices stay, and get no more tokens."""
    from handfast.oauth.clients.delete import delete_client  # noqa: PLC0415

    typer.echo(f"{_run(tenant, delete_client, ClientId(id)).client.name} is deleted.")


def _run(tenant: str | None, use_case: "UseCase[C, V]", command: C) -> V:
    """The view, or an exit with the reason."""
    return asyncio.run(in_application(settings(), use_case, command) if tenant is None else _in_company(tenant, use_case, command))


async def _in_company(tenant: str, use_case: "UseCase[C, V]", command: C) -> V:
    async with company(tenant) as at:
        return await at.do(use_case, command)


def _chosen(
    dpop: bool | None,
    wait: int | None,
    shows_number: bool | None,
    devices: Literal["any", "same_network", "registered"] | None,
    exchanges: bool | None,
) -> "SettingsChange":
    named: Any = {
        "requires_dpop": dpop,
        "wait_seconds": wait,
        "shows_number": shows_number,
        "allowed_devices": devices,
        "exchanges": exchanges,
    }
    chosen: SettingsChange = {name: value for name, value in named.items() if value is not None}  # type: ignore[assignment] # by name
    return chosen


def _shown(listed: "ListedClient") -> dict[str, Any]:
    client = listed.client
    return {
        "id": client.id,
        "of_server": client.tenant_id is None,
        "name": client.name,
        "confidential": not client.is_public,
        "scopes": list(client.scopes),
        "audiences": list(client.audiences),
        **asdict(client.settings),
        "disabled_at": iso_or_none(client.disabled_at),
        "created_at": iso(listed.created_at),
        "devices": listed.devices,
    }
