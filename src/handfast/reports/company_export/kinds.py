"""What an export contains: a file for each kind of thing, each read from the table that holds it by that table's owner."""

from collections.abc import Callable
from dataclasses import dataclass

from handfast.billing.stripe.signing_secrets import store as signing_secrets
from handfast.billing.subscriptions import store as subscriptions
from handfast.ceremonies.linking import store as linking
from handfast.ceremonies.pairing import lists as pairing_codes
from handfast.db.of_tenant import ExportedRow
from handfast.db.query import Query
from handfast.devices import lists as devices
from handfast.oauth.clients import store as oauth_clients
from handfast.rustdesk.connections import store as connections
from handfast.rustdesk.registry import store as rustdesk
from handfast.single_sign_on import store as single_sign_on
from handfast.users.access_tokens import store as access_tokens
from handfast.users.memberships import store as memberships
from handfast.users.recipients import store as recipients
from handfast.users.service_accounts import store as service_accounts
from handfast.users.sessions import store as sessions


@dataclass(frozen=True, slots=True)
class Kind:
    name: str
    says: str
    select: Callable[..., Query[ExportedRow]]
    first: str | int = ""
    """What stands before the place of every row."""


KINDS = (
    Kind("people", "People and customers, with their role.", memberships.exported),
    Kind("sessions", "Where people are signed in.", sessions.exported),
    Kind("access-tokens", "Access tokens: what each may do, not the token itself.", access_tokens.exported),
    Kind("notice-recipients", "Further addresses to which warnings are sent.", recipients.exported),
    Kind("service-accounts", "Service accounts; `contact_id` is one of people.jsonl.", service_accounts.exported),
    Kind("service-tokens", "Tokens of service accounts: their times, not the token itself.", service_accounts.exported_tokens),
    Kind("oauth-clients", "OAuth clients of the company, without their secrets.", oauth_clients.exported),
    Kind("devices", "Devices, also those that were deleted a short time ago.", devices.exported),
    Kind("oauth-grants", "What a device may ask for, and by which OAuth client; `device_id` names it.", oauth_clients.exported_grants),
    Kind("rustdesk-devices", "What RustDesk devices reported of themselves; `device_id` names the device.", rustdesk.exported),
    Kind("rustdesk-sessions", "Sessions on RustDesk devices.", connections.exported, -1),
    Kind("links", "Which customer has which RustDesk device.", linking.exported_links),
    Kind("pending-links", "Links for which the proof from the device is missing.", linking.exported_pending_links),
    Kind("subscriptions", "Subscriptions of customers.", subscriptions.exported),
    Kind("provider-subscriptions", "Subscriptions as Stripe reported them.", subscriptions.exported_of_provider),
    Kind("stripe-secrets", "Signing secrets of Stripe: when each was added, not the secrets themselves.", signing_secrets.exported),
    Kind("single-sign-on", "The provider of the single sign-on, without the client's secret.", single_sign_on.exported),
    Kind("pairing-codes", "Pairing codes of the last 90 days: who made each, and which device used it.", pairing_codes.exported),
)
LEFT_OUT = {
    "company_identities": "which subject of the provider is which person: the provider has it",
    "sso_transactions": "sign-ins that are under way, for ten minutes",
    "device_grants": "requests of devices to be let in: what became of them is in the trail",
    "link_requests": "requests of the RustDesk app, which live for minutes",
    "notices_read": "how far each owner and admin has read the notices",
    "outbox": "live events, which are kept for an hour",
    "personal_codes": "secrets",
    "provider_events": "the numbers of messages that Stripe sent, kept so that none counts twice",
    "tenant_counts": "counted from the people and devices",
    "uuid_conflicts": "what other installations claimed to be, with the secret by which a client is recognised",
}
"""Tables of a company that are in no export, and why."""


def readme(company: str, at: str) -> str:
    files = "\n".join(f"{kind.name}.jsonl\n    {kind.says}" for kind in KINDS)
    return f"""Data of {company}
Exported by Handfast, {at}

Each file has one JSON object a line. Times are in UTC (RFC 3339). `id` is the same thing in all files: `user_id`, `issued_by` and
`exempt_by` are ids of people.jsonl, `device_id` is one of devices.jsonl.

company.json
    Name, limits and settings of the company.
{files}
audit.jsonl
    The audit trail, oldest entry first.

The files were read one after another while the server was running. What was changed in the meantime may be in one file and not in
another. While a company is suspended or being closed, next to nothing changes.

Passwords, tokens, codes, signing secrets, the client secret of the single sign-on, second factors and passkeys are not in here, and
nothing from which they could be found.

The audit trail can be proven with the keys of the server. Of each entry, `mac` is a keyed digest of all that it says, and `seal` one of
`mac` and the seal of the entry before it in the trail of the whole server, `previous_seal`. `sealed_number` counts these entries; the
numbers that are missing here belong to other companies. `handfast audit verify` checks all of it on the server itself.
"""
