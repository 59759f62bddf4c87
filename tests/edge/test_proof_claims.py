"""What a DPoP proof says: of which address, at which time, and that it is good once (RFC 9449, section 4.3)."""

import json
from typing import Any

import pytest
from joserfc import jws
from joserfc.jwk import ECKey

from handfast.edge.proofs import Proofs, Proven
from handfast.kernel.outcomes import Reason
from handfast.kernel.secrets import Keys
from handfast.kernel.time import MINUTE, SECOND
from tests.support.clock import START, MovableClock

KEY = ECKey.import_key(
    {
        "kty": "EC",
        "crv": "P-256",
        "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
        "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
        "d": "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI",
    }
)
PATH = "/api/pairing/verify"
HERE = f"https://pair.example.com{PATH}"


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock()


@pytest.fixture
def proofs(clock: MovableClock) -> Proofs:
    return Proofs(Keys(b"k" * 32), clock, "https://pair.example.com")


def proof(jti: str = "0123456789abcdef", **claims: object) -> str:
    header: dict[str, Any] = {"typ": "dpop+jwt", "alg": "ES256", "jwk": KEY.as_dict(private=False)}
    said = {"htm": "POST", "htu": HERE, "iat": START // SECOND, "jti": jti} | claims
    return str(jws.serialize_compact(header, json.dumps(said), KEY, ["ES256"]))


def check(proofs: Proofs, text: str) -> Proven | Reason:
    return proofs.check(text, "POST", PATH)


@pytest.mark.parametrize(
    "htu",
    [
        HERE,
        f"{HERE}/",
        "https://pair.example.com//api//pairing/verify",
        # Behind a proxy on the same machine, or while somebody develops.
        f"http://localhost:5173{PATH}",
        f"https://127.0.0.1{PATH}",
        f"http://[::1]:8000{PATH}",
    ],
)
def test_a_proof_names_this_server(proofs: Proofs, htu: str) -> None:
    assert isinstance(check(proofs, proof(htu=htu)), Proven)


@pytest.mark.parametrize(
    "htu",
    [
        f"https://other.example.com{PATH}",
        f"http://pair.example.com{PATH}",
        f"https://pair.example.com:8443{PATH}",
        f"https://someone@pair.example.com{PATH}",
        f"https://localhost.example.com{PATH}",
        "https://pair.example.com/api/pairing",
        "http://localhost/api/pairing",
        f"{HERE}?again=1",
        f"{HERE}#again",
        f"http://localhost{PATH}?again=1",
        f"http://localhost{PATH}#again",
        "https://[::1",
        PATH,
        "",
        7,
        None,
        [HERE],
    ],
)
def test_a_proof_that_names_another_place_is_none(proofs: Proofs, htu: object) -> None:
    assert check(proofs, proof(htu=htu)) is Reason.INVALID_DPOP_PROOF


@pytest.mark.parametrize(
    ("seconds", "is_good"),
    [(-60.001, False), (-60, True), (0, True), (60, True), (60.001, False), (float("nan"), False), (float("inf"), False)],
)
def test_without_a_nonce_the_devices_clock_has_to_be_right_to_a_minute(proofs: Proofs, seconds: float, is_good: bool) -> None:
    answer = check(proofs, proof(iat=START // SECOND + seconds))
    assert isinstance(answer, Proven) if is_good else answer is Reason.USE_DPOP_NONCE


def test_nodes_of_two_versions_take_each_others_nonces_and_know_each_others_proofs(proofs: Proofs) -> None:
    """During an update both run, and what a device can do only once is remembered by the proof's mark."""
    assert proofs.nonce() == "i8GhFlID_7evoI8nPzjARw"
    assert check(proofs, proof(nonce=proofs.nonce())) == Proven("oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U", "rhJmeN2jYntpehBQg6rWDw")


def test_a_proof_that_was_used_stays_used_when_the_clock_is_set_back(proofs: Proofs, clock: MovableClock) -> None:
    used = proof(nonce=proofs.nonce())
    assert isinstance(check(proofs, used), Proven)
    clock.move(3 * MINUTE + 30 * SECOND)
    assert isinstance(check(proofs, proof(jti="another-proof", nonce=proofs.nonce())), Proven)
    clock.move(-3 * MINUTE)
    assert check(proofs, used) is Reason.INVALID_DPOP_PROOF
