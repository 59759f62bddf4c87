"""Operator commands. Each runs a use case through the runner, or the server itself."""

import asyncio
import gc
import json
import sys
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from handfast import __version__, audit_commands, client_commands, key_commands, tenant_commands, token_commands, user_commands
from handfast import settings as settings_module
from handfast.command_line import Commands, started, view_of
from handfast.command_line import fail as _fail
from handfast.command_line import in_application as _in_application
from handfast.command_line import must_exist as _must_exist
from handfast.command_line import settings as _settings
from handfast.db import opening
from handfast.kernel.ids import TenantId

if TYPE_CHECKING:
    from handfast.importers.rules import Report, Rows
    from handfast.runner.context import UseCase
    from handfast.settings import Settings
    from handfast.tenant_commands import Do

C = TypeVar("C")
T = TypeVar("T")
V = TypeVar("V")


app = typer.Typer(
    cls=Commands, help="Handfast joins a device to an account, safely, in seconds.", no_args_is_help=True, pretty_exceptions_enable=False
)


def _say_version(is_asked: bool) -> None:
    if is_asked:
        typer.echo(f"handfast {__version__}")
        raise typer.Exit


@app.callback()
def main(
    ctx: typer.Context,
    _: Annotated[bool, typer.Option("--version", help="Show the version and exit.", is_eager=True, callback=_say_version)] = False,
) -> None:
    """Handfast joins a device to an account, safely, in seconds."""
    ctx.obj = lambda work: asyncio.run(_with_use_cases(_settings(), work))


app.add_typer(audit_commands.audit_app, name="audit")

app.add_typer(tenant_commands.tenant_app, name="tenant")

operator_app = typer.Typer(help="Say who operates the server: makes companies and helps their owners.", no_args_is_help=True)
app.add_typer(operator_app, name="operator")

app.add_typer(user_commands.user_app, name="user")
app.add_typer(token_commands.token_app, name="token")
app.add_typer(client_commands.client_app, name="client")
app.add_typer(key_commands.keys_app, name="keys")

import_app = typer.Typer(help="Import customers and devices from another server.", no_args_is_help=True)
app.add_typer(import_app, name="import")

Host = Annotated[str, typer.Option(help="Address to listen on.")]
Port = Annotated[int, typer.Option(help="Port to listen on.", min=0, max=65535)]

ImportFile = Annotated[Path, typer.Argument(help="The file to read.", exists=True, dir_okay=False)]
ImportTenant = Annotated[str | None, typer.Option("--tenant", help="ID of the tenant to import into; needed if the server has several.")]
Email = Annotated[str, typer.Argument(help="E-mail address of somebody who has an account here.")]
Apply = Annotated[bool, typer.Option("--apply", help="Write the changes. Without it, only report what would change.")]


async def _with_use_cases(settings: "Settings", work: "Callable[[Do], Awaitable[V]]") -> V:
    """What `work` makes of the views of the use cases that it runs."""
    from handfast.kernel.callers import SYSTEM  # noqa: PLC0415 - a command that fails early should fail fast

    async with started(settings) as application:

        async def do(use_case: "UseCase[C, T]", command: C) -> T:
            return view_of(await application.run(use_case, command, SYSTEM))

        return await work(do)


@app.command()
def serve(
    host: Host = "127.0.0.1",
    port: Port = 8000,
    workers: Annotated[int, typer.Option(help="Number of processes; more than one needs PostgreSQL.", min=1, max=64)] = 1,
    lan: Annotated[bool, typer.Option("--lan", help="Serve https on this machine's LAN address, to try Handfast with a tablet.")] = False,
) -> None:
    """Start the server."""
    gc.disable()  # nothing that is loaded goes again, and looking for it takes a twentieth of the start
    from handfast import serving  # noqa: PLC0415

    gc.enable()
    try:
        serving.serve(lambda public_url: settings_module.read(public_url=public_url), host, port, workers, lan=lan)
    except serving.CannotServe as error:
        _fail(str(error))


@app.command()
def migrate() -> None:
    """Migrate the database to the version of this program."""
    asyncio.run(opening.migrate(_settings("make").database_url))
    typer.echo(f"The database is at version {opening.newest_version()}.")


