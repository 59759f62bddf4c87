"""Who is asking. Built by the edge from a cookie, a token or nothing; a use case only reads it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from handfast.kernel.ids import AccountId, DeviceId, ServiceId, SessionId, TenantId, UserId


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
    kind: Literal["anonymous", "person", "service", "operator", "device", "system"]
    """A person acts for one tenant, as its user; an operator for the server. Both are somebody who is signed in.

    A service is a program with a token of a service account: it acts for one tenant and is nobody's."""
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
    """What a personal access token or a service account may do; None for a full session."""
    contact_id: UserId | None = None
    """The user who answers for a service account; None for any other caller."""
    needs_second_factor: bool = False
    """Whether one is required of them and they have none: until then they may only set one up."""
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
    def service_id(self) -> ServiceId | None:
        """The service account that calls; None if the caller is none."""
        return ServiceId(self._id_of("service")) if self.kind == "service" else None

    @property
    def answers_to(self) -> UserId:
        """The user to whom that belongs what the caller makes: themselves, or who answers for a service account."""
        return self.contact_id or self.user_id

    @property
    def gives_as(self) -> Role | None:
        """The role as which the caller gives and takes away roles; None for one who never does.

        A service account acts on nobody who can let in others: nobody is there to confirm it. Whoever commands the machine itself may all.
        """
        return {"service": Role.MANAGER, "system": Role.OWNER}.get(self.kind, self.role)

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


def at_the_machine(tenant_id: TenantId) -> Caller:
    """Somebody who commands the machine itself, for a tenant. The trail and mails name them so."""
    return Caller("system", name="The operator at the server's machine", tenant_id=tenant_id)
