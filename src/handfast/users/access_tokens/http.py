"""`/api/tokens`: one's own access tokens."""

from handfast.edge.calls import Call
from handfast.edge.route import Routes
from handfast.kernel.callers import Role
from handfast.kernel.outcomes import Reason
from handfast.users.access_tokens.create import CreateToken, create
from handfast.users.access_tokens.list import list_tokens
from handfast.users.access_tokens.revoke import RevokeToken, revoke
from handfast.users.access_tokens.rules import scopes_of
from handfast.users.access_tokens.schemas import AccessTokenList, AccessTokenRequest, NewAccessToken, new_token_reply, tokens_reply

routes = Routes("Access tokens", "Tokens with which scripts act for a person, limited by scopes.")


@routes.get("/api/tokens", allow="token.list")
async def list_access_tokens(call: Call) -> AccessTokenList:
    """List one's own access tokens."""
    return tokens_reply(await call.do(list_tokens, None), scopes_of(call.caller.role or Role.CUSTOMER))


@routes.post("/api/tokens", allow="token.create", status=201, refuses=[Reason.REAUTHENTICATION_REQUIRED])
async def create_access_token(call: Call, body: AccessTokenRequest) -> NewAccessToken:
    return new_token_reply(await call.do(create, CreateToken(body.name, body.scopes, body.expires_in_days)))


@routes.delete("/api/tokens/{id}", allow="token.revoke")
async def revoke_access_token(call: Call, id: str) -> None:
    await call.do(revoke, RevokeToken(id))
