"""How people come in, by link and by mail, and what ends their sessions. The mail goes through a real mail server."""

import queue
import re
import socket
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from playwright.sync_api import Page, expect

from handfast.kernel.callers import SYSTEM
from handfast.kernel.outcomes import Done
from handfast.kernel.time import MINUTE
from handfast.users.setup import make_setup_link
from tests.e2e.serving import serving
from tests.e2e.steps import account_menu, asks_to_join, dialog, live, show_code, sign_in
from tests.support.browser import PATIENCE, PLAIN_HOST, Windows
from tests.support.server import Server

PASSWORD = "ordinary-walnut-kettle"


class Inbox:
    def __init__(self) -> None:
        self._mails: queue.Queue[bytes] = queue.Queue()

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - its name in aiosmtpd
        self._mails.put(envelope.content)
        return "250 OK"

    def next_link(self, server: Server, path: str) -> str:
        """The one-time link to this page in the next mail that holds one; others are news of an account."""
        while True:
            text = message_from_bytes(self._mails.get(timeout=PATIENCE / 1000), policy=policy.default).get_body(("plain",))
            assert text is not None
            for line in text.get_content().splitlines():
                if line.startswith(f"{server.url}{path}#"):
                    return str(line)


@pytest.fixture(scope="module")
def inbox() -> Iterator[tuple[Inbox, str]]:
    handler = Inbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(handler, "127.0.0.1", port)
    controller.start()
    yield handler, f"smtp://127.0.0.1:{port}"
    controller.stop()


@pytest.fixture(scope="module")
def server(database_url: str, tmp_path_factory: pytest.TempPathFactory, inbox: tuple[Inbox, str]) -> Iterator[Server]:
    mail = {"smtp_url": inbox[1], "mail_from": "handfast@example.com"}
    yield from serving(Server(database_url, tmp_path_factory.mktemp("data"), mail=False, **mail))


def at(page: Page, title: str) -> None:
    expect(page.get_by_role("heading", level=1, name=title)).to_be_visible()


def without_secret(page: Page) -> bool:
    return "#" not in page.url and "#" not in str(page.evaluate("navigation.entries().map(entry => entry.url)"))


class TestFirstRun:
    @pytest.fixture
    def server(self, sqlite_template: Path, tmp_path: Path) -> Iterator[Server]:
        """A server nobody has set up."""
        path = tmp_path / "handfast.db"
        path.write_bytes(sqlite_template.read_bytes())
        yield from serving(Server(f"sqlite:///{path}", tmp_path), people=False)

    def test_the_setup_link_makes_an_owner_who_is_signed_in(self, server: Server, windows: Windows) -> None:
        stranger = windows.open("/")
        expect(
            stranger.get_by_text("Nobody has set up this server yet. Open the setup link that it printed when it started.")
        ).to_be_visible()
        made = server.call(server.application.run(make_setup_link, None, SYSTEM))
        assert isinstance(made, Done)
        page = windows.open(made.view)
        at(page, "Set up your company")
        assert without_secret(page)
        expect(page.get_by_text("and the operator of this server")).to_be_visible()
        page.get_by_label("Name of your company").fill("Walnut House")
        page.get_by_label("Your name").fill("Robin Owner")
        page.get_by_label("Your e-mail").fill("robin@example.com")
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Start using Handfast").click()
        at(page, "Devices")
        expect(page.get_by_text("Every device that may work for Walnut House.")).to_be_visible()
        expect(account_menu(page)).to_contain_text("Robin Owner")


def test_a_person_joins_by_the_link_of_an_invitation(server: Server, windows: Windows, inbox: tuple[Inbox, str]) -> None:
    owner = windows.signed_in("owner", "/people")
    owner.get_by_role("button", name="Invite person").click()
    dialog(owner).get_by_label("Name").fill("Nia New")
    dialog(owner).get_by_label("E-mail", exact=True).fill("nia@example.com")
    dialog(owner).get_by_role("radio", name=re.compile("^Manager")).check()
    dialog(owner).get_by_role("button", name="Invite").click()
    expect(dialog(owner).get_by_text("An e-mail is on its way to nia@example.com. You can hand over the link as well.")).to_be_visible()
    dialog(owner).get_by_role("button", name="Done").click()
    expect(owner.get_by_role("row").filter(has_text="nia@example.com")).to_contain_text("Invited")

    nia = windows.open(inbox[0].next_link(server, "/join"))
    at(nia, "Join Fireflow Kitchen")
    assert without_secret(nia)
    expect(nia.get_by_text("You are invited as a manager.")).to_be_visible()
    nia.get_by_label("Choose a password").fill("password")
    nia.get_by_role("button", name="Join").click()
    expect(nia.get_by_text("Use a longer one, such as three or four unrelated words.").first).to_be_visible()
    nia.get_by_label("Choose a password").fill(PASSWORD)
    nia.get_by_role("button", name="Join").click()
    at(nia, "Devices")
    expect(account_menu(nia)).to_contain_text("Nia New")


