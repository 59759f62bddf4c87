"""What goes in and out of `/api/tokens`."""

from collections.abc import Mapping, Sequence

from pydantic import Field

from handfast.edge.schemas import Id, Reply, Timestamp
from handfast.edge.strict_json import Body
from handfast.users.access_tokens.create import Made
from handfast.users.access_tokens.rules import LONGEST_DAYS, TokenLine


class AccessToken(Reply):
    id: Id
    name: str
    scopes: list[str]
    created_at: Timestamp
    expires_at: Timestamp
    last_used_at: Timestamp | None


class TokenScope(Reply):
    name: str
    description: str


class AccessTokenList(Reply):
    items: list[AccessToken]
    scopes: list[TokenScope]


class AccessTokenRequest(Body):
    name: str = Field(max_length=400)
    scopes: list[str] = Field(max_length=50)
    expires_in_days: int = Field(ge=1, le=LONGEST_DAYS)


class NewAccessToken(AccessToken):
    token: str


def tokens_reply(lines: Sequence[TokenLine], scopes: Mapping[str, str]) -> AccessTokenList:
    return AccessTokenList(
        items=[_token(line) for line in lines],
        scopes=[TokenScope(name=name, description=says) for name, says in scopes.items()],
    )


def new_token_reply(made: Made) -> NewAccessToken:
    return NewAccessToken(**dict(_token(made.line)), token=made.token.reveal())


def _token(line: TokenLine) -> AccessToken:
    return AccessToken(
        id=line.id,
        name=line.name,
        scopes=list(line.scopes),
        created_at=line.created_at,
        expires_at=line.expires_at,
        last_used_at=line.last_used_at,
    )
