"""Mail by SMTP. `smtp://user:pass@host:587` upgrades to TLS, `smtps://host:465` speaks it from the start.

Without a password the upgrade happens if the server offers it; with one it is required, unless the server is on this machine.
"""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from urllib.parse import parse_qs, unquote, urlsplit

import aiosmtplib

from handfast.email.delivery import NotSent
from handfast.kernel.texts import email

_PORTS = {"smtp": 587, "smtps": 465}
_SECONDS = 20
_GREETING_SECONDS = 10
_THIS_MACHINE = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class SmtpServer:
    host: str
    port: int
    tls: bool
    user: str | None
    password: str | None
    sender: str

    @property
    def start_tls(self) -> bool | None:
        """True: required. None: only if offered; an attacker on the way can hide the offer, so a password is not sent without TLS."""
        return True if self.user and not self.tls and self.host not in _THIS_MACHINE else None

    def __repr__(self) -> str:
        return f"SmtpServer({self.host}:{self.port})"


def smtp_server(url: str, mail_from: str = "") -> SmtpServer:
    """Reads the URL of the mail server; `?from=` in it wins over `mail_from`. Raises ValueError with a sentence for the operator."""
    parts = urlsplit(url)
    if parts.scheme not in _PORTS or not parts.hostname:
        raise ValueError("the mail server must be like smtp://user:password@host:587 or smtps://user:password@host:465")
    sender = parse_qs(parts.query).get("from", [mail_from])[0] or f"handfast@{parts.hostname}"
    if email(sender) is None:
        raise ValueError("the sender address is not an e-mail address: set HANDFAST_MAIL_FROM")
    try:
        port = parts.port or _PORTS[parts.scheme]
    except ValueError as error:
        raise ValueError("the port of the mail server is not a number between 1 and 65535") from error
    user, password = (unquote(text) if text else None for text in (parts.username, parts.password))
    return SmtpServer(parts.hostname, port, parts.scheme == "smtps", user, password, sender)


@asynccontextmanager
async def _signed_in(server: SmtpServer, seconds: float) -> AsyncIterator[aiosmtplib.SMTP]:
    """A connection that is ready to send a mail; no answer may take longer than `seconds`."""
    client = aiosmtplib.SMTP(
        hostname=server.host,
        port=server.port,
        username=server.user,
        password=server.password,
        use_tls=server.tls,
        start_tls=server.start_tls,
        timeout=seconds,
    )
    with closing(client):  # the library leaves it open if it is cancelled while it connects
        async with client:
            yield client


class SmtpTrouble(Exception):
    """Why no mail would go out: a sentence for the operator."""


async def greet(server: SmtpServer) -> str:
    """Connects, upgrades to TLS and signs in as for a mail, then leaves; what was negotiated, in a few words. Raises `SmtpTrouble`."""
    try:
        async with asyncio.timeout(_GREETING_SECONDS), _signed_in(server, _GREETING_SECONDS) as client:
            is_secure = client.get_transport_info("cipher") is not None
    except (aiosmtplib.SMTPException, OSError, ValueError) as error:
        raise SmtpTrouble(_sentence(server, error)) from None
    return f"{'with' if is_secure else 'without'} TLS, {f'signed in as {server.user}' if server.user else 'without a password'}"


def _sentence(server: SmtpServer, error: BaseException) -> str:
    reasons: dict[type[BaseException], str] = {
        aiosmtplib.SMTPAuthenticationError: f"it refuses the user {server.user} or the password",
        aiosmtplib.SMTPNotSupported: "it offers no TLS, or no way to sign in",
        socket.gaierror: f"the name {server.host} is unknown",
        ssl.SSLCertVerificationError: "its certificate is not valid for that name",
        ssl.SSLError: "it does not speak TLS from the start: use smtp:// instead of smtps://",
        TimeoutError: f"it did not answer within {_GREETING_SECONDS} seconds",
        ConnectionRefusedError: "nothing listens there",
    }
    cause: BaseException | None = error
    while cause is not None:
        for kind, reason in reasons.items():
            if isinstance(cause, kind):
                return reason
        cause = cause.__cause__ or cause.__context__
    return f"it does not answer as a mail server does ({type(error).__name__})"


class SmtpSender:
    """The `Send` port over one mail server, with one connection per mail."""

    def __init__(self, server: SmtpServer) -> None:
        self._server = server

    async def __call__(self, message: EmailMessage) -> None:
        message["From"] = Address("Handfast", addr_spec=self._server.sender)
        try:
            async with _signed_in(self._server, _SECONDS) as client:
                await client.send_message(message)
        except aiosmtplib.SMTPResponseException as error:
            # A server may quote the mail or its address in its reply, so only the code is passed on.
            raise NotSent(f"{type(error).__name__} {error.code}") from None
        except (aiosmtplib.SMTPException, OSError, ValueError) as error:
            raise NotSent(type(error).__name__) from None
