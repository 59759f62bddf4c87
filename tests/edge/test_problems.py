import json

import pytest

from handfast.edge.problems import PROBLEMS, answer
from handfast.kernel.outcomes import Reason, Refused


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_an_answer_a_person_can_read(reason: Reason) -> None:
    body = json.loads(bytes(answer(Refused(reason)).body))

    assert body["code"] == reason.value
    assert body["status"] == PROBLEMS[reason].status
    assert body["title"]
    assert body["detail"].endswith(".")


@pytest.mark.parametrize(
    "reason",
    [reason for reason, problem in PROBLEMS.items() if problem.status in (429, 503) and reason is not Reason.TOO_MANY_ATTEMPTS],
)
def test_who_must_wait_is_told_how_long(reason: Reason) -> None:
    assert int(answer(Refused(reason)).headers["retry-after"]) >= 1


def test_who_waits_in_vain_is_told_no_time_to_come_back() -> None:
    assert "retry-after" not in answer(Refused(Reason.TOO_MANY_ATTEMPTS)).headers


@pytest.mark.parametrize(("milliseconds", "seconds"), [(1, "1"), (1_000, "1"), (1_001, "2"), (59_999, "60")])
def test_a_wait_is_rounded_up(milliseconds: int, seconds: str) -> None:
    assert answer(Refused(Reason.RATE_LIMITED, milliseconds)).headers["retry-after"] == seconds


@pytest.mark.parametrize(
    "reason",
    [reason for reason, problem in PROBLEMS.items() if problem.status == 401 and "TOKEN" in reason.value],
)
def test_a_refused_token_is_challenged(reason: Reason) -> None:
    assert answer(Refused(reason)).headers["www-authenticate"].startswith("Bearer")
