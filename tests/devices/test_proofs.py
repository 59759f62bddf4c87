"""A key-bound credential is worth nothing without a fresh proof of its key (RFC 9449)."""

import base64
import json

import httpx
import pytest
from joserfc import jws
from joserfc.jwk import ECKey, OctKey

from handfast.kernel.secrets import base64url, digest
from tests.support.inside import settings
from tests.support.keys import Dpop
from tests.support.pairing import VERIFY, device, many_codes
from tests.support.server import Paired, Server

ME = "/api/devices/me"


@pytest.fixture
def tablet(server: Server) -> Paired:
    tablet = server.pair(key=server.new_key())
    assert tablet.client.get(ME).status_code == 200
    return tablet


def nonce_of(tablet: Paired) -> str:
    assert isinstance(tablet.client.auth, Dpop)
    assert tablet.client.auth.nonce is not None
    return tablet.client.auth.nonce


def ask(server: Server, token: str, *proofs: str, scheme: str = "DPoP") -> httpx.Response:
    headers = [("Authorization", f"{scheme} {token}"), *(("DPoP", proof) for proof in proofs)]
    return server.anonymous().get(ME, headers=headers)


def forged(server: Server, tablet: Paired, **changes: object) -> str:
    """A proof by the right key whose header or signature is not what it should be."""
    key = tablet.key
    assert key is not None
    good = key.proof("GET", server.url + ME, tablet.token, nonce_of(tablet))
    header, payload, _ = good.split(".")
    return f"{base64url(json.dumps(_decoded(header) | changes).encode())}.{payload}."


def _decoded(part: str) -> dict[str, object]:
    decoded: dict[str, object] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return decoded


def test_every_answer_carries_a_nonce_and_the_proof_with_it_is_accepted(server: Server, tablet: Paired) -> None:
    assert tablet.key is not None
    first = ask(server, tablet.token, tablet.key.proof("GET", server.url + ME, tablet.token))
    assert (first.status_code, first.json()["code"]) == (401, "USE_DPOP_NONCE")
    assert 'error="use_dpop_nonce"' in first.headers["www-authenticate"]
    proof = tablet.key.proof("GET", server.url + ME, tablet.token, first.headers["dpop-nonce"])
    good = ask(server, tablet.token, proof)
    assert good.status_code == 200
    assert good.headers["dpop-nonce"]


@pytest.mark.parametrize(
    "changes",
    [
        {"htm": "POST"},
        {"htm": None},
        {"htu": "http://127.0.0.1/api/devices"},
        {"htu": "https://evil.example/api/devices/me"},
        {"htu": None},
        {"htu": 7},
        {"htu": "http://[::1"},
        {"ath": base64url(digest("another token"))},
        {"ath": None},
        {"jti": None},
        {"jti": "short"},
        {"jti": ["a list of no use"]},
        pytest.param({"jti": "half a surrogate pair: \ud800"}, id="half a surrogate pair"),
        {"iat": None},
        {"iat": "yesterday"},
    ],
    ids=str,
)
def test_a_proof_of_another_request_is_refused(server: Server, tablet: Paired, changes: dict[str, object]) -> None:
    assert tablet.key is not None
    proof = tablet.key.proof("GET", server.url + ME, tablet.token, nonce_of(tablet), **changes)
    refused = ask(server, tablet.token, proof)
    assert (refused.status_code, refused.json()["code"]) == (401, "INVALID_DPOP_PROOF")


def test_a_bound_token_is_no_bearer_and_needs_exactly_one_proof(server: Server, tablet: Paired) -> None:
    assert tablet.key is not None
    good = tablet.key.proof("GET", server.url + ME, tablet.token, nonce_of(tablet))
    other = tablet.key.proof("GET", server.url + ME, tablet.token, nonce_of(tablet))
    refused = [
        ask(server, tablet.token),
        ask(server, tablet.token, scheme="Bearer"),
        ask(server, tablet.token, good, scheme="Bearer"),
        ask(server, tablet.token, good, other),
        ask(server, tablet.token, "not.a.proof"),
        ask(server, tablet.token, "x" * 5_000),
    ]
    assert {(answer.status_code, answer.json()["code"]) for answer in refused} == {(401, "INVALID_DPOP_PROOF")}
    assert ask(server, tablet.token, good).status_code == 200


def test_another_devices_key_proves_nothing(server: Server, tablet: Paired) -> None:
    thief = server.new_key()
    refused = ask(server, tablet.token, thief.proof("GET", server.url + ME, tablet.token, nonce_of(tablet)))
    assert (refused.status_code, refused.json()["code"]) == (401, "INVALID_DPOP_PROOF")


def test_a_proof_is_good_once(server: Server, tablet: Paired) -> None:
    assert tablet.key is not None
    proof = tablet.key.proof("GET", server.url + ME, tablet.token, nonce_of(tablet))
    assert ask(server, tablet.token, proof).status_code == 200
    again = ask(server, tablet.token, proof)
    assert (again.status_code, again.json()["code"]) == (401, "INVALID_DPOP_PROOF")


