"""An access token says what was granted, verifiers of other makers take it, and nothing else is taken for one."""

import base64
import json
from typing import Any

import jwt as pyjwt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jws, jwt
from joserfc.jwk import ECKey, KeySet

from handfast.kernel.ids import ClientId, DeviceId, TenantId
from handfast.kernel.secrets import Key, Keys
from handfast.kernel.time import MINUTE, SECOND
from handfast.oauth.tokens.access_token import KIND, issue, read
from handfast.oauth.tokens.rules import Granted
from handfast.oauth.tokens.signing import public_keys, sign, signing_key, verified

ISSUER, NOW = "https://handfast.test", 1_800_000_000_000
KEYS = Keys(b"a key of the tests, thirty-two bytes and more")
MENU = "https://menu.example"


def granted(**changes: Any) -> Granted:
    usual = {"scopes": ("menu.read",), "audiences": (MENU,), "thumbprint": None, "refresh_token": None, "refresh_expires_at": 0}
    return Granted(DeviceId("device"), TenantId("tenant"), ClientId("client"), **(usual | changes))


def token(keys: Keys = KEYS, **changes: Any) -> str:
    return issue(keys, ISSUER, granted(**changes), "token-1", NOW).text.reveal()


def claims_of(text: str) -> dict[str, Any]:
    part = text.split(".")[1]
    claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return claims


def test_it_is_read_as_it_was_issued() -> None:
    claims = read(KEYS, ISSUER, token(thumbprint="key"), NOW)
    assert claims is not None
    assert (claims.device_id, claims.tenant_id, claims.client_id, claims.id) == ("device", "tenant", "client", "token-1")
    assert (claims.scope, claims.audiences, claims.thumbprint) == ("menu.read", (MENU,), "key")
    assert (claims.issued_at, claims.expires_at) == (NOW, NOW + 15 * MINUTE)


def test_it_expires_and_never_outlives_what_it_was_exchanged_for() -> None:
    assert read(KEYS, ISSUER, token(), NOW + 15 * MINUTE - 1) is not None
    assert read(KEYS, ISSUER, token(), NOW + 15 * MINUTE) is None
    short = issue(KEYS, ISSUER, granted(), "token-1", NOW, NOW + MINUTE)
    assert short.expires_in == MINUTE
    assert read(KEYS, ISSUER, short.text.reveal(), NOW + MINUTE) is None


def test_joserfc_and_pyjwt_take_it_with_nothing_but_the_published_keys() -> None:
    published: Any = {"keys": public_keys(KEYS)}
    theirs = jwt.decode(token(), KeySet.import_key_set(published), algorithms=["ES256"]).claims
    [key] = pyjwt.PyJWKSet.from_dict(published).keys
    ours = pyjwt.decode(token(), key, ["ES256"], audience=MENU, issuer=ISSUER, options={"verify_exp": False, "verify_iat": False})
    assert theirs == ours == claims_of(token())
    with pytest.raises(pyjwt.InvalidAudienceError):
        pyjwt.decode(token(), key, ["ES256"], audience="https://other.example", options={"verify_exp": False, "verify_iat": False})


def test_keys_are_derived_so_that_nodes_agree_and_are_rotated_with_those_of_the_server() -> None:
    first, second, third = (Key(bytes([number]) * 40) for number in (1, 2, 3))
    here, there = Keys(b"\x01" * 40), Keys(b"\x01" * 40)
    assert public_keys(here) == public_keys(there)
    before = token(here)
    here.become(first, second, (), ())
    assert [key["kid"] for key in public_keys(here)] == [signing_key(first).id, signing_key(second).id], "published before it signs"
    here.become(second, None, (first,), ())
    assert jws.extract_compact(token(here).encode()).headers()["kid"] == signing_key(second).id
    assert read(here, ISSUER, before, NOW) is not None
    here.become(second, third, (), ())
    assert read(here, ISSUER, before, NOW) is None, "its key was retired"
    assert len({signing_key(key).id for key in (first, second, third)}) == 3


def test_the_private_key_is_not_published() -> None:
    [key] = public_keys(KEYS)
    assert {*key} == {"kty", "crv", "x", "y", "kid", "alg", "use"}
    assert key["kid"] == ECKey.import_key(key).thumbprint()


ANYTHING: st.SearchStrategy[Any] = st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.lists(st.integers(), max_size=2)


@given(st.sampled_from(sorted(claims_of(token(thumbprint="key")))), ANYTHING)
def test_claims_of_another_shape_are_refused_and_never_an_error(name: str, value: Any) -> None:
    claims = claims_of(token(thumbprint="key"))
    if value == claims[name] or (isinstance(value, str) and name not in ("iss", "aud", "cnf")):
        return
    if (name == "exp" and type(value) is int) or (name == "iat" and type(value) is int) or (name == "aud" and value == []):
        return
    assert read(KEYS, ISSUER, sign(KEYS, KIND, claims | {name: value}), NOW) is None


@given(st.text(max_size=200) | st.binary(max_size=100).map(lambda raw: raw.decode("latin-1")))
def test_other_texts_are_no_tokens(text: str) -> None:
    for one in (text, f"{text}.{text}.{text}", f"{token()}{text}x", f"{text}{token()}" if text else "x"):
        assert read(KEYS, ISSUER, one, NOW) is None


@given(st.integers(0, len(token()) - 1), st.sampled_from("ABab01_-."))
def test_a_token_with_one_character_changed_is_no_token(place: int, character: str) -> None:
    whole = token()
    changed = whole[:place] + character + whole[place + 1 :]
    claims = read(KEYS, ISSUER, changed, NOW)
    # The last characters of a part may hold bits that stand for nothing.
    assert claims is None or claims == read(KEYS, ISSUER, whole, NOW)


def forged(header: dict[str, Any], key: ECKey) -> str:
    algorithm = header["alg"]
    return jws.serialize_compact(header, json.dumps(claims_of(token())), key, [algorithm])


def test_what_others_signed_or_as_something_else_is_no_token() -> None:
    foreign, ours = ECKey.generate_key("P-256"), signing_key(KEYS.active)
    assert read(KEYS, ISSUER, forged({"typ": KIND, "alg": "ES256", "kid": ours.id}, foreign), NOW) is None
    own_key = {"typ": KIND, "alg": "ES256", "kid": foreign.thumbprint(), "jwk": foreign.as_dict(private=False)}
    assert read(KEYS, ISSUER, forged(own_key, foreign), NOW) is None
    assert read(KEYS, ISSUER, forged({"typ": "JWT", "alg": "ES256", "kid": ours.id}, ours.private), NOW) is None
    assert read(KEYS, ISSUER, sign(KEYS, "revocations+jwt", claims_of(token())), NOW) is None
    assert verified(KEYS, KIND, sign(KEYS, "revocations+jwt", {})) is None
    assert read(KEYS, "https://other.example", token(), NOW) is None
    head, payload, _ = token().split(".")
    unsigned = base64.urlsafe_b64encode(b'{"typ":"at+jwt","alg":"none"}').rstrip(b"=").decode()
    for text in (f"{unsigned}.{payload}.", f"{head}.{payload}.", f"{head}.{payload}.{'A' * 86}"):
        assert read(KEYS, ISSUER, text, NOW) is None


def test_times_are_whole_seconds() -> None:
    claims = claims_of(issue(KEYS, ISSUER, granted(), "token-1", NOW + 999).text.reveal())
    assert (claims["iat"], claims["exp"]) == (NOW // SECOND, NOW // SECOND + 900)
