"""Renames a company or changes how many people and devices it may have.

A smaller number ends nothing: what is there stays, and nothing more is added.
"""

from dataclasses import dataclass, field
from typing import TypedDict

from handfast.companies import store
from handfast.companies.rules import Company
from handfast.kernel import texts
from handfast.kernel.ids import TenantId
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.runner.context import Context
from handfast.users.rules import invalid_name
from handfast.users.tenants import store as tenants


class Limits(TypedDict, total=False):
    """Only those to change; None lifts one."""

    max_people: int | None
    max_devices: int | None


@dataclass(frozen=True, slots=True)
class ChangeCompany:
    id: TenantId
    version: int
    name: str | None = None
    limits: Limits = field(default_factory=Limits)


async def change_company(context: Context, command: ChangeCompany) -> Done[Company] | Refused:
    before = await context.fetch_one(store.company(tenant_id=command.id))
    if before is None:
        return Refused(Reason.NOT_FOUND)
    if before.version != command.version:
        return Refused(Reason.VERSION_CONFLICT)
    name = before.name if command.name is None else texts.display_name(command.name)
    if name is None:
        return invalid_name()
    people, devices = command.limits.get("max_people", before.max_people), command.limits.get("max_devices", before.max_devices)
    changes = [f"name from {before.name}"] if name != before.name else []
    changes += [f"people to {_shown(people)}"] if people != before.max_people else []
    changes += [f"devices to {_shown(devices)}"] if devices != before.max_devices else []
    if not changes:
        return Done(before)
    context.write(tenants.change_limits(before.version, name, people, devices, tenant_id=before.id))
    after = before._replace(name=name, max_people=people, max_devices=devices, version=before.version + 1)
    return Done(after, [DomainEvent("TENANT_CHANGED", before.id, Subject("tenant", before.id, name), {"changes": ", ".join(changes)})])


def _shown(most: int | None) -> str:
    return "any number" if most is None else f"{most:,} at most"
