"""Every fact the server knows, as one table: its event on the live channel (if any) and its sentence in the audit trail.

In a sentence `{actor}`, `{subject}` and the fact's details may be named. `{count:device|devices}` is a number with its noun;
what stands in brackets is said only where each detail in it is known.
"""

import re
from dataclasses import dataclass
from typing import Literal

from handfast.kernel.outcomes import Reason
from handfast.kernel.wording import in_threes, plural

Event = Literal["device_change", "invite_change", "alert", "access_change"]


@dataclass(frozen=True, slots=True)
class Kind:
    sentence: str | None
    """None: too frequent or too small for the audit trail."""
    event: Event | None = None
    change: str = ""
    advice: str = ""
    """Of an alert: what whoever reads it can do."""


KINDS: dict[str, Kind] = {
    # Codes
    "CODE_GENERATED": Kind("{actor} made a pairing code", "invite_change", "issued"),
    "CODE_CANCELLED": Kind("{actor} cancelled a pairing code", "invite_change", "cancelled"),
    "CODE_EXPIRED": Kind(None, "invite_change", "expired"),
    "CODE_LOCKED": Kind("A pairing code was locked after too many wrong tries", "invite_change", "locked"),
    "CODE_USED": Kind(None, "invite_change", "used"),
    "CODE_MAILED": Kind("{actor} sent a pairing code to {email}"),
    "DEVICE_PAIR_FAILED": Kind("A device failed to pair: {reason}"),
    # Devices
    "DEVICE_PAIR": Kind("{subject} was paired with a code from {issuer}", "device_change", "paired"),
    "DEVICE_REPAIRED": Kind("{subject} was paired again with a code from {issuer}; its old credential ended", "device_change", "paired"),
    "DEVICE_WAITING": Kind("{subject} asked to be paired and waits for approval", "device_change", "waiting"),
    "DEVICE_APPROVED": Kind("{actor} approved {subject}", "device_change", "approved"),
    "DEVICE_REJECTED": Kind("{actor} turned {subject} away", "device_change", "rejected"),
    "DEVICE_RENAMED": Kind("{actor} renamed {old_name} to {subject}", "device_change", "renamed"),
    "DEVICE_ENABLED": Kind("{actor} enabled {subject}", "device_change", "enabled"),
    "DEVICE_DISABLED": Kind("{actor} disabled {subject}", "device_change", "disabled"),
    "DEVICE_DELETED": Kind("{actor} deleted {subject}", "device_change", "deleted"),
    "DEVICE_UNPAIRED": Kind("{subject} unpaired itself", "device_change", "deleted"),
    "DEVICE_REPLACED": Kind("{subject} was signed out to make room for a newer device", "device_change", "deleted"),
    "DEVICE_REFRESHED": Kind("{subject} renewed its credential", "device_change", "refreshed"),
    "DEVICE_REFUSED": Kind("A request of {subject} was refused: {reason}"),
    "DEVICE_TOKEN_REUSED": Kind(
        "An old credential of {subject} was used again: all its credentials were ended", "device_change", "deleted"
    ),
    "DEVICE_ONLINE": Kind(None, "device_change", "online"),
    "DEVICE_OFFLINE": Kind(None, "device_change", "offline"),
    # RustDesk devices and their customers
    "PERSONAL_CODE_MADE": Kind("{subject} got a personal code"),
    "LINK_CLAIMED": Kind("{subject} asked to link RustDesk {rustdesk_id}; the proof is still to come"),
    "LINK_CLAIM_EXPIRED": Kind("Nothing proved in time that RustDesk {rustdesk_id} belongs to {subject}"),
    "LINK_CLAIM_ENDED": Kind("{subject} no longer asks to link RustDesk {rustdesk_id}"),
    "LINK_REFUSED": Kind("{subject} could not link RustDesk {rustdesk_id}: {reason}"),
    "LINKED": Kind("RustDesk {rustdesk_id} was linked to {subject} ({proof})"),
    "RELINKED": Kind("{subject} changed from RustDesk {old_id} to {rustdesk_id} ({proof})"),
    "UNLINKED": Kind("RustDesk {rustdesk_id} is no longer linked to {subject}"),
    "DEVICE_ANNOUNCED": Kind("{subject} announced itself as RustDesk {rustdesk_id}", "device_change", "added"),
    "STRANGERS_FORGOTTEN": Kind("The server forgot {count:RustDesk device|RustDesk devices} that had reported only for a moment"),
    "DEVICE_FORGOTTEN": Kind(None, "device_change", "deleted"),
    "DEVICE_IMPOSTOR": Kind(
        "Another device says that it is {subject} (RustDesk {rustdesk_id}); it is ignored",
        "alert",
        advice="Ask its customer whether they installed RustDesk again. If so, accept the new installation on the device's page.",
    ),
    "DEVICE_CALLS_ITSELF": Kind(
        "{subject} (RustDesk {old_id}) now seems to call itself {rustdesk_id}; the link stays until somebody moves it",
        "device_change",
        "renamed",
    ),
    "DEVICE_VOUCHED": Kind(
        "{customer} confirmed another installation of {subject}; after two reports it replaces the old one", "device_change", "contested"
    ),
    "DEVICE_UUID_REPLACED": Kind(
        "{subject} (RustDesk {rustdesk_id}) is another installation now: {why}",
        "alert",
        advice="Nothing, if its customer installed RustDesk again. If they did not, disable the device and call them.",
    ),
    "RUSTDESK_CROWD": Kind(
        "{count:new RustDesk device|new RustDesk devices} came from one source ({source}); past {most} within {period}, more have to wait",
        "alert",
        advice="Look at the unpaired devices for ones that you do not know, and remove them under Clean-up.",
    ),
    "LINK_APPROVED": Kind("{actor} approved the app on RustDesk {rustdesk_id} ([{hostname}, ]from {from})"),
    "APP_APPROVED": Kind("{actor} signed in to the app on RustDesk {rustdesk_id} ([{hostname}, ]from {from}); no device was linked"),
    "LINK_DENIED": Kind("{actor} turned down the app on RustDesk {rustdesk_id} ([{hostname}, ]from {from})"),
    "RUSTDESK_CODE_WRONG": Kind("Someone typed a wrong personal code into a RustDesk client"),
    "LINK_CONFLICT": Kind(
        "{subject}: {what}", "alert", advice="Ask both customers who holds the device, and assign it on the device's page if it moves."
    ),
    "DEVICE_OWNER_CHANGED": Kind(None, "device_change", "linked"),
    "DEVICE_CONNECTIONS": Kind(None, "device_change", "connections"),
    "SESSION_END_ASKED": Kind("{actor} asked {subject} to end session {connection}", "device_change", "session_ending"),
    "DEVICE_ADDED": Kind("{actor} added {subject} (RustDesk {rustdesk_id})", "device_change", "added"),
    "DEVICE_EXEMPTED": Kind("{actor} exempted {subject} from pairing{until}: {because}", "device_change", "exempted"),
    "DEVICE_EXEMPTION_ENDED": Kind("{actor} ended the exemption of {subject}", "device_change", "exempted"),
    "DEVICE_CLEANED_UP": Kind("{actor} removed the abandoned {subject} (RustDesk {rustdesk_id})", "device_change", "deleted"),
    "DEVICE_RESTORED": Kind("{actor} brought {subject} back (RustDesk {rustdesk_id})", "device_change", "added"),
    "DIGEST_SENT": Kind("The weekly report was sent to {count:person|people}"),
    "IMPORTED": Kind("{actor} imported {what}"),
    # Subscriptions
    "SUBSCRIPTION_CHANGED": Kind("{actor} set the subscription of {subject} to {state}{until}"),
    "SUBSCRIPTION_LAPSED": Kind("The subscription of {subject} ended; {consequence}"),
    "STRIPE_SECRET_ADDED": Kind("{actor} added a signing secret of Stripe (…{ends})"),
    "STRIPE_SECRET_REMOVED": Kind("{actor} removed a signing secret of Stripe (…{ends})"),
    "SUBSCRIPTION_MOVED": Kind("{actor} moved a subscription from {from} to {subject}, whose it is"),
    "SUBSCRIPTION_NOT_UNDERSTOOD": Kind("{actor} sent an event that was not understood: {why} ({event})"),
    "SUBSCRIPTION_UNMATCHED": Kind("{actor} reported a subscription of {subject}, who is not known here ({email})"),
    # People
    "SERVER_SET_UP": Kind("{subject} set up this server"),
    "SERVER_RESTORED": Kind("A backup was restored: live codes and sessions ended, and what was done since the backup is undone"),
    "SIGNED_IN": Kind("{subject} signed in"),
    "SIGN_IN_FAILED": Kind("Someone failed to sign in as {email}"),
    "SESSION_CONFIRMED": Kind("{actor} typed their password again"),
    "SESSION_REPLACED": Kind(None, "access_change", "session"),
    "SIGNED_OUT": Kind("{actor} signed out", "access_change", "session"),
    "SIGNED_OUT_EVERYWHERE": Kind("{actor} signed out everywhere and ended all access tokens", "access_change", "person"),
    "PASSWORD_CHANGED": Kind("{actor} changed their password", "access_change", "person"),
    "PASSWORD_RESET_ASKED": Kind("Someone asked for a password reset for {subject}"),
    "PASSWORD_RESET": Kind("{subject} set a new password by a link from a mail", "access_change", "person"),
    "PERSON_INVITED": Kind("{actor} invited {subject} as {role}"),
    "PERSON_JOINED": Kind("{subject} accepted the invitation"),
    "INVITATION_CANCELLED": Kind("{actor} cancelled the invitation of {subject}"),
    "PERSON_CHANGED": Kind("{actor} changed {subject}: {changes}", "access_change", "person"),
    "PERSON_DISABLED": Kind("{actor} disabled {subject}", "access_change", "person"),
    "PERSON_ENABLED": Kind("{actor} enabled {subject}"),
    "TOKEN_CREATED": Kind("{actor} made the access token {subject}"),
    "TOKEN_REVOKED": Kind("{actor} revoked the access token {subject}", "access_change", "token"),
    # House
    "TENANT_CHANGED": Kind("{actor} changed the settings: {changes}"),
    "MAIL_FAILED": Kind("A mail could not be delivered: {about}"),
    "REFUSED": Kind("{actor} was refused: {wanted} ({reason})"),
    "ACCESS_REFUSED": Kind("{actor} was not allowed to do this: {wanted}"),
    "ALERT": Kind(
        "More than 5 failures on {subject}: {what}",
        "alert",
        advice="See where they came from. If nobody of yours was trying, cancel the code or disable the device.",
    ),
}


TOLD_ANYWAY = {
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
}
"""Refusals that leave a row `REFUSED` even where the use case has no fact of its own for them."""


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
    template = KINDS[kind].sentence if kind in KINDS else None
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
