"""A credential is renewed without a gap, and a copy of it gives itself away."""

import httpx

from handfast.devices.retention import EVIDENCE
from handfast.kernel.time import SECOND
from tests.support.inside import row, run_job
from tests.support.rows import commit_row
from tests.support.server import Paired, Server

ME = "/api/devices/me"
NONCE = "renewal-0123456789abcdef"


def bearer(server: Server, token: str) -> httpx.Client:
    return server.anonymous() if not token else httpx.Client(base_url=server.url, headers={"Authorization": f"Bearer {token}"})


def status(server: Server, token: str) -> int:
    with bearer(server, token) as client:
        return client.get(ME).status_code


def renewed(tablet: Paired, **body: str) -> str:
    answer = tablet.client.post(f"{ME}/token", json=body)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["auth_token"])


def test_the_old_token_works_until_the_new_one_is_first_used(server: Server) -> None:
    tablet = server.pair()
    new = renewed(tablet)
    assert new != tablet.token
    assert status(server, tablet.token) == 200
    assert status(server, new) == 200
    assert status(server, tablet.token) == 401


def test_the_old_token_works_for_a_minute_at_most(server: Server) -> None:
    tablet = server.pair()
    renewed(tablet)
    server.clock.move(60 * SECOND - 1)
    assert status(server, tablet.token) == 200
    server.clock.move(1)
    assert status(server, tablet.token) == 401


def test_a_lost_answer_is_fetched_again_with_the_same_nonce_and_by_no_other(server: Server) -> None:
    tablet = server.pair()
    new = renewed(tablet, clientNonce=NONCE)
    assert renewed(tablet, clientNonce=NONCE) == new
    assert tablet.client.post(f"{ME}/token", json={"clientNonce": NONCE + "x"}).status_code == 401
    assert tablet.client.post(f"{ME}/token", json={}).status_code == 401
    assert status(server, new) == 200


def test_a_lost_answer_is_fetched_again_without_a_nonce_within_the_minute_of_grace(server: Server) -> None:
    tablet = server.pair()
    new = renewed(tablet)
    server.clock.move(60 * SECOND - 1)
    assert renewed(tablet) == new
    assert tablet.client.post(f"{ME}/token", json={"clientNonce": NONCE}).status_code == 401
    assert status(server, new) == 200


def test_a_renewal_without_a_nonce_is_not_fetched_after_its_grace(server: Server) -> None:
    tablet = server.pair()
    new = renewed(tablet)
    server.clock.move(60 * SECOND)
    assert tablet.client.post(f"{ME}/token", json={}).status_code == 401
    assert status(server, new) == 200


def test_a_renewal_without_a_nonce_is_not_fetched_once_its_answer_was_used(server: Server) -> None:
    tablet = server.pair()
    new = renewed(tablet)
    assert status(server, new) == 200
    assert tablet.client.post(f"{ME}/token", json={}).status_code == 401
    assert status(server, new) == 401, "somebody copied one of the two, so both end"


def test_each_renewal_without_a_nonce_gives_another_token(server: Server) -> None:
    tablet = server.pair()
    second = renewed(tablet)
    with bearer(server, second) as client:
        third = client.post(f"{ME}/token", json={}).json()["auth_token"]
    assert len({tablet.token, second, third}) == 3


def test_a_replaced_token_that_comes_back_ends_the_whole_family_and_alerts(server: Server) -> None:
    tablet = server.pair()
    new = renewed(tablet)
    assert status(server, new) == 200
    assert status(server, tablet.token) == 401
    assert status(server, new) == 401
    told = "SELECT count(*) AS rows FROM audit WHERE subject_id = $1 AND action = $2"
    assert row(server, told, tablet.id, "DEVICE_TOKEN_REUSED")["rows"] == 1
    assert row(server, told, tablet.id, "ALERT")["rows"] == 1
    assert status(server, tablet.token) == 401
    assert row(server, told, tablet.id, "ALERT")["rows"] == 1


def test_a_token_two_renewals_old_is_dead_and_hurts_nobody(server: Server) -> None:
    tablet = server.pair()
    second = renewed(tablet)
    with bearer(server, second) as client:
        third = client.post(f"{ME}/token", json={}).json()["auth_token"]
    assert status(server, third) == 200
    assert status(server, tablet.token) == 401
    assert status(server, third) == 200


def test_a_key_bound_device_renews_and_stays_bound(server: Server) -> None:
    tablet = server.pair(key=server.new_key())
    answer = tablet.client.post(f"{ME}/token", json={})
    assert (answer.status_code, answer.json()["token_type"]) == (200, "DPoP")
    assert status(server, answer.json()["auth_token"]) == 401
    tablet.client.auth.token = answer.json()["auth_token"]  # type: ignore[union-attr]
    assert tablet.client.get(ME).status_code == 200


def test_a_token_in_its_minute_of_grace_is_valid_to_whoever_asks(server: Server) -> None:
    tablet = server.pair()
    new = renewed(tablet)
    manager = server.as_("manager")
    ask = [manager.post("/api/devices/validate-token", json={"token": token}).json()["active"] for token in (tablet.token, new)]
    assert ask == [True, True]
    server.clock.move(61 * SECOND)
    ask = [manager.post("/api/devices/validate-token", json={"token": token}).json()["active"] for token in (tablet.token, new)]
    assert ask == [False, True]


def test_a_device_cut_off_for_longer_than_its_grace_still_fetches_its_new_token(server: Server) -> None:
    tablet = server.pair()
    new = renewed(tablet, clientNonce=NONCE)
    server.clock.move(3600 * SECOND)
    assert status(server, tablet.token) == 401
    assert renewed(tablet, clientNonce=NONCE) == new
    assert status(server, new) == 200


def test_a_renewal_whose_answer_was_lost_is_fetched_however_late_and_whatever_was_forgotten_meanwhile(server: Server) -> None:
    tablet = server.pair()
    # Longer than evidence is kept, so that only the age of the generation protects the predecessor.
    outlasting = "UPDATE credentials SET expires_at = $2 WHERE device_id = $1 RETURNING hash"
    server.call(commit_row(server.application.database, outlasting, tablet.id, 2**52))
    new = renewed(tablet, clientNonce=NONCE)
    server.clock.move(EVIDENCE + 1)
    run_job(server, "purge deleted devices")
    assert renewed(tablet, clientNonce=NONCE) == new
