"""Who is asking. Built by the edge from a cookie, a token or nothing; a use case only reads it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from handfast.kernel.ids import AccountId, DeviceId, SessionId, TenantId, UserId


class Role(StrEnum):
    OWNER = "owner"
    ADMIN = "admin"
    MANAGER = "manager"
    SUPPORT = "support"
    INSTALLER = "installer"
    STAFF = "staff"
    VIEWER = "viewer"
    CUSTOMER = "customer"


RANK = {role: rank for rank, role in enumerate(reversed(Role))}


@dataclass(frozen=True, slots=True)
class Caller:
    kind: Literal["anonymous", "person", "operator", "device", "system"]
    """A person acts for one tenant, as its user; an operator for the server. Both are somebody who is signed in."""
    address: str = ""
    user_agent: str = ""
    id: str | None = None
    name: str = ""
    tenant_id: TenantId | None = None
    role: Role | None = None
    account_id: AccountId | None = None
    """Of whoever is signed in, for a tenant or for the server."""
    session_id: SessionId | None = None
    credential: bytes | None = None
    """Digest of the device's token, for the use cases that replace or end it."""
    scopes: frozenset[str] | None = None
    """What a personal access token may do; None for a full session."""
    is_suspended: bool = False
    """Whether the caller's tenant is suspended: a session then sees why, and leads out, but does nothing else."""

    @property
    def tenant(self) -> TenantId:
        """The caller's tenant; asking an anonymous caller for it is a bug."""
        if self.tenant_id is None:
            raise LookupError("this caller belongs to no tenant")
        return self.tenant_id

    @property
    def user_id(self) -> UserId:
        """Asking a caller who is no user for it is a bug."""
        return UserId(self._id_of("person"))

    @property
    def account(self) -> AccountId:
        """Asking a caller who is not signed in for it is a bug."""
        if self.account_id is None:
            raise LookupError("this caller has no account")
        return self.account_id

    @property
    def device_id(self) -> DeviceId:
        """Asking a caller that is no device for it is a bug."""
        return DeviceId(self._id_of("device"))

    def _id_of(self, kind: str) -> str:
        if self.kind != kind or self.id is None:
            raise LookupError(f"this caller is no {kind}")
        return self.id


SYSTEM = Caller("system", name="Handfast")
