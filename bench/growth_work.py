"""What the growth of the data may make slower: how each page, report, act is asked for. The jobs are those of `jobs.py`."""

import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from bench.growth_seed import AUDIT_ROWS, CUSTOMERS, RARE_ACTION, TENANT, Staff, trail_spacing
from bench.in_process import ask
from bench.load import FINGERPRINT, USER_AGENT
from bench.people import uuid
from handfast.app import Application
from handfast.edge import paging
from handfast.jobs import flush
from handfast.kernel.ids import DeviceId
from handfast.kernel.time import DAY, iso
from handfast.rustdesk.client_api.tokens import token_for

EXPORTED_LINES = 2_000
"""So much of an export is read."""
HEARD = 1_024
"""Devices in one flush."""


@dataclass(slots=True)
class Company:
    application: Application
    staff: Staff
    devices: int
    now: int
    ids: list[DeviceId] = field(default_factory=list)
    """RustDesk devices that are online."""

    async def get(self, target: str, most_lines: int | None = None) -> bytes:
        return await ask(self.application, "GET", target, self.staff.owner, most_lines=most_lines)

    async def post(self, target: str, body: Any, headers: dict[str, str], turn: int) -> Any:
        source = {"x-forwarded-for": f"10.7.{turn // 250}.{turn % 250 + 1}"}
        return json.loads(await ask(self.application, "POST", target, headers | source, body) or b"null")


Prepare = Callable[[Company, int], Awaitable[Any]]


async def _nothing(_: Company, turn: int) -> int:
    return turn


@dataclass(frozen=True, slots=True)
class Task:
    name: str
    work: Callable[[Company, Any], Awaitable[Any]]
    """The time of this counts."""
    prepare: Prepare = _nothing
    """Makes what `work` is given; `turn` counts up and never comes again."""
    lines: bool = False
    """The answer grows with the company: its time is that of each line."""
    is_capped: bool = False
    """It looks through rows up to a number that docs/integrate/lists.md tells: until then it takes longer the more there are."""


# --- pages ---

# Without search: whole at any size. {sort, name, time, number} is a place in the middle.
_LISTS = {
    "browsers by name": "/api/devices?{after_name}",
    "browsers by pairing": "/api/devices?sort=-paired_at&{after_time}",
    "browsers by last contact": "/api/devices?sort=-last_seen_at&{after_time}",
    "browsers that are online": "/api/devices?status=online&{after_name}",
    "browsers that are blocked": "/api/devices?status=blocked&{after_name}",
    "RustDesk devices by name": "/api/devices?kind=rustdesk&{after_name}",
    "RustDesk devices by last contact": "/api/devices?kind=rustdesk&sort=-last_seen_at&{after_time}",
    "people": "/api/people?{after_name}",
    "customers": "/api/people?role=customer&{after_name}",
    "managers": "/api/people?role=manager&{none}",
    "disabled people": "/api/people?status=disabled&{after_name}",
    "subscriptions": "/api/admin/subscriptions?{after_name}",
    "trail": "/api/audit?{after_number}",
    "trail of one action": "/api/audit?action=DEVICE_PAIR&{after_number}",
    "trail of a rare action": f"/api/audit?action={RARE_ACTION}&{{after_number}}",
    "trail of an old day": "/api/audit?from={old_day}&to={day_after}&{none}",
    "trail of refusals": "/api/audit?outcome=refused&{after_number}",
    "trail of one device": "/api/audit?subject={device}&{none}",
}
_FILTERS = {
    "subscriptions that ended": "/api/admin/subscriptions?state=canceled&{after_name}",
    "customers without a device": "/api/admin/subscriptions?device=missing&{after_name}",
}
SEARCHES = {
    "browsers, a word in many": "/api/devices?search=table",
    "browsers, a word in none": "/api/devices?search=nowhere",
    "RustDesk devices, one ID": "/api/devices?kind=rustdesk&search={rustdesk_id}",
    "people, a word in many": "/api/people?search=amara",
    "people, a word in none": "/api/people?search=nowhere",
    "subscriptions, a word in none": "/api/admin/subscriptions?search=nowhere",
    "trail, a word in many": "/api/audit?search=table",
    "trail, a word in none": "/api/audit?search=nowhere",
    "trail, an actor in none": "/api/audit?actor=nowhere",
    "look-up, a name in many": "/api/admin/lookup?q=amara+b",
    "look-up, a name in none": "/api/admin/lookup?q=no+where",
}
_SINGLE = {
    "page of a browser": "/api/devices/{device}",
    "page of a RustDesk device": "/api/admin/devices/{rustdesk}",
    "its connections": "/api/admin/devices/{rustdesk}/sessions",
    "alerts": "/api/alerts",
    "live codes": "/api/invites",
    "look-up by RustDesk ID": "/api/admin/lookup?q={rustdesk_id}",
    "look-up by e-mail": "/api/admin/lookup?q=customer5@growth.example.com",
    "settings": "/api/tenant",
}
REPORTS = {
    "codes of a week": ("/api/invites?state=all", b'"id"'),
    "unpaired": ("/api/admin/devices/unpaired", b'"id"'),
    "exempt": ("/api/admin/devices/exempt", b'"rustdesk_id"'),
    "clean-up": ("/api/admin/devices/cleanup?days=7", b'"rustdesk_id"'),
    "removed": ("/api/admin/devices/removed", b'"rustdesk_id"'),
}
EXPORTS = {
    "unpaired": "/api/admin/devices/unpaired.csv",
    "trail": "/api/audit.csv",
    "trail of a rare action": f"/api/audit.csv?action={RARE_ACTION}",
    "customers": "/api/admin/subscriptions.csv",
    "customers without a device": "/api/admin/subscriptions.csv?device=missing",
}


