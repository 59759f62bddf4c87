"""A device as people see it."""

from dataclasses import dataclass

from handfast.db.database import Row
from handfast.devices.rules import DeviceKind, ShownStatus, shown_status


@dataclass(frozen=True, slots=True)
class DeviceView:
    id: str
    kind: DeviceKind
    name: str
    status: ShownStatus
    platform: str
    user_agent: str
    fingerprint: str
    user_id: str | None
    user_name: str | None
    paired_at: int
    last_seen_at: int | None
    address: str
    key_bound: bool
    credential_expires_at: int | None
    version: int
    failures: int
    rustdesk_id: str | None = None


def of(row: Row) -> DeviceView:
    return DeviceView(
        row["id"],
        row["kind"],
        row["name"],
        shown_status(row["status"], row["presence"]),
        row["platform"],
        row["user_agent"],
        row["fingerprint"],
        row["person_id"],
        row["person_name"],
        row["paired_at"],
        row["last_seen_at"],
        row["address"],
        row["key_thumbprint"] is not None,
        row["expires_at"],
        row["version"],
        row["failures"],
        row["rustdesk_id"],
    )
