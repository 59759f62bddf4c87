"""The protocol with a provider: discovery, the request for authorization, the exchange of the code, the verification of its tokens.

Keeps what providers publish, for one process: their metadata for an hour, their keys until a token names one that is not among them.
"""

import asyncio
import json
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlsplit

from handfast.kernel.secrets import Secret
from handfast.kernel.texts import is_storable
from handfast.kernel.time import HOUR, MINUTE
from handfast.single_sign_on.fetching import Answer, Fetch, Unreachable
from handfast.single_sign_on.provider import Provider
from handfast.single_sign_on.rules import ALGORITHMS, LONGEST_SUBJECT, NotValid, check_id_token, check_logout_token

METADATA_LIFE = HOUR
KEYS_ANEW = MINUTE
"""How soon the keys of a provider are asked for again: tokens with made-up key ids must not make this server ask more often."""
MOST_KEPT = 500
LONGEST_TOKEN = 64 * 1024
_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
_FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a provider publishes of itself (OpenID Connect Discovery 1.0, section 3)."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None
    end_session_endpoint: str | None
    auth_method: str
    """How the client proves itself at the token endpoint."""
    names_itself: bool
    """Whether every answer names the issuer (RFC 9207)."""
    has_backchannel_logout: bool


@dataclass(slots=True)
class _Kept:
    metadata: Metadata
    until: int
    keys: Any = None
    keys_at: int = 0
    asking: asyncio.Lock = field(default_factory=asyncio.Lock)


@dataclass(frozen=True, slots=True)
class AuthorizationRequest:
    state: str
    nonce: str
    verifier: str
    anew: bool
    """Whether the person must prove who they are once more."""