def test_a_used_link_says_what_to_do(server: Server, windows: Windows) -> None:
    page = windows.open("/join#no-such-invitation-no-such-invitation-no-such")
    at(page, "This invitation cannot be used")
    expect(page.get_by_text("This invitation has been used or is too old. Ask whoever invited you for a new one.")).to_be_visible()
    page.get_by_role("link", name="Go to sign in").click()
    at(page, "Sign in")


def test_a_forgotten_password_is_replaced_by_mail(server: Server, windows: Windows, inbox: tuple[Inbox, str]) -> None:
    person = server.person("admin")
    page = windows.open("/")
    page.get_by_role("link", name="Forgot your password?").click()
    at(page, "Forgot your password?")
    page.get_by_label("E-mail").fill(person.email)
    page.get_by_role("button", name="Send the link").click()
    expect(page.get_by_text(f"If {person.email} has an account here, a link is on its way. Look in the spam folder too.")).to_be_visible()

    page.goto(inbox[0].next_link(server, "/reset"))
    at(page, "Choose a new password")
    assert without_secret(page)
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_role("button", name="Save the new password").click()
    at(page, "Password changed")
    page.get_by_role("link", name="Go to sign in").click()
    page.get_by_label("E-mail").fill(person.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    at(page, "Devices")


def test_a_new_password_ends_the_other_sessions(server: Server, windows: Windows) -> None:
    person = server.person("manager", tenant=1)
    here, there = windows.signed_in("manager", "/account", tenant=1), live(windows.signed_in("manager", tenant=1))
    here.get_by_label("Current password").fill("a wrong one")
    here.get_by_label("New password").fill(PASSWORD)
    here.get_by_role("button", name="Change password").click()
    expect(here.get_by_text("The current password is not right. Type it again.")).to_be_visible()
    here.get_by_label("Current password").fill(person.password.reveal())
    here.get_by_role("button", name="Change password").click()
    expect(here.get_by_text("Password changed. You are signed out everywhere else.")).to_be_visible()
    at(there, "Sign in")
    here.reload()
    at(here, "Your account")


def test_a_session_that_ends_while_someone_types_loses_no_word(server: Server, windows: Windows) -> None:
    owner = windows.signed_in("owner", "/settings")
    owner.get_by_label("Name", exact=True).fill("Fireflow Kitchen and Bar")
    assert server.as_("owner").delete("/api/sessions").status_code == 204
    owner.locator("form").filter(has_text="Name").first.get_by_role("button", name="Save").click()
    again = dialog(owner)
    expect(again.get_by_role("heading", name="Sign in again")).to_be_visible()
    again.get_by_label("Password", exact=True).fill(server.person("owner").password.reveal())
    again.get_by_role("button", name="Sign in").click()
    expect(again).to_have_count(0)
    expect(owner.get_by_label("Name", exact=True)).to_have_value("Fireflow Kitchen and Bar")


def test_at_another_name_of_the_server_the_sign_in_page_names_its_address(server: Server, windows: Windows) -> None:
    page = windows.open("/", base_url=server.url.replace("127.0.0.1", PLAIN_HOST))
    expect(
        page.get_by_text(f"The address of this server is {server.url}. At the one you opened, live updates do not arrive.")
    ).to_be_visible()
    sign_in(page, server.person("manager"))
    at(page, "Devices")


def test_a_browser_that_keeps_no_cookie_is_told_so(server: Server, windows: Windows) -> None:
    page = windows.open("/sign-in")
    no_cookie = {"type": "", "title": "", "status": 401, "detail": "Sign in first.", "code": "UNAUTHENTICATED"}
    page.route(
        "**/api/session", lambda route: route.fulfill(status=401, json=no_cookie) if route.request.method == "GET" else route.continue_()
    )
    person = server.person("manager")
    page.get_by_label("E-mail").fill(person.email)
    page.get_by_label("Password", exact=True).fill(person.password.reveal())
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("Your browser did not keep the cookie that signing in needs.")


def test_a_code_sent_by_mail_opens_the_device_page(server: Server, windows: Windows, inbox: tuple[Inbox, str]) -> None:
    manager = windows.blank()
    manager.goto("/")
    sign_in(manager, server.person("manager"))
    show_code(manager)
    dialog(manager).get_by_role("button", name="Send by e-mail").click()
    dialog(manager).get_by_label("Send the link to").fill("tablet@example.com")
    dialog(manager).get_by_role("button", name="Send", exact=True).click()
    expect(dialog(manager).get_by_text("Sent to tablet@example.com.")).to_be_visible()
    device = windows.open(inbox[0].next_link(server, "/p"))
    asks_to_join(device)


def test_an_open_session_makes_an_access_token_only_with_the_password(server: Server, windows: Windows) -> None:
    page = windows.signed_in("manager", "/account")
    server.clock.move(11 * MINUTE)
    page.get_by_role("button", name="Create token").click()
    dialog(page).get_by_role("textbox", name="Name").fill("Nightly report")
    dialog(page).get_by_role("checkbox").first.check()
    dialog(page).get_by_role("button", name="Create", exact=True).click()
    confirm = page.get_by_role("dialog", name="Confirm that it is you")
    confirm.get_by_role("button", name="Cancel").click()
    expect(
        dialog(page).get_by_text("Confirm that it is you: try again, and type your password or code when you are asked for it.")
    ).to_be_visible()
    dialog(page).get_by_role("button", name="Create", exact=True).click()
    expect(confirm.get_by_label("Password", exact=True)).to_be_focused()
    page.keyboard.type("a wrong one")
    page.keyboard.press("Enter")
    expect(confirm.get_by_text("This is not your password.")).to_be_visible()
    confirm.get_by_label("Password", exact=True).fill(server.person("manager").password.reveal())
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("access-token")).to_be_visible()
    dialog(page).get_by_role("button", name="I have saved it").click()
    page.get_by_role("button", name="Revoke Nightly report").click()
    dialog(page).get_by_role("button", name="Revoke token").click()
    expect(page.get_by_text("You have none.")).to_be_visible()


