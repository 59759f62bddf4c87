"""Whose a device becomes: by Deploy, by the approve page, by typing; and by nothing else."""

from collections import Counter
from collections.abc import Callable

import pytest

from handfast.demo.companies import DemoUser
from handfast.kernel.time import DAY, HOUR, MINUTE
from tests.rustdesk.client import PC, PC_UUID, PHONE_UUID, POLLED_FOR, Client, let_pass
from tests.rustdesk.linking import approve, code_of, owner, pair
from tests.support.inside import fill_bucket, lose_once, row, rows, run_job, settings
from tests.support.rows import commit_row
from tests.support.server import Server

pytestmark = pytest.mark.usefixtures("customers")


# --- Deploy ---


def test_a_phone_is_linked_by_the_personal_code_typed_into_deploy(
    server: Server, phone: Client, customers: tuple[DemoUser, DemoUser]
) -> None:
    assert owner(server, phone) is None
    page = server.as_person(customers[0])
    assert phone.deploy(code_of(page)) == "OK"
    assert owner(server, phone) == (customers[0].id, "device")
    link = page.get("/api/device/link").json()["link"]
    assert (link["rustdesk_id"], link["state"], link["status"]) == (phone.id, "verified", "online")
    assert phone.deploy(code_of(page)) == "OK"


@pytest.mark.parametrize("typed", ["{code} ", " {lower}", "{lower}"])
def test_the_code_may_be_typed_as_people_type(server: Server, phone: Client, customers: tuple[DemoUser, DemoUser], typed: str) -> None:
    code = code_of(server.as_person(customers[0]))
    assert phone.deploy(typed.format(code=code, lower=code.lower())) == "OK"


def test_nobody_waits_for_a_batch_to_be_written(server: Server, new_id: Callable[[], str], customers: tuple[DemoUser, DemoUser]) -> None:
    """The phone has told about itself and beaten once, a moment ago."""
    code, phone = code_of(server.as_person(customers[0])), Client(server, new_id())
    phone.post("/api/sysinfo", {**phone.told, "version": phone.version, "id": phone.id, "uuid": phone.uuid})
    assert phone.deploy(code).startswith("This device has not sent enough heartbeats yet.")
    phone.post("/api/heartbeat", {"id": phone.id, "uuid": phone.uuid, "ver": phone.ver, "modified_at": 0})
    assert phone.deploy(code) == "OK"
    assert row(server, "SELECT heartbeats FROM rustdesk WHERE rustdesk_id = $1", phone.id)["heartbeats"] == 1


def test_a_request_is_approved_right_after_the_first_beat(
    server: Server, new_id: Callable[[], str], customers: tuple[DemoUser, DemoUser]
) -> None:
    page, phone = server.as_person(customers[0]), Client(server, new_id())
    phone.post("/api/sysinfo", {**phone.told, "version": phone.version, "id": phone.id, "uuid": phone.uuid})
    phone.post("/api/heartbeat", {"id": phone.id, "uuid": phone.uuid, "ver": phone.ver, "modified_at": 0})
    approval = {"code": phone.start_grant()["code"], "digits": f" {phone.id[-3:]} "}
    assert page.post("/api/link-requests/approve", json=approval).json() == {"rustdesk_id": phone.id, "linked": True}


def test_what_was_heard_counts_although_news_of_the_device_came_after_it(
    server: Server, new_id: Callable[[], str], customers: tuple[DemoUser, DemoUser]
) -> None:
    """That the device came is told a moment later, on PostgreSQL, and it may have beaten meanwhile."""
    code, phone = code_of(server.as_person(customers[0])), Client(server, new_id())
    phone.post("/api/sysinfo", {**phone.told, "version": phone.version, "id": phone.id, "uuid": phone.uuid})
    phone.post("/api/heartbeat", {"id": phone.id, "uuid": phone.uuid, "ver": phone.ver, "modified_at": 0})
    device_id = row(server, "SELECT device_id FROM rustdesk WHERE rustdesk_id = $1", phone.id)["device_id"]
    server.application.rustdesk.notice({"device_id": device_id, "change": "new"})
    assert phone.deploy(code) == "OK"


