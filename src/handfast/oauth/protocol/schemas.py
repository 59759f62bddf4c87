"""Forms and answers of OAuth."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from handfast.ceremonies.device_authorization.authorize import Authorized
from handfast.edge.schemas import Reply, TokenType, token_type
from handfast.edge.strict_json import Body
from handfast.kernel.time import SECOND
from handfast.oauth.clients.rules import ASKED_BY_HABIT
from handfast.oauth.tokens.access_token import AccessToken
from handfast.oauth.tokens.identify import OWN_API
from handfast.oauth.tokens.introspect import Active
from handfast.oauth.tokens.rules import Granted

DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code"
REFRESH = "refresh_token"
EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
DEVICE_CREDENTIAL = "urn:handfast:params:oauth:token-type:device-credential"
ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token"
_JWT = "urn:ietf:params:oauth:token-type:jwt"
REQUESTED = (None, ACCESS_TOKEN, _JWT)
ACTIVATE = "/activate"

_Short = Annotated[str, Field(max_length=200)]
_Token = Annotated[str, Field(max_length=8_192)]
_Resources = Annotated[list[_Short], Field(max_length=10)]


class ClientForm(Body):
    """`client_secret` is for a confidential client that does not use HTTP Basic."""

    repeatable: ClassVar[tuple[str, ...]] = ("resource", "audience")
    client_id: _Short | None = None
    client_secret: _Short | None = None


class DeviceAuthorizationForm(ClientForm):
    scope: Annotated[str, Field(max_length=2_000)] | None = None
    resource: _Resources = Field(default=[])
    audience: _Resources = Field(default=[])
    device_name: _Short | None = Field(default=None, description="Proposed to the person who approves")
    platform: _Short | None = Field(default=None, description="Shown to the person who approves, and in the list of devices")


class TokenForm(ClientForm):
    grant_type: Annotated[str, Field(max_length=200)]
    device_code: _Token | None = Field(default=None, description="For the grant `device_code`")
    refresh_token: _Token | None = Field(default=None, description="For the grant `refresh_token`")
    subject_token: _Token | None = Field(default=None, description="For the grant `token-exchange`: the credential of a device")
    subject_token_type: _Short | None = Field(default=None, description=f"For the grant `token-exchange`: `{DEVICE_CREDENTIAL}`")
    requested_token_type: _Short | None = None
    actor_token: _Token | None = None
    scope: Annotated[str, Field(max_length=2_000)] | None = None
    resource: _Resources = Field(default=[])
    audience: _Resources = Field(default=[])


class OneTokenForm(ClientForm):
    token: _Token
    token_type_hint: _Short | None = None


class DeviceAuthorization(Reply):
    device_code: str
    user_code: str
    verification_uri: str
    verification_uri_complete: str
    expires_in: int
    interval: int


def authorization_reply(authorized: Authorized, public_url: str) -> DeviceAuthorization:
    """The code is in the fragment, which no browser sends, so it is in no log."""
    uri, user_code = f"{public_url}{ACTIVATE}", authorized.user_code.reveal()
    return DeviceAuthorization(
        device_code=authorized.device_code.reveal(),
        user_code=user_code,
        verification_uri=uri,
        verification_uri_complete=f"{uri}#{user_code}",
        expires_in=authorized.expires_in // SECOND,
        interval=authorized.interval // SECOND,
    )


class Tokens(Reply):
    access_token: str
    token_type: TokenType
    expires_in: int
    refresh_token: str | None = None
    refresh_token_expires_in: int | None = None
    scope: str | None = None
    issued_token_type: Literal["urn:ietf:params:oauth:token-type:access_token"] | None = None


def tokens_reply(granted: Granted, access: AccessToken, now: int) -> Tokens:
    renewed = granted.refresh_token
    return Tokens(
        access_token=access.text.reveal(),
        token_type=token_type(key_bound=granted.thumbprint is not None),
        expires_in=access.expires_in // SECOND,
        refresh_token=renewed.reveal() if renewed else None,
        refresh_token_expires_in=max(0, granted.refresh_expires_at - now) // SECOND if renewed else None,
        scope=" ".join(granted.scopes) or None,
        issued_token_type=None if renewed else "urn:ietf:params:oauth:token-type:access_token",
    )


class Introspection(Reply):
    active: bool
    scope: str | None = None
    client_id: str | None = None
    token_type: TokenType | None = None
    exp: int | None = None
    iat: int | None = None
    sub: str | None = Field(default=None, description="The device")
    aud: list[str] | None = None
    iss: str | None = None
    jti: str | None = None
    tenant_id: str | None = None
    cnf: dict[str, str] | None = None


def introspection_reply(active: Active | None, issuer: str) -> Introspection:
    if active is None:
        return Introspection(active=False)
    return Introspection(
        active=True,
        scope=active.scope or None,
        client_id=active.client_id,
        token_type=token_type(key_bound=active.thumbprint is not None) if active.id is not None else None,
        exp=active.expires_at // SECOND,
        iat=active.issued_at // SECOND,
        sub=active.device_id,
        aud=list(active.audiences or (issuer,)),
        iss=issuer,
        jti=active.id,
        tenant_id=active.tenant_id,
        cnf={"jkt": active.thumbprint} if active.thumbprint is not None else None,
    )


class KeySet(Reply):
    keys: list[dict[str, Any]]


class ServerMetadata(Reply):
    issuer: str
    token_endpoint: str
    device_authorization_endpoint: str
    introspection_endpoint: str
    revocation_endpoint: str
    jwks_uri: str
    revocation_list_uri: str = Field(description="A signed list of what was revoked, for resource servers that check tokens by themselves")
    grant_types_supported: list[str]
    response_types_supported: list[str]
    scopes_supported: list[str] = Field(description="What every client may ask for; what it gets is what it was registered with")
    token_endpoint_auth_methods_supported: list[str]
    introspection_endpoint_auth_methods_supported: list[str]
    revocation_endpoint_auth_methods_supported: list[str]
    dpop_signing_alg_values_supported: list[str]
    service_documentation: str


class ProviderMetadata(ServerMetadata):
    """With what OpenID Connect Discovery requires beyond RFC 8414. There are no ID tokens here, and no grant uses these."""

    authorization_endpoint: str
    userinfo_endpoint: str
    subject_types_supported: list[str]
    id_token_signing_alg_values_supported: list[str]


def metadata_reply(public_url: str) -> ServerMetadata:
    with_secret = ["client_secret_basic", "client_secret_post"]
    return ServerMetadata(
        issuer=public_url,
        token_endpoint=f"{public_url}/oauth/token",
        device_authorization_endpoint=f"{public_url}/oauth/device_authorization",
        introspection_endpoint=f"{public_url}/oauth/introspect",
        revocation_endpoint=f"{public_url}/oauth/revoke",
        jwks_uri=f"{public_url}/oauth/jwks",
        revocation_list_uri=f"{public_url}/oauth/revocations",
        grant_types_supported=[DEVICE_CODE, REFRESH, EXCHANGE],
        response_types_supported=[],
        scopes_supported=list(ASKED_BY_HABIT),
        token_endpoint_auth_methods_supported=["none", *with_secret],
        introspection_endpoint_auth_methods_supported=with_secret,
        revocation_endpoint_auth_methods_supported=["none", *with_secret],
        dpop_signing_alg_values_supported=["ES256"],
        service_documentation=f"{public_url}/docs",
    )


def provider_reply(public_url: str) -> ProviderMetadata:
    return ProviderMetadata(
        **metadata_reply(public_url).model_dump(),
        authorization_endpoint=f"{public_url}{ACTIVATE}",
        userinfo_endpoint=f"{public_url}{OWN_API}/userinfo",
        subject_types_supported=["public"],
        id_token_signing_alg_values_supported=["ES256"],
    )
