"""Deletes companies whose time of grace is over: a part at a time, each in a commit of its own, so that nobody waits for a large one.

A part reads which rows are left, and deletes them with all that hangs on them, each table by its owner. So it may stop anywhere and go on
later, and two nodes that do the same do no harm. The trail and the row of the company itself go last (`reports/trail/erase.py`).
"""

from collections.abc import Awaitable, Callable

from handfast.billing.stripe.signing_secrets import store as signing_secrets
from handfast.billing.subscriptions import store as subscriptions
from handfast.ceremonies.device_authorization import store as device_grants
from handfast.ceremonies.device_authorization.rustdesk import store as requests
from handfast.ceremonies.linking import store as linking
from handfast.ceremonies.pairing import store as pairing_codes
from handfast.db.rows import TOGETHER
from handfast.devices import store as devices
from handfast.kernel.ids import TenantId
from handfast.kernel.outcomes import DomainEvent, Done, Subject
from handfast.oauth.clients import store as oauth_clients
from handfast.offboarding import store
from handfast.runner.context import Context
from handfast.rustdesk.connections import store as connections
from handfast.rustdesk.registry import store as rustdesk
from handfast.rustdesk.registry.uuid_conflicts import store as uuid_conflicts
from handfast.users.access_tokens import store as access_tokens
from handfast.users.accounts import store as accounts
from handfast.users.memberships import store as memberships
from handfast.users.service_accounts import store as service_accounts
from handfast.users.sessions import store as sessions
from handfast.users.tenants import store as tenants
from handfast.users.tenants.store import ClosedTenant

ROOTS = 50
"""Devices or people of one part: a hundred rows may hang on each."""


async def delete_closed(context: Context, _: None) -> Done[bool]:
    """The view says whether something was deleted, and there may be more."""
    for tenant in await context.fetch_all(tenants.due(context.now)):
        if tenant.deleting_at is None:
            return _begin(context, tenant)
        for part in _PARTS:
            if await part(context, tenant.id):
                return Done(True)
    return Done(False)


def _begin(context: Context, tenant: ClosedTenant) -> Done[bool]:
    """From here on it cannot be reopened. The event is the server's: the company's own trail goes too."""
    context.write(tenants.begin_deletion(context.now, tenant_id=tenant.id))
    details = {"people": tenant.people, "devices": tenant.devices}
    return Done(True, [DomainEvent("TENANT_DELETION_BEGUN", None, Subject("tenant", tenant.id, tenant.name), details)])


async def _devices(context: Context, tenant_id: TenantId) -> bool:
    ids = await context.fetch_all(store.devices(ROOTS, tenant_id=tenant_id))
    if ids:
        context.write(
            uuid_conflicts.delete_of(ids, tenant_id=tenant_id),
            connections.delete_of(ids, tenant_id=tenant_id),
            linking.delete_links_of(ids, tenant_id=tenant_id),
            rustdesk.delete_all(ids, tenant_id=tenant_id),
            devices.delete_all(ids, tenant_id=tenant_id),
        )
    return bool(ids)


async def _pairing_codes(context: Context, tenant_id: TenantId) -> bool:
    ids = await context.fetch_all(store.pairing_codes(TOGETHER, tenant_id=tenant_id))
    if ids:
        context.write(pairing_codes.delete_all(ids, tenant_id=tenant_id))
    return bool(ids)


async def _device_grants(context: Context, tenant_id: TenantId) -> bool:
    ids = await context.fetch_all(store.device_grants(TOGETHER, tenant_id=tenant_id))
    if ids:
        context.write(device_grants.delete_all(ids, tenant_id=tenant_id))
    return bool(ids)


async def _oauth_clients(context: Context, tenant_id: TenantId) -> bool:
    ids = await context.fetch_all(store.oauth_clients(ROOTS, tenant_id=tenant_id))
    if ids:
        context.write(oauth_clients.delete_all(ids, tenant_id=tenant_id))
    return bool(ids)


async def _service_accounts(context: Context, tenant_id: TenantId) -> bool:
    ids = await context.fetch_all(store.service_accounts(TOGETHER, tenant_id=tenant_id))
    if ids:
        context.write(service_accounts.delete_all(ids, tenant_id=tenant_id))
    return bool(ids)


async def _users(context: Context, tenant_id: TenantId) -> bool:
    """With the accounts that have no other company and do not operate the server."""
    found = await context.fetch_all(store.users(ROOTS, tenant_id=tenant_id))
    ids = [user.id for user in found]
    if ids:
        context.write(
            sessions.delete_of(ids, tenant_id=tenant_id),
            access_tokens.delete_of(ids, tenant_id=tenant_id),
            linking.delete_codes_of(ids, tenant_id=tenant_id),
            linking.delete_pending_links_of(ids, tenant_id=tenant_id),
            subscriptions.delete_of(ids, tenant_id=tenant_id),
            requests.delete_all(tenant_id=tenant_id),
            memberships.delete_all(ids, tenant_id=tenant_id),
            accounts.delete_abandoned([user.account_id for user in found], tenant_id=tenant_id),
        )
    return bool(ids)


async def _billing(context: Context, tenant_id: TenantId) -> bool:
    events = await context.fetch_all(store.provider_events(TOGETHER, tenant_id=tenant_id))
    reported = await context.fetch_all(store.provider_subscriptions(TOGETHER, tenant_id=tenant_id))
    secrets = await context.fetch_all(store.stripe_secrets(TOGETHER, tenant_id=tenant_id))
    if events:
        context.write(subscriptions.delete_events(events, tenant_id=tenant_id))
    if reported:
        context.write(subscriptions.delete_of_provider(reported, tenant_id=tenant_id))
    if secrets:
        context.write(signing_secrets.delete_all(secrets, tenant_id=tenant_id))
    return bool(events or reported or secrets)


_PARTS: tuple[Callable[[Context, TenantId], Awaitable[bool]], ...] = (
    _devices,
    _pairing_codes,
    _device_grants,
    _oauth_clients,
    _service_accounts,
    _users,
    _billing,
)
"""Each needs those before it to be done: a device names its user and code, a code its user and service account, and that its contact."""