class RelyingParty:
    def __init__(self, fetch: Fetch, public_url: str) -> None:
        self._fetch = fetch
        self._kept: OrderedDict[tuple[str, bool], _Kept] = OrderedDict()
        self.redirect_uri = f"{public_url}/api/sso/callback"
        self.after_logout = f"{public_url}/sign-in"

    # --- discovery ---

    async def metadata(self, issuer: str, now: int, *, trusted: bool) -> Metadata:
        """Raises `Unreachable`, also for metadata that cannot be used."""
        return (await self._known(issuer, now, trusted=trusted)).metadata

    async def discover(self, issuer: str, *, trusted: bool) -> tuple[Metadata, int]:
        """Asks for the metadata and the keys now. Also the number of keys that can sign. Raises `Unreachable`."""
        metadata = await self._ask_metadata(issuer, trusted=trusted)
        return metadata, len(await self._ask_keys(metadata, trusted=trusted))

    async def _known(self, issuer: str, now: int, *, trusted: bool) -> _Kept:
        place = (issuer, trusted)
        kept = self._kept.get(place)
        if kept is None or not kept.until - METADATA_LIFE <= now < kept.until:
            metadata = await self._ask_metadata(issuer, trusted=trusted)
            kept = self._kept[place] = _Kept(metadata, now + METADATA_LIFE)
        self._kept.move_to_end(place)
        while len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        return kept

    async def _ask_metadata(self, issuer: str, *, trusted: bool) -> Metadata:
        url = issuer.removesuffix("/") + "/.well-known/openid-configuration"
        found = await self._json(url, {}, trusted=trusted)
        if found.get("issuer") != issuer:
            said = str(found.get("issuer"))[:200]
            raise Unreachable(f"the provider calls itself {said}, which must be exactly the address that is set here")
        for name in _ENDPOINTS:
            if not isinstance(found.get(name), str) or urlsplit(found[name]).scheme not in ("https", urlsplit(issuer).scheme):
                raise Unreachable(f"the provider publishes no {name}")
        if "S256" not in _words(found, "code_challenge_methods_supported", "S256"):
            raise Unreachable("the provider does not support PKCE with S256")
        methods = _words(found, "token_endpoint_auth_methods_supported", "client_secret_basic")
        method = next((one for one in ("client_secret_basic", "client_secret_post") if one in methods), None)
        if method is None:
            raise Unreachable("the provider takes no client secret at its token endpoint")
        return Metadata(
            issuer,
            found["authorization_endpoint"],
            found["token_endpoint"],
            found["jwks_uri"],
            _url(found, "userinfo_endpoint"),
            _url(found, "end_session_endpoint"),
            method,
            found.get("authorization_response_iss_parameter_supported") is True,
            found.get("backchannel_logout_supported") is True,
        )

    # --- the way there and back ---

    async def authorization_url(self, provider: Provider, request: AuthorizationRequest, now: int) -> str:
        from authlib.oauth2.rfc6749.parameters import prepare_grant_uri  # noqa: PLC0415 - see lean_imports.py
        from authlib.oauth2.rfc7636 import create_s256_code_challenge  # noqa: PLC0415

        metadata = await self.metadata(provider.issuer, now, trusted=provider.is_trusted)
        again = {"prompt": "login", "max_age": "0"} if request.anew else {}
        url: str = prepare_grant_uri(
            metadata.authorization_endpoint,
            provider.client_id,
            "code",
            self.redirect_uri,
            provider.scopes,
            request.state,
            nonce=request.nonce,
            code_challenge=create_s256_code_challenge(request.verifier),
            code_challenge_method="S256",
            **again,
        )
        return url

    async def claims(self, provider: Provider, code: str, request: AuthorizationRequest, now: int) -> Mapping[str, Any]:
        """What the provider says of the person, verified. Raises `Unreachable` or `NotValid`."""
        metadata = await self.metadata(provider.issuer, now, trusted=provider.is_trusted)
        tokens = await self._exchange(provider, metadata, code, request.verifier)
        claims = await self._verified(provider, tokens.get("id_token"), now)
        check_id_token(claims, provider.issuer, provider.client_id, request.nonce, now)
        wanted = [name for name in ("email", provider.admission.role_claim) if name and name not in claims]
        access_token = tokens.get("access_token")
        if not wanted or metadata.userinfo_endpoint is None or not isinstance(access_token, str):
            return claims
        return await self._with_userinfo(provider, metadata.userinfo_endpoint, access_token, claims)

    async def logout_claims(self, provider: Provider, token: str, now: int) -> Mapping[str, Any]:
        """Of a logout token, verified. Raises `Unreachable` or `NotValid`."""
        claims = await self._verified(provider, token, now)
        check_logout_token(claims, provider.issuer, provider.client_id, now)
        return claims

    async def logout_url(self, provider: Provider, now: int) -> str | None:
        """Where the browser ends its session at the provider; None if the provider offers that nowhere."""
        from authlib.common.urls import add_params_to_uri  # noqa: PLC0415

        metadata = await self.metadata(provider.issuer, now, trusted=provider.is_trusted)
        if metadata.end_session_endpoint is None:
            return None
        parameters = [("client_id", provider.client_id), ("post_logout_redirect_uri", self.after_logout)]
        url: str = add_params_to_uri(metadata.end_session_endpoint, parameters)
        return url

    async def _exchange(self, provider: Provider, metadata: Metadata, code: str, verifier: str) -> Mapping[str, Any]:
        from authlib.oauth2.auth import ClientAuth  # noqa: PLC0415
        from authlib.oauth2.rfc6749.parameters import prepare_token_request  # noqa: PLC0415

        body = prepare_token_request("authorization_code", "", self.redirect_uri, code=code, code_verifier=verifier)
        id, secret = _client(provider.client_id, provider.secret, metadata.auth_method)
        headers = {"Content-Type": _FORM, "Accept": "application/json"}
        url, headers, body = ClientAuth(id, secret, metadata.auth_method).prepare("POST", metadata.token_endpoint, headers, body)
        answer = await self._fetch("POST", url, headers, body.encode(), trusted=provider.is_trusted)
        found = _object(answer)
        if answer.status == 200 and found is not None:
            return found
        error = found.get("error") if found else None
        if error in ("invalid_client", "unauthorized_client") or answer.status == 401:
            raise NotValid("the provider does not accept the client's ID and secret")
        if answer.status >= 500:
            raise Unreachable(f"the provider answered with status {answer.status}")
        raise NotValid(f"the provider did not accept the code ({_short(error) or f'status {answer.status}'})")

    async def _with_userinfo(self, provider: Provider, url: str, token: str, claims: Mapping[str, Any]) -> Mapping[str, Any]:
        """The ID token's own claims are the ones that count."""
        headers = {"Authorization": f"Bearer {token}"}
        if not token.isascii() or not token.isprintable() or len(token) > LONGEST_TOKEN:
            raise NotValid("the access token has invalid characters")
        more = await self._json(url, headers, trusted=provider.is_trusted)
        if more.get("sub") != claims["sub"]:
            raise NotValid("the provider told about another person (sub of its userinfo)")
        return {**more, **claims}

    # --- signatures ---

    async def _verified(self, provider: Provider, token: object, now: int) -> Mapping[str, Any]:
        """The claims of a token that the provider signed."""
        from joserfc import jws  # noqa: PLC0415
        from joserfc.errors import JoseError  # noqa: PLC0415

        if not isinstance(token, str) or len(token) > LONGEST_TOKEN:
            raise NotValid("the provider sent no token")
        try:
            signed = jws.extract_compact(token.encode())
            header = signed.headers()
        except (JoseError, ValueError, TypeError, RecursionError) as error:
            raise NotValid("it is no signed token") from error
        algorithm, kid = header.get("alg"), header.get("kid")
        if algorithm not in ALGORITHMS:
            raise NotValid(f"it is signed with {_short(algorithm)}, which is not accepted")
        if "crit" in header:
            raise NotValid("it has an extension that is not understood")
        if not await self._is_signed(provider, signed, algorithm, kid, now):
            raise NotValid("its signature is not of a key that the provider publishes")
        try:
            claims = json.loads(signed.payload)
        except (ValueError, RecursionError) as error:
            raise NotValid("it holds no claims") from error
        if not isinstance(claims, dict):
            raise NotValid("it holds no claims")
        return claims

    async def _is_signed(self, provider: Provider, signed: Any, algorithm: str, kid: object, now: int) -> bool:
        from joserfc import jws  # noqa: PLC0415
        from joserfc.errors import JoseError  # noqa: PLC0415

        for key in await self._keys(provider, kid, now):
            try:
                if jws.validate_compact(signed, key, [algorithm]):
                    return True
            except (JoseError, ValueError, TypeError):  # a key of another kind
                continue
        return False

    async def _keys(self, provider: Provider, kid: object, now: int) -> list[Any]:
        """Those that may have signed: the one that is named, which is asked for if it is new; else all."""
        kept = await self._known(provider.issuer, now, trusted=provider.is_trusted)
        async with kept.asking:
            if kept.keys is None or (_named(kept.keys, kid) == [] and not 0 <= now - kept.keys_at < KEYS_ANEW):
                kept.keys = await self._ask_keys(kept.metadata, trusted=provider.is_trusted)
                kept.keys_at = now
        return _named(kept.keys, kid)

    async def _ask_keys(self, metadata: Metadata, *, trusted: bool) -> list[Any]:
        from joserfc.errors import JoseError  # noqa: PLC0415
        from joserfc.jwk import JWKRegistry  # noqa: PLC0415

        found, keys = (await self._json(metadata.jwks_uri, {}, trusted=trusted)).get("keys"), []
        for one in found if isinstance(found, list) else []:
            if isinstance(one, dict) and one.get("kty") in ("RSA", "EC", "OKP") and one.get("use", "sig") == "sig":
                try:
                    keys.append(JWKRegistry.import_key(one))
                except (JoseError, ValueError, TypeError, KeyError):  # of a kind that is not known here
                    continue
        if not keys:
            raise Unreachable("the provider publishes no key that can sign")
        return keys

    async def _json(self, url: str, headers: Mapping[str, str], *, trusted: bool) -> dict[str, Any]:
        answer = await self._fetch("GET", url, {"Accept": "application/json", **headers}, trusted=trusted)
        if answer.status != 200:
            raise Unreachable(f"{url[:200]} answered with status {answer.status}")
        found = _object(answer)
        if found is None:
            raise Unreachable(f"{url[:200]} did not answer with a JSON object")
        return found


def _client(id: str, secret: Secret, method: str) -> tuple[str, str]:
    """For HTTP Basic both are form-encoded first (RFC 6749, 2.3.1)."""
    text = secret.reveal()
    return (quote(id, safe=""), quote(text, safe="")) if method == "client_secret_basic" else (id, text)


def _named(keys: list[Any], kid: object) -> list[Any]:
    return [key for key in keys if key.kid == kid] if kid is not None else keys


def _object(answer: Answer) -> dict[str, Any] | None:
    try:
        found = json.loads(answer.body)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _words(found: Mapping[str, Any], name: str, default: str) -> list[Any]:
    """A list of the metadata; what is said nowhere has its default."""
    value = found.get(name)
    return value if isinstance(value, list) else [default]


def _url(found: Mapping[str, Any], name: str) -> str | None:
    value = found.get(name)
    return value if isinstance(value, str) and value.startswith(("https://", "http://")) else None


def _short(value: object) -> str:
    """Of what a provider said, for a sentence."""
    text = value if isinstance(value, str) and value.isprintable() and is_storable(value) else ""
    return text[:LONGEST_SUBJECT]
