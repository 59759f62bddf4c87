"""Whose word counts for whom: each company has signing secrets of its own, kept sealed."""

from dataclasses import replace

import httpx
import pytest

from handfast.kernel.callers import Role
from handfast.kernel.secrets import Keys, Secret
from tests.billing.conftest import SECRET, Shop
from tests.support.rows import fetch_rows
from tests.support.server import Server

PATH = "/api/tenant/stripe"
NEXT = "whsec_that_comes_after_it"
UNKNOWN = "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa"


async def secrets(shop: Shop) -> list[dict[str, str]]:
    found: list[dict[str, str]] = (await shop.admin.get(PATH)).json()["secrets"]
    return found


async def add(shop: Shop, secret: str) -> httpx.Response:
    return await shop.admin.post(f"{PATH}/secrets", json={"secret": secret})


@pytest.fixture
def neighbour(quiet: Server) -> Shop:
    """Another company of the same server, with a secret of its own."""
    return quiet.call(open_next_door(quiet))


async def open_next_door(server: Server) -> Shop:
    customer = await server.member(Role.CUSTOMER, name="Nina")
    shop = Shop(server, await server.signed_in(await server.member(Role.ADMIN, customer.tenant_id)), customer)
    assert (await add(shop, "whsec_of_the_neighbour_s_shop")).status_code == 201
    return shop


async def test_the_screen_shows_the_address_and_the_end_of_a_secret_and_never_more(shop: Shop) -> None:
    shown = await shop.admin.get(PATH)
    assert shown.json()["url"] == f"{shop.server.application.settings.public_url}/api/webhooks/stripe/{shop.tenant_id}"
    [secret] = shown.json()["secrets"]
    assert (secret["ends"], SECRET in shown.text) == (SECRET[-4:], False)
    [row] = await fetch_rows(shop.server.application.database, "SELECT sealed FROM stripe_secrets WHERE tenant_id = $1", shop.tenant_id)
    assert SECRET.encode() not in bytes(row["sealed"])
    assert len(await shop.trail("STRIPE_SECRET_ADDED")) == 1


async def test_the_secret_of_one_company_signs_nothing_at_the_address_of_another(shop: Shop, neighbour: Shop) -> None:
    foreign = await neighbour.tell(neighbour.event(), secret=SECRET)
    nobody = await shop.tell(shop.event(), tenant_id=UNKNOWN)
    forged = await shop.tell(shop.event(), secret="whsec_of_nobody_at_all")
    for answer in (foreign, nobody, forged):
        assert (answer.status_code, answer.json()["code"]) == (400, "BAD_SIGNATURE")
    assert await neighbour.state() == "none"


async def test_while_one_replaces_another_both_are_believed_and_afterwards_only_the_new_one(shop: Shop) -> None:
    [old] = await secrets(shop)
    assert (await add(shop, NEXT)).status_code == 201
    for secret in (SECRET, NEXT):
        assert (await shop.tell(shop.event(), secret=secret)).status_code == 204
    assert (await shop.admin.delete(f"{PATH}/secrets/{old['id']}")).status_code == 204
    assert (await shop.tell(shop.event())).json()["code"] == "BAD_SIGNATURE"
    assert (await shop.tell(shop.event(), secret=NEXT)).status_code == 204
    assert len(await shop.trail("STRIPE_SECRET_REMOVED")) == 1
    assert (await shop.admin.delete(f"{PATH}/secrets/{old['id']}")).status_code == 404


async def test_a_fourth_secret_is_refused(shop: Shop) -> None:
    for number in (2, 3):
        assert (await add(shop, f"whsec_number_{number}_of_this_company")).status_code == 201
    answer = await add(shop, NEXT)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "secret")
    assert len(await secrets(shop)) == 3


@pytest.mark.parametrize("text", ["", "sk_live_0123456789abcdef0123", "whsec_short", "whsec_with a blank in it 123", "whsec_" + "é" * 20])
async def test_what_is_no_signing_secret_is_refused(shop: Shop, text: str) -> None:
    assert (await add(shop, text)).json()["errors"][0]["field"] == "secret"


async def test_no_secret_is_taken_from_or_by_another_company(shop: Shop, neighbour: Shop) -> None:
    [ours] = await secrets(shop)
    assert (await neighbour.admin.delete(f"{PATH}/secrets/{ours['id']}")).status_code == 404
    assert await secrets(shop) == [ours]


async def test_a_secret_that_was_sealed_with_another_key_is_believed_no_longer_and_stops_nothing(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shop.server.application.run, "keys", Keys(b"another secret key of this server"))
    assert (await shop.tell(shop.event())).json()["code"] == "BAD_SIGNATURE"
    assert (await add(shop, NEXT)).status_code == 201
    assert (await shop.tell(shop.event(), secret=NEXT)).status_code == 204


async def test_the_servers_own_setting_counts_for_its_only_company_and_for_none_of_several(empty_server: Server) -> None:
    run = empty_server.application.run
    run.policy = replace(run.policy, stripe_secret=Secret(NEXT))
    customer = await empty_server.member(Role.CUSTOMER)
    shop = Shop(empty_server, await empty_server.signed_in(await empty_server.member(Role.ADMIN, customer.tenant_id)), customer)
    assert (await shop.admin.get(PATH)).json()["by_setting"] is True
    assert (await shop.tell(shop.event(), secret=NEXT)).status_code == 204

    await empty_server.tenant("A second company")
    assert (await shop.admin.get(PATH)).json()["by_setting"] is False
    assert (await shop.tell(shop.event(), secret=NEXT)).json()["code"] == "BAD_SIGNATURE"
