"""What goes in and out of `/api/tokens`."""

from pydantic import BaseModel, Field

from handfast.edge.schemas import Id, Timestamp
from handfast.edge.strict_json import Body
from handfast.users.access_tokens.rules import LONGEST_DAYS, TokenLine


class AccessToken(BaseModel):
    id: Id
    name: str
    scopes: list[str]
    created_at: Timestamp
    expires_at: Timestamp
    last_used_at: Timestamp | None


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
        "created_at": line.created_at,
        "expires_at": line.expires_at,
        "last_used_at": line.last_used_at,
    }
