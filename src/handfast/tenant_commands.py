"""`handfast tenant`: makes, lists, suspends, closes and exports companies, beside a running server."""

import json
import os
from collections.abc import Awaitable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Protocol, TypeVar

import typer

from handfast.kernel.ids import TenantId

if TYPE_CHECKING:
    from handfast.companies.rules import Company
    from handfast.runner.context import UseCase

C = TypeVar("C")
V = TypeVar("V")

tenant_app = typer.Typer(help="Make, list, suspend, close and export companies.", no_args_is_help=True)
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Id = Annotated[str, typer.Argument(help="ID of the company, as 'handfast tenant list' prints it.")]


class Do(Protocol):
    """Runs a use case; its view, or an exit with the reason."""

    def __call__(self, use_case: "UseCase[C, V]", command: C) -> Awaitable[V]: ...


def _run(ctx: typer.Context, use_case: "UseCase[C, V]", command: C) -> V:
    """`ctx.obj` is made by `cli.py`: it runs what needs use cases."""
    view: V = ctx.obj(lambda do: do(use_case, command))
    return view


@tenant_app.command("add")
def add(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="Name of the company.")],
    owner_email: Annotated[str | None, typer.Option(help="E-mail address of its first owner, who gets an invitation.")] = None,
    as_json: AsJson = False,
) -> None:
    """Make a company. Prints the link for its first owner, if you name one."""
    from handfast.companies.create import CreateCompany, create_company  # noqa: PLC0415

    made = _run(ctx, create_company, CreateCompany(name, owner_email))
    invitation = {"invitation_url": made.owner.url.reveal()} if made.owner else {}
    if as_json:
        typer.echo(json.dumps({"id": made.company.id, "name": made.company.name, **invitation}))
        return
    typer.echo(f"{made.company.name}: {made.company.id}")
    if made.owner:
        typer.echo(f"Link for its first owner: {made.owner.url.reveal()}")


@tenant_app.command("list")
def list_companies(ctx: typer.Context, as_json: AsJson = False) -> None:
    """List the companies by name."""
    from handfast.companies.list import every_company  # noqa: PLC0415

    companies = _run(ctx, every_company, None)
    if as_json:
        typer.echo(json.dumps([{"id": one.id, "name": one.name, "status": one.status} for one in companies]))
        return
    for one in companies:
        typer.echo(f"{one.id}  {one.name}{'' if one.status == 'active' else f' ({one.status})'}")


@tenant_app.command()
def suspend(ctx: typer.Context, id: Id) -> None:
    """Suspend a company: its people and devices are refused until it is resumed, and nothing is lost."""
    from handfast.companies.suspend import suspend_company  # noqa: PLC0415

    typer.echo(f"{_run(ctx, suspend_company, TenantId(id)).name} is suspended.")


@tenant_app.command()
def resume(ctx: typer.Context, id: Id) -> None:
    """Resume a suspended company."""
    from handfast.companies.resume import resume_company  # noqa: PLC0415

    typer.echo(f"{_run(ctx, resume_company, TenantId(id)).name} goes on.")


@tenant_app.command()
def close(ctx: typer.Context, id: Id) -> None:
    """Close a company: it is suspended at once, and deleted with everything in it after a time of grace."""
    from handfast.companies.close import close_company  # noqa: PLC0415
    from handfast.kernel.wording import day_and_time  # noqa: PLC0415

    company = _run(ctx, close_company, TenantId(id))
    until = day_and_time(company.closing_at) if company.closing_at is not None else "then"
    typer.echo(f"{company.name} is closed, and will be deleted on {until}. To bring it back before: handfast tenant reopen {company.id}")


@tenant_app.command()
def reopen(ctx: typer.Context, id: Id) -> None:
    """Reopen a company that is being closed."""
    from handfast.companies.reopen import reopen_company  # noqa: PLC0415

    company = _run(ctx, reopen_company, TenantId(id))
    typer.echo(f"{company.name} is open again{_still(company)}.")


def _still(company: "Company") -> str:
    return "" if company.suspended_at is None else ", and suspended as it was before"


@tenant_app.command()
def export(
    ctx: typer.Context,
    id: Id,
    file: Annotated[Path, typer.Argument(help="The ZIP to write; it must not exist yet.")],
) -> None:
    """Save all data of a company to a ZIP, without secrets; the server may keep running."""
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        typer.echo(f"handfast: {file} cannot be written ({error.strerror}): name a new file in a folder you may write to", err=True)
        raise typer.Exit(1) from error
    written = False
    try:
        size: int = ctx.obj(lambda do: _export(do, TenantId(id), descriptor))
        written = True
    finally:
        os.close(descriptor)
        if not written:
            file.unlink()
    typer.echo(f"Saved to {file}: {size:,} bytes. Only this user can read it; its README.txt says what is in it.")


async def _export(do: Do, tenant_id: TenantId, descriptor: int) -> int:
    from handfast.reports.company_export.export import begin_export, export  # noqa: PLC0415

    size = 0
    async for part in export(do, await do(begin_export, tenant_id)):
        left = memoryview(part)
        while left:
            left = left[os.write(descriptor, left) :]
        size += len(part)
    os.fsync(descriptor)
    return size
