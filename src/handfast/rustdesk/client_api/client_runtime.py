"""What one process remembers for the client API: which devices send heartbeats, and which tenants there are."""

from dataclasses import dataclass, field
from typing import Any

from handfast.devices.presence import HeartbeatBuffer
from handfast.edge.calls import Call
from handfast.edge.route import TENANT
from handfast.kernel.ids import DeviceId, RustdeskId, TenantId
from handfast.kernel.time import SECOND, is_within
from handfast.rustdesk.client_api import store
from handfast.rustdesk.client_api.wire import Json, text
from handfast.rustdesk.registry.heartbeats import HeartbeatReceiver
from handfast.rustdesk.registry.ids import is_rustdesk_id
from handfast.rustdesk.registry.rules import ClientIdentity, is_uuid
from handfast.users.tenants import store as tenants

SUSPENSION_REMEMBERED = 10 * SECOND


@dataclass(frozen=True, slots=True)
class Seen:
    """Whether a tenant was suspended when it was read."""

    is_suspended: bool
    read_at: int


@dataclass(slots=True)
class ClientRuntime:
    heartbeat_buffer: HeartbeatBuffer
    heartbeats: HeartbeatReceiver = field(init=False)
    _tenants: set[TenantId] = field(default_factory=set)
    _first: TenantId | None = None
    _suspended: dict[TenantId, Seen] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.heartbeats = HeartbeatReceiver(self.heartbeat_buffer)

    def notice(self, body: dict[str, Any]) -> None:
        """Takes an event of this node or another one: what is remembered of its device may be stale."""
        self._suspended.pop(body.get("restaurant_id", ""), None)
        device_id: DeviceId | None = body.get("device_id")
        if device_id and body.get("change") not in _OWN_NEWS:
            self.heartbeats.forget(device_id)

    async def tenant_of(self, call: Call) -> TenantId | None:
        """The tenant that the address names, else the server's first one; None when there is no such tenant."""
        named: TenantId | None = call.scope.get(TENANT)
        if named is None:
            if self._first is None:
                self._first = await call.run.database.fetch_one(store.first_tenant())
            return self._first
        if named not in self._tenants:
            if await call.run.database.fetch_one(tenants.tenant(tenant_id=named)) is None:
                return None
            self._tenants.add(named)
        return named

    async def identity(self, call: Call, body: Json | None) -> ClientIdentity | None:
        """Who the client says it is; None without a valid ID and uuid, or when there is no such tenant or it is suspended."""
        if body is None:
            return None
        rustdesk_id, uuid = text(body, "id"), text(body, "uuid")
        if rustdesk_id is None or uuid is None or not is_rustdesk_id(rustdesk_id) or not is_uuid(uuid):
            return None
        tenant_id = await self.tenant_of(call)
        if tenant_id is None or await self._is_suspended(call, tenant_id):
            return None
        return ClientIdentity(tenant_id, RustdeskId(rustdesk_id), uuid)

    async def is_suspended(self, call: Call) -> bool:
        """Whether the tenant that the address names is suspended."""
        tenant_id = await self.tenant_of(call)
        return tenant_id is not None and await self._is_suspended(call, tenant_id)

    async def _is_suspended(self, call: Call, tenant_id: TenantId) -> bool:
        """Remembered until an event of the tenant's suspension, and a short time at most, in case that event was lost."""
        now, seen = call.run.clock.now(), self._suspended.get(tenant_id)
        if seen is None or not is_within(SUSPENSION_REMEMBERED, seen.read_at, now):
            state = await call.run.database.fetch_one(tenants.suspension(tenant_id=tenant_id))
            seen = self._suspended[tenant_id] = Seen(state is not None and state.suspended_at is not None, now)
        return seen.is_suspended


_OWN_NEWS = {"connections", "online", "offline"}
"""Changes that the device's own heartbeats cause: what is remembered of it stays valid."""


def runtime_of(call: Call) -> ClientRuntime:
    return call.services.part(ClientRuntime)
