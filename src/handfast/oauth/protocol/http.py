"""`/oauth/*` and the metadata: what clients of other makers speak."""

from starlette.responses import Response

from handfast.ceremonies.device_authorization.authorize import Authorize, authorize
from handfast.ceremonies.device_authorization.poll import Poll
from handfast.ceremonies.device_authorization.rules import granted_audiences, granted_scopes
from handfast.ceremonies.device_authorization.waits import GrantWaits
from handfast.edge.calls import Call
from handfast.edge.oauth_route import OAuthRoute
from handfast.edge.problems import Refusal
from handfast.edge.proofs import Proven
from handfast.edge.route import Routes
from handfast.kernel.outcomes import Done, Reason
from handfast.kernel.secrets import Secret
from handfast.kernel.texts import display_name
from handfast.oauth.clients.rules import Client
from handfast.oauth.protocol.client_authentication import Presented, authenticate
from handfast.oauth.protocol.rules import wait_of
from handfast.oauth.protocol.schemas import (
    DEVICE_CREDENTIAL,
    REQUESTED,
    ClientForm,
    DeviceAuthorization,
    DeviceAuthorizationForm,
    Introspection,
    KeySet,
    OneTokenForm,
    ProviderMetadata,
    ServerMetadata,
    TokenForm,
    Tokens,
    authorization_reply,
    introspection_reply,
    metadata_reply,
    provider_reply,
    tokens_reply,
)
from handfast.oauth.tokens.access_token import issue
from handfast.oauth.tokens.exchange import Exchange, exchange
from handfast.oauth.tokens.introspect import Introspect, introspect
from handfast.oauth.tokens.refresh import Refresh, refresh
from handfast.oauth.tokens.revocations import list_revocations
from handfast.oauth.tokens.revoke import Revoke, revoke
from handfast.oauth.tokens.rules import Granted
from handfast.oauth.tokens.signing import public_keys
from handfast.users.rules import invalid

routes = Routes("OAuth", "OAuth 2.0 for devices (RFC 8628) and the tokens that they get. Errors are those of RFC 6749.", OAuthRoute)

_CLIENT = (Reason.INVALID_CLIENT, Reason.RATE_LIMITED)
_PROOF = (Reason.INVALID_DPOP_PROOF, Reason.USE_DPOP_NONCE)
_ASKED = (Reason.INVALID_SCOPE, Reason.INVALID_TARGET)
_CACHED = {"Cache-Control": "public, max-age=300"}


@routes.post("/oauth/device_authorization", allow="oauth.speak", refuses=[*_CLIENT, *_PROOF, *_ASKED, Reason.UNAUTHORIZED_CLIENT])
async def authorize_device(call: Call, form: DeviceAuthorizationForm) -> DeviceAuthorization:
    """Ask for a device to be let in (RFC 8628, 3.1).

    With a DPoP proof, the device code is bound to its key.
    """
    client, proven = await _client(call, form), _proven(call)
    asked = Authorize(
        client,
        _asked(form.scope),
        (*form.resource, *form.audience),
        proven.thumbprint if proven else None,
        display_name(form.device_name or "") or "",
        display_name(form.platform or "") or "",
    )
    return authorization_reply(await call.do(authorize, asked), call.services.public_url)


@routes.post(
    "/oauth/token",
    allow="oauth.speak",
    refuses=[
        *_CLIENT,
        *_PROOF,
        *_ASKED,
        Reason.UNSUPPORTED_GRANT_TYPE,
        Reason.UNAUTHORIZED_CLIENT,
        Reason.INVALID_GRANT,
        Reason.AUTHORIZATION_PENDING,
        Reason.SLOW_DOWN,
        Reason.ACCESS_DENIED,
        Reason.EXPIRED_TOKEN,
        Reason.DEVICE_DISABLED,
        Reason.TENANT_SUSPENDED,
    ],
)
async def issue_tokens(call: Call, form: TokenForm) -> Tokens:
    """Get tokens: by a device code, by a refresh token, or for the credential of a paired device (RFC 8628, 6749, 8693).

    With a DPoP proof, the access token is bound to its key, and so is the refresh token of a public client (RFC 9449, 5).
    A refresh token whose answer was lost gets the same answer again.
    """
    client, proven = await _client(call, form), _proven(call)
    if client.settings.requires_dpop and proven is None:
        raise Refusal(Reason.INVALID_DPOP_PROOF)
    granted = await _granted(call, client, form, proven)
    call.services.note_heartbeat(granted.device_id)
    now, until = call.run.clock.now(), None if granted.refresh_token else granted.refresh_expires_at
    access = issue(call.services.keys, call.services.public_url, granted, call.run.random.id(), now, until)
    return tokens_reply(granted, access, now)


async def _granted(call: Call, client: Client, form: TokenForm, proven: Proven | None) -> Granted:
    thumbprint = proven.thumbprint if proven else None
    match form.grant_type:
        case "urn:ietf:params:oauth:grant-type:device_code":
            return await _poll(call, client, Poll(client, Secret(_required(form, "device_code")), thumbprint))
        case "refresh_token":
            scopes, resources = _asked(form.scope), (*form.resource, *form.audience)
            token, mark = Secret(_required(form, "refresh_token")), proven.mark if proven else None
            return await call.do(refresh, Refresh(client, token, thumbprint, mark, scopes, resources))
        case "urn:ietf:params:oauth:grant-type:token-exchange":
            token = Secret(_required(form, "subject_token"))
            _check_types(form)
            return await call.do(exchange, Exchange(client, token, thumbprint, _scopes(client, form.scope), _audiences(client, form)))
    raise Refusal(Reason.UNSUPPORTED_GRANT_TYPE)


