"""The real program in a real uvicorn on a free port of this machine, with a clock and chance the test holds, and people to sign in as."""

import asyncio
import dataclasses
import socket
import threading
from collections.abc import Awaitable, Sequence
from email.message import EmailMessage
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

import httpx
import uvloop

from handfast.app import Application
from handfast.db.database import Statement
from handfast.demo.companies import DemoOperator, DemoTenant, DemoUser, fill_demo
from handfast.edge.addresses import networks
from handfast.edge.connections import ConnectionLimits
from handfast.edge.web_server import WebServer
from handfast.email.delivery import deliver
from handfast.kernel.callers import SYSTEM, Role
from handfast.kernel.ids import AccountId, TenantId, UserId
from handfast.kernel.outcomes import Done
from handfast.kernel.secrets import Secret
from handfast.limits.rules import GENERATE, Bucket
from handfast.serving import web_config
from handfast.settings import Settings
from handfast.users.accounts import store as accounts
from handfast.users.memberships import store as memberships
from handfast.users.tenants import store as tenants
from tests.support.clock import START, MovableClock, SeededRandom
from tests.support.described import Described
from tests.support.keys import Bearer, DeviceKey, Dpop
from tests.support.members import HASHED, PASSWORD, PUBLIC_URL, Browser, Member, account_of, new_user, sign_in

T = TypeVar("T")
FINGERPRINT = "0123456789abcdef"
SECRET_KEY = b"the tests' own secret key, which is no secret at all"
START_SECONDS = 30


@dataclasses.dataclass(frozen=True, slots=True)
class Paired:
    """A device after pairing, and the client that speaks for it."""

    id: str
    token: str
    client: httpx.Client
    key: DeviceKey | None = None


