"""When a manager has to confirm a pairing."""

from itertools import product

import pytest

from handfast.ceremonies.pairing.rules import needs_approval

HERE, NEXT_DESK, ELSEWHERE = "192.0.2.7", "192.0.2.250", "198.51.100.7"


@pytest.mark.parametrize(
    ("policy", "typed", "redeemed_from", "asked"),
    [
        ("never", True, ELSEWHERE, False),
        ("never", False, ELSEWHERE, False),
        ("always", True, HERE, True),
        ("always", False, HERE, True),
        ("typed", True, HERE, True),
        ("typed", False, ELSEWHERE, False),
        ("other_network", True, NEXT_DESK, False),
        ("other_network", False, NEXT_DESK, False),
        ("other_network", True, ELSEWHERE, True),
        ("other_network", False, ELSEWHERE, True),
    ],
)
def test_the_company_decides_when_a_manager_is_asked(policy: str, typed: bool, redeemed_from: str, asked: bool) -> None:
    assert needs_approval(policy, typed=typed, is_escalated=False, issued_from=HERE, redeemed_from=redeemed_from) is asked


@pytest.mark.parametrize(("policy", "from_where"), list(product(["never", "typed", "other_network", "always"], [HERE, ELSEWHERE])))
def test_among_many_wrong_codes_every_typed_one_is_confirmed(policy: str, from_where: str) -> None:
    assert needs_approval(policy, typed=True, is_escalated=True, issued_from=HERE, redeemed_from=from_where)


@pytest.mark.parametrize("policy", ["never", "typed", "other_network"])
def test_a_scanned_code_cannot_be_a_lucky_guess(policy: str) -> None:
    assert not needs_approval(policy, typed=False, is_escalated=True, issued_from=HERE, redeemed_from=NEXT_DESK)
