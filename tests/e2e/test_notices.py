"""Who is told of what: further addresses, notices, retention, and a mail's link to the session that it is about."""

import re

from playwright.sync_api import expect

from tests.e2e.look import look_at
from tests.e2e.steps import dialog
from tests.support.browser import Windows
from tests.support.inside import rows, run_job
from tests.support.server import Server


def sent_link(server: Server, to: str) -> str:
    """The server sends on its own, too, so the mail may be on its way."""
    for _ in range(500):
        run_job(server, "send waiting mail")
        if sent := [mail for mail in list(server.mails) if mail["To"] == to]:
            body = sent[-1].get_body(("plain",))
            assert body is not None
            return next(word for word in body.get_content().split() if "#" in word)
    raise AssertionError(f"no mail to {to}")


def test_an_address_is_added_confirmed_and_removed(server: Server, windows: Windows) -> None:
    page = windows.signed_in("owner", "/settings/notices")
    panel = page.get_by_role("region", name="Who else is warned")
    panel.get_by_label("E-mail address").fill("desk@example.org")
    panel.get_by_role("checkbox", name="Budgets").uncheck()
    panel.get_by_role("button", name="Add address").click()
    expect(panel.get_by_text("not confirmed yet")).to_be_visible()
    look_at(page)

    desk = windows.open(sent_link(server, "desk@example.org").removeprefix(server.url))
    look_at(desk)
    desk.get_by_role("button", name="Confirm this address").click()
    expect(desk.get_by_role("heading", level=1, name="Address confirmed")).to_be_visible()

    page.reload()
    expect(panel.get_by_text(re.compile("^confirmed"))).to_be_visible()
    told = panel.get_by_role("group", name="What desk@example.org is told")
    told.get_by_role("checkbox", name="Budgets").check()
    expect(told.get_by_role("checkbox", name="Budgets")).to_be_checked()
    told.get_by_role("checkbox", name="Security").uncheck()
    expect(told.get_by_role("checkbox", name="Security")).not_to_be_checked()
    assert rows(server, "SELECT security, budget FROM notice_recipients") == [{"security": 0, "budget": 1}]
    told.get_by_role("checkbox", name="Budgets").click()
    expect(dialog(page).get_by_role("heading", name="Remove desk@example.org?")).to_be_visible()
    dialog(page).get_by_role("button", name="Remove address").click()
    expect(panel.get_by_text("desk@example.org")).to_have_count(0)


def test_notices_are_counted_until_they_are_read(server: Server, windows: Windows) -> None:
    page = windows.signed_in("owner", "/people")
    page.get_by_role("button", name="Invite").first.click()
    dialog(page).get_by_role("textbox", name="Name").fill("Nova")
    dialog(page).get_by_role("textbox", name="E-mail").fill("nova@example.org")
    dialog(page).get_by_label(re.compile("Admin")).check()
    dialog(page).get_by_role("button", name=re.compile("Invite|Make")).first.click()
    page.goto("/notices")
    link = page.get_by_role("link", name=re.compile("^Notices, [0-9]+ not read$"))
    expect(link).to_be_visible()
    notice = page.get_by_role("list", name="Notices").get_by_role("listitem").filter(has_text="made Nova admin")
    expect(notice.get_by_text("New", exact=True)).to_be_visible()
    look_at(page)
    page.get_by_role("button", name="Mark all as read").click()
    expect(page.get_by_role("link", name="Notices", exact=True)).to_be_visible()
    expect(notice.get_by_text("New", exact=True)).to_have_count(0)
    page.reload()
    expect(page.get_by_role("link", name="Notices", exact=True)).to_be_visible()


def test_a_company_chooses_how_long_things_are_kept(server: Server, windows: Windows) -> None:
    page = windows.signed_in("owner", "/settings/data")
    panel = page.get_by_role("region", name="Retention")
    days = panel.get_by_label("The audit log is kept for")
    expect(panel.get_by_text(re.compile("This server allows 90 days or more. Default: for good."))).to_be_visible()
    days.fill("365")
    panel.get_by_role("button", name="Save").click()
    expect(panel.get_by_text("Saved")).to_be_visible()
    page.reload()
    expect(days).to_have_value("365")
    assert '"trail_days": 365' in rows(server, "SELECT settings FROM tenants WHERE id = $1", server.tenants[0].id)[0]["settings"]


def test_the_link_about_a_sign_in_leads_to_its_session_which_ends_there(server: Server, windows: Windows) -> None:
    person = server.person("manager")
    server.as_person(person)  # the first place
    server.as_person(person, "198.51.100.77")
    sql = "SELECT id FROM sessions WHERE address = '198.51.100.77'"
    (session,) = rows(server, sql)
    page = windows.signed_in("manager", f"/account#session-{session['id']}")
    row = page.get_by_role("listitem").filter(has_text="the one you were told of")
    expect(row).to_contain_text("198.51.100.77")
    look_at(page)
    row.get_by_role("button", name=re.compile("^Sign out")).click()
    expect(page.get_by_text("198.51.100.77")).to_have_count(0)
    assert rows(server, sql) == []
