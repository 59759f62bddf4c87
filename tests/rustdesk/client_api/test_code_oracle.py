"""Past a budget no state of a customer or a device tells that a personal code is right: it is answered with the bytes of a wrong one."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import httpx
import pytest

from handfast.demo.companies import DemoUser
from handfast.kernel.time import MINUTE
from handfast.limits.rules import LINK_CLAIM, LINK_CODE, RUSTDESK_CODE, RUSTDESK_CODE_OFF, RUSTDESK_CODE_TENANT, Bucket
from handfast.rustdesk.client_api.deploy import WORDS
from tests.rustdesk.client import PC_UUID, PHONE_UUID, Client
from tests.rustdesk.linking import code_of, owner, pair
from tests.support.inside import fill_bucket, row, rows
from tests.support.rows import commit_row
from tests.support.server import Server

NOBODYS = "ZZ999-Z9ZZ"
WAYS = {"/api/devices/deploy": {"pk": PHONE_UUID}, "/api/devices/cli": {"user_name": "carla"}}


@dataclass
class ClientRuntime:
    """A customer with the phone that shows their code."""

    server: Server
    phone: Client
    carla: DemoUser
    chen: DemoUser
    code: str
    uuid: str = PHONE_UUID
    afterwards: list[Callable[[], object]] = field(default_factory=list)

    def show(self, way: str, code: str) -> httpx.Response:
        body = {"id": self.phone.id, "uuid": self.uuid} | WAYS[way]
        return self.phone.post(way, body, Authorization=f"Bearer {code}")

    def change(self, sql: str, *values: object) -> None:
        self.server.call(commit_row(self.server.application.database, sql, *values))

    def use_up(self, bucket: Bucket) -> None:
        fill_bucket(self.server, bucket.id, bucket.limit.most, bucket.limit.period)

    def change_for_now(self, sql: str, id: str, value: object, usual: object) -> None:
        self.change(sql, id, value)
        self.afterwards.append(lambda: self.change(sql, id, usual))

    @property
    def company(self) -> str:
        return self.server.tenants[0].id

    @property
    def source(self) -> str:
        return self.phone.http.headers["x-forwarded-for"]


@pytest.fixture
def desk(server: Server, phone: Client, customers: tuple[DemoUser, DemoUser]) -> Iterator[ClientRuntime]:
    phone.http.headers["X-Forwarded-For"] = server.fresh_address()
    made = ClientRuntime(server, phone, *customers, code_of(server.as_person(customers[0])))
    yield made
    for undo in made.afterwards:
        undo()


def good(_: ClientRuntime) -> None: ...


def of_one_who_was_shut_out(desk: ClientRuntime) -> None:
    desk.change_for_now("UPDATE users SET disabled_at = $2 WHERE id = $1 RETURNING id", desk.carla.id, 1, None)


def without_a_subscription(desk: ClientRuntime) -> None:
    desk.change_for_now("UPDATE subscriptions SET state = $2 WHERE user_id = $1 RETURNING state", desk.carla.id, "canceled", "active")


def where_customers_link_nothing(desk: ClientRuntime) -> None:
    usual = row(desk.server, "SELECT settings FROM tenants WHERE id = $1", desk.company)["settings"]
    desk.change_for_now("UPDATE tenants SET settings = $2 WHERE id = $1 RETURNING id", desk.company, '{"linking": "off"}', usual)


def on_a_blocked_device(desk: ClientRuntime) -> None:
    id = row(desk.server, "SELECT device_id FROM rustdesk WHERE rustdesk_id = $1", desk.phone.id)["device_id"]
    assert desk.server.as_("manager").post(f"/api/devices/{id}/disable").status_code == 200


def on_a_silent_device(desk: ClientRuntime) -> None:
    desk.server.clock.move(6 * MINUTE)


def on_a_device_of_somebody_else(desk: ClientRuntime) -> None:
    assert pair(desk.server.as_person(desk.chen), desk.phone.id).is_success


def on_devices_of_others_again_and_again(desk: ClientRuntime) -> None:
    on_a_device_of_somebody_else(desk)
    desk.use_up(Bucket(LINK_CLAIM, desk.carla.id))


def with_a_device_already(desk: ClientRuntime) -> None:
    assert pair(desk.server.as_person(desk.carla), "1799999999").is_success


def on_an_id_that_another_installation_has(desk: ClientRuntime) -> None:
    desk.uuid = PC_UUID


@dataclass(frozen=True, slots=True)
class Told:
    deploy: str
    cli: str


def both(words: str) -> Told:
    return Told(words, words)


WRONG = both("Unknown or expired pairing code.")
STATES: dict[Callable[[ClientRuntime], None], Told] = {
    good: Told('{"result":"OK"}', ""),
    of_one_who_was_shut_out: WRONG,
    without_a_subscription: both("Linking a device needs an active subscription."),
    where_customers_link_nothing: both("Your company lets nobody link devices themselves at present."),
    on_a_blocked_device: both("This device was blocked by support."),
    on_a_silent_device: both("This device has not sent enough heartbeats yet."),
    on_a_device_of_somebody_else: Told('{"result":"ID_TAKEN"}', "This device is linked to somebody else."),
    on_devices_of_others_again_and_again: both("Too many tries. Please wait"),
    on_an_id_that_another_installation_has: both("Almost done. Keep RustDesk running for half a minute"),
}
every_state = pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
every_way = pytest.mark.parametrize("way", WAYS)


def spent(server: Server) -> dict[str, int]:
    return {held["key"]: held["count"] for held in rows(server, "SELECT key, count FROM buckets WHERE key LIKE $1", "rustdesk.code%")}


def shown(answer: httpx.Response) -> tuple[int, bytes, list[tuple[str, str]]]:
    headers = [(name, value) for name, value in answer.headers.items() if name not in ("date", "x-request-id")]
    return answer.status_code, answer.content, sorted(headers)


def test_the_table_has_every_refusal_that_the_app_is_told() -> None:
    for words in WORDS.values():
        assert any(words.startswith(told.cli) for told in STATES.values() if told.cli), words


@every_state
@every_way
def test_a_right_code_is_told_its_state_and_only_a_wrong_one_is_paid_for(
    desk: ClientRuntime, state: Callable[[ClientRuntime], None], way: str
) -> None:
    state(desk)
    expected = STATES[state].deploy if way.endswith("deploy") else STATES[state].cli
    right = desk.show(way, desk.code)
    assert right.text.startswith(expected)
    assert (right.text == "") == (expected == "")
    tries = spent(desk.server).get(f"rustdesk.code:{desk.source}", 0)
    assert tries == (1 if STATES[state] is WRONG else 0)
    if STATES[state] is WRONG:
        assert shown(desk.show(way, NOBODYS)) == shown(right)


@every_state
@every_way
def test_past_a_budget_a_right_code_in_any_state_is_answered_like_a_wrong_one(
    desk: ClientRuntime, state: Callable[[ClientRuntime], None], way: str
) -> None:
    state(desk)
    before = owner(desk.server, desk.phone)
    for bucket in (Bucket(RUSTDESK_CODE, desk.source), Bucket(RUSTDESK_CODE_OFF, desk.company)):
        desk.change("DELETE FROM buckets WHERE key LIKE $1 RETURNING key", "rustdesk.code%")
        desk.use_up(bucket)
        held = spent(desk.server)
        right, wrong = (desk.show(way, code) for code in (desk.code, NOBODYS))
        assert right.text.startswith("Too many tries. Please wait")
        assert shown(right) == shown(wrong)
        assert spent(desk.server) == held
        assert owner(desk.server, desk.phone) == before


@every_way
def test_past_the_budget_of_strangers_a_right_code_on_an_unheard_device_is_answered_like_a_wrong_one(desk: ClientRuntime, way: str) -> None:
    on_a_silent_device(desk)
    desk.use_up(Bucket(RUSTDESK_CODE_TENANT, desk.company))
    right, wrong = (desk.show(way, code) for code in (desk.code, NOBODYS))
    assert right.text.startswith("Too many tries. Please wait")
    assert shown(right) == shown(wrong)


@pytest.mark.parametrize("state", [good, on_a_blocked_device, on_a_device_of_somebody_else, with_a_device_already])
def test_past_the_budget_of_the_page_the_own_code_is_answered_like_a_wrong_one(
    desk: ClientRuntime, state: Callable[[ClientRuntime], None]
) -> None:
    page = desk.server.as_person(desk.carla)
    state(desk)
    before = owner(desk.server, desk.phone)
    desk.use_up(Bucket(LINK_CODE, desk.carla.id))
    right, wrong = (page.post("/api/device/pair", json={"code": code, "deviceId": desk.phone.id}) for code in (desk.code, NOBODYS))
    assert (right.status_code, right.json()["code"]) == (429, "RATE_LIMITED")
    assert shown(right) == shown(wrong)
    assert owner(desk.server, desk.phone) == before