def test_a_new_password_keeps_the_access_tokens_that_are_chosen(server: Server, windows: Windows) -> None:
    person, page = server.person("owner"), windows.signed_in("owner", "/account")
    script = server.with_token("owner", "people:read")
    page.reload()
    page.get_by_role("group", name="Access tokens to keep").get_by_label("script").check()
    page.get_by_label("Current password").fill(person.password.reveal())
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_role("button", name="Change password").click()
    expect(page.get_by_text("Password changed. You are signed out everywhere else.")).to_be_visible()
    assert script.get("/api/people").status_code == 200
    page.get_by_label("Current password").fill(PASSWORD)
    page.get_by_label("New password").fill(person.password.reveal())
    page.get_by_role("button", name="Change password").click()
    expect(page.get_by_text("You have none.")).to_be_visible()
    assert script.get("/api/people").status_code == 401


def test_an_access_token_is_shown_once_and_can_be_revoked(windows: Windows) -> None:
    page = windows.signed_in("manager", "/account")
    page.get_by_role("button", name="Create token").click()
    dialog(page).get_by_role("textbox", name="Name").fill("Nightly report")
    dialog(page).get_by_role("checkbox").first.check()
    dialog(page).get_by_role("button", name="Create", exact=True).click()
    assert page.get_by_test_id("access-token").inner_text().startswith("hfp_")
    dialog(page).get_by_role("button", name="I have saved it").click()
    expect(page.get_by_test_id("access-token")).to_have_count(0)
    page.get_by_role("button", name="Revoke Nightly report").click()
    dialog(page).get_by_role("button", name="Revoke token").click()
    expect(page.get_by_text("You have none.")).to_be_visible()
