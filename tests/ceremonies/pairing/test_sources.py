"""Whom the limits count: the socket's peer, unless a proxy the operator trusts speaks for somebody else."""

from collections.abc import Iterator

import httpx
import pytest
from structlog.testing import capture_logs

from handfast.kernel.time import MINUTE
from handfast.limits import store as limits
from handfast.limits.rules import GENERATE_SOURCE, Bucket
from tests.support.inside import row
from tests.support.pairing import NEVER_GIVEN, VERIFY, device
from tests.support.rows import fetch_rows
from tests.support.server import Server

WRONG = device(code=NEVER_GIVEN)
CLAIMS = ("X-Forwarded-For", "X-Real-IP", "Forwarded", "CF-Connecting-IP", "True-Client-IP")


@pytest.fixture(scope="module")
def unproxied(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """As by default: no proxy is trusted."""
    server = Server(database_url, tmp_path_factory.mktemp("data"), trusted_proxies=())
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def proxied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Behind the trusted proxy 127.0.0.1."""
    folder = tmp_path_factory.mktemp("proxied")
    server = Server(f"sqlite:///{folder / 'handfast.db'}", folder)
    server.start()
    yield server
    server.stop()


def claim(number: int) -> dict[str, str]:
    address = f"192.0.2.{number}"
    return dict.fromkeys(CLAIMS, address) | {"Forwarded": f"for={address}"}


def test_the_eleventh_wrong_try_of_a_minute_waits_whatever_address_the_headers_claim(unproxied: Server) -> None:
    unproxied.clock.move(MINUTE)
    with httpx.Client(base_url=unproxied.url) as client:
        answers = [client.post(VERIFY, json=WRONG, headers=claim(number)) for number in range(13)]

    assert [answer.status_code for answer in answers] == [401] * 10 + [429] * 3
    assert answers[10].json()["code"] == "RATE_LIMITED"
    assert 1 <= int(answers[10].headers["retry-after"]) <= 60
    seen = unproxied.call(
        fetch_rows(unproxied.application.database, "SELECT DISTINCT address FROM audit WHERE action = 'DEVICE_PAIR_FAILED'")
    )
    assert [found["address"] for found in seen] == ["127.0.0.1"]


def test_a_minute_later_the_source_may_try_again(unproxied: Server) -> None:
    unproxied.clock.move(MINUTE)
    with httpx.Client(base_url=unproxied.url) as client:
        assert [client.post(VERIFY, json=WRONG).status_code for _ in range(11)] == [401] * 10 + [429]
        unproxied.clock.move(MINUTE - 1)
        assert client.post(VERIFY, json=WRONG).status_code == 429
        unproxied.clock.move(1)
        assert client.post(VERIFY, json=WRONG).status_code == 401


def test_a_trusted_proxy_gives_each_client_a_limit_of_its_own(proxied: Server) -> None:
    for _ in range(2):
        client = proxied.anonymous()
        assert [client.post(VERIFY, json=WRONG).status_code for _ in range(11)] == [401] * 10 + [429]


def test_what_a_client_writes_before_the_proxys_entry_does_not_count(proxied: Server) -> None:
    client = proxied.anonymous("198.51.100.7")
    answers = [client.post(VERIFY, json=WRONG, headers={"X-Forwarded-For": f"10.0.0.{n}, 198.51.100.7"}) for n in range(11)]
    assert [answer.status_code for answer in answers] == [401] * 10 + [429]


def test_a_proxy_that_adds_a_line_of_its_own_is_believed_and_not_the_line_the_client_sent(proxied: Server) -> None:
    """HAProxy's `option forwardfor` does so: several lines of one name are one list (RFC 9110, 5.3)."""
    client = httpx.Client(base_url=proxied.url)
    lines = [[("X-Forwarded-For", f"10.1.0.{n}"), ("X-Forwarded-For", "198.51.100.8")] for n in range(11)]
    answers = [client.post(VERIFY, json=WRONG, headers=headers) for headers in lines]
    assert [answer.status_code for answer in answers] == [401] * 10 + [429]
    assert row(proxied, "SELECT count(*) AS rows FROM audit WHERE address = '198.51.100.8' AND action = 'DEVICE_PAIR_FAILED'")["rows"] == 10
    client.close()


def test_a_header_that_is_no_address_leaves_the_proxys_own(proxied: Server) -> None:
    answers = [proxied.anonymous(f"nonsense-{n}").post(VERIFY, json=WRONG) for n in range(11)]
    assert [answer.status_code for answer in answers] == [401] * 10 + [429]


def test_that_a_proxys_header_cannot_be_read_is_logged_once_for_each_proxy(proxied: Server) -> None:
    proxied.application.dispatcher.services.not_understood.clear()  # type: ignore[union-attr]
    with capture_logs() as lines:
        for _ in range(3):
            proxied.anonymous("no address").post(VERIFY, json=WRONG)
    said = "X-Forwarded-For not understood: all clients of this proxy count as one"
    assert [(line["event"], line["proxy"], line["entry"]) for line in lines if "proxy" in line] == [(said, "127.0.0.1", "no address")]


def test_the_thirty_first_request_for_codes_of_a_minute_from_one_place_waits_whoever_asks(unproxied: Server) -> None:
    """A person may ask five times, so it takes the managers of several companies, or many of one, to get there."""
    unproxied.clock.move(MINUTE)
    now = unproxied.clock.now()
    for _ in range(29):
        unproxied.call(unproxied.application.database.execute_batch([limits.spend(Bucket(GENERATE_SOURCE, "127.0.0.1"), now)]))
    first, second = (unproxied.as_("manager", tenant).post("/api/invites", json={}) for tenant in (0, 1))
    assert (first.status_code, second.status_code, second.json()["code"]) == (201, 429, "RATE_LIMITED")


def test_an_ipv6_household_is_one_source(proxied: Server) -> None:
    answers = [proxied.anonymous(f"2001:db8:1:1::{number:x}").post(VERIFY, json=WRONG) for number in range(1, 12)]
    assert [answer.status_code for answer in answers] == [401] * 10 + [429]


def test_an_ipv6_site_has_fifty_tries_over_all_its_networks(proxied: Server) -> None:
    answers = [proxied.anonymous(f"2001:db8:2:{number:x}::1").post(VERIFY, json=WRONG) for number in range(51)]
    assert [answer.status_code for answer in answers] == [401] * 50 + [429]
    assert proxied.anonymous("2001:db8:3::1").post(VERIFY, json=WRONG).status_code == 401
