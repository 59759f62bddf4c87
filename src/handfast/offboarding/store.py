"""Reads of what is left of a tenant that is deleted: the ids of the next rows, found by an index of the tenant."""

from typing import NamedTuple

from handfast.db.query import Query
from handfast.kernel.ids import AccountId, ClientId, DeviceId, GrantId, PairingCodeId, ServiceId, TenantId, UserId


class UserRow(NamedTuple):
    id: UserId
    account_id: AccountId


def devices(most: int, *, tenant_id: TenantId) -> Query[DeviceId]:
    sql = "SELECT id FROM devices WHERE tenant_id = $1 ORDER BY kind, status, presence, name_sort, id LIMIT $2"
    return Query(sql, (tenant_id, most), DeviceId, bulk=True)


def pairing_codes(most: int, *, tenant_id: TenantId) -> Query[PairingCodeId]:
    sql = "SELECT id FROM pairing_codes WHERE tenant_id = $1 ORDER BY issued_at LIMIT $2"
    return Query(sql, (tenant_id, most), PairingCodeId, bulk=True)


def device_grants(most: int, *, tenant_id: TenantId) -> Query[GrantId]:
    sql = "SELECT id FROM device_grants WHERE tenant_id = $1 ORDER BY decided_at LIMIT $2"
    return Query(sql, (tenant_id, most), GrantId, bulk=True)


def users(most: int, *, tenant_id: TenantId) -> Query[UserRow]:
    return Query("SELECT id, account_id FROM users WHERE tenant_id = $1 ORDER BY email LIMIT $2", (tenant_id, most), UserRow, bulk=True)


def provider_events(most: int, *, tenant_id: TenantId) -> Query[str]:
    return Query("SELECT id FROM provider_events WHERE tenant_id = $1 ORDER BY id LIMIT $2", (tenant_id, most), str, bulk=True)


def provider_subscriptions(most: int, *, tenant_id: TenantId) -> Query[str]:
    sql = "SELECT id FROM provider_subscriptions WHERE tenant_id = $1 ORDER BY provider_customer LIMIT $2"
    return Query(sql, (tenant_id, most), str, bulk=True)


def stripe_secrets(most: int, *, tenant_id: TenantId) -> Query[str]:
    return Query("SELECT id FROM stripe_secrets WHERE tenant_id = $1 ORDER BY id LIMIT $2", (tenant_id, most), str, bulk=True)


def oauth_clients(most: int, *, tenant_id: TenantId) -> Query[ClientId]:
    return Query("SELECT id FROM oauth_clients WHERE tenant_id = $1 ORDER BY name LIMIT $2", (tenant_id, most), ClientId, bulk=True)


def service_accounts(most: int, *, tenant_id: TenantId) -> Query[ServiceId]:
    return Query("SELECT id FROM service_accounts WHERE tenant_id = $1 ORDER BY id LIMIT $2", (tenant_id, most), ServiceId, bulk=True)
