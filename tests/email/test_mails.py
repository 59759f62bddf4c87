"""Mail: what a letter looks like, how often it is tried, and what is left behind."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP

from handfast.adapters.smtp import SmtpSender, SmtpServer, smtp_server
from handfast.email.delivery import NotSent, deliver
from handfast.email.enqueue import PURPOSE, queue
from handfast.email.templates import Message, compose, from_json, to_json
from handfast.kernel.callers import SYSTEM
from handfast.kernel.ids import TenantId
from handfast.kernel.outcomes import Done
from handfast.kernel.time import DAY, HOUR, MINUTE
from handfast.runner.context import Context
from tests.support.figures import failures
from tests.support.rows import fetch_rows
from tests.support.server import Server

MESSAGE = Message(
    about="a test",
    to="robin@example.com",
    subject="Grüße",
    paragraphs=("Hello <Robin>,", "Welcome."),
    button="Open",
    url="https://handfast.test/p#secret",
    image=b"\x89PNG\r\n\x1a\n",
    image_says="QR code",
    closing=("Bye.",),
    tenant_id=TenantId("t"),
)


async def put(context: Context, message: Message) -> Done[None]:
    queue(context, message)
    return Done(None)


async def refuse(_: EmailMessage) -> None:
    raise NotSent("SMTPResponseException 451")


def test_a_letter_survives_being_put_away() -> None:
    assert from_json(to_json(MESSAGE)) == MESSAGE


def test_a_mail_says_the_same_in_text_and_in_html() -> None:
    mail = message_from_bytes(compose(MESSAGE, "id", 1_768_888_800_000).as_bytes(), policy=policy.default)
    assert mail["Subject"] == "Grüße"
    assert mail["Date"] == "Tue, 20 Jan 2026 06:00:00 +0000"
    text, page = mail.get_body(("plain",)).get_content(), mail.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert "Hello <Robin>,\n\nWelcome.\n\nOpen:\nhttps://handfast.test/p#secret\n\nBye." in text
    assert "Hello &lt;Robin&gt;," in page
    assert 'alt="QR code"' in page
    [image] = [part for part in mail.walk() if part.get_content_type() == "image/png"]
    assert f"cid:{image['Content-ID'].strip('<>')}" in page


async def test_a_mail_is_tried_six_times_in_an_hour_and_then_dropped(quiet: Server) -> None:
    tenant = await quiet.tenant()
    await quiet.application.run(put, replace(MESSAGE, tenant_id=tenant), SYSTEM)
    tries = 0

    async def count(_: EmailMessage) -> None:
        nonlocal tries
        tries += 1
        raise NotSent("SMTPResponseException 451")

    for _ in range(120):
        await deliver(quiet.application.run, count)
        quiet.clock.move(MINUTE)
    assert tries == 6
    assert await fetch_rows(quiet.application.database, "SELECT 1 FROM mails") == []
    [row] = await fetch_rows(
        quiet.application.database, "SELECT details, subject_name FROM audit WHERE action = 'MAIL_FAILED' AND tenant_id = $1", tenant
    )
    assert row["details"] == '{"about":"a test"}'
    assert row["subject_name"] == ""


async def test_a_mail_that_fails_once_arrives_at_the_next_try(quiet: Server) -> None:
    await quiet.application.run(put, MESSAGE, SYSTEM)
    assert await deliver(quiet.application.run, refuse) == 0
    assert await quiet.deliver() == 0
    quiet.clock.move(MINUTE)
    assert await quiet.deliver() == 1
    assert await quiet.deliver() == 0


async def test_a_mail_that_was_tried_while_the_clock_was_a_day_ahead_is_tried_again_at_once(quiet: Server) -> None:
    quiet.clock.move(DAY)
    await quiet.application.run(put, MESSAGE, SYSTEM)
    assert await deliver(quiet.application.run, refuse) == 0
    quiet.clock.move(-DAY)
    assert await quiet.deliver() == 1


async def test_two_workers_send_one_mail_once(quiet: Server) -> None:
    for _ in range(12):
        await quiet.application.run(put, MESSAGE, SYSTEM)
    sent = await asyncio.gather(*(quiet.deliver() for _ in range(4)))
    assert sum(sent) == len(quiet.mails) == 12
    assert len({mail["Message-ID"] for mail in quiet.mails}) == 12


async def test_a_try_that_was_cut_off_is_made_again(quiet: Server) -> None:
    async def cut(_: EmailMessage) -> None:
        raise asyncio.CancelledError

    await quiet.application.run(put, MESSAGE, SYSTEM)
    with pytest.raises(asyncio.CancelledError):
        await deliver(quiet.application.run, cut)
    assert await quiet.deliver() == 0
    quiet.clock.move(HOUR)
    assert await quiet.deliver() == 1


@pytest.mark.parametrize(
    ("url", "host", "port", "tls", "user", "password"),
    [
        ("smtp://mail.example.com", "mail.example.com", 587, False, None, None),
        ("smtps://me:p%40ss@mail.example.com", "mail.example.com", 465, True, "me", "p@ss"),
        ("smtp://mail.example.com:2525?from=door@example.com", "mail.example.com", 2525, False, None, None),
    ],
)
def test_the_url_says_where_mail_goes(url: str, host: str, port: int, tls: bool, user: str | None, password: str | None) -> None:
    server = smtp_server(url, "handfast@example.com")
    assert (server.host, server.port, server.tls, server.user, server.password) == (host, port, tls, user, password)
    assert server.sender == ("door@example.com" if "from=" in url else "handfast@example.com")
    assert password is None or password not in repr(server)


@pytest.mark.parametrize("url", ["", "mail.example.com", "http://mail.example.com", "smtp://", "smtp://host:port", "smtp://h?from=nobody"])
def test_a_url_that_makes_no_sense_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="mail"):
        smtp_server(url)


class _Inbox:
    def __init__(self) -> None:
        self.mails: list[Any] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - its name in aiosmtpd
        self.mails.append(envelope)
        return "250 OK" if b"Gr" in envelope.content else "550 I do not like robin@example.com"


@pytest.fixture
async def inbox() -> AsyncIterator[tuple[_Inbox, SmtpServer]]:
    handler = _Inbox()
    async with await asyncio.get_running_loop().create_server(lambda: SMTP(handler), "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        yield handler, smtp_server(f"smtp://127.0.0.1:{port}", "handfast@example.com")


async def test_a_mail_reaches_a_mail_server(inbox: tuple[_Inbox, SmtpServer]) -> None:
    handler, server = inbox
    await SmtpSender(server)(compose(MESSAGE, "id", 0))
    [envelope] = handler.mails
    assert envelope.rcpt_tos == ["robin@example.com"]
    assert envelope.mail_from == "handfast@example.com"
    assert b"From: Handfast <handfast@example.com>" in envelope.content


async def test_a_refusal_is_passed_on_without_a_word_of_the_mail(inbox: tuple[_Inbox, SmtpServer]) -> None:
    _, server = inbox
    message = EmailMessage()
    message["To"] = "robin@example.com"
    with pytest.raises(NotSent) as raised:
        await SmtpSender(server)(message)
    assert str(raised.value) == "SMTPDataError 550"
    assert raised.value.__suppress_context__


async def test_a_server_that_is_not_there_is_told_by_its_kind() -> None:
    with pytest.raises(NotSent, match=r"^SMTPConnectError$"):
        await SmtpSender(smtp_server("smtp://127.0.0.1:1", "handfast@example.com"))(compose(MESSAGE, "id", 0))


def test_a_password_only_goes_over_tls_unless_the_server_is_this_machine() -> None:
    def start_tls(url: str) -> bool | None:
        return smtp_server(url, "handfast@example.com").start_tls

    assert start_tls("smtp://me:secret@mail.example.com") is True
    assert start_tls("smtp://me:secret@127.0.0.1") is None
    assert start_tls("smtp://mail.example.com") is None
    assert start_tls("smtps://me:secret@mail.example.com") is None


@pytest.mark.parametrize("stored", [None, "no JSON", "{}", '{"image": null, "paragraphs": [], "closing": [], "colour": "red"}'])
async def test_a_mail_of_another_key_or_version_is_dropped_and_holds_up_no_other(quiet: Server, stored: str | None) -> None:
    async def put_unreadable(context: Context, message: Message) -> Done[None]:
        queue(context, message)
        sealed = context.keys.seal(PURPOSE, context.random.bytes(12), stored) if stored is not None else b"x" * 60
        context.batch[-1] = replace(context.batch[-1], args=(context.batch[-1].args[0], sealed, *context.batch[-1].args[2:]))
        return Done(None)

    sent: list[EmailMessage] = []

    async def keep(mail: EmailMessage) -> None:
        sent.append(mail)

    await quiet.application.run(put_unreadable, MESSAGE, SYSTEM)
    await quiet.application.run(put, MESSAGE, SYSTEM)
    assert await deliver(quiet.application.run, keep) == 1
    assert [mail["To"] for mail in sent] == ["robin@example.com"]
    assert await fetch_rows(quiet.application.database, "SELECT id FROM mails") == []


async def test_a_mail_that_meets_a_bug_is_tried_again_and_holds_up_no_other(quiet: Server) -> None:
    sent: list[str] = []

    async def stumble(mail: EmailMessage) -> None:
        if mail["To"] == "kim@example.com":
            raise ZeroDivisionError
        sent.append(mail["To"])

    before = failures("send mail")
    for to in ("kim@example.com", "robin@example.com"):
        await quiet.application.run(put, replace(MESSAGE, to=to), SYSTEM)
    assert await deliver(quiet.application.run, stumble) == 1
    assert sent == ["robin@example.com"]
    assert failures("send mail") == before + 1
    assert [row["tries"] for row in await fetch_rows(quiet.application.database, "SELECT tries FROM mails")] == [1]
    quiet.clock.move(MINUTE)
    assert await quiet.deliver() == 1
