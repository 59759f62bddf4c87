"""Changes the tenant's name and settings, unless somebody else changed them since the caller read them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from handfast.kernel import texts
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.runner.context import Context
from handfast.users.rules import app_life, invalid_name
from handfast.users.sessions import store as sessions
from handfast.users.tenant_settings import changed, parse
from handfast.users.tenants import store
from handfast.users.tenants.get_tenant import Tenant, tenant_of


@dataclass(frozen=True, slots=True)
class Change:
    version: int
    name: str | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)
    """Only the settings to change; every value is valid (`tenant_settings.fits`)."""


async def change(context: Context, command: Change) -> Done[Tenant] | Refused:
    row = await store.read(context.reads, context.caller.tenant)
    if row is None:
        return Refused(Reason.NOT_FOUND)
    before = tenant_of(row)
    if before.version != command.version:
        return Refused(Reason.VERSION_CONFLICT)
    name = before.name if command.name is None else texts.display_name(command.name)
    if name is None:
        return invalid_name()
    json_text = changed(row["settings"], command.settings)
    after = replace(before, name=name, version=before.version + 1, settings=parse(json_text))
    what = [setting for setting in command.settings if getattr(after.settings, setting) != getattr(before.settings, setting)]
    if name != before.name:
        what.append("name")
    if not what:
        return Done(before)
    context.write(store.change(before.id, before.version, name, json_text))
    if "app_idle_days" in what:
        context.write(sessions.set_app_idle_limit(before.id, app_life(after.settings.app_idle_days).idle))
    details = {"changes": ", ".join(text.replace("_", " ") for text in what)}
    return Done(after, [DomainEvent("TENANT_CHANGED", before.id, Subject("tenant", before.id, name), details)])
