"""`handfast doctor` changes nothing and says the truth."""

import os
import signal
import socket
import sqlite3
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from handfast.adapters import smtp
from tests.support.programs import Installation, Program, Programs, answering, free_port

NEEDS_SETTINGS = "run this command with the settings of the service (docs/operate/install.md shows how)"


def everything(folder: Path) -> dict[str, tuple[int, int, int]]:
    return {
        str(path.relative_to(folder)): (path.stat().st_size, path.stat().st_mtime_ns, path.stat().st_mode) for path in folder.rglob("*")
    }


def bad(program: Program) -> list[str]:
    assert program.errors == ""
    return [line.removeprefix("BAD  ") for line in program.output.splitlines() if line.startswith("BAD")]


def about_mail(programs: Programs, where: Installation, url: str) -> str:
    examined = programs.run(where.with_(HANDFAST_SMTP_URL=url, HANDFAST_MAIL_FROM="handfast@example.com"), "doctor")
    [line] = [line for line in examined.output.splitlines() if "mail" in line]
    assert (examined.wait() == 0) == line.startswith("ok ")
    return line


def test_without_the_services_settings_it_makes_nothing_and_says_so(programs: Programs, tmp_path: Path) -> None:
    nowhere = Installation(tmp_path / "data", "", (("HANDFAST_SECRET_KEY", ""),))

    examined = programs.run(nowhere, "doctor")

    assert examined.wait() == 1
    assert not (tmp_path / "data").exists()
    assert [line.partition(":")[0] for line in bad(examined)] == [
        f"There is no secret key at {tmp_path / 'data' / 'secret.key'}",
        f"There is no database at {tmp_path / 'data' / 'handfast.db'}",
    ]
    assert all(NEEDS_SETTINGS in line for line in bad(examined))


@pytest.mark.parametrize("command", [("audit", "verify"), ("password-link", "olivia@example.com"), ("setup-link",)])
def test_commands_on_what_a_server_has_made_make_nothing_either(programs: Programs, tmp_path: Path, command: tuple[str, ...]) -> None:
    for more in ((("HANDFAST_SECRET_KEY", ""),), ()):
        refused = programs.run(Installation(tmp_path / "data", "", more), *command)
        assert refused.wait() == 1
        assert NEEDS_SETTINGS in refused.errors
    assert not (tmp_path / "data").exists()


def test_it_changes_nothing_in_an_installation_that_rests(programs: Programs, installation: Installation) -> None:
    before = everything(installation.data)

    examined = programs.run(installation, "doctor")

    assert (examined.wait(), bad(examined)) == (0, [])
    assert everything(installation.data) == before


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL, None], ids=["stopped", "killed", "running"])
def test_it_changes_nothing_beside_a_server_or_after_one(
    programs: Programs, installation: Installation, end: signal.Signals | None
) -> None:
    port = free_port()
    server = programs.start(installation, "serve", "--port", str(port))
    answering(server, port).close()
    if end:
        server.kill(end)
        server.wait()
    names = set(everything(installation.data))
    content = (installation.data / "handfast.db").stat().st_mtime_ns

    examined = programs.run(installation, "doctor")

    assert (examined.wait(), bad(examined)) == (0, [])
    assert set(everything(installation.data)) == names
    assert (installation.data / "handfast.db").stat().st_mtime_ns == content
    server.kill()


def test_a_database_that_others_can_read_is_named(programs: Programs, installation: Installation) -> None:
    (installation.data / "handfast.db").chmod(0o644)

    assert bad(programs.run(installation, "doctor")) == [
        f"Other users can read {installation.data / 'handfast.db'}; run: chmod 600 {installation.data / 'handfast.db'}"
    ]


def test_a_damaged_database_is_named(programs: Programs, installation: Installation) -> None:
    path = installation.data / "handfast.db"
    with sqlite3.connect(path) as database:
        [page] = database.execute("SELECT rootpage FROM sqlite_master WHERE name = 'devices'").fetchone()
        [size] = database.execute("PRAGMA page_size").fetchone()
    database.close()
    with path.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)

    [complaint] = bad(programs.run(installation, "doctor"))

    assert complaint.startswith(f"{path} is damaged")
    assert complaint.endswith("restore a backup.")


