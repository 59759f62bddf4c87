"""A provider as this server uses it: its client there, and what its company decides."""

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag

from handfast.kernel.callers import Role
from handfast.kernel.ids import TenantId
from handfast.kernel.secrets import Keys, Secret
from handfast.runner.context import Context
from handfast.single_sign_on import store
from handfast.single_sign_on.rules import Admission
from handfast.single_sign_on.store import StoredProvider

PURPOSE = "single-sign-on"
NONCE_BYTES = 12


@dataclass(frozen=True, slots=True)
class Provider:
    tenant_id: TenantId | None
    """The company that it is of; None for that of the server."""
    name: str
    issuer: str
    client_id: str
    secret: Secret
    scopes: str
    admission: Admission

    @property
    def is_trusted(self) -> bool:
        """Whether the operator of the server chose it."""
        return self.tenant_id is None


def seal(keys: Keys, nonce: bytes, tenant_id: TenantId, secret: str) -> bytes:
    """Together with its company, so that no row can be moved to another one."""
    return keys.seal(PURPOSE, nonce, f"{tenant_id}\n{secret}")


def unseal(keys: Keys, tenant_id: TenantId, sealed: bytes) -> Secret | None:
    """None if the key that sealed it is lost: then the secret has to be set again."""
    with suppress(InvalidTag):
        owner, _, secret = keys.unseal(PURPOSE, sealed).partition("\n")
        return Secret(secret) if owner == tenant_id else None
    return None


def admission_of(stored: StoredProvider) -> Admission:
    return Admission(stored.role_claim, roles_from(stored.roles), role_from(stored.default_role), tuple(json.loads(stored.domains)))


def roles_from(text: str) -> tuple[tuple[str, Role], ...]:
    """What is stored; a role that this version does not know gives nothing."""
    return tuple((value, Role(role)) for value, role in json.loads(text) if role in set(Role))


def roles_text(roles: Sequence[tuple[str, Role]]) -> str:
    return json.dumps([[value, role.value] for value, role in roles], ensure_ascii=False)


def role_from(text: str | None) -> Role | None:
    return Role(text) if text is not None and text in set(Role) else None


def of_server(context: Context) -> Provider | None:
    own = context.policy.provider
    return Provider(None, own.name, own.issuer, own.client_id, own.secret, own.scopes, Admission()) if own else None


async def provider_of(context: Context, tenant_id: TenantId | None) -> Provider | None:
    """The one by which people sign in now; None if there is none or it is turned off."""
    if tenant_id is None:
        return of_server(context)
    stored = await context.fetch_one(store.provider(tenant_id=tenant_id))
    if stored is None or not stored.enabled or (secret := unseal(context.keys, tenant_id, stored.sealed)) is None:
        return None
    return Provider(tenant_id, stored.name, stored.issuer, stored.client_id, secret, stored.scopes, admission_of(stored))
