"""The composition root: builds the application from settings and serves the routes of every feature. The only file that knows all parts."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import structlog
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.routing import Mount
from starlette.types import ASGIApp

from handfast import failures, jobs, sockets
from handfast.adapters.database_clock import DatabaseClock
from handfast.adapters.key_file import KeyFileWatch
from handfast.adapters.outbound_http import OutboundHttp
from handfast.adapters.real import SystemClock, SystemRandom
from handfast.adapters.smtp import SmtpSender, smtp_server
from handfast.ceremonies.device_authorization.waits import GrantWaits
from handfast.db.database import Unavailable
from handfast.db.opening import migrate, open_database, sqlite_path
from handfast.db.readiness import Readiness
from handfast.devices.identify import by_device
from handfast.devices.presence import HeartbeatBuffer
from handfast.edge.calls import EdgeServices
from handfast.edge.dispatch import Dispatcher
from handfast.edge.headers import security_headers
from handfast.edge.hosts import Hosts
from handfast.edge.problems import Refusal, bug, no_such_page, refused
from handfast.edge.proofs import Proofs
from handfast.edge.request_limits import RequestLimits
from handfast.edge.route import Route
from handfast.email.delivery import Send
from handfast.events import deliver
from handfast.events.deliver import Delivery
from handfast.health import Health
from handfast.kernel import key_ring
from handfast.kernel.ids import TenantId
from handfast.kernel.ports import Clock, Random
from handfast.kernel.secrets import Keys, Secret
from handfast.metrics import Metrics
from handfast.oauth.tokens.identify import by_access_token
from handfast.oauth.tokens.revoke import end_access_tokens
from handfast.pages import Pages
from handfast.runner.context import Policy
from handfast.runner.run import Runner
from handfast.rustdesk.client_api.client_runtime import ClientRuntime
from handfast.rustdesk.registry.heartbeats import HeartbeatReceiver
from handfast.settings import Settings
from handfast.single_sign_on.relying_party import RelyingParty
from handfast.sockets import Sockets
from handfast.supervision import Supervisor
from handfast.users.identify import by_session, by_token

if TYPE_CHECKING:
    from handfast.adapters.wakeup import PostgresWakeup

# A slow hash occupies a core for 20 to 240 ms: two at once leave enough for the event loop.
HASHES_AT_ONCE = 2
# About two seconds of sign-ins. Nobody gains by waiting longer than that.
HASHES_WAITING = 100

log = structlog.get_logger("handfast")

P = ParamSpec("P")
T = TypeVar("T")


def routes() -> list[Route]:
    """Every route of the API: what each `http.py` has as `routes`."""
    here = Path(__file__).parent
    modules = (path.relative_to(here.parent).with_suffix("").parts for path in sorted(here.rglob("http.py")))
    return [route for module in modules for route in import_module(".".join(module)).routes]


class Application:
    """One server process. `app` serves; `start` and `stop` open and close what it depends on (the app's lifespan calls them).

    Without `timers` no job starts by itself: the creator runs each one when it is needed, as tests do.
    One that does not serve `wakes` no other node: it ends at once, while a connection for that may still be opening.
    """

    def __init__(
        self,
        settings: Settings,
        clock: Clock | None = None,
        random: Random | None = None,
        send: Send | None = None,
        *,
        timers: bool = True,
        wakes: bool = True,
    ) -> None:
        self.settings = settings
        self.wakes = wakes
        self.timers = timers
        self.clock = clock or _clock(settings)
        self.random = random or SystemRandom()
        self.keys = Keys(settings.secret_key)
        if settings.key_ring is not None:
            key_ring.load(self.keys, settings.key_ring)
        self.key_file = KeyFileWatch(settings.key_file, self.keys) if settings.key_file else None
        self.send = send or (SmtpSender(smtp_server(settings.smtp_url, settings.mail_from or "")) if settings.smtp_url else None)
        self.heartbeat_buffer = HeartbeatBuffer()
        self.rustdesk = ClientRuntime(self.heartbeat_buffer)
        self.grant_waits = GrantWaits()
        self.sockets = Sockets(settings.public_url, settings.trusted_proxies)
        self.jobs = jobs.table(self.heartbeat_buffer, self.send)
        self._hashing = 0
        self.supervisor = Supervisor()
        self._wakeup: PostgresWakeup | None = None
        self.app = self._build()

    def _build(self) -> ASGIApp:
        self.pages = Starlette(
            routes=[
                *Health(self).routes,
                *Metrics(self.settings.public_url, self.settings.metrics_token).routes,
                Mount("/socket.io", self.sockets.asgi),
                *Pages(self.random).routes,
            ],
            exception_handlers={HTTPException: no_such_page, Refusal: refused, Exception: bug},
            lifespan=self._lifespan,
        )
        self.pages.router.redirect_slashes = False
        self.dispatcher = Dispatcher(routes(), self.pages)
        headers = security_headers(secure=self.settings.public_url.startswith("https://"))
        hosts = Hosts(self.settings.public_url, self.settings.allowed_hosts)
        return RequestLimits(self.dispatcher, headers, hosts, self.clock)

    @asynccontextmanager
    async def _lifespan(self, _: Starlette) -> AsyncIterator[None]:
        await self.start()
        yield
        await self.stop()

    async def start(self) -> None:
        """Raises `Unavailable` when the database cannot be opened."""
        settings = self.settings
        self._threads = ThreadPoolExecutor(HASHES_AT_ONCE, "hash")
        await migrate(settings.database_url)
        self.database = await open_database(settings.database_url)
        if isinstance(self.clock, DatabaseClock):
            await self.clock.begin(self.database)
        self.readiness = Readiness(self.database, self.clock)
        self.run = Runner(self.database, self.clock, self.random, self.keys, self._policy(), self._hash_in_pool)
        self.sockets.attach(self.run)
        self.dispatcher.services = EdgeServices(
            self.run,
            self.keys,
            settings.public_url,
            Proofs(self.keys, self.clock, settings.public_url),
            list(settings.trusted_proxies),
            by_session,
            by_token,
            by_device,
            by_access_token,
            end_access_tokens,
            self.heartbeat_buffer.note,
            parts={
                ClientRuntime: self.rustdesk,
                GrantWaits: self.grant_waits,
                HeartbeatReceiver: self.rustdesk.heartbeats,
                RelyingParty: RelyingParty(
                    OutboundHttp(settings.public_url, allow_private=settings.private_providers == "allow"), settings.public_url
                ),
            },
        )
        self.delivery = Delivery(self.database, self._send_live_event)
        await self.delivery.begin()
        for job in self.jobs if self.timers else ():
            self.supervisor.begin(job.name, partial(jobs.turn, job, self.run))
        if isinstance(self.clock, DatabaseClock):
            self.supervisor.begin("ask the database for the time", self.clock.turn)
        self.supervisor.begin(deliver.JOB, self.delivery.turn)
        self.supervisor.begin(sockets.JOB, self.sockets.watch)
        if self.key_file is not None and self.timers:
            self.supervisor.begin("read the key file", self.key_file.turn)
        self._connect_wake_ups()

    def _policy(self) -> Policy:
        settings = self.settings
        return Policy(
            settings.public_url,
            settings.code_hash,
            settings.code_minutes,
            mail=self.send is not None,
            closing_days=settings.closing_days,
            stripe_secret=Secret(settings.stripe_webhook_secret) if settings.stripe_webhook_secret else None,
            operators_need_second_factor=settings.operators_need_second_factor,
            provider=settings.provider,
            trail_days=settings.trail_days,
            session_days=settings.session_days,
        )

    def _connect_wake_ups(self) -> None:
        """After a commit, this node delivers at once and the other nodes are notified."""
        mail = asyncio.Event()
        wake_ups = [self.delivery.wake, mail.set]
        if self.wakes and sqlite_path(self.settings.database_url) is None:
            from handfast.adapters.wakeup import PostgresWakeup  # noqa: PLC0415 - brings the driver along, which SQLite does without

            self._wakeup = PostgresWakeup(self.settings.database_url, self.delivery.wake)
            wake_ups.append(self._wakeup.say)
            self.supervisor.begin("wake the other nodes", self._wakeup.turn)
        if self.send is not None:
            self.supervisor.begin("send mail at once", partial(jobs.mail_at_once, mail, self.run, self.send))
        self.run.committed = partial(_wake_all, wake_ups)

    async def _send_live_event(self, tenant_id: TenantId, event: str, body: dict[str, Any]) -> None:
        """Handles a live event of any node: cached state may be out of date, devices may be waiting for it, and open pages must be told."""
        if event == "grant_change":
            self.grant_waits.notice(body)
            return
        self.rustdesk.notice(body)
        await self.sockets.emit(tenant_id, event, body)

    async def _hash_in_pool(self, work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        if self._hashing >= HASHES_WAITING:
            raise Unavailable("too many sign-ins are waiting")
        self._hashing += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, partial(work, *args, **kwargs))
        finally:
            self._hashing -= 1

    async def stop(self) -> None:
        await self.supervisor.stop()
        if self._wakeup is not None:
            self._wakeup.close()
        try:
            await jobs.flush(self.heartbeat_buffer, self.run)
        except Unavailable as error:
            log.warning("the last heartbeats were not written", error=str(error))
        except Exception:  # noqa: BLE001 - noted
            failures.note("write heartbeats")
        await self.database.close()
        self._threads.shutdown(wait=False)


def _clock(settings: Settings) -> Clock:
    """The database's clock where the clocks of several nodes could differ. With SQLite there is one machine, whose clock is used."""
    return DatabaseClock() if sqlite_path(settings.database_url) is None else SystemClock()


def _wake_all(wake_ups: Sequence[Callable[[], None]]) -> None:
    for wake_up in wake_ups:
        wake_up()
