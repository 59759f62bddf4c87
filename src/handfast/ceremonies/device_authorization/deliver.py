"""Step 4, when the request was approved: judges its approver once more, registers the device, and makes its refresh token.

The refresh token is the credential of the device. It is derived from the device and the device code, so that a device whose answer was
lost gets the same one again, and it need not be stored in clear text.
"""

import json

from handfast.access.policy import actions_of
from handfast.ceremonies.device_authorization import store
from handfast.ceremonies.device_authorization.rules import REPEATED_WITHIN
from handfast.ceremonies.device_authorization.store import Polled
from handfast.devices.enroll import Applicant, Enrolled, Issuer, Proven, derived_token, enroll
from handfast.devices.lifecycle import DeviceStatus
from handfast.kernel.ids import DeviceId, TenantId
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.kernel.secrets import Secret, digest, same
from handfast.oauth.clients.rules import Client
from handfast.oauth.tokens import store as grants
from handfast.oauth.tokens.rules import REFRESH_PREFIX, Granted, narrowed
from handfast.runner.context import Context
from handfast.users import store as members
from handfast.users.store import StoredMember
from handfast.users.tenant_settings import parse

ACTION = "grant.approve"


async def deliver(context: Context, client: Client, grant: Polled, device_code: Secret, thumbprint: str | None) -> Done[Granted] | Refused:
    """Refused with ACCESS_DENIED, for good, if the device may not be let in any more."""
    tenant_id = grant.tenant_id
    if tenant_id is None or grant.user_id is None:  # the approver was deleted meanwhile
        return Refused(Reason.ACCESS_DENIED)
    approver = await context.fetch_one(members.member(grant.user_id, tenant_id=tenant_id))
    if approver is None:
        return _refuse(context, client, grant, tenant_id, None, Reason.NOT_FOUND)
    if reason := _not_any_more(approver) or _not_left(client, grant) or await _not_registered(context, client, thumbprint, tenant_id):
        return _refuse(context, client, grant, tenant_id, approver, reason)
    known = await context.fetch_one(store.known_device(thumbprint, client.id, tenant_id=tenant_id)) if thumbprint else None
    applicant = Applicant(grant.device_name, grant.platform, grant.user_agent, "", thumbprint, device_code.reveal())
    issuer = Issuer(tenant_id, approver.id, None, None, parse(approver.tenant_settings))
    proven = Proven(known, REFRESH_PREFIX)
    enrolled = await enroll(context, applicant, issuer, device_code.reveal(), waits=False, proven=proven)
    if isinstance(enrolled, Refused):
        return _refuse(context, client, grant, tenant_id, approver, enrolled.reason)
    granted = _granted(client, grant, tenant_id, enrolled.device_id, thumbprint, enrolled.token, enrolled.expires_at)
    context.write(
        grants.grant(enrolled.device_id, client.id, granted.scopes, granted.audiences, context.now, tenant_id=tenant_id),
        store.deliver(grant.id, enrolled.device_id, thumbprint, context.now + REPEATED_WITHIN, tenant_id=tenant_id),
    )
    return Done(granted, [_paired(client, approver, enrolled), *enrolled.events])


async def deliver_again(context: Context, client: Client, grant: Polled, device_code: Secret) -> Done[Granted] | Refused:
    """The same tokens as before, while the refresh token is unused, and for ten minutes."""
    if grant.device_id is None or grant.tenant_id is None or grant.expires_at <= context.now:
        return Refused(Reason.INVALID_GRANT)
    device = await context.fetch_one(store.delivered(grant.device_id, tenant_id=grant.tenant_id))
    if device is None or device.status != DeviceStatus.ACTIVE or device.used_at is not None or _not_left(client, grant):
        return Refused(Reason.INVALID_GRANT)
    if device.suspended_at is not None:
        return Refused(Reason.TENANT_SUSPENDED)  # its token would be good for whoever checks it by themselves
    for key in context.keys.live:
        token = derived_token(key, grant.device_id, device_code.reveal(), prefix=REFRESH_PREFIX)
        if same(digest(token.reveal()), device.token_hash):
            thumbprint, expires_at = grant.key_thumbprint, device.expires_at
            return Done(_granted(client, grant, grant.tenant_id, grant.device_id, thumbprint, token, expires_at))
    return Refused(Reason.INVALID_GRANT)


def _not_any_more(approver: StoredMember) -> Reason | None:
    """Why their approval does not count any more."""
    if approver.suspended_at is not None:
        return Reason.TENANT_SUSPENDED
    if not approver.may_act:
        return Reason.ACCOUNT_DISABLED
    if ACTION not in actions_of(approver.role):
        return Reason.FORBIDDEN
    return Reason.DEVICE_GRANTS_OFF if parse(approver.tenant_settings).device_authorization == "off" else None


def _not_left(client: Client, grant: Polled) -> Reason | None:
    """Without any resource server a token would be for this server, for which it was not asked."""
    asked = json.loads(grant.audiences)
    return Reason.INVALID_TARGET if asked and not narrowed(asked, client.audiences, ()) else None


async def _not_registered(context: Context, client: Client, thumbprint: str | None, tenant_id: TenantId) -> Reason | None:
    """Judged here too, since many clients show their key only now."""
    if client.settings.allowed_devices != "registered":
        return None
    known = await context.fetch_one(store.registered(thumbprint, tenant_id=tenant_id)) if thumbprint else None
    return Reason.DEVICE_NOT_REGISTERED if known is None else None


def _refuse(context: Context, client: Client, grant: Polled, tenant_id: TenantId, approver: StoredMember | None, reason: Reason) -> Refused:
    context.write(store.refuse(grant.id, reason, tenant_id=tenant_id))
    details = {"client": client.name, "from": grant.address, "reason": reason.value, "approver": approver.name if approver else ""}
    return Refused(
        Reason.ACCESS_DENIED,
        events=[DomainEvent("DEVICE_GRANT_REFUSED", tenant_id, Subject("grant", grant.id, grant.device_name), details)],
    )


def _granted(
    client: Client,
    grant: Polled,
    tenant_id: TenantId,
    device_id: DeviceId,
    thumbprint: str | None,
    token: Secret,
    expires_at: int,
) -> Granted:
    """Of what was asked for, what the client has now."""
    scopes = narrowed(json.loads(grant.scopes), client.scopes, ()) or ()
    audiences = narrowed(json.loads(grant.audiences), client.audiences, ()) or ()
    return Granted(device_id, tenant_id, client.id, scopes, audiences, thumbprint, token, expires_at)


def _paired(client: Client, approver: StoredMember, enrolled: Enrolled) -> DomainEvent:
    details = {"ceremony": "grant", "client": client.name, "approver": approver.name}
    return DomainEvent(
        enrolled.event_kind, approver.tenant_id, Subject("device", enrolled.device_id, enrolled.name), details, enrolled.version
    )
