"""An operator makes companies, one person joins two of them and goes from one to the other, and a second tab stands still meanwhile."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from handfast.kernel.callers import SYSTEM, Role
from handfast.users.accounts.set_operator import SetOperator, set_operator
from tests.e2e.look import look_at
from tests.e2e.steps import account_menu, device_row, dialog, live, pair, show_code, type_code
from tests.support.browser import Windows
from tests.support.server import Server

PASSWORD = "ordinary-walnut-kettle"
NORTH, SOUTH = "Northern Kitchens", "Southern Kitchens"
NAMES = iter(range(1, 1000))


def operator(server: Server, windows: Windows, path: str = "/") -> Page:
    page = windows.blank()
    who = server.demo_operator
    session = page.request.post("/api/session", data={"email": who.email, "password": who.password.reveal()})
    assert session.ok, session.text()
    page.goto(path)
    return page


def make_company(page: Page, name: str, email: str, people: str = "") -> str:
    """The link of its first owner, as it stands on the screen."""
    page.get_by_role("button", name="Create company").click()
    dialog(page).get_by_label("Name").fill(name)
    dialog(page).get_by_label("E-mail of the first owner").fill(email)
    dialog(page).get_by_label("Most people").fill(people)
    dialog(page).get_by_role("button", name="Create").click()
    expect(dialog(page)).to_contain_text(f"An e-mail is on its way to {email}")
    dialog(page).get_by_role("button", name="Copy link").click()
    expect(dialog(page).get_by_role("button", name="Copied")).to_be_visible()
    link: str = page.evaluate("navigator.clipboard.readText()")
    return link


def done(page: Page) -> None:
    dialog(page).get_by_role("button", name="Done").click()
    expect(dialog(page)).to_have_count(0)


def switch(page: Page) -> Locator:
    """It bears the name of the company that the page acts for."""
    return page.get_by_role("button", name="Switch company")


def acts_for(page: Page, company: str) -> None:
    expect(switch(page)).to_contain_text(company)


def go_to(page: Page, company: str) -> None:
    switch(page).click()
    page.get_by_role("menuitem", name=company).click()
    acts_for(page, company)
    live(page)  # it has read for whom the browser acts, and hears of the next change


def own(server: Server) -> tuple[str, list[str]]:
    """A new address, and its invitations as the owner of two companies."""
    email = f"owner{next(NAMES)}@example.com"
    who = server.demo_operator
    client = server.anonymous()
    session = client.post("/api/session", json={"email": who.email, "password": who.password.reveal()})
    client.headers["X-CSRF-Token"] = session.json()["csrf_token"]
    made = [client.post("/api/tenants", json={"name": name, "owner_email": email, "send_mail": False}) for name in (NORTH, SOUTH)]
    return email, [answer.json()["invitation_url"] for answer in made]


def choose_password(page: Page, link: str) -> None:
    page.goto(link)
    page.get_by_label("Choose a password").fill(PASSWORD)
    page.get_by_role("button", name="Join").click()
    expect(page.get_by_role("heading", level=1, name="Devices")).to_be_visible()


@pytest.fixture
def owner(server: Server, windows: Windows) -> Page:
    """Signed in for the northern one, and a user of the southern one too."""
    _, (north, south) = own(server)
    page = windows.blank()
    choose_password(page, north)
    page.goto(south)
    page.get_by_role("button", name="Join").click()
    acts_for(page, SOUTH)
    go_to(page, NORTH)
    return live(page)


def test_one_person_joins_two_companies_of_an_operator_and_pairs_a_device_in_each(server: Server, windows: Windows) -> None:
    desk = operator(server, windows)
    expect(desk.get_by_role("heading", level=1, name="Companies")).to_be_visible()
    links = []
    for name in (NORTH, SOUTH):
        links.append(make_company(desk, name, "nora@example.com"))
        done(desk)
    page = windows.blank()
    choose_password(page, links[0])
    expect(page.get_by_role("banner").get_by_text(NORTH, exact=True)).to_be_visible()
    expect(switch(page)).to_have_count(0)
    page.goto(links[1])
    expect(page.get_by_role("heading", level=1, name=f"Join {SOUTH}")).to_be_visible()
    expect(page.get_by_text("You are signed in as nora@example.com")).to_be_visible()
    expect(page.get_by_role("textbox")).to_have_count(0)
    look_at(page)
    page.get_by_role("button", name="Join").click()
    acts_for(page, SOUTH)
    for company, other, till in ((SOUTH, NORTH, "Southern till"), (NORTH, SOUTH, "Northern till")):
        acts_for(page, company)
        device = windows.open("/pair")
        type_code(device, show_code(live(page)))
        expect(device.get_by_role("heading", level=1)).to_contain_text(company)
        pair(device, till)
        page.reload()
        expect(device_row(page, till)).to_be_visible()
        expect(page.get_by_role("table", name="Devices").get_by_role("row")).to_have_count(2)
        go_to(page, other)
    desk.reload()
    expect(desk.get_by_role("row").filter(has_text=NORTH)).to_contain_text("Active")


def test_an_account_that_exists_joins_with_its_password(server: Server, windows: Windows) -> None:
    email, (north, south) = own(server)
    choose_password(windows.blank(), north)
    page = windows.open(south)
    expect(page.get_by_label("E-mail")).to_have_value(email)
    look_at(page)
    page.get_by_label("Password", exact=True).fill("another-walnut-kettle")
    page.get_by_role("button", name="Join").click()
    expect(page.get_by_role("alert")).to_contain_text("This is not the password of your account here.")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Join").click()
    acts_for(page, SOUTH)
    page.goto("/account")
    expect(page.get_by_role("region", name="Where you are signed in")).to_contain_text(f"for {SOUTH}")
    expect(page.get_by_role("region", name="Where you are signed in")).to_contain_text(f"for {NORTH}")
    look_at(page)


def test_the_switcher_is_used_with_the_keyboard_and_on_a_phone(owner: Page) -> None:
    look_at(owner)
    switch(owner).focus()
    owner.keyboard.press("Enter")
    items = owner.get_by_role("menuitem")
    expect(items).to_have_text([re.compile(NORTH), re.compile(SOUTH)])
    expect(items.first).to_have_attribute("aria-current", "true")
    look_at(owner)
    owner.keyboard.press("Escape")
    expect(switch(owner)).to_be_focused()
    owner.keyboard.press("Enter")
    expect(items.first).to_be_focused()
    owner.keyboard.press("ArrowDown")
    owner.keyboard.press("Enter")
    acts_for(owner, SOUTH)
    owner.set_viewport_size({"width": 390, "height": 844})
    go_to(owner, NORTH)


def second_tab(owner: Page) -> Page:
    tab = owner.context.new_page()
    tab.goto("/devices")
    acts_for(tab, NORTH)
    return live(tab)


def stands_still(page: Page) -> Locator:
    still = page.get_by_role("dialog", name=f"You went on to {SOUTH} in another tab")
    expect(still).to_contain_text(f"This page still shows {NORTH}.")
    return still


def test_the_second_tab_stands_still_and_goes_on_with_the_other_company(owner: Page) -> None:
    tab = second_tab(owner)
    go_to(owner, SOUTH)
    still = stands_still(tab)
    look_at(tab)
    tab.keyboard.press("Escape")
    expect(still).to_be_visible()
    still.get_by_role("button", name=f"Go on with {SOUTH}").click()
    acts_for(tab, SOUTH)
    live(tab)
    expect(tab.get_by_text("This browser is now signed in as")).to_have_count(0)


def test_the_second_tab_goes_back_and_what_was_typed_is_still_there(owner: Page) -> None:
    tab = second_tab(owner)
    tab.get_by_role("link", name="Settings").click()
    tab.get_by_label("Name", exact=True).fill("Half typed")
    go_to(owner, SOUTH)
    stands_still(tab).get_by_role("button", name=f"Go back to {NORTH}").click()
    expect(dialog(tab)).to_have_count(0)
    expect(tab.get_by_label("Name", exact=True)).to_have_value("Half typed")
    expect(owner.get_by_role("dialog", name=f"You went on to {NORTH} in another tab")).to_be_visible()
    owner.get_by_role("button", name=f"Go on with {NORTH}").click()
    acts_for(owner, NORTH)
    tab.locator("form").filter(has_text="Name").first.get_by_role("button", name="Save").click()
    expect(tab.get_by_role("status").filter(has_text="Saved")).to_be_visible()
    tab.reload()
    expect(tab.get_by_label("Name", exact=True)).to_have_value("Half typed")


def test_a_page_that_heard_of_nothing_does_nothing_for_the_other_company(owner: Page) -> None:
    tab = owner.context.new_page()
    tab.add_init_script("delete window.BroadcastChannel")
    tab.route("**/api/live/ticket", lambda route: route.abort())
    tab.goto("/devices")
    acts_for(tab, NORTH)
    go_to(owner, SOUTH)
    tab.get_by_role("button", name="Pair device").first.click()
    stands_still(tab)
    expect(owner.get_by_role("list", name="Codes waiting for a device")).to_have_count(0)


def test_a_tab_that_stands_still_comes_back_with_the_browser(owner: Page) -> None:
    tab = second_tab(owner)
    go_to(owner, SOUTH)
    stands_still(tab)
    go_to(owner, NORTH)
    expect(dialog(tab)).to_have_count(0)
    acts_for(tab, NORTH)


def test_a_tab_that_stands_still_leaves_when_somebody_signs_out(owner: Page) -> None:
    tab = second_tab(owner)
    go_to(owner, SOUTH)
    stands_still(tab)
    account_menu(owner).click()
    owner.get_by_role("menuitem", name="Sign out").click()
    expect(tab.get_by_role("heading", level=1, name="Sign in")).to_be_visible()


def test_an_operator_finds_renames_and_limits_a_company(server: Server, windows: Windows) -> None:
    desk = operator(server, windows, "/companies")
    expect(desk.get_by_role("navigation", name="Pages").get_by_role("link")).to_have_text(["Companies", "OAuth clients", "Account"])
    make_company(desk, "Western Kitchens", "wes@example.com", people="12")
    look_at(desk)
    done(desk)
    desk.get_by_label("Search companies").fill("western")
    rows = desk.get_by_role("table", name="Companies").get_by_role("row")
    expect(rows).to_have_count(2)
    expect(rows.last).to_contain_text("1 of 12")
    look_at(desk)
    desk.get_by_role("button", name="Actions for Western Kitchens").click()
    desk.get_by_role("menuitem", name="Name and limits").click()
    dialog(desk).get_by_label("Name").fill("Western Taverns")
    dialog(desk).get_by_label("Most people").fill("a dozen")
    expect(dialog(desk)).to_contain_text("Type a whole number, or leave it empty.")
    expect(dialog(desk).get_by_role("button", name="Save")).to_be_disabled()
    dialog(desk).get_by_label("Most people").fill("")
    dialog(desk).get_by_label("Most devices").fill("1,500")
    look_at(desk)
    dialog(desk).get_by_role("button", name="Save").click()
    expect(dialog(desk)).to_have_count(0)
    expect(rows.last).to_contain_text("Western Taverns")
    expect(rows.last).to_contain_text("0 of 1,500")


def test_an_operator_has_an_account_but_no_pages_of_a_company(server: Server, windows: Windows) -> None:
    desk = operator(server, windows, "/devices")
    expect(desk.get_by_role("heading", level=1, name="A page of a company")).to_be_visible()
    look_at(desk)
    desk.goto("/account")
    expect(desk.get_by_text("Operator of the server")).to_be_visible()
    expect(desk.get_by_role("region", name="Where you are signed in")).to_contain_text("for the server")
    expect(desk.get_by_role("region", name="Access tokens")).to_have_count(0)
    look_at(desk)
    member = windows.signed_in("owner", "/companies")
    expect(member.get_by_role("heading", level=1, name="Not for your role")).to_be_visible()
    expect(member.get_by_text("ask whoever runs this server")).to_be_visible()


def test_an_operator_who_is_in_a_company_goes_between_it_and_the_server(server: Server, windows: Windows) -> None:
    """A link to a page of the other leads there by one press, and colleagues see the name that the account has."""
    email = server.call(server.member(name="Olga Both")).email
    server.call(server.application.run(set_operator, SetOperator(email, is_operator=True), SYSTEM))
    desk = windows.blank()
    assert desk.request.post("/api/session", data={"email": email, "password": PASSWORD}).ok
    desk.goto("/companies")
    desk.get_by_role("button", name="Act for the server").click()
    link = make_company(desk, NORTH, email)
    done(desk)
    desk.goto(link)
    desk.get_by_role("button", name="Join").click()
    acts_for(desk, NORTH)
    expect(account_menu(desk)).to_contain_text("Olga Both")
    desk.goto("/companies")
    expect(desk.get_by_role("heading", level=1, name="A page of the server")).to_be_visible()
    look_at(desk)
    desk.get_by_role("button", name="Act for the server").click()
    expect(desk.get_by_role("heading", level=1, name="Companies")).to_be_visible()
    desk.goto("/devices")
    expect(desk.get_by_text("Choose yours at the top to open it.")).to_be_visible()


def test_whoever_is_in_many_companies_finds_one_by_typing_how_its_name_begins(server: Server, windows: Windows) -> None:
    member = server.call(server.member(Role.MANAGER, name="Many Houses"))
    for number in range(8):
        server.call(server.also_in(member, server.call(server.tenant(f"{'ABCDEFGH'[number]}teliers {number}"))))
    page = windows.blank()
    assert page.request.post("/api/session", data={"email": member.email, "password": PASSWORD}).ok
    page.goto("/devices")
    switch(page).focus()
    page.keyboard.press("Enter")
    names = [name.partition("\n")[0] for name in page.get_by_role("menuitem").all_inner_texts()]
    assert names == sorted(names)
    page.keyboard.type("gt")
    expect(page.get_by_role("menuitem", name="Gteliers 6")).to_be_focused()
    page.keyboard.press("Enter")
    acts_for(page, "Gteliers 6")