def test_deploy_answers_each_case_as_the_app_knows_it(server: Server, phone: Client, customers: tuple[DemoUser, DemoUser]) -> None:
    carla, chen = (code_of(server.as_person(one)) for one in customers)
    assert Client(server, "1999999999").deploy(carla).startswith("This device has not sent enough heartbeats yet.")
    assert phone.deploy("ZZ999-Z9ZZ") == "Unknown or expired pairing code."
    assert phone.deploy("") == "Unknown or expired pairing code."
    assert phone.deploy(carla, pk="short") == "INVALID_INPUT"
    assert phone.deploy(carla, id="١٤٨٢") == "INVALID_INPUT"
    assert phone.deploy(carla) == "OK"
    assert phone.deploy(chen) == "ID_TAKEN"
    assert Client(server, phone.id, PC_UUID, dict(PC)).deploy(chen) == "ID_TAKEN"
    assert owner(server, phone) == (customers[0].id, "device")
    told = rows(server, "SELECT action FROM audit WHERE action IN ('LINKED', 'LINK_CONFLICT') ORDER BY id DESC LIMIT 3")
    assert {one["action"] for one in told} == {"LINKED", "LINK_CONFLICT"}


def test_wrong_codes_are_few_per_source_and_the_right_one_costs_nothing(
    server: Server, phone: Client, customers: tuple[DemoUser, DemoUser]
) -> None:
    code = code_of(server.as_person(customers[0]))
    for _ in range(10):
        assert phone.deploy("ZZ999-Z9ZZ") == "Unknown or expired pairing code."
    assert phone.deploy(code) == "Too many tries. Please wait 15 minutes, or ask support."
    server.clock.move(15 * MINUTE)
    let_pass(server, 45, phone)
    assert phone.deploy(code) == "OK"


def test_one_who_rents_a_whole_network_guesses_no_better(server: Server, phone: Client, customers: tuple[DemoUser, DemoUser]) -> None:
    code = code_of(server.as_person(customers[0]))
    fill_bucket(server, "rustdesk.code.network:2001:db8:77::/48", 50, 15 * MINUTE)
    phone.http.headers["X-Forwarded-For"] = "2001:db8:77:1::1"
    assert phone.deploy(code).startswith("Too many tries.")
    phone.http.headers["X-Forwarded-For"] = "2001:db8:78:1::1"
    assert phone.deploy(code) == "OK"


def test_strangers_use_up_their_own_tries_and_nobody_elses(
    server: Server, new_id: Callable[[], str], phone: Client, customers: tuple[DemoUser, DemoUser]
) -> None:
    """Past the day's budget a code is looked at when a device says it that has been beating here, and the admins are told once."""
    code, unheard = code_of(server.as_person(customers[0])), Client(server, new_id())
    fill_bucket(server, f"rustdesk.code.tenant:{server.tenants[0].id}", 499, DAY)
    before = _guesses_told(server)
    assert unheard.deploy("ZZ999-Z9ZZ") == "Unknown or expired pairing code."
    assert unheard.deploy(code).startswith("Too many tries.")
    assert phone.deploy("ZZ999-Z9ZZ") == "Unknown or expired pairing code."
    assert phone.deploy(code) == "OK"
    assert _guesses_told(server) - before == Counter(RUSTDESK_CODE_WRONG=1, ALERT=1)
    alerts = server.as_("admin").get("/api/alerts").json()["items"]
    assert alerts[0]["sentence"].startswith("Alert for RustDesk clients: 500 wrong personal codes within a day")
    letters: list[str] = []
    for _ in range(500):
        if len(letters) >= 2:
            break
        run_job(server, "send waiting mail")
        letters = [mail["To"] for mail in list(server.mails) if mail["Subject"] == "Somebody is guessing personal codes"]
    assert sorted(letters) == sorted(one.email for one in server.tenants[0].users if one.role in ("owner", "admin"))


def test_wrong_codes_of_devices_that_beat_have_an_end_too(server: Server, phone: Client, customers: tuple[DemoUser, DemoUser]) -> None:
    fill_bucket(server, f"rustdesk.code.off:{server.tenants[0].id}", 49_999, DAY)
    assert phone.deploy("ZZ999-Z9ZZ") == "Unknown or expired pairing code."
    assert phone.deploy(code_of(server.as_person(customers[0]))).startswith("Too many tries.")


def _guesses_told(server: Server) -> Counter[str]:
    told = rows(server, "SELECT action FROM audit WHERE action IN ('RUSTDESK_CODE_WRONG', 'ALERT')")
    return Counter(one["action"] for one in told)


