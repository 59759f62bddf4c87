"""Changes the tenant's name and settings, unless somebody else changed them since the caller read them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from handfast.kernel import texts
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.runner.context import Context
from handfast.users.rules import app_life, browser_life, invalid, invalid_name
from handfast.users.second_factors.factors import has_second_factor
from handfast.users.sessions import store as sessions
from handfast.users.sessions.unconfirmed import unconfirmed
from handfast.users.tenant_settings import changed
from handfast.users.tenants import store
from handfast.users.tenants.store import Tenant


@dataclass(frozen=True, slots=True)
class Change:
    version: int
    name: str | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)
    """Only the settings to change; every value is valid (`tenant_settings.fits`)."""


async def change(context: Context, command: Change) -> Done[Tenant] | Refused:
    before = await context.fetch_one(store.tenant(tenant_id=context.caller.tenant))
    if before is None:
        return Refused(Reason.NOT_FOUND)
    if before.version != command.version:
        return Refused(Reason.VERSION_CONFLICT)
    name = before.name if command.name is None else texts.display_name(command.name)
    if name is None:
        return invalid_name()
    if (refused := _beyond_bounds(context, command)) is not None:
        return refused
    after = Tenant(before.id, name, before.version + 1, changed(before.settings_json, command.settings))
    what = [setting for setting in command.settings if getattr(after.settings, setting) != getattr(before.settings, setting)]
    if name != before.name:
        what.append("name")
    if not what:
        return Done(before)
    if "second_factor_roles" in what and (refused := await _locks_out(context, after) or await unconfirmed(context)):
        return refused
    context.write(store.change(before.version, name, after.settings_json, tenant_id=before.id))
    _apply_to_sessions(context, after, what)
    details = {"changes": ", ".join(text.replace("_", " ") for text in what)}
    return Done(after, [DomainEvent("TENANT_CHANGED", before.id, Subject("tenant", before.id, name), details)])


def _apply_to_sessions(context: Context, after: Tenant, what: Sequence[str]) -> None:
    """Apps and browsers that are signed in already."""
    if "app_idle_days" in what:
        context.write(sessions.set_app_idle_limit(app_life(after.settings.app_idle_days).idle, tenant_id=after.id))
    if "session_days" in what:
        longest = browser_life(context.policy.session_days.of(after.settings.session_days)).longest
        context.write(sessions.shorten(longest, tenant_id=after.id))


def _beyond_bounds(context: Context, command: Change) -> Refused | None:
    """Refuses a time that the operator does not allow; one that is already stored is kept within the bounds where it is used."""
    for name, bounds in (("session_days", context.policy.session_days), ("trail_days", context.policy.trail_days)):
        if name in command.settings and not bounds.allow(command.settings[name]):
            return invalid(name, f"The operator of this server allows {bounds} days")
    return None


async def _locks_out(context: Context, after: Tenant) -> Refused | None:
    """Whoever turns it on for their own role needs one first: the next request would be refused, except in a session of the provider."""
    caller = context.caller
    if caller.company_only or caller.role not in after.settings.second_factor_roles or await has_second_factor(context, caller.account):
        return None
    return invalid("settings.second_factor_roles", "Set up a second factor for your own account first")
