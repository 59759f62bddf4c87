"""Step 2. Changes a service account: its name, scopes, contact or expiry. Its tokens go on with what it may now do."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from handfast.kernel import texts
from handfast.kernel.ids import ServiceId, UserId
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.kernel.time import DAY
from handfast.kernel.wording import day
from handfast.runner.context import Context
from handfast.users.rules import invalid_name
from handfast.users.service_accounts import store
from handfast.users.service_accounts.contacts import find_contact
from handfast.users.service_accounts.notices import notify_scopes_grew
from handfast.users.service_accounts.rules import ServiceAccount, scopes_refused, warnings_due
from handfast.users.sessions.unconfirmed import unconfirmed


@dataclass(frozen=True, slots=True)
class ChangeServiceAccount:
    """Whatever is None stays."""

    id: ServiceId
    name: str | None = None
    scopes: Sequence[str] | None = None
    days: int | None = None
    """From now on."""
    contact_id: UserId | None = None


async def change(context: Context, command: ChangeServiceAccount) -> Done[ServiceAccount] | Refused:
    """One that has expired is renewed without its tokens: nobody may have looked after them since."""
    tenant_id = context.caller.tenant
    before = await context.fetch_one(store.account(command.id, tenant_id=tenant_id))
    if before is None:
        return Refused(Reason.NOT_FOUND)
    after = await _after(context, before, command)
    if isinstance(after, Refused):
        return after
    tokens = await context.fetch_all(store.tokens_of(before.id, tenant_id=tenant_id))
    changes = _changes(before, after)
    if not changes:
        return Done(replace(before, tokens=tokens))
    is_renewed = after.expires_at != before.expires_at
    warnings = warnings_due(after.expires_at, context.now) if is_renewed else None
    context.write(store.change(before, after, warnings, tenant_id=tenant_id))
    if is_renewed and before.expires_at <= context.now:
        context.write(store.drop_tokens(before.id, tenant_id=tenant_id))
        tokens = []
    if grown := [scope for scope in after.scopes if scope not in before.scopes]:
        await notify_scopes_grew(context, after, grown)
    changed = DomainEvent("SERVICE_ACCOUNT_CHANGED", tenant_id, Subject("service", before.id, after.name), {"changes": ", ".join(changes)})
    return Done(replace(after, version=before.version + 1, tokens=tokens), [changed])


async def _after(context: Context, before: ServiceAccount, command: ChangeServiceAccount) -> ServiceAccount | Refused:
    name = before.name if command.name is None else texts.display_name(command.name)
    if name is None:
        return invalid_name()
    scopes = before.scopes if command.scopes is None else sorted(set(command.scopes))
    if refused := scopes_refused(context.caller.gives_as, scopes) or await unconfirmed(context):
        return refused
    after = replace(before, name=name, scopes=scopes)
    if command.days is not None:
        after = replace(after, expires_at=context.now + command.days * DAY)
    if command.contact_id is None or command.contact_id == before.contact_id:
        return after
    contact = await find_contact(context, command.contact_id)
    if isinstance(contact, Refused):
        return contact
    return replace(after, contact_id=contact.id, contact_name=contact.name, contact_is_active=True)


def _changes(before: ServiceAccount, after: ServiceAccount) -> list[str]:
    changes = [f"name from {before.name}"] if after.name != before.name else []
    if list(after.scopes) != list(before.scopes):
        changes.append(f"scopes from {' '.join(before.scopes)} to {' '.join(after.scopes)}")
    if after.expires_at != before.expires_at:
        changes.append(f"valid until {day(after.expires_at)}")
    if after.contact_id != before.contact_id:
        changes.append(f"contact from {before.contact_name} to {after.contact_name}")
    return changes
