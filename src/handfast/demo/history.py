"""Step 2. The history of the demo's first company: each event comes from its ordinary use case, run at a time in the past."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from handfast.ceremonies.linking.admin.exempt import Exempt, exempt
from handfast.ceremonies.pairing.issue import IssueCodes, issue
from handfast.ceremonies.pairing.present import Presented
from handfast.ceremonies.pairing.qr import read_link
from handfast.ceremonies.pairing.redeem import RedeemCode, redeem
from handfast.demo.cast import BUYERS, CLIENTS, OFFICE, SHOP, TABLETS, WAITING, Buyer, Client, Tablet
from handfast.demo.companies import DemoTenant
from handfast.devices.enroll import Applicant
from handfast.devices.presence import HeartbeatBatch, notice_silence
from handfast.devices.rename import Rename, rename
from handfast.devices.set_enabled import disable, enable
from handfast.importers.import_customer import ImportCustomer, import_customer
from handfast.importers.rules import CustomerRow
from handfast.kernel.callers import SYSTEM, Caller, Role
from handfast.kernel.ids import DeviceId
from handfast.kernel.outcomes import Done
from handfast.kernel.time import DAY, HOUR, MINUTE
from handfast.offboarding.remove_device import remove_device
from handfast.runner.context import UseCase
from handfast.runner.run import Runner
from handfast.rustdesk.registry import store as rustdesk
from handfast.rustdesk.registry.announce import announce
from handfast.rustdesk.registry.heartbeats import write_heartbeats
from handfast.rustdesk.registry.rules import ClientIdentity, Introduction
from handfast.rustdesk.registry.uuid_conflict import UuidConflict, note_uuid_conflict
from handfast.users.tenants.change import Change, change
from handfast.users.tenants.get_tenant import get_tenant

V = TypeVar("V")
W = TypeVar("W")


@dataclass(slots=True)
class _Moment:
    """A clock that shows the time of the present step. Implements `kernel.ports.Clock`."""

    moment: int

    def now(self) -> int:
        return self.moment


@dataclass(frozen=True, slots=True)
class Step:
    at: int
    do: Callable[[], Awaitable[None]]


@dataclass(slots=True)
class History:
    """The company while its steps are run. `run` takes the time from `clock`."""

    run: Runner
    clock: _Moment
    now: int
    tenant: DemoTenant
    online: list[DeviceId] = field(default_factory=list)
    """Devices that are online at the end."""
    ids: dict[str, DeviceId] = field(default_factory=dict)
    """Device ids by name or RustDesk ID."""

    def user(self, role: Role) -> Caller:
        one = next(user for user in self.tenant.users if user.role == role and user.active)
        return Caller("person", OFFICE, "", one.id, one.name, self.tenant.id, role)

    async def do(self, use_case: UseCase[W, V], command: W, caller: Caller) -> V:
        match await self.run(use_case, command, caller):
            case Done(view):
                return view
            case refused:
                raise RuntimeError(f"the demo's history was refused: {refused.reason}")

    # --- what happens ---

    def pair(self, tablet: Tablet) -> Callable[[], Awaitable[None]]:
        async def happen() -> None:
            (code,) = await self.do(issue, IssueCodes(self.tenant.id), self.user(Role.MANAGER))
            link = read_link(code.url.reveal())
            applicant = Applicant(tablet.name, *tablet.model, self.run.random.bytes(8).hex())
            command = RedeemCode(Presented(token=link[1] if link else None), applicant)
            pairing = await self.do(redeem, command, Caller("anonymous", tablet.address, tablet.model[1]))
            self.ids[tablet.name] = pairing.enrolled.device_id
            if tablet.silent_for_hours is None and not pairing.waiting:
                self.online.append(pairing.enrolled.device_id)

        return happen

    def announce(self, client: Client) -> Callable[[], Awaitable[None]]:
        async def happen() -> None:
            identity = ClientIdentity(self.tenant.id, client.rustdesk_id, self.run.random.bytes(16).hex())
            introduction = Introduction(identity, client.hostname, os=client.os, cpu="4 cores", memory="8GB", client_version="1.4.2")
            await self.do(announce, introduction, Caller("anonymous", SHOP))
            known = await self.run.database.fetch_one(rustdesk.known(client.rustdesk_id, tenant_id=self.tenant.id))
            self.ids[client.rustdesk_id] = id = known.id if known else DeviceId("")
            # Enough heartbeats for the device not to be transient.
            await self.do(write_heartbeats, HeartbeatBatch([id], 20, {}), SYSTEM)
            if client.silent_for_hours is None:
                self.online.append(id)

        return happen

    def import_buyer(self, buyer: Buyer, number: int) -> Callable[[], Awaitable[None]]:
        async def happen() -> None:
            row = CustomerRow(f"line {number}", buyer.email, buyer.name, None, buyer.subscription, None, buyer.rustdesk_id, None)
            await self.do(import_customer, ImportCustomer(row, apply=True), Caller("system", name="Import", tenant_id=self.tenant.id))

        return happen

    def heartbeat(self, name: str) -> Callable[[], Awaitable[None]]:
        async def happen() -> None:
            await self.do(write_heartbeats, HeartbeatBatch([self.ids[name]], 1, {}), SYSTEM)

        return happen

    def context(self, use_case: UseCase[Any, Any], command: Callable[[], Any], role: Role = Role.MANAGER) -> Callable[[], Awaitable[None]]:
        async def happen() -> None:
            await self.do(use_case, command(), self.user(role))

        return happen

    def conflict(self, client: Client) -> Callable[[], Awaitable[None]]:
        async def happen() -> None:
            other = ClientIdentity(self.tenant.id, client.rustdesk_id, self.run.random.bytes(16).hex())
            await self.do(note_uuid_conflict, UuidConflict(other, 3), Caller("anonymous", "192.0.2.91"))

        return happen

    def approval(self, policy: str) -> Callable[[], Awaitable[None]]:
        async def happen() -> None:
            owner = self.user(Role.OWNER)
            tenant = await self.do(get_tenant, None, owner)
            await self.do(change, Change(tenant.version, settings={"approval": policy}), owner)

        return happen

    # --- when ---

    def steps(self) -> list[Step]:
        steps: list[Step] = []
        for tablet in TABLETS:
            steps += self._of_tablet(tablet)
        for client in CLIENTS:
            steps += self._of_client(client)
        steps += [Step(self.ago(days=9) + number * MINUTE, self.import_buyer(buyer, number)) for number, buyer in enumerate(BUYERS, 2)]
        first = self.ago(days=max(tablet.paired_days_ago for tablet in WAITING))
        steps += [Step(first - MINUTE, self.approval("always")), Step(self.now - 5 * MINUTE, self.approval("never"))]
        steps += [Step(self.ago(days=tablet.paired_days_ago), self.pair(tablet)) for tablet in WAITING]
        steps += [
            Step(self.ago(days=6), self.context(rename, lambda: Rename(self.ids["Host stand"], "Host stand by the door"))),
            Step(self.ago(days=8), self.context(disable, lambda: self.ids["Till 2"], Role.ADMIN)),
            Step(self.ago(days=7.9), self.context(enable, lambda: self.ids["Till 2"], Role.ADMIN)),
        ]
        return sorted(steps, key=lambda step: step.at)

    def ago(self, *, days: float = 0, hours: float = 0) -> int:
        return self.now - int(days * DAY + hours * HOUR)

    def _of_tablet(self, tablet: Tablet) -> Sequence[Step]:
        steps = [Step(self.ago(days=tablet.paired_days_ago), self.pair(tablet))]
        if tablet.silent_for_hours is not None:
            steps.append(Step(self.ago(hours=tablet.silent_for_hours), self.heartbeat(tablet.name)))
        if tablet.ends != "stays":
            after = self.ago(hours=(tablet.silent_for_hours or 1) - 0.5)
            steps.append(Step(after, self.context(disable if tablet.ends == "disabled" else remove_device, lambda: self.ids[tablet.name])))
        return steps

    def _of_client(self, client: Client) -> Sequence[Step]:
        steps = [Step(self.ago(days=client.days_ago), self.announce(client))]
        if client.silent_for_hours is not None:
            steps.append(Step(self.ago(hours=client.silent_for_hours), self.heartbeat(client.rustdesk_id)))
        if client.exempt:
            command = lambda: Exempt(self.ids[client.rustdesk_id], client.exempt, None)  # noqa: E731
            steps.append(Step(self.ago(days=client.days_ago - 1), self.context(exempt, command, Role.ADMIN)))
        if client.in_conflict:
            steps.append(Step(self.ago(hours=3), self.conflict(client)))
        return steps


async def live_through(run: Runner, tenant: DemoTenant) -> Sequence[DeviceId]:
    """Writes the history; returns the ids of the devices that are online at its end."""
    now = run.clock.now()
    clock = _Moment(now)
    history = History(replace(run, clock=clock), clock, now, tenant)
    for step in history.steps():
        clock.moment = step.at
        await step.do()
    clock.moment = now
    for device_id in history.online:
        await history.do(write_heartbeats, HeartbeatBatch([device_id], 1, {}), SYSTEM)
    await history.do(notice_silence, None, SYSTEM)
    return history.online