class Server:
    """Settings may be changed by name: `Server(url, folder, code_hash="bcrypt")`."""

    def __init__(self, database_url: str, data_dir: Path, *, mail: bool = True, host: str = "127.0.0.1", **settings: Any) -> None:
        self.clock: MovableClock = settings.pop("clock", None) or MovableClock()
        self.random = SeededRandom()
        self.mails: list[EmailMessage] = []
        self.limits: ConnectionLimits | None = settings.pop("limits", None)
        self.database_url = database_url
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://{host}:{self._socket.getsockname()[1]}"
        given = Settings(data_dir, database_url, self.url, SECRET_KEY, tuple(networks(["127.0.0.1"])))
        self.settings = dataclasses.replace(given, **settings)
        # Jobs are done by `run_job`, each when a test wants it and at no other moment.
        self.application = Application(self.settings, self.clock, self.random, self._keep_mail if mail else None, timers=False)
        self.described = Described(self.application.app)
        self._addresses = count(1)
        self._numbers = count(1)
        self._clients: list[httpx.Client] = []
        self._preparing: dict[tuple[str, int], httpx.Client] = {}
        self._hired: dict[tuple[str, int], DemoUser] = {}
        self._started = threading.Event()
        self._failure: BaseException | None = None
        self._thread = threading.Thread(target=self._serve, name="server", daemon=True)

    # --- life ---

    def start(self, *, people: bool = True) -> None:
        """Without people it is a server nobody has set up yet."""
        self._thread.start()
        self._started.wait(START_SECONDS)
        if self._failure is not None:
            raise RuntimeError("the server did not start") from self._failure
        if not people:
            return
        demo = self.call(self.application.run(fill_demo, None, SYSTEM))
        assert isinstance(demo, Done)
        self.tenants: Sequence[DemoTenant] = demo.view.tenants
        self.demo_operator = demo.view.operator

    def stop(self) -> None:
        for client in self._clients:
            client.close()
        self._uvicorn.should_exit = True
        self._thread.join(START_SECONDS)
        assert not self._thread.is_alive(), "the server did not stop"
        complaints = "\n".join(sorted(self.described.complaints))
        assert not complaints, f"answers that the API description does not allow:\n{complaints}"

    def begin(self) -> "Server":
        """What a test finds that makes its own people: the first moment, and no mail; none leaves but by `deliver`."""
        self.clock.moment = START
        self.mails.clear()
        self.application.run.committed = lambda: None
        self.call(self.application.database.execute_batch([Statement("DELETE FROM mails")]))
        return self

    def call(self, work: Awaitable[T], seconds: float = START_SECONDS) -> T:
        """Awaits something on the server's own loop."""

        async def wait() -> T:
            return await work

        return asyncio.run_coroutine_threadsafe(wait(), self.loop).result(seconds)

    def _serve(self) -> None:
        try:
            with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
                runner.run(self._serve_on_this_loop())
        except BaseException as error:  # noqa: BLE001 - it is raised again where the test waits
            self._failure = error
        finally:
            self._started.set()

    async def _serve_on_this_loop(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.web_config = web_config(self.described, self.settings, limits=self.limits, timeout_graceful_shutdown=2, lifespan="on")
        self._uvicorn = WebServer(self.web_config)
        serving = asyncio.create_task(self._uvicorn.serve(sockets=[self._socket]))
        while not self._uvicorn.started and not serving.done():
            await asyncio.sleep(0.01)
        if self._uvicorn.started:
            self._started.set()
        await serving

    async def _keep_mail(self, message: EmailMessage) -> None:
        self.mails.append(message)

    # --- who calls ---

    def person(self, role: str, tenant: int = 0) -> DemoUser:
        """The first active person of the role, in the first tenant or the other one; `disabled` is the one who was let go.

        Nobody in the demo has one of the later roles: who has it is hired when first asked for.
        """
        people = self.tenants[tenant].users
        found = (one for one in people if (not one.active if role == "disabled" else one.role == role and one.active))
        return next(found, None) or self._hired.get((role, tenant)) or self._hired.setdefault((role, tenant), self.hire(role, tenant))

    def hire(self, role: str, tenant: int = 0) -> DemoUser:
        """One more person of the role."""
        id, email = UserId(self.random.id()), f"{role}{next(self._numbers)}@example.com"
        hired = DemoUser(id, f"Robin {role.title()}", email, Secret(PASSWORD), Role(role), active=True, subscription="none")
        added = new_user(id, email, hired.name, hired.role, self.clock.now(), HASHED, tenant_id=self.tenants[tenant].id)
        self.call(self.application.database.execute_batch(added))
        return hired

    def fresh_address(self) -> str:
        """A source nobody has used yet: limits count by it."""
        number = next(self._addresses)
        return f"198.18.{number >> 8}.{number & 255}"

    def anonymous(self, address: str | None = None, auth: httpx.Auth | None = None) -> httpx.Client:
        headers = {"X-Forwarded-For": address or self.fresh_address()}
        client = httpx.Client(base_url=self.url, headers=headers, auth=auth, timeout=30)
        self._clients.append(client)
        return client

    def as_(self, role: str, tenant: int = 0, address: str | None = None) -> httpx.Client:
        return self.as_person(self.demo_operator if role == "operator" else self.person(role, tenant), address)

    def as_person(self, person: DemoUser | DemoOperator, address: str | None = None) -> httpx.Client:
        """A browser in which this person has just signed in; the CSRF token goes along."""
        client = self.anonymous(address)
        session = client.post("/api/session", json={"email": person.email, "password": person.password.reveal()})
        assert session.status_code == 200, session.text
        client.headers["X-CSRF-Token"] = session.json()["csrf_token"]
        return client

    def behind_the_scenes(self, role: str, tenant: int, method: str, path: str, **options: Any) -> httpx.Response:
        """A request that prepares a test: from a source of its own, by somebody who signs in once and again when that has ended."""
        for _ in range(2):
            client = self._preparing.get((role, tenant)) or self._preparing.setdefault((role, tenant), self.as_(role, tenant))
            answer = client.request(method, path, headers={"X-Forwarded-For": self.fresh_address()}, **options)
            if answer.status_code != 401:
                break
            del self._preparing[role, tenant]
        return answer

    def with_token(self, role: str, *scopes: str, tenant: int = 0) -> httpx.Client:
        """A script with a personal access token."""
        payload = {"name": "script", "scopes": list(scopes), "expires_in_days": 365}
        made = self.as_(role, tenant).post("/api/tokens", json=payload)
        assert made.status_code == 201, made.text
        return self.anonymous(auth=Bearer(made.json()["token"]))

    def as_service(self, *scopes: str, tenant: int = 0) -> httpx.Client:
        """A program with a token of a service account."""
        payload = {"name": "script", "scopes": list(scopes), "expires_in_days": 365}
        made = self.as_("owner", tenant).post("/api/service-accounts", json=payload)
        assert made.status_code == 201, made.text
        return self.anonymous(auth=Bearer(made.json()["token"]))

    # --- for tests that run on the server's own loop: people of their own, in browsers that ask the application directly ---

    def browser(self, address: str = "") -> Browser:
        """A browser at an address of its own, so that the limits of one test are not another's."""
        number = next(self._numbers)
        client = (address or f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}", 1234)
        return Browser(transport=httpx.ASGITransport(self.described, client=client), base_url=PUBLIC_URL)

    async def tenant(self, name: str = "Walnut House") -> TenantId:
        id = TenantId(self.random.id())
        await self.application.database.execute_batch([tenants.insert(name, self.clock.now(), tenant_id=id)])
        return id

    async def member(
        self, role: Role = Role.OWNER, tenant_id: TenantId | None = None, name: str = "Robin", disabled: bool = False
    ) -> Member:
        tenant_id = tenant_id or await self.tenant()
        member = Member(UserId(self.random.id()), f"person{next(self._numbers)}@example.com", role, tenant_id)
        now = self.clock.now()
        added = new_user(member.id, member.email, name, role, now, HASHED, now if disabled else None, tenant_id=tenant_id)
        await self.application.database.execute_batch(added)
        return member

    async def operator(self) -> Browser:
        """Somebody who operates the server and is in none of its companies, signed in."""
        account_id, email = AccountId(self.random.id()), f"operator{next(self._numbers)}@example.com"
        now = self.clock.now()
        await self.application.database.execute_batch([accounts.insert(account_id, email, "Otis", now, HASHED, operator_since=now)])
        browser = self.browser()
        response = await sign_in(browser, email)
        assert response.status_code == 200, response.text
        return browser

    async def also_in(self, member: Member, tenant_id: TenantId, role: Role = Role.MANAGER) -> Member:
        """The same person as a user of another company, too."""
        id, now = UserId(self.random.id()), self.clock.now()
        added = memberships.insert(id, account_of(member.id), member.email, "Robin", role, now, joined_at=now, tenant_id=tenant_id)
        await self.application.database.execute_batch([added])
        return Member(id, member.email, role, tenant_id)

    async def signed_in(self, member: Member, password: str = PASSWORD) -> Browser:
        browser = self.browser()
        body = {"email": member.email, "password": password, "tenant_id": member.tenant_id}
        response = await browser.post("/api/session", json=body)
        assert response.status_code == 200, response.text
        return browser

    async def deliver(self) -> int:
        """Sends the mails that are due; how many left."""
        return await deliver(self.application.run, self._keep_mail)

    # --- devices ---

    def invite(self, tenant: int = 0, *, by: str = "manager", **payload: Any) -> dict[str, Any]:
        """A fresh code as the screen of the person of role `by` shows it, however many this minute."""
        forget = Statement("DELETE FROM buckets WHERE key = $1", (Bucket(GENERATE, self.person(by, tenant).id).id,))
        self.call(self.application.database.execute_batch([forget]))
        made = self.behind_the_scenes(by, tenant, "POST", "/api/invites", json=payload)
        assert made.status_code == 201, made.text
        invite: dict[str, Any] = made.json()["invites"][0]
        return invite

    def new_key(self) -> DeviceKey:
        return DeviceKey(self.clock, self.random)

    def pair(self, tenant: int = 0, *, by: str = "manager", key: DeviceKey | None = None, **body: Any) -> Paired:
        """A device that has just redeemed a code from the person of role `by`; key-bound when it brings a key."""
        token = self.invite(tenant, by=by)["url"].rpartition(".")[2]
        payload = {"token": token, "deviceFingerprint": FINGERPRINT, "deviceName": "Till", "platform": "Android"} | body
        path = "/api/pairing/verify"
        headers = {"DPoP": key.proof("POST", self.url + path)} if key else {}
        answer = self.anonymous().post(path, json=payload, headers=headers)
        assert answer.status_code == 200, answer.text
        paired = answer.json()
        auth = Dpop(paired["auth_token"], key, answer.headers.get("DPoP-Nonce")) if key else Bearer(paired["auth_token"])
        return Paired(paired["device_id"], paired["auth_token"], self.anonymous(auth=auth), key)