@app.command()
def setup(
    tenant: Annotated[str, typer.Option(help="Name of the company.")],
    owner_email: Annotated[str, typer.Option(help="E-mail address of the first owner.")],
    owner_name: Annotated[str, typer.Option(help="Name of the first owner.")] = "Owner",
    owner_password_stdin: Annotated[bool, typer.Option("--owner-password-stdin", help="Read the password from standard input.")] = False,
) -> None:
    """Create the first tenant and its owner, once. Prints their IDs as JSON."""
    from handfast.kernel.secrets import Secret  # noqa: PLC0415
    from handfast.users.setup import FirstOwner, set_up_by_operator  # noqa: PLC0415

    if owner_password_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    else:
        password = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    owner = FirstOwner(tenant, owner_name, owner_email, Secret(password))
    account = asyncio.run(_in_application(_settings("make"), set_up_by_operator, owner, may_make=True))
    typer.echo(json.dumps({"tenant_id": account.tenant_id, "owner_id": account.id, "owner_email": account.email}))


@app.command("setup-link")
def setup_link() -> None:
    """Print a new one-time link for setting up the server in the browser."""
    from handfast.users.setup import make_setup_link  # noqa: PLC0415

    typer.echo(asyncio.run(_in_application(_settings(), make_setup_link, None)))


@app.command("password-link")
def password_link(email: Annotated[str, typer.Argument(help="E-mail address of the user who forgot the password.")]) -> None:
    """Print a one-time link for choosing a new password; it expires in 30 minutes."""
    from handfast.users.passwords.make_link import make_link  # noqa: PLC0415

    typer.echo(asyncio.run(_in_application(_settings(), make_link, email)))


@app.command("remove-second-factor")
def remove_second_factor(email: Annotated[str, typer.Argument(help="E-mail address of the user who lost it.")]) -> None:
    """Turn off the second factor of somebody who has lost it, passkeys too; be sure that it is they who ask."""
    from handfast.users.second_factors.remove import remove_second_factor_of  # noqa: PLC0415

    account = asyncio.run(_in_application(_settings(), remove_second_factor_of, email))
    typer.echo(
        f"The second factor of {account.email} is off, and their passkeys are removed: the password alone signs in. "
        "Its user is told by mail, if this server has mail."
    )


@app.command()
def demo(
    port: Annotated[
        int | None, typer.Option(help="Port to listen on; by default the first free one from 8000 on.", min=0, max=65535)
    ] = None,
    host: Host = "127.0.0.1",
    database_url: Annotated[
        str | None, typer.Option(help="URL of an empty PostgreSQL database to use instead of a throwaway file.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Once ready, print one line of JSON with all sign-ins.")] = False,
) -> None:
    """Start a server with sample people and devices on a throwaway database."""
    from handfast.demo import serve as demo_server  # noqa: PLC0415
    from handfast.serving import CannotServe  # noqa: PLC0415

    with tempfile.TemporaryDirectory(prefix="handfast-demo-") as folder:
        try:
            demo_server.demo(Path(folder), host, port, database_url, as_json=as_json)
        except CannotServe as error:
            _fail(str(error))


@app.command()
def backup(file: Annotated[Path, typer.Argument(help="The file to write; it must not exist yet.")]) -> None:
    """Save the database to a file; the server may keep running (SQLite only)."""
    from handfast.backups.back_up import back_up  # noqa: PLC0415

    size = asyncio.run(back_up(_settings("leave").database_url, file))
    typer.echo(
        f"Saved to {file} and checked: {size:,} bytes. The secret key is not in it: keep a copy of the key as well, in a "
        "different place from the backups."
    )


