"""`/api/service-accounts`. The route that revokes one is in `offboarding/http.py`, since it also ends pairing codes."""

from handfast.edge.calls import Call
from handfast.edge.route import Routes
from handfast.kernel.callers import Role
from handfast.kernel.ids import ServiceId
from handfast.kernel.outcomes import Reason
from handfast.users.access_tokens.rules import scopes_of
from handfast.users.service_accounts.change import change
from handfast.users.service_accounts.create import create
from handfast.users.service_accounts.list import list_accounts
from handfast.users.service_accounts.make_token import make_token
from handfast.users.service_accounts.revoke_token import revoke_token
from handfast.users.service_accounts.schemas import (
    NewServiceAccount,
    NewServiceToken,
    ServiceAccount,
    ServiceAccountChange,
    ServiceAccountList,
    ServiceAccountRequest,
    account_reply,
    accounts_reply,
    new_account_reply,
    new_token_reply,
)

routes = Routes("Service accounts", "Tokens with which programs act for a company, whoever made them, limited by scopes.")


@routes.get("/api/service-accounts", allow="service.list")
async def list_service_accounts(call: Call) -> ServiceAccountList:
    """List the service accounts of the company, with their tokens."""
    return accounts_reply(await call.do(list_accounts, None), scopes_of(call.caller.role or Role.CUSTOMER))


@routes.post(
    "/api/service-accounts",
    allow="service.change",
    status=201,
    refuses=[Reason.REAUTHENTICATION_REQUIRED, Reason.SERVICE_ACCOUNT_LIMIT],
)
async def create_service_account(call: Call, body: ServiceAccountRequest) -> NewServiceAccount:
    """Make a service account and its first token, which is shown only in this answer."""
    return new_account_reply(await call.do(create, body.command()))


@routes.patch("/api/service-accounts/{id}", allow="service.change", refuses=[Reason.REAUTHENTICATION_REQUIRED])
async def change_service_account(call: Call, id: ServiceId, body: ServiceAccountChange) -> ServiceAccount:
    """Change or renew a service account.

    One that has expired is renewed without its tokens: make a new one.
    """
    return account_reply(await call.do(change, body.command(id)))


@routes.post(
    "/api/service-accounts/{id}/tokens",
    allow="service.change",
    status=201,
    refuses=[Reason.REAUTHENTICATION_REQUIRED, Reason.SERVICE_ACCOUNT_EXPIRED, Reason.SERVICE_ACCOUNT_LIMIT],
)
async def create_service_token(call: Call, id: ServiceId) -> NewServiceToken:
    """Make another token of a service account, which works beside the others."""
    return new_token_reply(await call.do(make_token, id))


@routes.delete("/api/service-accounts/tokens/{id}", allow="service.change", refuses=[Reason.REAUTHENTICATION_REQUIRED])
async def revoke_service_token(call: Call, id: str) -> None:
    """Revoke one token of a service account; the others go on."""
    await call.do(revoke_token, id)