def _half_way(company: Company) -> tuple[int, int]:
    """Of the trail: a row's time and id."""
    rows = company.devices * AUDIT_ROWS
    return company.now - (rows - rows // 2) * trail_spacing(company.devices), rows // 2


def filled(company: Company, target: str, *, further: bool) -> str:
    half, moment = company.devices // 2, company.now - 20 * DAY
    places = {
        "none": "",
        "after_name": f"cursor={paging.encode('hallo 003', '5')}" if further else "",
        "after_time": f"cursor={paging.encode(moment, '5')}" if further else "",
        "after_number": f"cursor={paging.encode(*_half_way(company))}" if further else "",
        "old_day": iso(company.now - 60 * DAY),
        "day_after": iso(company.now - 59 * DAY),
        "device": company.ids[-1],
        "rustdesk": company.ids[0],
        "rustdesk_id": str(100_000_000 + half // 40 * 20 + 5),
    }
    return target.format(**places).rstrip("?&")


async def _get(target: str, company: Company, _: Any, *, further: bool = False) -> None:
    await company.get(filled(company, target, further=further))


async def _report(target: str, mark: bytes, company: Company, _: Any) -> int:
    return max((await company.get(target)).count(mark), 1)


async def _in_app(path: str, company: Company, _: Any) -> None:
    token = token_for(company.application.keys, company.staff.owner["cookie"].partition("=")[2], b"n" * 12)
    headers = {"authorization": f"Bearer {token}"}
    await ask(company.application, "GET", f"/t/{TENANT}/api/{path}?current=1&pageSize=100", headers)


async def _export(target: str, company: Company, _: Any) -> int:
    return (await company.get(target, most_lines=EXPORTED_LINES)).count(b"\n")


def pages() -> list[Task]:
    lists = [Task(f"page, {name}", partial(_get, target)) for name, target in _LISTS.items()]
    lists += [
        Task(f"page in the middle, {name}", partial(_get, target, further=True)) for name, target in _LISTS.items() if "{after" in target
    ]
    filters = [
        Task(f"filter{place}, {name}", partial(_get, target, further=bool(place)), is_capped=True)
        for name, target in _FILTERS.items()
        for place in ("", " in the middle")
    ]
    searches = [Task(f"search, {name}", partial(_get, target), is_capped=True) for name, target in SEARCHES.items()]
    single = [Task(name, partial(_get, target)) for name, target in _SINGLE.items()]
    reports = [Task(f"report, {name}, a row", partial(_report, *asked), lines=True) for name, asked in REPORTS.items()]
    exports = [Task(f"export, {name}, a line", partial(_export, target), lines=True) for name, target in EXPORTS.items()]
    app = [
        Task(f"the app's list of {name}", partial(_in_app, path), is_capped=True)
        for name, path in {"devices": "peers", "people": "users"}.items()
    ]
    return [*lists, *filters, *searches, *single, *app, *reports, *exports]


# --- acts ---


async def _issue(company: Company, turn: int) -> Any:
    return await company.post("/api/pairing/generate", {"restaurantId": TENANT}, company.staff.manager(turn), turn)


async def _redeem(company: Company, code: Any) -> Any:
    return await _verify(company, code | {"codeId": code["code_id"]}, ("codeId",))


async def _redeem_typed(company: Company, code: Any) -> Any:
    return await _verify(company, code, ())


async def _verify(company: Company, code: Any, names: Sequence[str]) -> Any:
    body = {"restaurantId": TENANT, "code": code["pairing_code"], "deviceFingerprint": FINGERPRINT, "platform": "Android"}
    body |= {"deviceName": "Waiter-iPad-1", "userAgent": USER_AGENT} | {name: code[name] for name in names}
    return await company.post("/api/pairing/verify", body, {}, 1)


async def paired(company: Company, turn: int) -> Any:
    return await _redeem(company, await _issue(company, turn))


async def heartbeat(company: Company, paired: Any) -> None:
    await company.post("/api/devices/me/heartbeat", {}, {"authorization": f"Bearer {paired['auth_token']}"}, 1)


async def _renew(company: Company, paired: Any) -> None:
    await company.post("/api/devices/me/token", {}, {"authorization": f"Bearer {paired['auth_token']}"}, 1)


async def _switch(verb: str, company: Company, paired: Any) -> None:
    await company.post(f"/api/devices/{paired['device_id']}/{verb}", {}, company.staff.owner, 1)


async def _delete(company: Company, paired: Any) -> None:
    await ask(company.application, "DELETE", f"/api/devices/{paired['device_id']}", company.staff.owner)


async def _code(company: Company, turn: int) -> tuple[int, str]:
    shown = await ask(company.application, "GET", "/api/device/pairing-code", company.staff.customer(turn))
    return turn, json.loads(shown)["code"]


async def _link(company: Company, asked: tuple[int, str]) -> None:
    turn, code = asked
    body = {"code": code, "deviceId": str(100_000_000 + 20 * (turn % CUSTOMERS) + 19)}
    await company.post("/api/device/pair", body, company.staff.customer(turn), turn)


async def _invite(company: Company, turn: int) -> str:
    body = {"name": "Ina Invited", "email": f"invited{turn}@growth.example.com", "role": "staff", "send_mail": False}
    invited = await company.post("/api/people", body, company.staff.owner, turn)
    id: str = invited["person"]["id"]
    return id


async def _take_back(company: Company, id: str) -> None:
    await ask(company.application, "DELETE", f"/api/people/{id}/invitation", company.staff.owner)


async def _announce(company: Company, turn: int) -> None:
    told = {"id": str(300_000_000 + turn), "uuid": uuid(turn), "hostname": f"new-{turn}", "os": "android / Android 14", "version": "1.4.0"}
    await ask(company.application, "POST", f"/t/{TENANT}/api/sysinfo", {"x-forwarded-for": f"10.8.0.{turn % 250}"}, told)


async def _heard(company: Company, turn: int) -> int:
    for id in company.ids[:HEARD]:
        company.application.heartbeat_buffer.note(id, "10.0.0.1")
    return turn


async def _flush(company: Company, _: Any) -> None:
    await flush(company.application.heartbeat_buffer, company.application.run)


def acts() -> list[Task]:
    return [
        Task("act, making a code", _issue),
        Task("act, redeeming a code by its id", _redeem, _issue),
        Task("act, redeeming a typed code", _redeem_typed, _issue),
        Task("act, heartbeat of a browser", heartbeat, paired),
        Task("act, renewing a credential", _renew, paired),
        Task("act, disabling a device", partial(_switch, "disable"), paired),
        Task("act, deleting a device", _delete, paired),
        Task("act, linking a RustDesk device", _link, _code),
        Task("act, inviting somebody", _invite),
        Task("act, taking an invitation back", _take_back, _invite),
        Task("act, a new RustDesk device announces itself", _announce),
        Task("act, writing down 1,024 heartbeats", _flush, _heard),
    ]


def idle_jobs(company: Company) -> list[Task]:
    async def run(name: str, company: Company, _: Any) -> None:
        job = next(job for job in company.application.jobs if job.name == name)
        await job.work(company.application.run)

    return [Task(f"idle, {job.name}", partial(run, job.name)) for job in company.application.jobs]
