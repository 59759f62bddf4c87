"""Step 1. Makes a service account and its first token, whose text is shown only this once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from handfast.kernel import texts
from handfast.kernel.ids import ServiceId, UserId
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.kernel.secrets import Secret
from handfast.kernel.time import DAY
from handfast.kernel.wording import day
from handfast.runner.context import Context
from handfast.users.rules import invalid_name
from handfast.users.service_accounts import store
from handfast.users.service_accounts.contacts import find_contact
from handfast.users.service_accounts.make_token import write_token
from handfast.users.service_accounts.notices import notify_account_made
from handfast.users.service_accounts.rules import MOST_ACCOUNTS, ServiceAccount, free_slot, scopes_refused, warnings_due
from handfast.users.sessions.unconfirmed import unconfirmed


@dataclass(frozen=True, slots=True)
class CreateServiceAccount:
    name: str
    scopes: Sequence[str]
    days: int
    contact_id: UserId | None = None


@dataclass(frozen=True, slots=True)
class Made:
    account: ServiceAccount
    token: Secret


async def create(context: Context, command: CreateServiceAccount) -> Done[Made] | Refused:
    caller, name, scopes = context.caller, texts.display_name(command.name), sorted(set(command.scopes))
    if name is None:
        return invalid_name()
    if refused := scopes_refused(caller.gives_as, scopes) or await unconfirmed(context):
        return refused
    contact = await find_contact(context, command.contact_id)
    if isinstance(contact, Refused):
        return contact
    slot = free_slot(await context.fetch_all(store.slots(tenant_id=caller.tenant)), MOST_ACCOUNTS)
    if slot is None:
        return Refused(Reason.SERVICE_ACCOUNT_LIMIT)
    expires_at = context.now + command.days * DAY
    shown = (contact.id, contact.name, True, caller.name, context.now, expires_at, 1)
    account = ServiceAccount(ServiceId(context.random.id()), name, scopes, *shown)
    context.write(store.insert(account, slot, warnings_due(expires_at, context.now), tenant_id=caller.tenant))
    token, text = write_token(context, account, 1)
    await notify_account_made(context, account)
    details = {"scopes": " ".join(scopes), "days": command.days, "until": day(expires_at), "contact": contact.name}
    made = DomainEvent("SERVICE_ACCOUNT_MADE", caller.tenant, Subject("service", account.id, name), details)
    return Done(Made(replace(account, tokens=[token]), text), [made])