@app.command()
def restore(file: Annotated[Path, typer.Argument(help="A file that 'handfast backup' wrote.")]) -> None:
    """Replace the database with a backup; the server must be stopped (SQLite only)."""
    from handfast.backups.restore import restore as put_back  # noqa: PLC0415

    settings = _settings()

    async def run_on(url: str, use_case: Any, command: Any) -> Any:
        # Mail that was queued at the time of the backup must not be sent.
        return await _in_application(replace(settings, database_url=url, smtp_url=None), use_case, command, may_make=True)

    restored = asyncio.run(put_back(settings.database_url, file, run_on))
    typer.echo(f"Restored from {file}. Pairing codes that were live have ended, and everybody has to sign in again.")
    if restored.set_aside:
        typer.echo(f"The previous database could not be read; it is kept as {restored.set_aside}.")
    if restored.back_at_work:
        typer.echo("These were disabled or deleted after the backup and now work again; disable those that should not:")
        for name in restored.back_at_work:
            typer.echo(f"  {name}")
    typer.echo(
        "Everything done since the backup is undone, including revocations. Start the server, disable the devices and people "
        "and revoke the access tokens that should no longer work, then run 'handfast audit verify'."
    )


@app.command()
def doctor() -> None:
    """Check this installation and report what is wrong or missing."""
    from handfast.doctor import examine  # noqa: PLC0415

    findings = asyncio.run(examine(_settings("leave")))
    for finding in findings:
        typer.echo(f"{'ok  ' if finding.good else 'BAD '} {finding.says}")
    if not all(finding.good for finding in findings):
        raise typer.Exit(1)


@import_app.command("spear")
def import_spear(file: ImportFile, tenant: ImportTenant = None, apply: Apply = False) -> None:
    """Import the users, codes, devices and exemptions of SPEAR, from JSON or CSV."""
    from handfast.importers.read_spear import read_spear  # noqa: PLC0415

    _import(read_spear, file, tenant, apply=apply)


@import_app.command("lejianwen")
def import_lejianwen(file: ImportFile, tenant: ImportTenant = None, apply: Apply = False) -> None:
    """Import the users and devices of a lejianwen RustDesk API server, from its SQLite file."""
    from handfast.importers.read_lejianwen import read_lejianwen  # noqa: PLC0415

    _import(read_lejianwen, file, tenant, apply=apply)


def _import(read: Callable[[Path], "Rows"], file: Path, tenant: str | None, *, apply: bool) -> None:
    from handfast.app import Application  # noqa: PLC0415
    from handfast.importers.import_rows import import_rows  # noqa: PLC0415
    from handfast.importers.reading import Unreadable  # noqa: PLC0415

    async def work() -> "Report":
        settings = _settings()
        await _must_exist(settings)
        if (path := opening.sqlite_path(settings.database_url)) and path.samefile(file):
            _fail(f"{file} is this server's own database")
        application = Application(settings, wakes=False)
        await application.start()
        try:
            return await import_rows(application.run, read(file), TenantId(tenant) if tenant is not None else None, apply=apply)
        finally:
            await application.stop()

    try:
        report = asyncio.run(work())
    except Unreadable as error:
        _fail(str(error))
    for trouble in report.troubles:
        typer.echo(f"{trouble.place}: {trouble.why}")
    brought = ", ".join(f"{count} {what}" for what, count in sorted(report.brought.items())) or "nothing new"
    typer.echo(f"{'Imported' if apply else 'Would import'}: {brought}. Already here: {report.known}. Set aside: {len(report.troubles)}.")
    if not apply:
        typer.echo("Nothing was written. To import, run the command again with --apply.")


@operator_app.command("add")
def operator_add(email: Email) -> None:
    """Make somebody an operator of the server."""
    from handfast.users.accounts.set_operator import SetOperator, set_operator  # noqa: PLC0415

    account = asyncio.run(_in_application(_settings(), set_operator, SetOperator(email, is_operator=True)))
    typer.echo(f"{account.name} ({account.email}) is an operator of this server.")


@operator_app.command("remove")
def operator_remove(email: Email) -> None:
    """Take the operation of the server away from somebody."""
    from handfast.users.accounts.set_operator import SetOperator, set_operator  # noqa: PLC0415

    account = asyncio.run(_in_application(_settings(), set_operator, SetOperator(email, is_operator=False)))
    typer.echo(f"{account.name} ({account.email}) is no operator of this server.")


@operator_app.command("list")
def operator_list() -> None:
    """List the operators of the server."""
    from handfast.users.accounts.set_operator import list_operators  # noqa: PLC0415

    for account in asyncio.run(_in_application(_settings(), list_operators, None)):
        typer.echo(f"{account.email}  {account.name}")
