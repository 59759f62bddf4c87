"""Mail by SMTP. `smtp://user:pass@host:587` upgrades to TLS, `smtps://host:465` speaks it from the start.

Without a password the upgrade happens when the server offers it; with one it must, unless the server is on this machine.
"""

from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from urllib.parse import parse_qs, unquote, urlsplit

import aiosmtplib

from handfast.kernel.texts import email
from handfast.mails.deliver import NotSent

_PORTS = {"smtp": 587, "smtps": 465}
_SECONDS = 20
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
        """None: when it is offered. Somebody on the way may hide that it is, so a password does not leave without."""
        return True if self.user and not self.tls and self.host not in _THIS_MACHINE else None

    def __repr__(self) -> str:
        return f"SmtpServer({self.host}:{self.port})"


def smtp_server(url: str, mail_from: str = "") -> SmtpServer:
    """Reads the URL of the mail server; `?from=` in it wins over `mail_from`. Raises ValueError with a sentence for the operator."""
    parts = urlsplit(url)
    if parts.scheme not in _PORTS or not parts.hostname:
        raise ValueError("the mail server is smtp://user:password@host:587 or smtps://user:password@host:465")
    sender = parse_qs(parts.query).get("from", [mail_from])[0] or f"handfast@{parts.hostname}"
    if email(sender) is None:
        raise ValueError("the address mail is sent from is not an e-mail address: set HANDFAST_MAIL_FROM")
    try:
        port = parts.port or _PORTS[parts.scheme]
    except ValueError as error:
        raise ValueError("the port of the mail server is not a port") from error
    user, password = (unquote(text) if text else None for text in (parts.username, parts.password))
    return SmtpServer(parts.hostname, port, parts.scheme == "smtps", user, password, sender)


class SmtpSender:
    """The `Send` port over one mail server, a connection a mail."""

    def __init__(self, server: SmtpServer) -> None:
        self._server = server

    async def __call__(self, message: EmailMessage) -> None:
        server = self._server
        message["From"] = Address("Handfast", addr_spec=server.sender)
        try:
            await aiosmtplib.send(
                message,
                hostname=server.host,
                port=server.port,
                username=server.user,
                password=server.password,
                use_tls=server.tls,
                start_tls=server.start_tls,
                timeout=_SECONDS,
            )
        except aiosmtplib.SMTPResponseException as error:
            # A server may quote the mail or its address in its words, so only the number is passed on.
            raise NotSent(f"{type(error).__name__} {error.code}") from None
        except (aiosmtplib.SMTPException, OSError, ValueError) as error:
            raise NotSent(type(error).__name__) from None
