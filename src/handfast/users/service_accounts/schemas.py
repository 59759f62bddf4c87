"""What goes in and out of `/api/service-accounts`."""

from collections.abc import Mapping, Sequence

from pydantic import Field

from handfast.edge.schemas import GivenId, Id, NamedRef, Reply, Timestamp
from handfast.edge.strict_json import Body
from handfast.kernel.ids import ServiceId, UserId
from handfast.users.access_tokens.schemas import TokenScope
from handfast.users.service_accounts import rules
from handfast.users.service_accounts.change import ChangeServiceAccount
from handfast.users.service_accounts.create import CreateServiceAccount, Made
from handfast.users.service_accounts.make_token import MadeToken
from handfast.users.service_accounts.rules import LONGEST_DAYS


class ServiceContact(NamedRef):
    """The person who answers for a service account."""

    active: bool


class ServiceToken(Reply):
    id: Id
    made_by: str
    created_at: Timestamp
    last_used_at: Timestamp | None
    last_used_address: str | None


class ServiceAccount(Reply):
    id: Id
    name: str
    scopes: list[str]
    contact: ServiceContact
    made_by: str
    created_at: Timestamp
    expires_at: Timestamp
    last_used_at: Timestamp | None
    last_used_address: str | None
    tokens: list[ServiceToken]


class ServiceAccountList(Reply):
    items: list[ServiceAccount]
    scopes: list[TokenScope] = Field(description="The scopes that the caller may give")


class NewServiceAccount(ServiceAccount):
    token: str = Field(description="Its first token; never shown again")


class NewServiceToken(ServiceToken):
    token: str = Field(description="Never shown again")


class ServiceAccountRequest(Body):
    name: str = Field(max_length=400)
    scopes: list[str] = Field(max_length=50)
    expires_in_days: int = Field(ge=1, le=LONGEST_DAYS)
    contact_id: GivenId | None = Field(default=None, description="Who is warned before it expires; without one, who makes it")

    def command(self) -> CreateServiceAccount:
        return CreateServiceAccount(self.name, self.scopes, self.expires_in_days, UserId(self.contact_id) if self.contact_id else None)


class ServiceAccountChange(Body):
    name: str | None = Field(default=None, max_length=400)
    scopes: list[str] | None = Field(default=None, max_length=50)
    expires_in_days: int | None = Field(default=None, ge=1, le=LONGEST_DAYS, description="From now on")
    contact_id: GivenId | None = None

    def command(self, id: ServiceId) -> ChangeServiceAccount:
        contact_id = UserId(self.contact_id) if self.contact_id else None
        return ChangeServiceAccount(id, self.name, self.scopes, self.expires_in_days, contact_id)


def accounts_reply(accounts: Sequence[rules.ServiceAccount], scopes: Mapping[str, str]) -> ServiceAccountList:
    offered = [TokenScope(name=name, description=says) for name, says in scopes.items()]
    return ServiceAccountList(items=[account_reply(account) for account in accounts], scopes=offered)


def account_reply(account: rules.ServiceAccount) -> ServiceAccount:
    used = account.last_used
    return ServiceAccount(
        id=account.id,
        name=account.name,
        scopes=list(account.scopes),
        contact=ServiceContact(id=account.contact_id, name=account.contact_name, active=account.contact_is_active),
        made_by=account.made_by,
        created_at=account.created_at,
        expires_at=account.expires_at,
        last_used_at=used.last_used_at if used else None,
        last_used_address=used.last_used_address if used else None,
        tokens=[_token(token) for token in account.tokens],
    )


def new_account_reply(made: Made) -> NewServiceAccount:
    return NewServiceAccount(**dict(account_reply(made.account)), token=made.token.reveal())


def new_token_reply(made: MadeToken) -> NewServiceToken:
    return NewServiceToken(**dict(_token(made.token)), token=made.text.reveal())


def _token(token: rules.ServiceToken) -> ServiceToken:
    return ServiceToken(
        id=token.id,
        made_by=token.made_by,
        created_at=token.created_at,
        last_used_at=token.last_used_at,
        last_used_address=token.last_used_address,
    )
