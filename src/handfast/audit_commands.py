"""`handfast audit`: verifies the audit trail, exports it, and verifies what was exported."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace as with_
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from handfast import settings as settings_module
from handfast.adapters.operator import at_machine
from handfast.db import opening
from handfast.db.database import Unavailable
from handfast.kernel import key_ring, time
from handfast.kernel.ids import TenantId
from handfast.kernel.secrets import Keys
from handfast.kernel.wording import plural
from handfast.reports.trail.exports.files import NoExport, new_file, opened
from handfast.settings import NEEDS_SETTINGS

if TYPE_CHECKING:
    from handfast.runner.context import UseCase
    from handfast.runner.run import Runner

T = TypeVar("T")

audit_app = typer.Typer(help="Verify and export the audit trail.", no_args_is_help=True)
Exported = Annotated[Path | None, typer.Argument(help="An exported file to verify instead, without the database.", dir_okay=False)]
Anchor = Annotated[Path | None, typer.Option(help="An exported file: the database must still have what the file proves.", dir_okay=False)]
Target = Annotated[Path, typer.Argument(help="The file to write; it must not exist yet.")]
Tenant = Annotated[str | None, typer.Option(help="ID of a company, to export only what concerns it.")]
Since = Annotated[str | None, typer.Option(help="Leave out what is older: a date, or a date and time, in UTC if it names no zone.")]


async def _with_server(work: "Callable[[Runner], Awaitable[T]]") -> T:
    """Does the work on the sealed trail, without serving anybody and without sending mail."""
    from handfast.app import Application  # noqa: PLC0415 - a command that fails early should fail fast
    from handfast.reports.trail.chain import seal  # noqa: PLC0415

    settings = settings_module.read(if_no_key="refuse")
    try:
        await opening.must_exist(settings.database_url)
    except Unavailable as error:
        raise Unavailable(f"{error}; {NEEDS_SETTINGS}") from error
    application = Application(with_(settings, smtp_url=None), timers=False)
    await application.start()
    try:
        while await view(application.run, seal, None):
            pass
        return await work(application.run)
    finally:
        await application.stop()


async def view(run: "Runner", use_case: "UseCase[Any, Any]", command: Any) -> Any:
    from handfast.kernel.callers import SYSTEM  # noqa: PLC0415
    from handfast.kernel.outcomes import Reason, Refused  # noqa: PLC0415

    outcome = await run(use_case, command, SYSTEM)
    if not isinstance(outcome, Refused):
        return outcome.view
    if outcome.reason is Reason.NOT_FOUND:
        raise NoExport("there is no company with this ID; 'handfast tenant list' shows them")
    raise Unavailable("it is too busy; run the command again")


def _fail(*faults: str) -> None:
    for fault in faults:
        typer.echo(fault)
    if faults:
        raise typer.Exit(1)


@audit_app.command("verify")
def audit_verify(file: Exported = None, anchor: Anchor = None) -> None:
    """List every row that was changed or is missing, of the whole audit trail or of an exported file."""
    from handfast.reports.trail.chain import verify  # noqa: PLC0415
    from handfast.reports.trail.exports.anchor import compare  # noqa: PLC0415

    if file is not None:
        head = _checked(file)
        typer.echo(f"{file} is intact: {plural(head['rows'], 'row', 'rows')}, exported at {head['at']}.")
        if anchor is None:
            return
    head_there = _checked(anchor) if anchor is not None else None

    async def work(run: "Runner") -> tuple[Any, list[str]]:
        return await view(run, verify, None), await view(run, compare, head_there) if head_there is not None else []

    verdict, missed = asyncio.run(_with_server(work))
    _fail(*verdict.faults, *missed)
    typer.echo(f"The audit trail is intact: {plural(verdict.rows, 'row', 'rows')}.")


def _checked(file: Path) -> Mapping[str, Any]:
    """The head of an exported file; lists what is wrong with it, and ends, if it cannot be trusted."""
    from handfast.reports.trail.exports.lines import check  # noqa: PLC0415

    settings = settings_module.read(if_no_key="refuse")
    keys = Keys(settings.secret_key)
    if settings.key_ring is not None:
        key_ring.load(keys, settings.key_ring)
    with opened(file) as lines:
        found = check(keys, lines)
    _fail(*found.faults)
    head = found.head or {}
    if any(retired.key.id == head["key_id"] for retired in keys.retired):
        typer.echo(f"{file} was made with the key {head['key_id']}, which is retired: whoever has that key can make such a file.", err=True)
    return head


@audit_app.command("export")
def audit_export(file: Target, tenant: Tenant = None, since: Since = None) -> None:
    """Write the audit trail to a file of JSON Lines that proves itself, and shows if its end is cut off."""
    from handfast.reports.trail.exports.export import Export, export  # noqa: PLC0415

    moment = None if since is None else time.parse(since)
    if since is not None and moment is None:
        raise NoExport(f"--since {since} is not a date such as 2026-01-31, or a date and time such as 2026-01-31T06:00:00Z")
    tenant_id = TenantId(tenant) if tenant is not None else None

    async def work(run: "Runner") -> int:
        with new_file(file) as opened:
            rows: int = await view(run, export, Export(opened, tenant_id, moment, at_machine()))
            return rows

    rows = asyncio.run(_with_server(work))
    typer.echo(f"Exported to {file}: {plural(rows, 'row', 'rows')}. 'handfast audit verify {file}' verifies it with the key file alone.")