# --- mail ---


class Handler:
    """Counts who says hello and takes no mail."""

    def __init__(self) -> None:
        self.hellos = 0

    async def handle_EHLO(self, _server: Any, session: Any, _envelope: Any, hostname: str, responses: list[str]) -> list[str]:  # noqa: N802
        self.hellos += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(self, *_: Any) -> str:  # noqa: N802
        raise AssertionError("doctor sends no mail")


@contextmanager
def mail_server(**options: Any) -> Iterator[tuple[Handler, int]]:
    handler, port = Handler(), free_port()
    controller = Controller(handler, hostname="127.0.0.1", port=port, **options)
    controller.start()
    try:
        yield handler, port
    finally:
        controller.stop()


@pytest.fixture(scope="module")
def unknown_certificate(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    """One that nobody vouches for."""
    folder, key = tmp_path_factory.mktemp("certificate"), ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.example.com")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(7)
    built = builder.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1)).sign(key, hashes.SHA256())
    (folder / "cert").write_bytes(built.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    (folder / "key").write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(folder / "cert", folder / "key")
    return context


def test_a_mail_server_is_really_asked(programs: Programs, installation: Installation) -> None:
    with mail_server() as (handler, port):
        assert about_mail(programs, installation, f"smtp://127.0.0.1:{port}") == (
            f"ok   The mail server 127.0.0.1:{port} answers (without TLS, without a password)."
        )
    assert handler.hellos == 1


def test_the_password_is_really_tried(programs: Programs, installation: Installation) -> None:
    def check(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        return AuthResult(success=(data.login, data.password) == (b"handfast", b"right"), handled=False)

    with mail_server(authenticator=check, auth_require_tls=False) as (_, port):
        assert "signed in as handfast" in about_mail(programs, installation, f"smtp://handfast:right@127.0.0.1:{port}")
        refused = about_mail(programs, installation, f"smtp://handfast:wrong@127.0.0.1:{port}")
    assert refused == f"BAD  No mail can be sent through 127.0.0.1:{port}: it refuses the user handfast or the password"


def test_a_mail_server_that_is_not_there_is_named(programs: Programs, installation: Installation) -> None:
    assert about_mail(programs, installation, f"smtp://127.0.0.1:{free_port()}").endswith("nothing listens there")
    assert about_mail(programs, installation, "smtp://no-such-host.invalid:25").endswith("the name no-such-host.invalid is unknown")


def test_a_certificate_nobody_vouches_for_is_named(
    programs: Programs, installation: Installation, unknown_certificate: ssl.SSLContext
) -> None:
    with mail_server(tls_context=unknown_certificate) as (_, port):
        said = about_mail(programs, installation, f"smtp://127.0.0.1:{port}")
    assert said.endswith("its certificate is not valid for that name")


def test_a_server_that_speaks_no_tls_from_the_start_is_named(programs: Programs, installation: Installation) -> None:
    with mail_server() as (_, port):
        said = about_mail(programs, installation, f"smtps://127.0.0.1:{port}")
    assert said.endswith("use smtp:// instead of smtps://")


def test_a_program_that_speaks_something_else_is_named(programs: Programs, installation: Installation) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def greet_like_ssh() -> None:
            for _ in range(1):
                peer, _ = listening.accept()
                peer.sendall(b"SSH-2.0-OpenSSH_9.2\r\n")
                peer.close()

        thread = threading.Thread(target=greet_like_ssh)
        thread.start()
        said = about_mail(programs, installation, f"smtp://127.0.0.1:{listening.getsockname()[1]}")
        thread.join()
    assert "it does not answer as a mail server does" in said
    assert os.linesep not in said


async def test_a_mail_server_that_stays_silent_is_waited_for_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp, "_GREETING_SECONDS", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as listening, pytest.raises(smtp.SmtpTrouble, match="did not answer within"):
        await smtp.greet(smtp.smtp_server(f"smtp://127.0.0.1:{listening.getsockname()[1]}", "handfast@example.com"))