@pytest.mark.parametrize("action", ["deploy", "approve"])
def test_who_acts_on_devices_of_others_is_told_of_twelve_times_an_hour(
    server: Server, new_id: Callable[[], str], phone: Client, customers: tuple[DemoUser, DemoUser], action: str
) -> None:
    assert phone.deploy(code_of(server.as_person(customers[1]))) == "OK"
    own, page = Client(server, new_id()), server.as_person(customers[0])
    let_pass(server, 45, own, phone)
    code = code_of(page)
    count = "SELECT count(*) AS told FROM audit WHERE action IN ('LINK_CONFLICT', 'REFUSED')"
    before = row(server, count)["told"]

    def attempt() -> str:
        if action == "deploy":
            return phone.deploy(code)
        asked = {"code": phone.start_grant()["code"], "digits": phone.id[-3:]}
        return str(page.post("/api/link-requests/approve", json=asked).json()["code"])

    assert {attempt() for _ in range(12)} == {"ID_TAKEN" if action == "deploy" else "DEVICE_LINKED_ELSEWHERE"}
    refused = {attempt() for _ in range(5)}
    assert refused == {"Too many tries. Please wait 60 minutes, or ask support." if action == "deploy" else "RATE_LIMITED"}
    assert row(server, count)["told"] - before == 13
    server.clock.move(HOUR)
    let_pass(server, 45, own)
    assert own.deploy(code) == "OK"


def test_a_lapsed_customer_is_told_so(server: Server, phone: Client, customers: tuple[DemoUser, DemoUser]) -> None:
    page = server.as_person(customers[0])
    code = code_of(page)
    set_to = "UPDATE subscriptions SET state = $2 WHERE user_id = $1 RETURNING state"
    server.call(commit_row(server.application.database, set_to, customers[0].id, "canceled"))
    assert phone.deploy(code).startswith("Linking a device needs an active subscription.")
    server.call(commit_row(server.application.database, set_to, customers[0].id, "active"))
    assert owner(server, phone) is None


# --- the approve page ---


def test_a_phone_is_linked_by_approving_what_its_app_asks(server: Server, phone: Client, customers: tuple[DemoUser, DemoUser]) -> None:
    started = phone.start_grant()
    code = started["url"].partition("#")[2]
    assert code == started["code"]
    page = server.as_person(customers[0])
    server.clock.move(7_000)
    assert page.post("/api/link-requests/look", json={"code": code}).json() == {
        "rustdesk_id": phone.id,
        "hostname": "samsung-SM-A546B",
        "os": "android",
        "address": phone.http.headers["x-forwarded-for"],
        "same_network": False,
        "age_seconds": 7,
        "tenant_name": server.tenants[0].name,
        "support_contact": "",
    }
    assert phone.poll(code).json() == {"error": "No authed oidc is found"}
    approved = page.post("/api/link-requests/approve", json={"code": code, "digits": phone.id[-3:]})
    assert (approved.status_code, approved.json()) == (200, {"rustdesk_id": phone.id, "linked": True})
    assert phone.poll(code).json()["type"] == "access_token"
    assert owner(server, phone) == (customers[0].id, "device")
    assert phone.signed_in("POST", "/api/currentUser").json()["name"] == customers[0].name
    listed = page.get("/api/sessions").json()["items"]
    assert "RustDesk on samsung-SM-A546B (android)" in [one["user_agent"] for one in listed]
    again = page.post("/api/link-requests/approve", json={"code": code, "digits": phone.id[-3:]})
    assert (again.status_code, again.json()["code"]) == (410, "LINK_EXPIRED")


def test_the_apps_token_is_no_cookie_and_ends_with_its_session(server: Server, phone: Client, customers: tuple[DemoUser, DemoUser]) -> None:
    assert phone.log_in(customers[0].email, customers[0].password.reveal()).status_code == 200
    assert phone.token is not None
    for cookie in (phone.token, phone.token.removeprefix("hfr_")):
        assert server.anonymous().get("/api/session", headers={"Cookie": f"handfast={cookie}"}).status_code == 401
    assert server.anonymous().get("/api/session", headers={"Authorization": f"Bearer {phone.token}"}).status_code == 401
    page = server.as_person(customers[0])
    assert page.delete("/api/sessions").status_code == 204
    assert phone.signed_in("POST", "/api/currentUser").status_code == 401
    for nonsense in ("hfr_", "hfr_AAAA", "hfr_" + "A" * 500, "é", phone.token[:-2] + "AA"):
        phone.token = nonsense.encode("ascii", "ignore").decode()
        assert phone.signed_in("POST", "/api/currentUser").status_code == 401