@pytest.mark.parametrize("seconds", [1, 59, 60, 61, 90, 119])
def test_a_proof_is_good_once_also_when_the_minute_has_turned(server: Server, tablet: Paired, seconds: int) -> None:
    assert tablet.key is not None
    server.clock.moment = (server.clock.moment // 60_000 + 1) * 60_000
    assert tablet.client.get(ME).status_code == 200
    proof = tablet.key.proof("GET", server.url + ME, tablet.token, nonce_of(tablet))
    assert ask(server, tablet.token, proof).status_code == 200
    server.clock.move(seconds * 1_000)
    again = ask(server, tablet.token, proof)
    assert (again.status_code, again.json()["code"]) == (401, "INVALID_DPOP_PROOF")


def test_an_old_nonce_is_asked_to_be_replaced(server: Server, tablet: Paired) -> None:
    assert tablet.key is not None
    old = nonce_of(tablet)
    server.clock.move(120_000)
    refused = ask(server, tablet.token, tablet.key.proof("GET", server.url + ME, tablet.token, old))
    assert (refused.status_code, refused.json()["code"]) == (401, "USE_DPOP_NONCE")
    assert refused.headers["dpop-nonce"] != old


def test_unsigned_proofs_and_other_algorithms_are_refused(server: Server, tablet: Paired) -> None:
    private = ECKey.generate_key("P-256")
    secret = OctKey.generate_key(256)
    claims = json.dumps({"htm": "GET", "htu": server.url + ME, "iat": server.clock.now() // 1000, "jti": "j" * 22})
    header = {"typ": "dpop+jwt", "alg": "ES256", "jwk": private.as_dict(private=False)}
    hs256 = jws.serialize_compact({**header, "alg": "HS256"}, claims, secret, ["HS256"])
    leaking = jws.serialize_compact({**header, "jwk": private.as_dict(private=True)}, claims, private, ["ES256"])
    p521 = ECKey.generate_key("P-521")
    wrong_curve = jws.serialize_compact({**header, "alg": "ES512", "jwk": p521.as_dict(private=False)}, claims, p521, ["ES512"])
    no_type = jws.serialize_compact({**header, "typ": "JWT"}, claims, private, ["ES256"])
    no_key = jws.serialize_compact({"typ": "dpop+jwt", "alg": "ES256"}, claims, private, ["ES256"])
    proofs = [hs256, leaking, wrong_curve, no_type, no_key, forged(server, tablet, alg="none"), forged(server, tablet)]
    keys: tuple[object, ...] = ("text", {}, {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}, None, [])
    proofs += [forged(server, tablet, jwk=jwk) for jwk in keys]
    for proof in proofs:
        refused = ask(server, tablet.token, proof)
        assert (refused.status_code, refused.json()["code"]) == (401, "INVALID_DPOP_PROOF"), proof


def test_a_pairing_is_bound_to_the_key_that_signed_it(server: Server) -> None:
    settings(server, device_key="required")
    (code,) = many_codes(server, 1)
    keyless = server.anonymous().post(VERIFY, json=device(token=code.token))
    assert (keyless.status_code, keyless.json()["code"]) == (400, "DEVICE_KEY_REQUIRED")
    stale = server.new_key().proof("POST", server.url + VERIFY, iat=server.clock.now() // 1000 - 61)
    old = server.anonymous().post(VERIFY, json=device(token=code.token), headers={"DPoP": stale})
    assert (old.status_code, old.json()["code"]) == (401, "USE_DPOP_NONCE")
    endless = server.new_key().proof("POST", server.url + VERIFY, iat=float("nan"))
    undated = server.anonymous().post(VERIFY, json=device(token=code.token), headers={"DPoP": endless})
    assert (undated.status_code, undated.json()["code"]) == (401, "USE_DPOP_NONCE")
    key = server.new_key()
    proof = key.proof("POST", server.url + VERIFY, nonce=old.headers["dpop-nonce"], iat=0)
    bound = server.anonymous().post(VERIFY, json=device(token=code.token), headers={"DPoP": proof})
    assert (bound.status_code, bound.json()["token_type"]) == (200, "DPoP")
    settings(server)


def test_a_lost_answer_of_a_key_bound_device_is_given_to_its_key_only(server: Server) -> None:
    (code,), key, nonce = many_codes(server, 1), server.new_key(), "n" * 22

    def again(who: object) -> httpx.Response:
        headers = {"DPoP": who.proof("POST", server.url + VERIFY)} if who else {}  # type: ignore[attr-defined]
        return server.anonymous().post(VERIFY, json=device(token=code.token, clientNonce=nonce), headers=headers)

    first = again(key)
    assert first.status_code == 200
    assert again(key).json() == first.json()
    assert again(server.new_key()).status_code == 409
    assert again(None).status_code == 409


def test_the_pairing_answer_carries_the_nonce_of_the_first_request(server: Server) -> None:
    key, (code,) = server.new_key(), many_codes(server, 1)
    headers = {"DPoP": key.proof("POST", server.url + VERIFY)}
    paired = server.anonymous().post(VERIFY, json=device(token=code.token), headers=headers)
    assert paired.status_code == 200
    token = paired.json()["auth_token"]
    first = key.proof("GET", server.url + ME, token, paired.headers["dpop-nonce"])
    assert ask(server, token, first).status_code == 200
