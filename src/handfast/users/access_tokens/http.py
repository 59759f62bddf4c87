"""`/api/tokens`: one's own access tokens."""

from pydantic import BaseModel, Field

from handfast.edge.calls import Call
from handfast.edge.route import Routes
from handfast.edge.strict_json import Body
from handfast.kernel.callers import Role
from handfast.kernel.time import iso, iso_or_none
from handfast.users.access_tokens.create import CreateToken, create
from handfast.users.access_tokens.list import list_tokens
from handfast.users.access_tokens.revoke import RevokeToken, revoke
from handfast.users.access_tokens.rules import LONGEST_DAYS, TokenLine, scopes_of

routes = Routes("Access tokens")


class AccessToken(BaseModel):
    id: str
    name: str
    scopes: list[str]
    created_at: str
    expires_at: str
    last_used_at: str | None


class TokenScope(BaseModel):
    name: str
    description: str


class AccessTokenList(BaseModel):
    items: list[AccessToken]
    scopes: list[TokenScope]


class AccessTokenRequest(Body):
    name: str = Field(max_length=400)
    scopes: list[str] = Field(max_length=50)
    expires_in_days: int = Field(ge=1, le=LONGEST_DAYS)


class NewAccessToken(AccessToken):
    token: str


def _fields(line: TokenLine) -> dict[str, object]:
    return {
        "id": line.id,
        "name": line.name,
        "scopes": list(line.scopes),
        "created_at": iso(line.created_at),
        "expires_at": iso(line.expires_at),
        "last_used_at": iso_or_none(line.last_used_at),
    }


@routes.get("/api/tokens", allow="token.list")
async def own_tokens(call: Call) -> AccessTokenList:
    lines = await call.do(list_tokens, None)
    scopes = scopes_of(call.caller.role or Role.CUSTOMER)
    return AccessTokenList(
        items=[AccessToken.model_validate(_fields(line)) for line in lines],
        scopes=[TokenScope(name=name, description=says) for name, says in scopes.items()],
    )


@routes.post("/api/tokens", allow="token.create", status=201)
async def create_token(call: Call, body: AccessTokenRequest) -> NewAccessToken:
    made = await call.do(create, CreateToken(body.name, body.scopes, body.expires_in_days))
    return NewAccessToken.model_validate(_fields(made.line) | {"token": made.token.reveal()})


@routes.delete("/api/tokens/{id}", allow="token.revoke")
async def revoke_token(call: Call, id: str) -> None:
    await call.do(revoke, RevokeToken(id))
