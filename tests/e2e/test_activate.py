"""A device shows a code, and a signed-in person types it: what the page shows before they decide, and every way in which it can end."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Page, Request, expect

from handfast.ceremonies.device_authorization.authorize import Authorize, Authorized, authorize
from handfast.ceremonies.device_authorization.poll import Poll, poll
from handfast.kernel.callers import Caller, Role
from handfast.kernel.outcomes import Done, Refused
from handfast.kernel.time import MINUTE, SECOND
from handfast.oauth.clients.rules import Client
from handfast.oauth.tokens.rules import Granted
from tests.ceremonies.device_authorization.household import ELSEWHERE, HERE, NEXT_DOOR, add_client
from tests.e2e.look import look_at
from tests.e2e.steps import device_row
from tests.e2e.test_keyboard import tab_to
from tests.support.browser import Windows
from tests.support.inside import settings, use
from tests.support.members import Member
from tests.support.server import Server

PHONE = {"width": 390, "height": 844}
FIREFLOW, HARBOUR = 0, 1


@pytest.fixture(autouse=True)
def _switched_on(server: Server) -> Iterator[None]:
    for tenant in (FIREFLOW, HARBOUR):
        settings(server, tenant, device_authorization="on")
    yield
    for tenant in (FIREFLOW, HARBOUR):
        settings(server, tenant)


@dataclass
class Device:
    """Shows a code of this client, and asks for its tokens."""

    server: Server
    tenant: int | None = FIREFLOW
    shows_number: bool = False
    client: Client = field(init=False)
    asked: Authorized = field(init=False)

    def __post_init__(self) -> None:
        tenant_id = None if self.tenant is None else self.server.tenants[self.tenant].id
        self.client = self.server.call(add_client(self.server, tenant_id, shows_number=self.shows_number))
        command = Authorize(self.client, (), (), None, "Samsung QB55", "Tizen 7")
        self.asked = use(self.server, authorize, command, Caller("anonymous", HERE, "menu/1.0"))

    @property
    def code(self) -> str:
        return self.asked.user_code.reveal()

    def poll(self) -> Granted | Refused:
        self.server.clock.move(5 * SECOND)
        caller = Caller("anonymous", HERE, "menu/1.0")
        outcome = self.server.call(self.server.application.run(poll, Poll(self.client, self.asked.device_code, None), caller))
        return outcome.view if isinstance(outcome, Done) else outcome

    def told(self) -> str:
        answer = self.poll()
        return answer.reason.value if isinstance(answer, Refused) else "granted"

    def number(self) -> str:
        answer = self.poll()
        assert isinstance(answer, Refused)
        return str(answer.extra["number"])


def is_at(page: Page, heading: str) -> None:
    """A new step begins at its heading, for those who hear it; no button has the focus that a second press could hit."""
    expect(page.get_by_role("heading", level=1, name=heading)).to_be_focused()


def is_told(page: Page, words: str) -> None:
    """At once, also by screen readers. A company may have alerts of other things on the same page."""
    expect(page.get_by_role("alert").filter(has_text=words)).to_be_visible()


def look_up(page: Page, code: str) -> None:
    page.get_by_label("Code", exact=True).fill(code)
    page.get_by_role("button", name="Continue").click()


def review(page: Page, code: str) -> None:
    look_up(page, code)
    is_at(page, "Is this device in front of you?")


def approve(page: Page) -> None:
    page.get_by_role("button", name="Approve").click()


def wrong(page: Page, right: str) -> None:
    """Another number than the one that the device shows."""
    numbers = page.get_by_role("group", name="Which number does the device show?").get_by_role("radio").all()
    assert len(numbers) == 3
    next(number for number in numbers if number.get_attribute("value") != right).check()
    approve(page)


def test_a_device_is_approved_by_the_keyboard_alone(server: Server, windows: Windows) -> None:
    device = Device(server, shows_number=True)
    page = windows.signed_in("manager", address=ELSEWHERE)
    page.get_by_role("link", name="Enter a code from a device").click()
    is_at(page, "Enter the code from the device")
    look_at(page)
    tab_to(page, "Code")
    page.keyboard.type("WDJB")
    page.keyboard.press("Enter")
    is_told(page, "This is not the whole code.")
    page.get_by_label("Code", exact=True).clear()
    page.keyboard.type(device.code.lower().replace("-", " "))
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    is_at(page, "Is this device in front of you?")
    for words in ("Samsung QB55", "Tizen 7", HERE, "not your network", "See menu", "Change orders", "Fireflow Kitchen"):
        expect(page.get_by_role("main")).to_contain_text(words)
    unusual = page.get_by_role("list", name="What is unusual").get_by_role("listitem")
    expect(unusual).to_have_text(
        ["It is in another network than this browser.", "No device with “Menu board” has joined Fireflow Kitchen before."]
    )
    look_at(page)
    tab_to(page, "Name of the device")
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type("Kitchen screen")
    page.keyboard.press("Enter")
    assert device.told() == "AUTHORIZATION_PENDING"
    tab_to(page, "Approve")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Choose the number that the device shows.")).to_be_visible()
    wrong(page, device.number())
    is_told(page, "2 tries are left")
    look_at(page)
    right = page.get_by_role("radio", name=device.number())
    page.get_by_label("Name of the device").focus()
    page.keyboard.press("Tab")
    while not right.is_checked():
        page.keyboard.press("ArrowRight")
    tab_to(page, "Approve")
    page.keyboard.press("Enter")
    is_at(page, "Kitchen screen is connected")
    expect(page.get_by_role("status").filter(has_text="Kitchen screen is connected.")).to_have_count(1)
    look_at(page)
    assert device.told() == "granted"
    page.get_by_role("link", name="Go to the devices").click()
    expect(device_row(page, "Kitchen screen")).to_be_visible()


def test_a_device_is_turned_down_on_a_phone(server: Server, windows: Windows) -> None:
    device = Device(server)
    page = windows.signed_in("installer", "/activate", address=NEXT_DOOR, viewport=PHONE)
    review(page, device.code)
    approving, denying = (page.get_by_role("button", name=name).bounding_box() for name in ("Approve", "Deny"))
    assert approving
    assert denying
    assert (approving["width"], approving["height"]) == (denying["width"], denying["height"])
    # From where the bar of a phone covers it.
    page.get_by_role("button", name="Deny").evaluate(
        "one => { scrollBy(0, one.getBoundingClientRect().bottom - innerHeight); one.blur(); one.focus(); }"
    )
    focused, bar = page.get_by_role("button", name="Deny").bounding_box(), page.get_by_role("navigation", name="Pages").bounding_box()
    assert focused
    assert bar
    assert focused["y"] + focused["height"] <= bar["y"]  # nothing covers what has the focus
    page.get_by_role("button", name="Deny").click()
    is_at(page, "Turned down")
    assert device.told() == "ACCESS_DENIED"
    page.get_by_role("button", name="Enter another code").click()
    is_at(page, "Enter the code from the device")
    expect(page.get_by_label("Code", exact=True)).to_have_value("")
    look_up(page, device.code)
    is_told(page, "This code is not valid.")
    expect(page.get_by_label("Code", exact=True)).to_have_value(device.code)


def test_a_request_ends_with_its_time_or_the_third_wrong_number(server: Server, windows: Windows) -> None:
    late, guessed = Device(server), Device(server, shows_number=True)
    page = windows.signed_in("manager", "/activate", address=NEXT_DOOR)
    review(page, late.code)
    server.clock.move(10 * MINUTE)
    approve(page)
    is_at(page, "This request is over")
    expect(page.get_by_role("main")).to_contain_text("It has expired, or somebody has answered it already.")
    assert late.told() == "EXPIRED_TOKEN"
    server.clock.move(-10 * MINUTE)
    page.get_by_role("button", name="Enter another code").click()
    review(page, guessed.code)
    for left in ("2 tries are left", "1 try is left"):
        wrong(page, guessed.number())
        is_told(page, left)
    wrong(page, guessed.number())
    is_at(page, "This request is over")
    expect(page.get_by_role("main")).to_contain_text("Three times it was not the number")
    look_at(page)
    assert guessed.told() == "ACCESS_DENIED"


def test_a_link_fills_in_a_code_only_where_the_company_wants_it_and_never_looks_it_up(server: Server, windows: Windows) -> None:
    device = Device(server)
    looks: list[Request] = []
    page = windows.blank(address=NEXT_DOOR)
    page.on("request", lambda request: looks.append(request) if "/api/device-grants/" in request.url else None)
    person = server.person("manager")
    page.goto(f"/activate#{device.code}")
    assert "#" not in page.url
    page.get_by_label("E-mail").fill(person.email)
    page.get_by_label("Password", exact=True).fill(person.password.reveal())
    page.get_by_role("button", name="Sign in").click()
    is_at(page, "Enter the code from the device")
    expect(page.get_by_label("Code", exact=True)).to_have_value("")
    expect(page.get_by_role("main")).to_contain_text("Type the code that you see on the screen of the device yourself.")
    settings(server, device_authorization="on", prefilled_codes=True)
    page.goto("/devices")
    page.goto(f"/activate#{device.code}")
    assert "#" not in page.url
    expect(page.get_by_label("Code", exact=True)).to_have_value(device.code)
    look_at(page)
    assert not looks
    page.get_by_role("button", name="Continue").click()
    is_at(page, "Is this device in front of you?")
    approve(page)
    is_at(page, "Samsung QB55 is connected")
    assert device.told() == "granted"


def test_who_is_in_two_companies_goes_on_in_the_one_that_is_asked(server: Server, windows: Windows) -> None:
    of_harbour, of_anybody, stranger = Device(server, HARBOUR), Device(server, None), Device(server, HARBOUR)
    alone = windows.signed_in("manager", "/activate")
    look_up(alone, stranger.code)
    is_told(alone, "This code is not valid.")
    expect(alone.get_by_role("main")).not_to_contain_text("Harbour")
    hired = server.hire("manager")
    home = Member(hired.id, hired.email, Role.MANAGER, server.tenants[FIREFLOW].id)
    server.call(server.also_in(home, server.tenants[HARBOUR].id))
    page = windows.blank(address=NEXT_DOOR)
    signing_in = {"email": hired.email, "password": hired.password.reveal(), "tenant_id": home.tenant_id}
    assert page.request.post("/api/session", data=signing_in).ok
    page.goto("/activate")
    look_up(page, of_harbour.code)
    is_told(page, "This device asks to join Harbour Bistro, and you act for Fireflow Kitchen now.")
    look_at(page)
    page.get_by_role("button", name="Go on for Harbour Bistro").click()
    is_at(page, "Is this device in front of you?")
    assert of_harbour.code not in page.url
    expect(page.get_by_role("main")).to_contain_text("asks to join Harbour Bistro")
    approve(page)
    is_at(page, "Samsung QB55 is connected")
    granted = of_harbour.poll()
    assert isinstance(granted, Granted)
    assert granted.tenant_id == server.tenants[HARBOUR].id
    page.get_by_role("button", name="Enter another code").click()
    review(page, of_anybody.code)
    page.get_by_role("button", name="Choose another company").click()
    page.get_by_role("menuitem", name="Fireflow Kitchen").click()
    expect(page.get_by_role("main")).to_contain_text("asks to join Fireflow Kitchen")
    page.reload()
    expect(page.get_by_label("Code", exact=True)).to_have_value("")


def test_who_is_blocked_meanwhile_lets_no_device_in(server: Server, windows: Windows) -> None:
    looked, approved = Device(server), Device(server)
    hired = server.hire("manager")
    page = windows.blank(address=NEXT_DOOR)
    assert page.request.post("/api/session", data={"email": hired.email, "password": hired.password.reveal()}).ok
    page.goto("/activate")
    review(page, approved.code)
    approve(page)
    is_at(page, "Samsung QB55 is connected")
    page.get_by_role("button", name="Enter another code").click()
    review(page, looked.code)
    assert server.as_("owner").post(f"/api/people/{hired.id}/disable").status_code == 200
    assert approved.told() == "ACCESS_DENIED"
    approve(page)
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    assert looked.told() == "AUTHORIZATION_PENDING"


def test_the_page_says_who_can_approve_and_that_it_is_switched_off(server: Server, windows: Windows) -> None:
    staff = windows.signed_in("staff", "/activate")
    expect(staff.get_by_role("main")).to_contain_text("At Fireflow Kitchen owners, admins, managers and installers can.")
    settings(server)
    manager = windows.signed_in("manager")
    expect(manager.get_by_role("button", name="Pair device")).to_be_visible()
    expect(manager.get_by_role("link", name="Enter a code from a device")).to_have_count(0)
    manager.goto("/activate")
    expect(manager.get_by_role("main")).to_contain_text("An owner or admin can switch it on in the settings.")
    look_at(manager)
    owner = windows.signed_in("owner", "/activate")
    owner.get_by_role("link", name="Open the settings").click()
    form = owner.locator("form").filter(has_text="A device may show a code to be let in")
    form.get_by_label("A device may show a code to be let in").select_option("Yes")
    form.get_by_role("button", name="Save").click()
    owner.get_by_role("link", name="Devices", exact=True).click()
    owner.get_by_role("link", name="Enter a code from a device").click()
    is_at(owner, "Enter the code from the device")
