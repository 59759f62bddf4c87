"""What a RustDesk client is set to, as the page shows it."""

import json

from handfast.kernel.ids import RustdeskId
from handfast.rustdesk.registry.ids import grouped
from tests.support.company import Company, Customer


async def test_customers_and_managers_see_it_with_the_tenants_own_address(company: Company, carla: Customer) -> None:
    await company.settings(rustdesk_host="hbbs.example.com", rustdesk_key="5Qbwsde3=", rustdesk_relay="relay.example.com:21117")
    shown = (await carla.browser.get("/api/rustdesk/config")).json()
    assert shown["api"] == f"https://handfast.test/t/{company.tenant_id}"
    assert json.loads(shown["config_json"].removeprefix("config=")) == {
        "host": "hbbs.example.com", "relay": "relay.example.com:21117", "api": shown["api"], "key": "5Qbwsde3=",
    }  # fmt: skip
    assert shown["option_line"] == f"rustdesk --option api-server {shown['api']}"
    assert shown["qr_svg"].startswith("<svg")
    assert not shown["config_string"].startswith("=")
    assert (await carla.page())["rustdesk"] == shown
    assert (await company.admin.get("/api/rustdesk/config")).json() == shown


def test_ids_are_shown_in_threes_from_the_right() -> None:
    assert [grouped(RustdeskId(id)) for id in ("123456789", "1482093765", "12345678", "my-pc")] == [
        "123 456 789", "1 482 093 765", "12 345 678", "my-pc",
    ]  # fmt: skip
