"""What a device is told: precisely when it names the code, and always the same when it only guesses at one."""

import httpx
import pytest

from handfast.kernel.time import MINUTE
from tests.support.inside import settings
from tests.support.pairing import NEVER_GIVEN, Code, device, new_code, verify
from tests.support.server import Server


def outcome(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def locked(server: Server) -> Code:
    code = new_code(server)
    for left in (4, 3, 2, 1, 0):
        refused = verify(server, **code.named | {"code": NEVER_GIVEN})
        assert (*outcome(refused), refused.json()["attempts_remaining"]) == (401, "INVALID_CODE", left)
    return code


def used(server: Server) -> Code:
    code = new_code(server)
    assert verify(server, token=code.token).status_code == 200
    return code


def cancelled(server: Server) -> Code:
    code = new_code(server)
    assert server.as_("manager").delete(f"/api/invites/{code.id}").status_code == 204
    return code


def expired(server: Server) -> Code:
    code = new_code(server)
    server.clock.move(15 * MINUTE)
    return code


def test_a_typed_code_that_is_wrong_expired_used_locked_cancelled_or_foreign_answers_the_same_bytes(server: Server) -> None:
    foreign = verify(server, code=new_code(server, tenant=1).text, restaurantId=server.tenants[0].id)
    answers = [verify(server, code=of(server).text) for of in (used, locked, cancelled, expired)]
    answers += [foreign, verify(server, code=NEVER_GIVEN), verify(server, code=NEVER_GIVEN, restaurantId=server.tenants[0].id)]

    assert {outcome(answer) for answer in answers} == {(401, "INVALID_CODE")}
    assert len({answer.content for answer in answers}) == 1
    assert len({tuple((name, value) for name, value in answer.headers.items() if name != "date") for answer in answers}) == 1


def test_the_same_codes_presented_by_the_qr_are_told_apart(server: Server) -> None:
    told = {of.__name__: outcome(verify(server, token=of(server).token)) for of in (used, locked, cancelled, expired)}
    assert told == {
        "used": (409, "CODE_ALREADY_USED"),
        "locked": (429, "TOO_MANY_ATTEMPTS"),
        "cancelled": (410, "CODE_EXPIRED"),
        "expired": (410, "CODE_EXPIRED"),
    }


def test_a_code_that_was_taken_back_says_so_and_one_that_ran_out_does_not(server: Server) -> None:
    for presented, cause in ((cancelled(server), "cancelled"), (expired(server), "expired")):
        for shown in ({"token": presented.token}, presented.named):
            assert verify(server, **shown).json()["cause"] == cause


def test_a_locked_code_stays_locked_even_for_the_right_code_and_promises_no_time_to_come_back(server: Server) -> None:
    refused = verify(server, **locked(server).named)
    assert outcome(refused) == (429, "TOO_MANY_ATTEMPTS")
    assert "retry-after" not in refused.headers


def test_used_comes_before_expired_and_expired_before_locked(server: Server) -> None:
    taken, shut = used(server), locked(server)
    server.clock.move(15 * MINUTE)
    assert outcome(verify(server, **taken.named)) == (409, "CODE_ALREADY_USED")
    assert outcome(verify(server, **shut.named)) == (410, "CODE_EXPIRED")


def test_the_rate_limit_comes_before_everything_else(server: Server) -> None:
    address, code = server.fresh_address(), new_code(server)
    for _ in range(10):
        assert outcome(verify(server, address, codeId=server.random.id(), code=NEVER_GIVEN)) == (404, "CODE_NOT_FOUND")
    for presented in (code.named, {"token": code.token}, {"codeId": server.random.id(), "code": code.text}):
        refused = verify(server, address, **presented)
        assert outcome(refused) == (429, "RATE_LIMITED")
        assert 1 <= int(refused.headers["retry-after"]) <= 60
    for _ in range(10):
        assert outcome(verify(server, address, code=NEVER_GIVEN)) == (401, "INVALID_CODE")
    assert outcome(verify(server, address, code=code.text)) == (429, "RATE_LIMITED")
    server.clock.move(MINUTE)
    assert verify(server, address, **code.named).status_code == 200


def test_a_code_of_another_restaurant_is_not_found_and_costs_a_try(server: Server) -> None:
    code = new_code(server, tenant=1)
    assert outcome(verify(server, **code.named | {"restaurantId": server.tenants[0].id})) == (404, "CODE_NOT_FOUND")
    refused = verify(server, **code.named | {"code": NEVER_GIVEN})
    assert refused.json()["attempts_remaining"] == 3
    assert verify(server, **code.named).status_code == 200


def test_a_right_code_costs_no_try(server: Server) -> None:
    """A device that is right but may not join yet (it lacks a key, or a seat) must not lock the code it holds."""
    settings(server, device_key="required")
    code = new_code(server)
    for _ in range(7):
        assert outcome(verify(server, **code.named)) == (400, "DEVICE_KEY_REQUIRED")
    settings(server)
    assert verify(server, **code.named).status_code == 200


def test_a_disabled_managers_codes_die_with_the_account(server: Server) -> None:
    code, person = new_code(server, tenant=0), server.person("manager")
    owner = server.as_("owner")
    assert owner.post(f"/api/people/{person.id}/disable").status_code == 200
    refused = verify(server, token=code.token)
    assert (outcome(refused), refused.json()["cause"]) == ((410, "CODE_EXPIRED"), "cancelled")
    assert outcome(verify(server, code=code.text)) == (401, "INVALID_CODE")
    assert owner.post(f"/api/people/{person.id}/enable").status_code == 200


@pytest.mark.parametrize("spelled", ["lower", "hyphen", "blanks", "look-alikes"])
def test_a_code_is_read_as_people_type_it(server: Server, spelled: str) -> None:
    text = new_code(server).text
    ways = {
        "lower": text.lower(),
        "hyphen": f"{text[:3]}-{text[3:]}",
        "blanks": f" {text[:2]} {text[2:4]}  {text[4:]} ",
        "look-alikes": text.replace("0", "O").replace("1", "l"),
    }
    assert verify(server, code=ways[spelled]).status_code == 200


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"code": "ABC12"}, "INVALID_FORMAT"),
        ({"code": "ABC1234"}, "INVALID_FORMAT"),
        ({"code": "ABCU12"}, "INVALID_FORMAT"),
        ({"code": "ß12345"}, "INVALID_FORMAT"),
        ({"code": "К7QX4M"}, "INVALID_FORMAT"),  # a Cyrillic letter
        ({"code": 123456}, "INVALID_FORMAT"),
        ({"code": ""}, "MISSING_FIELD"),
        ({"code": None}, "MISSING_FIELD"),
        ({"codeId": "not-an-id"}, "INVALID_FORMAT"),
        ({"token": "short"}, "INVALID_FORMAT"),
        ({"deviceFingerprint": "1234567"}, "INVALID_FORMAT"),
        ({"deviceFingerprint": "zzzzzzzz"}, "INVALID_FORMAT"),
        ({"deviceFingerprint": "a" * 129}, "INVALID_FORMAT"),
        ({"deviceFingerprint": ""}, "MISSING_FIELD"),
        ({"deviceName": "x" * 101}, "INVALID_FORMAT"),
        ({"deviceName": "\u202e\u0007"}, "INVALID_FORMAT"),
        ({"clientNonce": "too-short"}, "INVALID_FORMAT"),
    ],
)
def test_what_cannot_be_a_redemption_is_refused_before_anything_is_counted(server: Server, changed: dict[str, object], code: str) -> None:
    address = server.fresh_address()
    for _ in range(11):
        refused = server.anonymous(address).post("/api/pairing/verify", json=device(code=NEVER_GIVEN) | changed)
        assert outcome(refused) == (400, code)
    assert refused.json()["errors"][0]["field"] == next(iter(changed))
    assert refused.json()["detail"]
