"""What must not be had by asking at an odd moment: after a company, a client or a device was shut out or may do less."""

import json

import pytest

from handfast.oauth.clients import store as clients
from handfast.oauth.clients.rules import Client
from handfast.oauth.tokens.rules import Granted
from tests.ceremonies.device_authorization.household import AUDIENCE, Household, add_client, open_household
from tests.support.server import Server


@pytest.fixture
def house(quiet: Server) -> Household:
    return quiet.call(open_household(quiet))


async def changed(house: Household, **columns: object) -> Client:
    for name, value in columns.items():
        await house.do(f"UPDATE oauth_clients SET {name} = $2 WHERE id = $1", house.client.id, value)
    client = await house.server.application.database.fetch_one(clients.by_id(house.client.id))
    assert client is not None
    return client


async def test_a_suspended_company_gives_no_lost_answer_again_and_does_once_it_is_resumed(house: Household) -> None:
    asked = await house.ask()
    await house.approve(asked)
    first = await house.taken(asked)
    await house.do("UPDATE tenants SET suspended_at = $2 WHERE id = $1", house.tenant_id, house.server.clock.now())
    assert await house.told(asked) == "TENANT_SUSPENDED"
    await house.do("UPDATE tenants SET suspended_at = NULL WHERE id = $1", house.tenant_id)
    again = await house.taken(asked)
    assert first.refresh_token is not None
    assert again.refresh_token is not None
    assert (again.device_id, again.refresh_token.reveal()) == (first.device_id, first.refresh_token.reveal())


async def test_what_was_taken_from_the_client_meanwhile_is_not_granted(house: Household) -> None:
    asked = await house.ask()
    await house.approve(asked)
    fewer = await changed(house, scopes=json.dumps(["menu.read"]))
    granted = await house.poll(asked, client=fewer)
    assert isinstance(granted, Granted)
    assert granted.scopes == ("menu.read",)
    stored = await house.row("SELECT scopes FROM oauth_grants WHERE client_id = $1", house.client.id)
    assert json.loads(stored["scopes"]) == ["menu.read"]
    again = await house.poll(asked, client=await changed(house, scopes="[]"))
    assert isinstance(again, Granted)
    assert again.scopes == ()


async def test_a_token_for_a_resource_server_that_was_taken_away_does_not_become_one_for_this_server(house: Household) -> None:
    taken, asked = await house.ask(audiences=(AUDIENCE,)), await house.ask(audiences=(AUDIENCE,))
    for one in (taken, asked):
        await house.approve(one)
    await house.taken(taken)
    without = await changed(house, audiences="[]")
    assert await house.told(taken, client=without) == "INVALID_GRANT"
    assert await house.told(asked, client=without) == "ACCESS_DENIED"
    assert (await house.grant(asked))["refusal"] == "INVALID_TARGET"
    assert (await house.row("SELECT count(*) AS devices FROM devices WHERE tenant_id = $1", house.tenant_id))["devices"] == 1


async def test_a_blocked_device_is_no_registered_one(house: Household) -> None:
    house.client = await add_client(house.server, house.tenant_id)
    await house.joined("key-1")
    house.client = await add_client(house.server, house.tenant_id, allowed_devices="registered")
    assert (await house.joined("key-1")).client_id == house.client.id
    await house.do("UPDATE devices SET status = 'blocked', presence = 'offline' WHERE key_thumbprint = $1", "key-1")
    asked = await house.ask(thumbprint="key-1")
    refused = await house.post("approve", asked)
    assert (refused.status_code, refused.json()["code"]) == (403, "DEVICE_NOT_REGISTERED")
    late = await house.ask()
    await house.approve(late)
    assert await house.told(late, "key-1") == "ACCESS_DENIED"
