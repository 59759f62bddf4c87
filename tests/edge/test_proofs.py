"""What a DPoP proof has to be before its claims are looked at (RFC 9449, section 4.3): any fault is enough."""

import json
from typing import Any

import pytest
from joserfc import jws
from joserfc.jwk import ECKey

from handfast.edge.proofs import LONGEST, Proofs, Proven
from handfast.kernel.outcomes import Reason
from handfast.kernel.secrets import Keys
from handfast.kernel.time import SECOND
from tests.support.clock import MovableClock

KEY = ECKey.generate_key("P-256", auto_kid=False)
PUBLIC: dict[str, Any] = dict(KEY.as_dict(private=False))


@pytest.fixture
def proofs() -> Proofs:
    return Proofs(Keys(b"k" * 32), MovableClock(), "https://pair.example.com")


def proof(
    proofs: Proofs,
    header: dict[str, Any] | None = None,
    key: ECKey = KEY,
    algorithm: str = "ES256",
    filler: int = 0,
    jti: str = "0123456789abcdef",
) -> str:
    claims = {
        "htm": "POST",
        "htu": "https://pair.example.com/api/pairing/verify",
        "iat": proofs.clock.now() // SECOND,
        "jti": jti,
        "nonce": proofs.nonce(),
        "filler": "x" * filler,
    }
    protected = {"typ": "dpop+jwt", "alg": algorithm, "jwk": PUBLIC} | (header or {})
    return str(jws.serialize_compact(protected, json.dumps(claims), key, [algorithm]))


def check(proofs: Proofs, text: str) -> Proven | Reason:
    return proofs.check(text, "POST", "/api/pairing/verify")


def test_a_good_proof_names_the_key_that_signed_it(proofs: Proofs) -> None:
    proven = check(proofs, proof(proofs))
    assert isinstance(proven, Proven)
    assert proven.thumbprint == KEY.thumbprint()


OTHER_CURVE = ECKey.generate_key("P-384", auto_kid=False)
FAULTS: dict[str, dict[str, Any]] = {
    "another type": {"header": {"typ": "JWT"}},
    "another algorithm": {"key": OTHER_CURVE, "algorithm": "ES384", "header": {"jwk": OTHER_CURVE.as_dict(private=False)}},
    "another curve": {"header": {"jwk": OTHER_CURVE.as_dict(private=False)}},
    "another key": {"header": {"jwk": ECKey.generate_key("P-256").as_dict(private=False)}},
    "a private key": {"header": {"jwk": KEY.as_dict(private=True)}},
    "no curve": {"header": {"jwk": {name: value for name, value in PUBLIC.items() if name != "crv"}}},
}


@pytest.mark.parametrize("fault", FAULTS)
def test_one_fault_is_enough(proofs: Proofs, fault: str) -> None:
    assert check(proofs, proof(proofs, **FAULTS[fault])) is Reason.INVALID_DPOP_PROOF


def test_a_proof_has_a_longest_size(proofs: Proofs) -> None:
    sizes = {filler: len(proof(proofs, filler=filler)) for filler in range(LONGEST // 2, LONGEST)}
    longest = max((filler for filler, size in sizes.items() if size == LONGEST), default=None)
    assert longest is not None
    assert isinstance(check(proofs, proof(proofs, filler=longest)), Proven)
    too_long = min(filler for filler, size in sizes.items() if size > LONGEST)
    assert check(proofs, proof(proofs, filler=too_long)) is Reason.INVALID_DPOP_PROOF


@pytest.mark.parametrize(("length", "is_good"), [(7, False), (8, True), (128, True), (129, False)])
def test_its_own_name_has_eight_to_a_hundred_and_twenty_eight_characters(proofs: Proofs, length: int, is_good: bool) -> None:
    assert isinstance(check(proofs, proof(proofs, jti="j" * length)), Proven) is is_good
