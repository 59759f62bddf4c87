"""An owner registers an OAuth client, changes it, gives it another secret, and deletes it; an operator registers one of the server."""

from playwright.sync_api import Page, expect

from tests.e2e.look import look_at
from tests.e2e.steps import dialog
from tests.support.browser import Windows
from tests.support.server import Server


def clients(server: Server, role: str = "owner") -> dict[str, dict[str, object]]:
    return {one["name"]: one for one in server.as_(role).get("/api/oauth-clients").json()["items"]}


def saved(page: Page) -> str:
    """The secret on the screen, which is then closed."""
    secret = page.get_by_test_id("access-token").inner_text()
    dialog(page).get_by_role("button", name="I have saved it").click()
    expect(page.get_by_test_id("access-token")).to_have_count(0)
    return secret


def registered(page: Page) -> str:
    """The secret of a new client, once the mistake in its form was told."""
    page.get_by_role("button", name="Register client").click()
    form = dialog(page)
    expect(form.get_by_label("Client ID")).to_have_count(0)
    look_at(page)
    form.get_by_role("textbox", name="Name").fill("Menu board")
    form.get_by_label("Kind").select_option("confidential")
    form.get_by_label("Scopes").fill("menu.read  orders.write")
    form.get_by_label("Resource servers").fill("http://api.example.com")
    form.get_by_role("checkbox", name="Devices must have a key of their own").check()
    form.get_by_role("button", name="Register").click()
    expect(form.get_by_text("https addresses, without a fragment")).to_be_visible()
    form.get_by_label("Resource servers").fill("https://api.example.com\nhttps://pay.example.com")
    form.get_by_role("button", name="Register").click()
    secret = saved(page)
    assert secret.startswith("hfc_")
    return secret


def test_a_client_of_a_company_from_its_registration_to_its_end(server: Server, windows: Windows) -> None:
    page = windows.signed_in("owner", "/settings/oauth-clients")
    first = registered(page)
    row = page.get_by_role("list", name="OAuth clients", exact=True).get_by_role("listitem")
    expect(row).to_contain_text("Scopes: menu.read orders.write")
    expect(row).to_contain_text("Tokens for: https://api.example.com https://pay.example.com")
    expect(row).to_contain_text("Devices need a key of their own")
    expect(page.get_by_role("button", name="Register client")).to_be_focused()

    page.get_by_role("button", name="Edit: Menu board").click()
    dialog(page).get_by_label("Which devices may be approved").select_option("same_network")
    dialog(page).get_by_role("textbox", name="Name").fill("Menu boards")
    dialog(page).get_by_role("button", name="Save").click()
    expect(row).to_contain_text("Menu boards")
    changed = clients(server)["Menu boards"]
    assert {"allowed_devices": "same_network", "requires_dpop": True, "scopes": ["menu.read", "orders.write"]}.items() <= changed.items()

    page.get_by_role("button", name="New secret: Menu boards").click()
    dialog(page).get_by_role("button", name="Make new secret").click()
    assert saved(page) not in ("", first)
    page.get_by_role("button", name="Disable: Menu boards").click()
    dialog(page).get_by_role("button", name="Disable client").click()
    expect(row).to_contain_text("Disabled since")
    page.get_by_role("button", name="Enable: Menu boards").click()
    expect(row).not_to_contain_text("Disabled since")
    look_at(page)
    page.get_by_role("button", name="Delete: Menu boards").click()
    dialog(page).get_by_role("button", name="Delete client").click()
    expect(page.get_by_text("Your company has none of its own.")).to_be_visible()
    assert "Menu boards" not in clients(server)

    of_server = (
        page.get_by_role("list", name="OAuth clients of this server").get_by_role("listitem").filter(has_text="handfast-demo-screen")
    )
    expect(of_server.get_by_role("button")).to_have_count(1)  # it copies the ID


def test_an_operator_registers_one_of_the_server_by_keyboard_alone(server: Server, windows: Windows) -> None:
    page = windows.blank()
    who = server.demo_operator
    assert page.request.post("/api/session", data={"email": who.email, "password": who.password.reveal()}).ok
    page.goto("/clients")
    expect(page.get_by_role("list", name="OAuth clients").get_by_role("listitem")).to_have_count(2)
    page.get_by_role("button", name="Register client").focus()
    page.keyboard.press("Enter")
    expect(dialog(page).get_by_role("textbox", name="Name")).to_be_focused()
    page.keyboard.type("Door sign")
    page.keyboard.press("Tab")
    page.keyboard.type("Door_Sign")
    page.keyboard.press("Enter")
    expect(dialog(page).get_by_text("Give 3 to 64 small letters")).to_be_visible()
    look_at(page)
    dialog(page).get_by_label("Client ID").press("ControlOrMeta+a")
    page.keyboard.type("door-sign")
    page.keyboard.press("Enter")
    expect(dialog(page)).to_have_count(0)
    expect(page.get_by_role("button", name="Register client")).to_be_focused()
    assert clients(server, "operator")["Door sign"]["id"] == "door-sign"
    look_at(page)