def test_three_wrong_tries_end_the_request_and_the_app_hears_of_it(
    server: Server, phone: Client, customers: tuple[DemoUser, DemoUser]
) -> None:
    code, page = phone.start_grant()["code"], server.as_person(customers[0])
    wrong = "000" if phone.id[-3:] != "000" else "111"
    for left in (2, 1, 0):
        refused = page.post("/api/link-requests/approve", json={"code": code, "digits": wrong})
        assert (refused.status_code, refused.json()["code"], refused.json()["attempts_remaining"]) == (403, "WRONG_DIGITS", left)
    over = page.post("/api/link-requests/approve", json={"code": code, "digits": phone.id[-3:]})
    assert (over.status_code, over.json()["code"]) == (410, "LINK_EXPIRED")
    assert phone.poll(code).json() == {"error": "The request was denied."}
    assert owner(server, phone) is None


def test_a_try_that_was_paid_is_not_paid_again_when_the_answer_has_to_be_found_anew(
    server: Server, phone: Client, customers: tuple[DemoUser, DemoUser]
) -> None:
    code, page = phone.start_grant()["code"], server.as_person(customers[0])
    wrong = "000" if phone.id[-3:] != "000" else "111"
    for left in (2, 1):
        lose_once(server)
        refused = page.post("/api/link-requests/approve", json={"code": code, "digits": wrong})
        assert (refused.json()["code"], refused.json()["attempts_remaining"]) == ("WRONG_DIGITS", left)
    lose_once(server)
    assert page.post("/api/link-requests/approve", json={"code": code, "digits": phone.id[-3:]}).json()["linked"] is True


def test_a_request_that_is_turned_down_ends_at_once(server: Server, phone: Client, customers: tuple[DemoUser, DemoUser]) -> None:
    code, page = phone.start_grant()["code"], server.as_person(customers[0])
    assert page.post("/api/link-requests/deny", json={"code": code}).status_code == 204
    assert phone.poll(code).json() == {"error": "The request was denied."}
    assert page.post("/api/link-requests/deny", json={"code": code}).status_code == 410


def test_a_request_lives_as_long_as_the_app_asks(server: Server, phone: Client, customers: tuple[DemoUser, DemoUser]) -> None:
    code, page = phone.start_grant()["code"], server.as_person(customers[0])
    server.clock.move(POLLED_FOR - 1)
    assert phone.poll(code).json() == {"error": "No authed oidc is found"}
    server.clock.move(1)
    assert phone.poll(code).json() == {"error": "The request has expired. Please start again."}
    assert page.post("/api/link-requests/look", json={"code": code}).status_code == 410


def test_the_code_is_good_for_the_device_that_began_and_for_its_company(
    server: Server, new_id: Callable[[], str], phone: Client, customers: tuple[DemoUser, DemoUser]
) -> None:
    code = phone.start_grant()["code"]
    thief = Client(server, new_id(), PHONE_UUID)
    assert thief.poll(code).json() == {"error": "The request has expired. Please start again."}
    elsewhere = Client(server, phone.id, base=f"/t/{server.tenants[1].id}")
    foreign = elsewhere.start_grant()["code"]
    page = server.as_person(customers[0])
    assert page.post("/api/link-requests/look", json={"code": foreign}).status_code == 410


def test_an_app_on_a_device_that_never_beats_is_signed_in_and_links_nothing(
    server: Server, new_id: Callable[[], str], customers: tuple[DemoUser, DemoUser]
) -> None:
    """An iPhone; or a phone whose service was not started yet, which can be linked by asking again."""
    quiet, page = Client(server, new_id()), server.as_person(customers[0])
    assert approve(page, quiet) == (200, {"rustdesk_id": quiet.id, "linked": False})
    assert (quiet.signed_in("POST", "/api/currentUser").json()["name"], owner(server, quiet)) == (customers[0].name, None)
    told = row(server, "SELECT action, details FROM audit ORDER BY id DESC LIMIT 1")
    assert (told["action"], quiet.id in told["details"]) == ("APP_APPROVED", True)
    let_pass(server, 45, quiet)
    assert approve(page, quiet) == (200, {"rustdesk_id": quiet.id, "linked": True})
    assert owner(server, quiet) == (customers[0].id, "device")


def test_an_app_on_another_device_than_the_linked_one_is_signed_in_and_the_link_stays(
    server: Server, new_id: Callable[[], str], phone: Client, customers: tuple[DemoUser, DemoUser]
) -> None:
    page = server.as_person(customers[0])
    assert approve(page, phone)[1]["linked"] is True
    desktop = Client(server, new_id(), PC_UUID, dict(PC))
    let_pass(server, 45, desktop)
    assert approve(page, desktop) == (200, {"rustdesk_id": desktop.id, "linked": False})
    assert (owner(server, phone), owner(server, desktop)) == ((customers[0].id, "device"), None)
    assert [peer["id"] for peer in desktop.signed_in("GET", "/api/peers").json()["data"]] == [phone.id]


