"""A RustDesk device as admins see it, limits of a clean-up, and how long a removed device can be restored. Pure."""

from typing import NamedTuple

from handfast.ceremonies.linking.rules import Proof, ShownStatus, shown_status
from handfast.devices.lifecycle import DeviceStatus, Presence
from handfast.kernel.ids import DeviceId, RustdeskId, UserId
from handfast.kernel.outcomes import Subject
from handfast.kernel.time import DAY

RESTORABLE = 30 * DAY
FEWEST_DAYS, MOST_DAYS = 7, 3650
MOST_AT_ONCE = 100


class Exemption(NamedTuple):
    reason: str
    until: int | None
    by: str | None


class AdminDevice(NamedTuple):
    """A RustDesk device, and the customer to whom it is linked."""

    id: DeviceId
    name: str
    status: DeviceStatus
    presence: Presence
    last_seen_at: int | None
    version: int
    rustdesk_id: RustdeskId
    hostname: str
    os: str
    conflicts: int
    created_at: int
    exempt_reason: str | None = None
    exempt_until: int | None = None
    exempt_by: str | None = None
    removed_at: int | None = None
    linked_at: int | None = None
    proof: Proof | None = None
    user_id: UserId | None = None
    user_name: str | None = None
    uuid: str | None = None
    is_named_only: int = 0
    """1 while a customer named it and no admin has had a hand in it."""

    @property
    def shown_status(self) -> ShownStatus:
        return shown_status(self.status, self.presence, self.last_seen_at)

    @property
    def subject(self) -> Subject:
        return Subject("device", self.id, self.name)

    def exemption(self, now: int) -> Exemption | None:
        """None also when it has ended."""
        if self.exempt_reason is None or not is_exempt(self.exempt_reason, self.exempt_until, now):
            return None
        return Exemption(self.exempt_reason, self.exempt_until, self.exempt_by)


def restorable_since(now: int) -> int:
    return now - RESTORABLE


def forgotten_at(removed_at: int) -> int:
    return removed_at + RESTORABLE


def is_exempt(reason: str | None, until: int | None, now: int) -> bool:
    return reason is not None and (until is None or until > now)
