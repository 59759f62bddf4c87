"""Every type of domain event, as one table: its live event (if any) and its sentence in the audit trail.

A sentence may name `{actor}`, `{subject}` and the event's details. `{count:device|devices}` is a number with its noun; a part in
brackets is left out unless every detail in it is known.
"""

import re
from dataclasses import dataclass
from typing import Literal

from handfast.kernel.outcomes import Reason
from handfast.kernel.wording import in_threes, plural

Event = Literal["device_change", "invite_change", "alert", "access_change", "grant_change"]
"""`grant_change` is for the nodes alone, whose devices may be waiting for a decision; no page is told of it."""


@dataclass(frozen=True, slots=True)
class EventType:
    sentence: str | None
    """None: too frequent or too small for the audit trail."""
    event: Event | None = None
    change: str = ""
    advice: str = ""
    """For an alert: what its reader can do."""


EVENT_TYPES: dict[str, EventType] = {
    # Codes
    "CODE_GENERATED": EventType("{actor} made a pairing code", "invite_change", "issued"),
    "CODE_CANCELLED": EventType("{actor} cancelled a pairing code", "invite_change", "cancelled"),
    "CODE_EXPIRED": EventType(None, "invite_change", "expired"),
    "CODE_LOCKED": EventType("A pairing code was locked after too many wrong tries", "invite_change", "locked"),
    "CODE_USED": EventType(None, "invite_change", "used"),
    "CODE_MAILED": EventType("{actor} sent a pairing code to {email}"),
    "DEVICE_PAIR_FAILED": EventType("A device failed to pair: {reason}"),
    # Devices
    "DEVICE_PAIR": EventType(
        "{subject} was paired with a code[ from {issuer}][ of {client}, which {approver} approved]", "device_change", "paired"
    ),
    "DEVICE_REPAIRED": EventType(
        "{subject} was paired again with a code[ from {issuer}][ of {client}, which {approver} approved]; its old credential ended",
        "device_change",
        "paired",
    ),
    # Devices that show a code
    "DEVICE_GRANT_LOOKED": EventType(None, "grant_change", "looked"),
    "DEVICE_GRANT_APPROVED": EventType("{actor} approved {subject} for {client} (it asked from {from})", "grant_change", "approved"),
    "DEVICE_GRANT_DENIED": EventType("{actor} denied {subject} for {client} (it asked from {from})", "grant_change", "denied"),
    "DEVICE_GRANT_REFUSED": EventType(
        "{subject} was not let in for {client} (it asked from {from}): {reason}[; approved by {approver}]", "grant_change", "refused"
    ),
    "DEVICE_WAITING": EventType("{subject} asked to be paired and waits for approval", "device_change", "waiting"),
    "DEVICE_APPROVED": EventType("{actor} approved {subject}", "device_change", "approved"),
    "DEVICE_REJECTED": EventType("{actor} rejected {subject}", "device_change", "rejected"),
    "DEVICE_RENAMED": EventType("{actor} renamed {old_name} to {subject}", "device_change", "renamed"),
    "DEVICE_ENABLED": EventType("{actor} enabled {subject}", "device_change", "enabled"),
    "DEVICE_DISABLED": EventType("{actor} disabled {subject}", "device_change", "disabled"),
    "DEVICE_DELETED": EventType("{actor} deleted {subject}", "device_change", "deleted"),
    "DEVICE_UNPAIRED": EventType("{subject} unpaired itself", "device_change", "deleted"),
    "DEVICE_REPLACED": EventType("{subject} was signed out to make room for a newer device", "device_change", "deleted"),
    "DEVICE_REFRESHED": EventType("{subject} renewed its credential", "device_change", "refreshed"),
    "DEVICE_REFUSED": EventType("A request of {subject} was refused: {reason}"),
    "DEVICE_TOKEN_REUSED": EventType(
        "An old credential of {subject} was used again: all its credentials were ended", "device_change", "deleted"
    ),
    "TOKEN_REFRESHED": EventType(None),
    "TOKEN_EXCHANGED": EventType(None),
    "TOKENS_REVOKED": EventType("{client} gave up the tokens of {subject}: its credential ended", "device_change", "refreshed"),
    "DEVICE_ONLINE": EventType(None, "device_change", "online"),
    "DEVICE_OFFLINE": EventType(None, "device_change", "offline"),
    # RustDesk devices and their customers
    "PERSONAL_CODE_MADE": EventType("{subject} got a personal code"),
    "LINK_CLAIMED": EventType("{subject} asked to link RustDesk {rustdesk_id}; proof from the device is pending"),
    "LINK_CLAIM_EXPIRED": EventType("The request of {subject} to link RustDesk {rustdesk_id} expired without proof"),
    "LINK_CLAIM_ENDED": EventType("The request of {subject} to link RustDesk {rustdesk_id} was withdrawn"),
    "LINK_REFUSED": EventType("{subject} could not link RustDesk {rustdesk_id}: {reason}"),
    "LINKED": EventType("RustDesk {rustdesk_id} was linked to {subject} ({proof})"),
    "RELINKED": EventType("{subject} changed from RustDesk {old_id} to {rustdesk_id} ({proof})"),
    "UNLINKED": EventType("RustDesk {rustdesk_id} is no longer linked to {subject}"),
    "DEVICE_ANNOUNCED": EventType("{subject} announced itself as RustDesk {rustdesk_id}", "device_change", "added"),
    "STRANGERS_FORGOTTEN": EventType("The server removed {count:RustDesk device|RustDesk devices} that had reported only briefly"),
    "DEVICE_FORGOTTEN": EventType(None, "device_change", "deleted"),
    "DEVICE_IMPOSTOR": EventType(
        "Another device uses the ID of {subject} (RustDesk {rustdesk_id}); it is ignored",
        "alert",
        advice="Ask its customer whether they reinstalled RustDesk. If so, accept the new installation on the device's page.",
    ),
    "DEVICE_CALLS_ITSELF": EventType(
        "{subject} (RustDesk {old_id}) now seems to have the ID {rustdesk_id}; the link stays until somebody moves it",
        "device_change",
        "renamed",
    ),
    "DEVICE_VOUCHED": EventType(
        "{customer} confirmed another installation of {subject}; after two heartbeats it replaces the old one", "device_change", "contested"
    ),
    "DEVICE_UUID_REPLACED": EventType(
        "{subject} (RustDesk {rustdesk_id}) is now another installation: {why}",
        "alert",
        advice="If its customer reinstalled RustDesk, do nothing. If not, disable the device and call them.",
    ),
    "RUSTDESK_CROWD": EventType(
        "{count:new RustDesk device|new RustDesk devices} came from one source ({source}); after {most} in {period}, others have to wait",
        "alert",
        advice="Check the unpaired devices for any that you do not know, and remove them under Clean-up.",
    ),
    "LINK_APPROVED": EventType("{actor} approved the app on RustDesk {rustdesk_id} ([{hostname}, ]from {from})"),
    "APP_APPROVED": EventType("{actor} signed in to the app on RustDesk {rustdesk_id} ([{hostname}, ]from {from}); no device was linked"),
    "LINK_DENIED": EventType("{actor} denied the app on RustDesk {rustdesk_id} ([{hostname}, ]from {from})"),
    "RUSTDESK_CODE_WRONG": EventType("Someone typed a wrong personal code into a RustDesk client"),
    "LINK_CONFLICT": EventType(
        "{subject}: {what}", "alert", advice="Ask both customers who has the device. If it changed hands, assign it on its page."
    ),
    "DEVICE_OWNER_CHANGED": EventType(None, "device_change", "linked"),
    "DEVICE_CONNECTIONS": EventType(None, "device_change", "connections"),
    "SESSION_END_ASKED": EventType("{actor} asked {subject} to end session {connection}", "device_change", "session_ending"),
    "DEVICE_ADDED": EventType("{actor} added {subject} (RustDesk {rustdesk_id})", "device_change", "added"),
    "DEVICE_EXEMPTED": EventType("{actor} exempted {subject} from pairing{until}: {because}", "device_change", "exempted"),
    "DEVICE_EXEMPTION_ENDED": EventType("{actor} ended the exemption of {subject}", "device_change", "exempted"),
    "DEVICE_CLEANED_UP": EventType("{actor} removed the abandoned {subject} (RustDesk {rustdesk_id})", "device_change", "deleted"),
    "DEVICE_RESTORED": EventType("{actor} brought {subject} back (RustDesk {rustdesk_id})", "device_change", "added"),
    "DIGEST_SENT": EventType("The weekly report was sent to {count:person|people}"),
    "IMPORTED": EventType("{actor} imported {what}"),
    # Subscriptions
    "SUBSCRIPTION_CHANGED": EventType("{actor} set the subscription of {subject} to {state}{until}"),
    "SUBSCRIPTION_LAPSED": EventType("The subscription of {subject} ended; {consequence}"),
    "STRIPE_SECRET_ADDED": EventType("{actor} added a signing secret of Stripe (…{ends})"),
    "STRIPE_SECRET_REMOVED": EventType("{actor} removed a signing secret of Stripe (…{ends})"),
    "SUBSCRIPTION_MOVED": EventType("{actor} moved a subscription from {from} to {subject}, to whom it belongs"),
    "SUBSCRIPTION_NOT_UNDERSTOOD": EventType("{actor} sent an event that was not understood: {why} ({event})"),
    "SUBSCRIPTION_UNMATCHED": EventType("{actor} reported a subscription of {subject}, who is not known here ({email})"),
    # People
    "SERVER_SET_UP": EventType("{subject} set up this server"),
    "SERVER_RESTORED": EventType("A backup was restored: live codes and sessions ended, and everything done since the backup is undone"),
    "SIGNED_IN": EventType("{subject} signed in[ with {by}][ by {provider}]"),
    "SIGN_IN_PLACE_NEW": EventType("{subject} signed in from a place that is new to their account ({browser})"),
    "SIGN_IN_FAILED": EventType("Someone failed to sign in as {email}"),
    "SESSION_CONFIRMED": EventType("{actor} confirmed that it is them"),
    "SECOND_FACTOR_ADDED": EventType("{subject} turned on a second factor"),
    "SECOND_FACTOR_REMOVED": EventType("{actor} turned off the second factor of {subject}"),
    "SECOND_FACTOR_WRONG": EventType("Someone gave a wrong second factor of {subject}"),
    "TOTP_REMOVED": EventType("{subject} removed the app for codes; another second factor is left"),
    "PASSKEY_ADDED": EventType("{subject} added the passkey {passkey}"),
    "PASSKEY_RENAMED": EventType("{subject} renamed the passkey {old_name} to {passkey}"),
    "PASSKEY_REMOVED": EventType("{subject} removed the passkey {passkey}"),
    "PASSKEY_COPIED": EventType(
        "The passkey {passkey} of {subject} was refused: its counter went back, so somebody may have a copy of it",
        "alert",
        advice="Ask whose passkey it is to remove it on their account page and to add a new one.",
    ),
    "RECOVERY_CODES_MADE": EventType("{subject} made new recovery codes"),
    "SESSION_REPLACED": EventType(None, "access_change", "session"),
    "SIGNED_OUT": EventType("{actor} signed out", "access_change", "session"),
    "SIGNED_OUT_EVERYWHERE": EventType("{actor} signed out everywhere and ended all access tokens", "access_change", "person"),
    "PASSWORD_CHANGED": EventType("{actor} changed their password", "access_change", "person"),
    "PASSWORD_RESET_ASKED": EventType("Someone asked for a password reset for {subject}"),
    "PASSWORD_RESET": EventType("{subject} set a new password with a link from an e-mail", "access_change", "person"),
    "PERSON_INVITED": EventType("{actor} invited {subject} as {role}"),
    "LEADER_ADDED": EventType("{actor} made {subject} {role}: they can now manage the people of the company"),
    "PERSON_JOINED": EventType("{subject} accepted the invitation"),
    "PERSON_CAME": EventType("{subject} came by the single sign-on {provider}, as {role}"),
    "SSO_CONNECTED": EventType("{subject} connected their account with the single sign-on {provider}"),
    "SSO_REFUSED": EventType("A sign-in of {subject} by {provider} was refused: {why}"),
    "SSO_CONFIGURED": EventType("{actor} set the single sign-on {provider}: {changes}", "access_change", "tenant"),
    "SSO_REMOVED": EventType("{actor} removed the single sign-on {provider}", "access_change", "tenant"),
    "INVITATION_CANCELLED": EventType("{actor} cancelled the invitation of {subject}"),
    "PERSON_CHANGED": EventType("{actor} changed {subject}: {changes}", "access_change", "person"),
    "PERSON_DISABLED": EventType("{actor} disabled {subject}", "access_change", "person"),
    "PERSON_ENABLED": EventType("{actor} enabled {subject}"),
    "TOKEN_CREATED": EventType("{actor} made the access token {subject}"),
    "TOKEN_REVOKED": EventType("{actor} revoked the access token {subject}", "access_change", "token"),
    # Service accounts
    "SERVICE_ACCOUNT_MADE": EventType("{actor} made the service account {subject} ({scopes}), valid until {until}"),
    "SERVICE_ACCOUNT_CHANGED": EventType("{actor} changed the service account {subject}: {changes}", "access_change", "service"),
    "SERVICE_ACCOUNT_REVOKED": EventType("{actor} revoked the service account {subject} and its tokens", "access_change", "service"),
    "SERVICE_ACCOUNT_EXPIRED": EventType("The service account {subject} expired", "access_change", "service"),
    "SERVICE_TOKEN_MADE": EventType("{actor} made a token of the service account {subject}"),
    "SERVICE_TOKEN_REVOKED": EventType("{actor} revoked a token of the service account {subject}", "access_change", "token"),
    # OAuth clients
    "OAUTH_CLIENT_CREATED": EventType("{actor} registered the OAuth client {subject} ({kind}, {client_id})"),
    "OAUTH_CLIENT_CHANGED": EventType("{actor} changed the OAuth client {subject}: {changes}"),
    "OAUTH_CLIENT_DISABLED": EventType("{actor} disabled the OAuth client {subject} ({count:device|devices})"),
    "OAUTH_CLIENT_ENABLED": EventType("{actor} enabled the OAuth client {subject} ({count:device|devices})"),
    "OAUTH_CLIENT_SECRET_CHANGED": EventType("{actor} changed the secret of the OAuth client {subject}"),
    "OAUTH_CLIENT_DELETED": EventType("{actor} deleted the OAuth client {subject} ({count:device|devices})"),
    # Server
    "OPERATOR_ADDED": EventType("{actor} made {subject} an operator of the server"),
    "OPERATOR_REMOVED": EventType("{actor} took the operation of the server away from {subject}", "access_change", "person"),
    "TENANT_CREATED": EventType("{actor} made the company {subject}"),
    "TENANT_SUSPENDED": EventType("{actor} suspended the company {subject}", "access_change", "tenant"),
    "TENANT_RESUMED": EventType("{actor} lifted the suspension of the company {subject}", "access_change", "tenant"),
    "TENANT_CLOSING": EventType("{actor} closed the company {subject}; it will be deleted on {date}", "access_change", "tenant"),
    "TENANT_REOPENED": EventType("{actor} reopened the company {subject}", "access_change", "tenant"),
    "TENANT_DELETION_BEGUN": EventType("The time of grace of {subject} is over: its deletion began ({people} people, {devices} devices)"),
    "TENANT_DELETED": EventType(
        "{subject} was deleted: {people} people, {devices} devices, and {entries} entries of the trail, the last with number {until}"
    ),
    "ENTRY_ERASED": EventType("An entry of a deleted company"),
    "TENANT_EXPORTED": EventType("{actor} exported all data of the company {subject}"),
    "TENANT_CHANGED": EventType("{actor} changed the settings: {changes}"),
    "KEY_CHANGED": EventType("The secret key {subject} is now {state} (by {by} on the server's machine)"),
    "TRAIL_EXPORTED": EventType("The audit trail was exported: {count:row|rows} (by {by} on the server's machine)"),
    "TRAIL_HEAD_KEPT": EventType("From row {count} on, the server keeps the head of the audit trail, which shows a cut end"),
    "RECIPIENT_ADDED": EventType("{actor} added {email} to those who are told of warnings; it must be confirmed there"),
    "RECIPIENT_CONFIRMED": EventType("{email} was confirmed: warnings are sent there"),
    "RECIPIENT_CHANGED": EventType("{actor} changed of what {email} is told: {kinds}"),
    "RECIPIENT_REMOVED": EventType("{actor} removed {email} from those who are told of warnings"),
    "MAIL_FAILED": EventType("A mail could not be delivered: {about}"),
    "BUDGET_USED": EventType("{percent} % of a day's budget is used: {what}"),
    "REFUSED": EventType("{actor} was refused: {wanted} ({reason})"),
    "ACCESS_REFUSED": EventType("{actor} was not allowed to do this: {wanted}"),
    "ALERT": EventType(
        "Alert for {subject}: {what}",
        "alert",
        advice="Check where the attempts came from. If none of your people made them, cancel the code or disable the device.",
    ),
}


