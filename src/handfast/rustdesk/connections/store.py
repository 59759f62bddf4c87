"""The table `rustdesk_sessions`."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from handfast.db.database import Statement
from handfast.db.of_tenant import ExportedRow, delete_rows, export_rows
from handfast.db.query import Query
from handfast.kernel.ids import DeviceId, TenantId

KEPT = 100

SessionKind = Literal["connection", "file", "alarm"]
Details = Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Report:
    """What a device reported of a session on it."""

    at: int
    kind: SessionKind
    details: Details


def _report(at: int, kind: SessionKind, details: str) -> Report:
    return Report(at, kind, json.loads(details))


def add(device_id: DeviceId, report: Report, *, tenant_id: TenantId) -> Statement:
    sql = "INSERT INTO rustdesk_sessions (tenant_id, device_id, at, kind, details) VALUES ($1, $2, $3, $4, $5)"
    details = json.dumps(dict(report.details), ensure_ascii=False, separators=(",", ":"))
    return Statement(sql, (tenant_id, device_id, report.at, report.kind, details))


def keep_newest(device_id: DeviceId, *, tenant_id: TenantId) -> Statement:
    """Makes room for one more: KEPT are kept."""
    sql = f"""DELETE FROM rustdesk_sessions WHERE tenant_id = $1 AND device_id = $2 AND id <= (
        SELECT id FROM rustdesk_sessions WHERE tenant_id = $1 AND device_id = $2 ORDER BY id DESC LIMIT 1 OFFSET {KEPT - 1})"""
    return Statement(sql, (tenant_id, device_id))


def of_device(device_id: DeviceId, *, tenant_id: TenantId) -> Query[Report]:
    """The newest first."""
    sql = f"""SELECT at, kind, details FROM rustdesk_sessions WHERE tenant_id = $1 AND device_id = $2 ORDER BY id DESC LIMIT {KEPT}"""
    return Query(sql, (tenant_id, device_id), _report)


# --- all of a tenant ---

_EXPORTED = ("id", "device_id", "at", "kind", "details")


def exported(after: int, most: int, *, tenant_id: TenantId) -> Query[ExportedRow]:
    return export_rows("rustdesk_sessions", "id", _EXPORTED, after, most, tenant_id=tenant_id)


def delete_of(devices: Sequence[DeviceId], *, tenant_id: TenantId) -> Statement:
    return delete_rows("rustdesk_sessions", "device_id", devices, tenant_id=tenant_id)
