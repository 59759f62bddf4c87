"""Exports a company: says in its trail that it is exported, and reads its tables a page at a time while the ZIP is sent."""

from collections.abc import AsyncIterator, Awaitable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from handfast.db.of_tenant import ExportedRow
from handfast.kernel.ids import TenantId
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.kernel.time import iso
from handfast.reports.company_export.archive import Archive
from handfast.reports.company_export.kinds import KINDS, Kind, readme
from handfast.reports.company_export.rows import line
from handfast.reports.pages import AT_ONCE
from handfast.reports.trail import store as trail
from handfast.reports.trail.store import Place
from handfast.runner.context import Context, UseCase
from handfast.runner.in_parts import parts
from handfast.users.sessions.unconfirmed import unconfirmed
from handfast.users.tenants import store as tenants
from handfast.users.tenants.store import ExportedTenant

C = TypeVar("C")
V = TypeVar("V")
_BEFORE_ALL = Place(-1, -1)


class Do(Protocol):
    """Runs a use case for whoever exports; its view."""

    def __call__(self, use_case: UseCase[C, V], command: C) -> Awaitable[V]: ...


@dataclass(frozen=True, slots=True)
class Begun:
    tenant: ExportedTenant
    at: int


async def begin_export(context: Context, tenant_id: TenantId) -> Done[Begun] | Refused:
    tenant = await context.fetch_one(tenants.exported(tenant_id=tenant_id))
    if tenant is None:
        return Refused(Reason.NOT_FOUND)
    if refused := await unconfirmed(context):
        return refused
    exported = DomainEvent("TENANT_EXPORTED", tenant_id, Subject("tenant", tenant_id, tenant.name))
    return Done(Begun(tenant, context.now), [exported])


async def export(do: Do, begun: Begun) -> AsyncIterator[bytes]:
    """The ZIP, in parts."""
    tenant, archive = begun.tenant, Archive(begun.at)
    with archive.file("README.txt") as file:
        file.write(readme(tenant.name, iso(begun.at)).encode())
    with archive.file("company.json") as file:
        file.write(line(tenant._asdict()))
    for kind in KINDS:
        async for part in _file(archive, f"{kind.name}.jsonl", _rows_of(do, kind, tenant.id)):
            yield part
    async for part in _file(archive, "audit.jsonl", _trail(do, tenant.id)):
        yield part
    archive.close()
    yield archive.take()


async def _file(archive: Archive, name: str, pages: AsyncIterator[Sequence[Mapping[str, Any]]]) -> AsyncIterator[bytes]:
    with archive.file(name) as file:
        async for page in pages:
            async for lines in parts(page, line):
                file.write(b"".join(lines))
            yield archive.take()


@dataclass(frozen=True, slots=True)
class PageOf:
    kind: Kind
    after: str | int
    tenant_id: TenantId


async def _page(context: Context, query: PageOf) -> Done[Sequence[ExportedRow]]:
    return Done(await context.fetch_all(query.kind.select(query.after, AT_ONCE, tenant_id=query.tenant_id)))


async def _rows_of(do: Do, kind: Kind, tenant_id: TenantId) -> AsyncIterator[Sequence[Mapping[str, Any]]]:
    after = kind.first
    while rows := await do(_page, PageOf(kind, after, tenant_id)):
        yield [row.columns for row in rows]
        after = rows[-1].place


@dataclass(frozen=True, slots=True)
class EntriesAfter:
    place: Place
    tenant_id: TenantId


async def _entries(context: Context, query: EntriesAfter) -> Done[Sequence[trail.ExportedEntry]]:
    return Done(await context.fetch_all(trail.exported(query.place, AT_ONCE, tenant_id=query.tenant_id)))


async def _trail(do: Do, tenant_id: TenantId) -> AsyncIterator[Sequence[Mapping[str, Any]]]:
    after = _BEFORE_ALL
    while rows := await do(_entries, EntriesAfter(after, tenant_id)):
        yield [row._asdict() for row in rows]
        after = Place(rows[-1].at, rows[-1].id)