def test_nobody_is_signed_in_on_a_device_of_somebody_else_that_is_silent(
    server: Server, phone: Client, customers: tuple[DemoUser, DemoUser]
) -> None:
    assert approve(server.as_person(customers[1]), phone)[1]["linked"] is True
    server.clock.move(10 * MINUTE)
    refused = approve(server.as_person(customers[0]), Client(server, phone.id))
    assert (refused[0], refused[1]["code"]) == (409, "DEVICE_LINKED_ELSEWHERE")


def test_somebody_elses_device_cannot_be_approved(server: Server, phone: Client, customers: tuple[DemoUser, DemoUser]) -> None:
    assert phone.deploy(code_of(server.as_person(customers[1]))) == "OK"
    code, page = phone.start_grant()["code"], server.as_person(customers[0])
    refused = page.post("/api/link-requests/approve", json={"code": code, "digits": phone.id[-3:]})
    assert (refused.status_code, refused.json()["code"]) == (409, "DEVICE_LINKED_ELSEWHERE")
    assert phone.poll(code).json() == {"error": "This device is linked to somebody else. Check the ID, or ask support."}
    again = page.post("/api/link-requests/approve", json={"code": code, "digits": phone.id[-3:]})
    assert (again.status_code, again.json()["code"]) == (410, "LINK_EXPIRED")
    assert owner(server, phone) == (customers[1].id, "device")


# --- typing ---


def test_by_typing_alone_where_a_word_is_enough(server: Server, phone: Client, customers: tuple[DemoUser, DemoUser]) -> None:
    assert pair(server.as_person(customers[0]), phone.id).status_code == 200
    assert owner(server, phone) == (customers[0].id, "none")
    assert phone.deploy(code_of(server.as_person(customers[0]))) == "OK"
    assert owner(server, phone) == (customers[0].id, "device")


@pytest.mark.parametrize("action", ["deploy", "approve", "login", "assign"])
def test_by_typing_and_then_acting_where_the_device_must_prove_it(
    server: Server, phone: Client, customers: tuple[DemoUser, DemoUser], action: str
) -> None:
    settings(server, rustdesk_id_format="any", link_proof="device")
    carla, page = customers[0], server.as_person(customers[0])
    assert pair(page, phone.id).status_code == 202
    let_pass(server, 60, phone)
    assert owner(server, phone) is None
    if action == "deploy":
        assert phone.deploy(code_of(page)) == "OK"
    elif action == "assign":
        assert phone.assign(code_of(page), user_name=carla.name) == "Done!"
    elif action == "login":
        assert phone.log_in(carla.email, carla.password.reveal()).status_code == 200
    else:
        approval = {"code": phone.start_grant()["code"], "digits": phone.id[-3:]}
        assert page.post("/api/link-requests/approve", json=approval).status_code == 200
    assert owner(server, phone) == (carla.id, "device")


def test_signing_in_on_a_device_nobody_named_links_nothing(server: Server, phone: Client, customers: tuple[DemoUser, DemoUser]) -> None:
    assert phone.log_in(customers[0].email, customers[0].password.reveal()).status_code == 200
    assert owner(server, phone) is None


def test_a_claim_is_proven_by_two_beats_where_being_seen_is_enough(
    server: Server, new_id: Callable[[], str], customers: tuple[DemoUser, DemoUser]
) -> None:
    settings(server, rustdesk_id_format="any", link_proof="seen")
    phone, page = Client(server, new_id()), server.as_person(customers[0])
    assert pair(page, phone.id).status_code == 202
    assert page.get("/api/device/link").json()["claim"]["rustdesk_id"] == phone.id
    let_pass(server, 10, phone)
    assert owner(server, phone) is None
    let_pass(server, 10, phone)
    assert owner(server, phone) == (customers[0].id, "seen")
    assert page.get("/api/device/link").json()["link"]["state"] == "verified"


def test_an_impostor_proves_nothing(server: Server, phone: Client, customers: tuple[DemoUser, DemoUser]) -> None:
    settings(server, rustdesk_id_format="any", link_proof="seen")
    let_pass(server, 200)
    assert pair(server.as_person(customers[0]), phone.id).status_code == 202
    conflict = Client(server, phone.id, "ZmFrZS1mYWtlLWZha2U=")
    let_pass(server, 120, conflict)
    assert owner(server, phone) is None
    let_pass(server, 60, phone)
    assert owner(server, phone) == (customers[0].id, "seen")
