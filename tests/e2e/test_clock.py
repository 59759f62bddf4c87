"""What the pages say of "ago" and "left" is about moments of the server; the clock of the computer may be wrong."""

import pytest
from playwright.sync_api import Locator, Page, expect

from handfast.kernel.time import HOUR
from tests.e2e.steps import device_row, dialog, show_code
from tests.support.browser import Windows
from tests.support.server import Server


def paired(manager: Page, name: str) -> Locator:
    return device_row(manager, name).get_by_role("cell").nth(3)


@pytest.mark.parametrize("hours", [-2, 2], ids=["slow", "fast"])
def test_the_pages_go_by_the_clock_of_the_server(server: Server, windows: Windows, hours: int) -> None:
    server.pair(deviceName="Old till")
    server.clock.move(3 * HOUR)
    server.pair(deviceName="New till")
    manager = windows.signed_in("owner")
    manager.add_init_script(f"const now = Date.now; Date.now = () => now() + {hours} * 3600000;")
    manager.reload()
    expect(paired(manager, "New till")).to_have_text("just now")
    expect(paired(manager, "Old till")).to_have_text("3 hours ago")
    show_code(manager)
    expect(dialog(manager).get_by_role("timer", name="Time left")).to_contain_text("14:5")
    manager.goto("/people")
    expect(manager.get_by_role("table", name="People").get_by_role("row").filter(has_text="Olivia Owner")).to_contain_text("just now")
