"""Step 1. Adds an address, and sends it a link. It gets nothing else until somebody there has confirmed it."""

from dataclasses import dataclass

from handfast.email.enqueue import queue
from handfast.email.templates import Message
from handfast.kernel import texts
from handfast.kernel.ids import TenantId
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.kernel.secrets import digest
from handfast.limits import store as limits
from handfast.limits.rules import MAIL_RECIPIENT, Bucket
from handfast.runner.context import Context
from handfast.users.one_time_tokens.links import link
from handfast.users.recipients import store
from handfast.users.recipients.rules import CONFIRM_WITHIN, MOST, free_slot, in_words
from handfast.users.recipients.store import Recipient
from handfast.users.rules import invalid, invalid_email
from handfast.users.sessions.opening import new_secret
from handfast.users.sessions.unconfirmed import unconfirmed
from handfast.users.tenants import store as tenants
from handfast.users.tenants.store import Tenant

PAGE = "confirm-address"


@dataclass(frozen=True, slots=True)
class AddRecipient:
    email: str
    security: bool
    budget: bool


async def add_recipient(context: Context, command: AddRecipient) -> Done[Recipient] | Refused:
    tenant_id, email = context.caller.tenant, texts.email(command.email)
    tenant = await context.fetch_one(tenants.tenant(tenant_id=tenant_id))
    if email is None or tenant is None:
        return invalid_email()
    if not (command.security or command.budget):
        return nothing_chosen()
    if not context.policy.mail:
        return Refused(Reason.MAIL_NOT_CONFIGURED)
    if refused := await unconfirmed(context):
        return refused
    slot = await _free_slot(context, email, tenant_id)
    if isinstance(slot, Refused):
        return slot
    bucket = Bucket(MAIL_RECIPIENT, tenant_id)
    if (retry_in := await limits.wait(context.reads, [bucket], context.now)) is not None:
        return Refused(Reason.RATE_LIMITED, retry_in)
    secret = new_secret(context)
    added = Recipient(context.random.id(), slot, email, int(command.security), int(command.budget), context.now, None)
    context.write(limits.spend(bucket, context.now), store.insert(added, digest(secret), context.now + CONFIRM_WITHIN, tenant_id=tenant_id))
    queue(context, _message(context, added, tenant, link(context, PAGE, secret)))
    return Done(added, [DomainEvent("RECIPIENT_ADDED", tenant_id, Subject("tenant", tenant_id, tenant.name), {"email": email})])


async def _free_slot(context: Context, email: str, tenant_id: TenantId) -> int | Refused:
    there = await context.fetch_all(store.recipients(tenant_id=tenant_id))
    if any(one.email == email for one in there):
        return invalid("email", "This address is in the list already")
    slot = free_slot([one.slot for one in there])
    return invalid("email", f"There are {MOST} addresses already; remove one first") if slot is None else slot


def nothing_chosen() -> Refused:
    return invalid("security", "Choose at least one kind of warning")


def _message(context: Context, added: Recipient, tenant: Tenant, url: str) -> Message:
    kinds = in_words(security=bool(added.security), budget=bool(added.budget))
    return Message(
        about="a request to confirm an address for warnings",
        to=added.email,
        subject=f"Warnings of {tenant.name}: confirm your address",
        paragraphs=(
            "Hello,",
            f"{context.caller.name} of {tenant.name} wants warnings about {kinds} to be sent to this address.",
            "Nothing is sent here until you confirm it. The link works once and expires in 7 days.",
        ),
        button="Confirm this address",
        url=url,
        closing=("If you do not know this company, ignore this mail.",),
        tenant_id=tenant.id,
    )
