"""Two nodes on one PostgreSQL answer as one: what a device or person brings from one is good at the other, and good once."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import cycle
from time import monotonic, sleep

import httpx
import pytest

from handfast.adapters import wakeup
from tests.support.inside import settings
from tests.support.keys import Dpop
from tests.support.postgres import Cluster
from tests.support.server import Paired, Server

RENEW = "/api/devices/me/token"
ME = "/api/devices/me"
BEAT = "/api/devices/me/heartbeat"


@pytest.fixture(scope="module")
def pair(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Server]]:
    url = cluster.create()
    nodes = [Server(url, tmp_path_factory.mktemp("data")) for _ in range(2)]
    nodes[1].random.begin(2)
    nodes[0].start()
    nodes[1].start(people=False)
    nodes[1].tenants = nodes[0].tenants
    yield nodes
    for node in nodes:
        node.stop()


@pytest.fixture
def tablet(pair: list[Server]) -> Paired:
    return pair[0].pair(key=pair[0].new_key())


def proof(node: Server, tablet: Paired, method: str, path: str) -> dict[str, str]:
    """The headers of a request that is signed for this node with the newest nonce."""
    assert tablet.key is not None
    assert isinstance(tablet.client.auth, Dpop)
    signed = tablet.key.proof(method, node.url + path, tablet.token, tablet.client.auth.nonce)
    return {"Authorization": f"DPoP {tablet.token}", "DPoP": signed}


def refusal(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_a_device_whose_every_request_meets_the_other_node_never_fails(pair: list[Server], tablet: Paired) -> None:
    """As behind a balancer that sends requests to the nodes in turn, the second try too."""
    auth, in_turn = tablet.client.auth, cycle([(node, node.anonymous()) for node in pair])
    assert isinstance(auth, Dpop)

    def heartbeat() -> int:
        node, client = next(in_turn)
        answer = client.post(BEAT, json={}, headers=proof(node, tablet, "POST", BEAT))
        auth.nonce = answer.headers["dpop-nonce"]
        return answer.status_code

    answers = []
    for minute in range(20):
        for node in pair:
            node.clock.move(30_000 + minute * 5_000)
        first = heartbeat()
        answers.append(first if first == 200 else heartbeat())
    assert answers == [200] * 20


def test_the_nonce_of_a_node_whose_minute_has_begun_already_is_good_where_it_has_not(pair: list[Server], tablet: Paired) -> None:
    early, late = pair
    early.clock.moment = late.clock.moment = (late.clock.moment // 60_000 + 1) * 60_000 - 20
    early.clock.move(40)
    nonce = early.anonymous().get(ME, headers=proof(early, tablet, "GET", ME)).headers["dpop-nonce"]
    assert tablet.key is not None
    signed = tablet.key.proof("GET", late.url + ME, tablet.token, nonce)
    assert late.anonymous().get(ME, headers={"Authorization": f"DPoP {tablet.token}", "DPoP": signed}).status_code == 200


def test_the_proof_of_a_renewal_is_worth_nothing_at_the_other_node(pair: list[Server], tablet: Paired) -> None:
    here, there = pair
    headers = proof(here, tablet, "POST", RENEW)
    body = {"clientNonce": "n" * 22}

    assert here.anonymous().post(RENEW, json=body, headers=headers).status_code == 200
    assert refusal(there.anonymous().post(RENEW, json=body, headers=headers)) == (401, "INVALID_DPOP_PROOF")
    fresh = proof(there, tablet, "POST", RENEW)
    assert there.anonymous().post(RENEW, json=body, headers=fresh).status_code == 200, "a lost answer is asked for with a new proof"


def test_of_two_nodes_that_are_shown_one_proof_at_once_one_takes_it(pair: list[Server]) -> None:
    for _ in range(10):
        tablet = pair[0].pair(key=pair[0].new_key())
        headers = proof(pair[0], tablet, "POST", RENEW)
        clients = [node.anonymous() for node in pair]
        with ThreadPoolExecutor(2) as both:
            answers = list(both.map(lambda client: client.post(RENEW, json={"clientNonce": "n" * 22}, headers=headers), clients))  # noqa: B023
        assert sorted(answer.status_code for answer in answers) == [200, 401]


def test_a_device_that_unpairs_shows_its_proof_once(pair: list[Server], tablet: Paired) -> None:
    here, there = pair
    headers = proof(here, tablet, "DELETE", ME)
    assert here.anonymous().delete(ME, headers=headers).status_code == 204
    assert there.anonymous().delete(ME, headers=headers).status_code == 401


def test_a_device_that_waits_at_one_node_hears_of_its_approval_at_the_other(pair: list[Server]) -> None:
    here, there = pair
    settings(here, device_authorization="on", number_matching="off")
    client, page = {"client_id": "handfast-demo-screen"}, here.as_("manager")
    for _ in range(2):
        asked = here.anonymous().post("/oauth/device_authorization", data=client).json()
        grant = {"grant_type": "urn:ietf:params:oauth:grant-type:device_code", "device_code": asked["device_code"], **client}
        screen = there.anonymous()
        with ThreadPoolExecutor(1) as waiting:
            tokens = waiting.submit(lambda: screen.post("/oauth/token", data=grant, headers={"Prefer": "wait=20"}))  # noqa: B023
            give_up = monotonic() + 10
            while there.application.grant_waits.count == 0 and monotonic() < give_up:
                sleep(0.01)
            sleep(0.1)  # it has polled
            begun = monotonic()
            approved = page.post("/api/device-grants/approve", json={"user_code": asked["user_code"]})
            assert approved.status_code == 200, approved.text
            answer = tokens.result(20)
        assert answer.status_code == 200, answer.text
        assert answer.headers["Preference-Applied"] == "wait=20"
        assert monotonic() - begun < 10, "it was woken before its wait was over"
        # Its answer may be lost: another node gives the same token.
        again = here.anonymous().post("/oauth/token", data=grant).json()
        assert again["refresh_token"] == answer.json()["refresh_token"]


async def test_a_quiet_node_stays_connected_to_the_others(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wakeup, "ASK_SECONDS", 0.01)
    url, connected, woken = cluster.create(), [0, 0], asyncio.Event()

    def hear(node: int) -> None:
        connected[node] += 1
        woken.set()

    nodes = [wakeup.PostgresWakeup(url, partial(hear, number)) for number in range(2)]
    for node in nodes:
        for _ in range(3):
            await node.turn()
    assert connected == [1, 1], "each looks once when its connection stands"
    woken.clear()
    nodes[0].say()
    await nodes[0].turn()
    async with asyncio.timeout(10):
        await woken.wait()
    for node in nodes:
        node.close()
