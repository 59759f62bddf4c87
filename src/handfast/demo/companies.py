"""Fills a fresh database with two sample tenants. Passwords are random and appear only in what it returns."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from handfast.billing.subscriptions import rules
from handfast.billing.subscriptions import store as subscriptions
from handfast.kernel.callers import Role
from handfast.kernel.ids import AccountId, ClientId, TenantId, UserId
from handfast.kernel.outcomes import Done, Reason, Refused
from handfast.kernel.secrets import Secret, base64url
from handfast.oauth.clients import store as oauth_clients
from handfast.oauth.clients.rules import Client, ClientSettings
from handfast.runner.context import Context
from handfast.users.accounts import store as accounts
from handfast.users.memberships import store as memberships
from handfast.users.one_time_tokens import store as one_time_tokens
from handfast.users.passwords import hashing
from handfast.users.tenants import store as tenants

_PASSWORD_BYTES = 12
_OPERATOR = "operator@handfast.example.com"
_SETTINGS = json.dumps({"device_authorization": "on"})
_SCREEN = Client(
    ClientId("handfast-demo-screen"),
    None,
    "Handfast demo screen",
    None,
    ("menu.read", "orders.write"),
    (),
    ClientSettings(shows_number=True, exchanges=True),
    None,
    1,
)

Pays = Literal["active", "none"]


@dataclass(frozen=True, slots=True)
class _Cast:
    name: str
    email: str
    role: Role
    active: bool = True
    subscription: Pays = "none"


_CASTS: dict[str, Sequence[_Cast]] = {
    "Fireflow Kitchen": (
        _Cast("Olivia Owner", "owner@fireflow.example.com", Role.OWNER),
        _Cast("Adam Admin", "admin@fireflow.example.com", Role.ADMIN),
        _Cast("Maya Manager", "manager@fireflow.example.com", Role.MANAGER),
        _Cast("Sam Staff", "staff@fireflow.example.com", Role.STAFF),
        _Cast("Dana Former", "former@fireflow.example.com", Role.STAFF, active=False),
        _Cast("Carla Customer", "carla@fireflow.example.com", Role.CUSTOMER, subscription="active"),
        _Cast("Chen Customer", "chen@fireflow.example.com", Role.CUSTOMER, subscription="active"),
        _Cast("Ciro Customer", "ciro@fireflow.example.com", Role.CUSTOMER),
    ),
    "Harbour Bistro": (_Cast("Mika Manager", "manager@harbour.example.com", Role.MANAGER),),
}


@dataclass(frozen=True, slots=True)
class DemoUser:
    id: UserId
    name: str
    email: str
    password: Secret
    role: Role
    active: bool
    subscription: Pays


@dataclass(frozen=True, slots=True)
class DemoOperator:
    """Somebody who operates the server and is in none of its companies."""

    email: str
    password: Secret


@dataclass(frozen=True, slots=True)
class DemoTenant:
    id: TenantId
    name: str
    users: Sequence[DemoUser]


@dataclass(frozen=True, slots=True)
class DemoServer:
    tenants: Sequence[DemoTenant]
    operator: DemoOperator
    oauth_client: ClientId
    """A public client of the server, whose devices the people of both companies may approve."""


async def fill_demo(context: Context, _: None) -> Done[DemoServer] | Refused:
    if await context.fetch_one(tenants.set_up_at()) is not None:
        return Refused(Reason.ALREADY_SET_UP)
    context.write(tenants.mark_set_up(context.now), one_time_tokens.drop_setup_links())
    made = []
    for name, cast in _CASTS.items():
        tenant_id = TenantId(context.random.id())
        context.write(tenants.insert(name, context.now, settings_json=_SETTINGS, tenant_id=tenant_id))
        made.append(DemoTenant(tenant_id, name, [await _user(context, tenant_id, member) for member in cast]))
    context.write(oauth_clients.insert(_SCREEN, None, "Handfast", context.now))
    return Done(DemoServer(made, await _operator(context), _SCREEN.id))


async def _operator(context: Context) -> DemoOperator:
    id, password = AccountId(context.random.id()), base64url(context.random.bytes(_PASSWORD_BYTES))
    hashed = await context.hash_in_pool(hashing.make, password, context.random.bytes(hashing.SALT_BYTES))
    context.write(accounts.insert(id, _OPERATOR, "Otis Operator", context.now, hashed, operator_since=context.now))
    return DemoOperator(_OPERATOR, Secret(password))


async def _user(context: Context, tenant_id: TenantId, member: _Cast) -> DemoUser:
    id, password = UserId(context.random.id()), base64url(context.random.bytes(_PASSWORD_BYTES))
    hashed = await context.hash_in_pool(hashing.make, password, context.random.bytes(hashing.SALT_BYTES))
    disabled_at = None if member.active else context.now
    account_id = AccountId(context.random.id())
    user, joined = (id, account_id, member.email, member.name, member.role), context.now
    context.write(
        accounts.insert(account_id, member.email, member.name, context.now, hashed),
        memberships.insert(*user, context.now, joined_at=joined, disabled_at=disabled_at, tenant_id=tenant_id),
    )
    if member.subscription == "active":
        paid = rules.Subscription("active", None, "admin", context.now)
        context.write(subscriptions.put(id, rules.NOBODYS, paid, tenant_id=tenant_id))
    return DemoUser(id, member.name, member.email, Secret(password), member.role, member.active, member.subscription)