async def _poll(call: Call, client: Client, command: Poll) -> Granted:
    """Waits for the decision as long as the client prefers, or as long as is set for it (RFC 7240, 4.3)."""
    preferred = wait_of(call.headers.get("prefer", ""))
    if preferred is not None:
        call.answer_headers = {**(call.answer_headers or {}), "Preference-Applied": f"wait={preferred}"}
    seconds = client.settings.wait_seconds if preferred is None else preferred
    outcome = await call.services.part(GrantWaits).until_decided(call.run, command, call.caller, seconds)
    if isinstance(outcome, Done):
        return outcome.view
    raise Refusal(outcome.reason, outcome.retry_in, **outcome.extra)


@routes.post("/oauth/introspect", allow="oauth.speak", refuses=[*_CLIENT, Reason.UNAUTHORIZED_CLIENT])
async def introspect_token(call: Call, form: OneTokenForm) -> Introspection:
    """Ask whether a token is good now (RFC 7662). For confidential clients.

    A company's client hears only of tokens of that company, and of refresh tokens only of its own.
    """
    client = await _client(call, form)
    return introspection_reply(await call.do(introspect, Introspect(client, form.token)), call.services.public_url)


@routes.post("/oauth/revoke", allow="oauth.speak", refuses=_CLIENT)
async def revoke_token(call: Call, form: OneTokenForm) -> Response:
    """Give up a token (RFC 7009).

    With a refresh token all tokens of the device end; with an access token, that one.
    """
    client = await _client(call, form)
    await call.do(revoke, Revoke(client, form.token))
    return Response()


@routes.get("/oauth/jwks", allow="oauth.look")
async def get_token_keys(call: Call) -> KeySet:
    """Get the public keys that tokens are checked with (RFC 7517).

    A key is here before it signs, and until no token that it signed is good.
    """
    call.answer_headers = _CACHED
    return KeySet(keys=public_keys(call.services.keys))


@routes.get("/oauth/revocations", allow="oauth.look")
async def get_revocation_list(call: Call) -> Response:
    """Get what was revoked, as a signed JWT of the type `revocations+jwt`, for resource servers that check tokens by themselves.

    A token is revoked if its `jti`, `sub`, `client_id` or `tenant_id` is in `revoked` and its `iat` is not later than the time there.
    """
    return Response(await call.do(list_revocations, None), media_type="text/plain")


@routes.get("/.well-known/oauth-authorization-server", allow="oauth.look")
async def get_server_metadata(call: Call) -> ServerMetadata:
    """Get where the endpoints are and what they can do (RFC 8414)."""
    call.answer_headers = _CACHED
    return metadata_reply(call.services.public_url)


@routes.get("/oauth/.well-known/openid-configuration", allow="oauth.look")
async def get_metadata_of_authority(call: Call) -> ProviderMetadata:
    """Get the same for clients that want a path in the address of an authority, such as MSAL: `…/oauth`."""
    call.answer_headers = _CACHED
    return provider_reply(call.services.public_url)


@routes.get("/.well-known/openid-configuration", allow="oauth.look")
async def get_provider_metadata(call: Call) -> ProviderMetadata:
    """Get the same where clients of OpenID Connect look for it."""
    call.answer_headers = _CACHED
    return provider_reply(call.services.public_url)


async def _client(call: Call, form: ClientForm) -> Client:
    return await call.do(authenticate, Presented(call.headers.get("authorization", ""), form.client_id, form.client_secret))


def _proven(call: Call) -> Proven | None:
    """Who signed the request."""
    proven = call.proven()
    if isinstance(proven, Reason):
        raise Refusal(proven)
    return proven


def _required(form: TokenForm, name: str) -> str:
    value: str | None = getattr(form, name)
    if value is None:
        raise _invalid(name, "this is missing")
    return value


def _check_types(form: TokenForm) -> None:
    if form.subject_token_type != DEVICE_CREDENTIAL:
        raise _invalid("subject_token_type", f"only {DEVICE_CREDENTIAL} can be exchanged")
    if form.requested_token_type not in REQUESTED:
        raise _invalid("requested_token_type", "only an access token can be had")
    if form.actor_token is not None:
        raise _invalid("actor_token", "a device acts for nobody else")


def _invalid(field: str, message: str) -> Refusal:
    refused = invalid(field, message)
    return Refusal(refused.reason, **refused.extra)


def _asked(scope: str | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys((scope or "").split()))


def _scopes(client: Client, asked: str | None) -> tuple[str, ...]:
    scopes = granted_scopes(_asked(asked), client)
    if scopes is None:
        raise Refusal(Reason.INVALID_SCOPE)
    return scopes


def _audiences(client: Client, form: TokenForm) -> tuple[str, ...]:
    audiences = granted_audiences((*form.resource, *form.audience), client)
    if audiences is None:
        raise Refusal(Reason.INVALID_TARGET)
    return audiences
