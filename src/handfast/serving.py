"""Starting the server: addresses, what it prints, workers, and https on the local network."""

import gc
import os
import signal
import socket
from collections.abc import Callable
from tempfile import TemporaryDirectory
from typing import Any

import structlog
import uvloop
from uvicorn.supervisors import Multiprocess

from handfast import metrics
from handfast import settings as settings_module
from handfast.adapters.real import SystemClock
from handfast.app import Application
from handfast.db.opening import migrate, sqlite_path
from handfast.db.sqlite_lock import alone
from handfast.db.sqlite_trouble import file_trouble
from handfast.edge.headers import security_headers
from handfast.edge.web_server import FEW_FILES, WebConfig, WebServer, most_connections, raise_file_limit
from handfast.kernel.callers import SYSTEM
from handfast.kernel.outcomes import Done
from handfast.logs import configure_logs
from handfast.settings import Settings
from handfast.sockets import LISTENING
from handfast.users.setup import make_setup_link

GARBAGE_AT = 10_000
"""Objects made and not yet freed when a collection starts. A few requests reach Python's own threshold of 700."""

log = structlog.get_logger("handfast.serving")


class CannotServe(Exception):
    """Why the server does not start: a sentence for the operator."""


def serve(read: Callable[[str | None], Settings], host: str, port: int, workers: int, *, lan: bool) -> None:
    if lan:
        _serve_on_lan(read, port)
        return
    settings = read(f"http://{shown(host)}:{port}")
    configure_logs(settings.log_level)
    _warn_of_few_files()
    if workers == 1:
        uvloop.run(run_one(settings, listen(host, port), _say_where))
        return
    if sqlite_path(settings.database_url) is not None:
        raise CannotServe(
            "more than one worker needs PostgreSQL: set HANDFAST_DATABASE_URL. One worker on SQLite serves about 500 pairings a second."
        )
    listening = listen(host, port)
    # A worker that cannot start is started again and again; a database that none of them could use is reported here, once.
    uvloop.run(migrate(settings.database_url))
    os.environ.setdefault("HANDFAST_PUBLIC_URL", settings.public_url)
    config = web_config("handfast.serving:application", settings, factory=True, workers=workers)
    with TemporaryDirectory(prefix="handfast-metrics-") as folder:
        os.environ[metrics.FOLDER] = folder
        Multiprocess(config, [listening]).run()


def _serve_on_lan(read: Callable[[str | None], Settings], port: int) -> None:
    from handfast.lan import certificate, lan_address, terminal_qr  # noqa: PLC0415 - brings certificates along, which only this needs

    address = lan_address()
    settings = read(f"https://{address or '127.0.0.1'}:{port}")
    configure_logs(settings.log_level)
    try:
        cert, key = certificate(settings.data_dir, address or "127.0.0.1", SystemClock().now())
    except OSError as error:
        why = file_trouble(settings.data_dir / "lan.key") or file_trouble(settings.data_dir / "lan.crt") or error.strerror
        raise CannotServe(f"the certificate for the local network cannot be stored: {why}") from error

    async def say(application: Application) -> None:
        await _say_where(application)
        print(terminal_qr(f"{settings.public_url}/pair"))
        print(f"  Scan this with the tablet, or open {settings.public_url}/pair there.")
        if address is None:
            print("  This machine has no network, so only its own browser can open this address.")
        print("  The browser warns about the certificate, because no authority has signed it: choose to continue.\n", flush=True)

    uvloop.run(run_one(settings, listen("0.0.0.0", port), say, ssl_certfile=str(cert), ssl_keyfile=str(key)))  # noqa: S104


def application() -> Any:
    """The ASGI application of one of several workers."""
    settings = settings_module.read()
    configure_logs(settings.log_level)
    LISTENING.set(0)  # a worker that died may have left a metrics file under this one's process ID
    app = Application(settings).app
    spare_the_collector()
    return app


async def run_one(settings: Settings, listening: socket.socket, say: Callable[[Application], Any], **options: Any) -> None:
    """One process: starts the application, calls `say` once it can answer, and serves until it is told to stop.

    Raises `Unavailable` when the database cannot be used, or another server uses its file.
    """
    with alone(sqlite_path(settings.database_url)):
        await _run_alone(settings, listening, say, **options)


async def _run_alone(settings: Settings, listening: socket.socket, say: Callable[[Application], Any], **options: Any) -> None:
    application = Application(settings)
    server = WebServer(web_config(application.app, settings, lifespan="off", **options))

    def stop(*_: object) -> None:
        server.should_exit = True

    await application.start()
    spare_the_collector()
    try:
        # For a signal that comes before uvicorn handles signals, and for the one that uvicorn raises again once it has stopped:
        # the application has yet to stop then.
        signal.signal(signal.SIGTERM, stop)
        # The socket listens already: a client that connects during `say` waits a moment and is served.
        await say(application)
        await server.serve([listening])
    finally:
        await application.stop()


def spare_the_collector() -> None:
    """Makes collections rare, as they find next to nothing: loaded objects live as long as the process, and a request's end with it."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE_AT)


def listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        raise CannotServe(
            f"cannot listen on {host}:{port} ({error.strerror}): choose another port with --port, or another address with --host."
        ) from error
    listening.listen(2048)
    listening.set_inheritable(True)
    return listening


def web_config(app: Any, settings: Settings, **options: Any) -> WebConfig:
    headers = security_headers(secure=settings.public_url.startswith("https://"))
    return WebConfig(app, headers=headers, trusted_proxies=settings.trusted_proxies, **options)


def _warn_of_few_files() -> None:
    files = raise_file_limit()
    if files < FEW_FILES:
        advice = "raise the limit of open files: LimitNOFILE=65536 in the systemd unit, or 'ulimit -n 65536'"
        log.warning("few connections are possible", open_files=files, most_connections=most_connections(), advice=advice)


def shown(host: str) -> str:
    if host in ("0.0.0.0", "::", ""):  # noqa: S104 - said, not bound
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host


async def _say_where(application: Application) -> None:
    url = application.settings.public_url
    print(f"\n  Handfast is running: {url}\n  Devices pair at:     {url}/pair")
    outcome = await application.run(make_setup_link, None, SYSTEM)
    if isinstance(outcome, Done):
        print(f"\n  This server is not set up yet. Open this link, which works once and expires in a day:\n  {outcome.view}")
        print("\n  Just looking? 'handfast demo' shows it with sample people.")
    else:
        print("\n  Sign in with your e-mail address and password.")
    print("\n  Stop with Ctrl+C.\n", flush=True)