NOTICED = (
    *(name for name, kind in EVENT_TYPES.items() if kind.event == "alert"),
    "BUDGET_USED",
    "LEADER_ADDED",
    "MAIL_FAILED",
    "OAUTH_CLIENT_CHANGED",
    "OAUTH_CLIENT_CREATED",
    "OAUTH_CLIENT_SECRET_CHANGED",
    "RECIPIENT_ADDED",
    "RECIPIENT_CHANGED",
    "RECIPIENT_REMOVED",
    "SECOND_FACTOR_REMOVED",
    "SERVICE_ACCOUNT_CHANGED",
    "SERVICE_ACCOUNT_MADE",
    "SERVICE_TOKEN_MADE",
    "SSO_CONFIGURED",
    "SSO_REMOVED",
    "STRIPE_SECRET_ADDED",
    "TENANT_CHANGED",
    "TOKEN_CREATED",
    "TRAIL_EXPORTED",
)
"""What a company's owners and admins find among their notices."""


ALWAYS_RECORDED = {
    Reason.ACCOUNT_LOCKED,
    Reason.FORBIDDEN,
    Reason.LAST_OWNER,
    Reason.LINK_EXPIRED,
    Reason.RATE_LIMITED,
    Reason.ROLE_TOO_HIGH,
    Reason.SELF,
    Reason.SETUP_TOKEN_WRONG,
    Reason.TOO_MANY_LIVE_CODES,
    Reason.TYPED_ENTRY_OFF,
    Reason.WRONG_PASSWORD,
    Reason.WRONG_SECOND_FACTOR,
}
"""Refusals that leave a row `REFUSED` in the audit trail even where the use case has no domain event of its own for them."""


_OPTIONAL = re.compile(r"\[([^\]]*)\]")
_NAMED = re.compile(r"\{(\w+)")
_RUSTDESK_IDS = ("rustdesk_id", "old_id")


class _Count(int):
    def __format__(self, nouns: str) -> str:
        return plural(self, *nouns.split("|")) if nouns else str(self)


class _Known(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "someone" if key == "actor" else "?"


def sentence(kind: str, actor: str, subject: str, details: dict[str, object]) -> str:
    template = EVENT_TYPES[kind].sentence if kind in EVENT_TYPES else None
    if template is None:
        return kind
    known = _Known({name: _in_words(name, value) for name, value in details.items()})
    known |= {"actor": actor or "Someone", "subject": subject or "A device"}
    whole = _OPTIONAL.sub(lambda part: part[1] if all(known.get(name) for name in _NAMED.findall(part[1])) else "", template)
    return whole.format_map(known)


def _in_words(name: str, value: object) -> object:
    if name == "count" and isinstance(value, int):
        return _Count(value)
    if name in _RUSTDESK_IDS and isinstance(value, str) and value.isdecimal():
        return in_threes(value)
    return value.replace("_", " ") if name == "state" and isinstance(value, str) else value
