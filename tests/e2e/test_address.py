"""The sign-in page, opened where signing in or what comes after it cannot work: it says so, and where it does."""

from playwright.sync_api import expect

from tests.support.browser import PLAIN_HOST, Windows
from tests.support.server import Server

PUBLIC = "https://pair.example.com"
SERVER = {"public_url": PUBLIC}


def plain(server: Server) -> str:
    return server.url.replace("127.0.0.1", PLAIN_HOST)


def test_over_plain_http_no_password_is_asked_for_and_the_https_address_is_named(server: Server, windows: Windows) -> None:
    page = windows.open("/devices?search=till", base_url=plain(server))
    note = page.get_by_role("alert")
    expect(note).to_contain_text("This page was opened over plain http")
    expect(note.get_by_role("link", name=PUBLIC)).to_have_attribute("href", f"{PUBLIC}/sign-in?next=%2Fdevices%3Fsearch%3Dtill")
    expect(page.get_by_label("Password", exact=True)).to_have_count(0)
