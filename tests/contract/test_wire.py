"""Golden transcripts: what goes over the wire for every line of the requirement's tables, byte by byte, the same on both databases.

Each scene is a file in `transcripts/`. Delete one and run the tests twice to record it anew; read the difference before you commit it.
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from handfast.kernel.time import DAY, MINUTE
from tests.support.inside import fill_bucket, settings
from tests.support.pairing import NEVER_GIVEN, NONCE, device
from tests.support.server import Server

TRANSCRIPTS = Path(__file__).parent / "transcripts"
GENERATE, VERIFY = "/api/pairing/generate", "/api/pairing/verify"
UNKNOWN = "00000000-0000-4000-8000-000000000000"
SHOWN = ("content-type", "retry-after", "www-authenticate")


class Scribe:
    """Makes requests as somebody and writes down what was sent and answered."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.lines: list[str] = []
        self._bosses: dict[int, httpx.Client] = {}

    def scene(self, title: str) -> None:
        self.lines += [f"# {title}", ""]

    def ask(self, path: str, body: Any, client: httpx.Client | None = None, who: str = "nobody signed in") -> dict[str, Any]:
        """Without a client: from a source of its own."""
        answer = (client or self.server.anonymous()).post(path, json=body)
        headers = [f"< {name}: {answer.headers[name]}" for name in SHOWN if name in answer.headers]
        self.lines += [f"> POST {path}  ({who})", f"> {json.dumps(body)}"]
        self.lines += [f"< {answer.status_code} {answer.reason_phrase}", *headers, f"< {answer.text}", ""]
        told: dict[str, Any] = answer.json()
        return told

    def generate(self, tenant: int = 0) -> dict[str, str]:
        """A code as the requirement's client holds it: restaurantId, codeId, code."""
        if tenant not in self._bosses:
            self._bosses[tenant] = self.server.as_("manager", tenant)
        id = self.server.tenants[tenant].id
        made = self._bosses[tenant].post(GENERATE, json={"restaurantId": id}, headers={"X-Forwarded-For": self.server.fresh_address()})
        assert made.status_code == 200, made.text
        return {"restaurantId": id, "codeId": made.json()["code_id"], "code": made.json()["pairing_code"]}

    def verify(self, title: str, presented: dict[str, str], **more: Any) -> dict[str, Any]:
        self.scene(title)
        return self.ask(VERIFY, device(**presented) | more)


def generate(scribe: Scribe) -> None:
    server = scribe.server
    here, there = ({"restaurantId": tenant.id} for tenant in server.tenants)
    manager = server.as_("manager", address="198.18.0.251")
    scribe.scene("200: a manager gets a code")
    scribe.ask(GENERATE, here, manager, "manager")
    scribe.scene("200: a script with an access token does too")
    scribe.ask(GENERATE, here, server.with_token("manager", "codes:write"), "manager's access token")
    scribe.scene("400: the restaurant is missing")
    scribe.ask(GENERATE, {}, manager, "manager")
    scribe.scene("401: nobody is signed in, whatever x-staff-id says")
    scribe.ask(GENERATE, here)
    conflict = server.anonymous()
    conflict.headers["x-staff-id"] = server.person("manager").id
    scribe.ask(GENERATE, here, conflict, "nobody signed in, with the x-staff-id of a manager")
    scribe.scene("403: the restaurant is another one")
    scribe.ask(GENERATE, there, manager, "manager")
    scribe.scene("403: the role may not")
    scribe.ask(GENERATE, here, server.as_("staff"), "staff")
    scribe.scene("403: the manager was disabled a moment ago")
    owner, id = server.as_("owner"), server.person("manager").id
    owner.post(f"/api/people/{id}/disable")
    scribe.ask(GENERATE, here, manager, "manager who is disabled")
    owner.post(f"/api/people/{id}/enable")
    scribe.scene("409: as many codes as allowed are waiting already")
    settings(server, max_live_codes=3)
    owner = server.as_("owner", address="198.18.0.252")
    for _ in range(3):
        owner.post(GENERATE, json=here)
    scribe.ask(GENERATE, here, owner, "owner")
    scribe.scene("429: the sixth code of a minute from one address")
    settings(server, max_live_codes=50)
    for _ in range(2):
        owner.post(GENERATE, json=here)
    scribe.ask(GENERATE, here, owner, "owner")


def verify_named(scribe: Scribe) -> None:
    """The requirement's own client: restaurantId, codeId and code."""
    server = scribe.server
    code = scribe.generate()
    scribe.verify("200: the device is paired", code)
    scribe.verify("409: the code was used before", code)
    code = scribe.generate()
    for field in ("code", "deviceFingerprint"):
        scribe.verify(f"400: {field} is missing", code, **{field: None})
    scribe.verify("400: not the shape of a code", code, code="12-34")
    scribe.verify("400: not the shape of a fingerprint", code, deviceFingerprint="not hex!")
    scribe.verify("404: no such code", code, codeId=UNKNOWN)
    scribe.verify("404: a code of another restaurant", scribe.generate(1), restaurantId=server.tenants[0].id)
    for left in range(4, -1, -1):
        scribe.verify(f"401: wrong, {left} tries left", code, code=NEVER_GIVEN)
    scribe.verify("429: locked, even for the right code", code)
    scribe.verify("410: its fifteen minutes are over, which comes before locked", code, **_later(server, 15 * MINUTE))
    code = scribe.generate()
    cancel(server, code["codeId"])
    scribe.verify("410: the manager took it back", code)
    _flood(scribe, {"codeId": UNKNOWN, "code": NEVER_GIVEN}, scribe.generate())


def verify_typed(scribe: Scribe) -> None:
    """The code alone, as a person types it: whatever is wrong, the answer is the same."""
    server = scribe.server
    code = scribe.generate()
    scribe.verify("200: typed in lower case, with a hyphen", {"code": f"{code['code'][:3]}-{code['code'][3:]}".lower()})
    scribe.verify("401: used before", typed(code))
    scribe.verify("401: no such code", {"code": NEVER_GIVEN})
    scribe.verify("401: a code of another restaurant", typed(scribe.generate(1)), restaurantId=server.tenants[0].id)
    code = scribe.generate()
    for _ in range(5):
        server.anonymous().post(VERIFY, json=device(**code | {"code": NEVER_GIVEN}))
    scribe.verify("401: locked", typed(code))
    code = scribe.generate()
    cancel(server, code["codeId"])
    scribe.verify("401: taken back", typed(code))
    code = scribe.generate()
    server.clock.move(15 * MINUTE)
    scribe.verify("401: expired", typed(code))
    scribe.verify("400: missing", {})
    scribe.verify("400: not the shape of a code", {"code": "12-34"})
    code = scribe.generate()
    fill_bucket(server, "pairing.guess.off:all", 205, DAY)
    waiting = scribe.verify("202: right, but too many guesses were seen today: a manager must confirm", typed(code), clientNonce=NONCE)
    scribe.verify("202: still waiting", typed(code), clientNonce=NONCE)
    server.as_("manager").post(f"/api/devices/{waiting['device_id']}/approve")
    scribe.verify("200: the manager said yes", typed(code), clientNonce=NONCE)
    code = scribe.generate()
    waiting = server.anonymous().post(VERIFY, json=device(**typed(code), clientNonce=NONCE)).json()
    server.as_("manager").post(f"/api/devices/{waiting['device_id']}/reject")
    scribe.verify("410: the manager said no", typed(code), clientNonce=NONCE)
    fill_bucket(server, "pairing.guess.off:all", 2_000, DAY)
    scribe.verify("403: far too many guesses today: typing is off", typed(scribe.generate()))
    fill_bucket(server, "pairing.guess.off:all", 0, DAY)
    _flood(scribe, {"code": NEVER_GIVEN}, typed(scribe.generate()))


def verify_lost_answer(scribe: Scribe) -> None:
    """The answer was lost on its way: the same request with the same clientNonce gets it again."""
    server, code = scribe.server, scribe.generate()
    scribe.verify("200: paired", code, clientNonce=NONCE)
    scribe.verify("200: the same again", code, clientNonce=NONCE)
    scribe.verify("409: another nonce", code, clientNonce=NONCE[::-1])
    scribe.verify("409: no nonce", code)
    scribe.verify("409: after ten minutes", code, clientNonce=NONCE, **_later(server, 10 * MINUTE))
    code = scribe.generate()
    settings(server, max_devices_per_person=1)
    scribe.verify("409: the manager has as many devices as allowed", code)
    settings(server, device_key="required")
    scribe.verify("400: this restaurant wants a key of the device's own", code)


def verify_bcrypt(scribe: Scribe) -> None:
    """HANDFAST_CODE_HASH=bcrypt, the requirement's own scheme."""
    server, code = scribe.server, scribe.generate()
    scribe.verify("401: wrong, 4 tries left", code, code=NEVER_GIVEN)
    scribe.verify("200: right", code)
    scribe.verify("409: used before", code)
    code = scribe.generate()
    scribe.verify("200: typed alone", typed(code))
    scribe.verify("401: typed alone and used before", typed(code))
    code = scribe.generate()
    for left in range(4, -1, -1):
        scribe.verify(f"401: wrong, {left} tries left", code, code=NEVER_GIVEN)
    scribe.verify("429: locked, even for the right code", code)
    scribe.verify("404: no such code", code, codeId=UNKNOWN)
    scribe.verify("410: expired", scribe.generate(), **_later(server, 15 * MINUTE))


def typed(code: dict[str, str]) -> dict[str, str]:
    return {"code": code["code"]}


def cancel(server: Server, id: str) -> None:
    assert server.as_("manager").delete(f"/api/invites/{id}").status_code == 204


def _later(server: Server, milliseconds: int) -> dict[str, Any]:
    server.clock.move(milliseconds)
    return {}


def _flood(scribe: Scribe, wrong: dict[str, str], right: dict[str, str]) -> None:
    client = scribe.server.anonymous("198.51.100.9")
    for _ in range(10):
        client.post(VERIFY, json=device(**wrong))
    scribe.scene("429: the eleventh failure of a minute from one address, even for the right code")
    scribe.ask(VERIFY, device(**right), client)


SCENES: dict[str, Callable[[Scribe], None]] = {
    "generate": generate,
    "verify-named": verify_named,
    "verify-typed": verify_typed,
    "verify-lost-answer": verify_lost_answer,
    "verify-bcrypt": verify_bcrypt,
}


@pytest.fixture(params=SCENES)
def scribe(request: pytest.FixtureRequest, empty_database_url: str, tmp_path: Path) -> Iterator[Scribe]:
    """A server of its own, so that chance takes the same course whatever ran before."""
    server = Server(empty_database_url, tmp_path, code_hash="bcrypt" if request.param == "verify-bcrypt" else "hmac")
    server.start()
    yield Scribe(server)
    server.stop()


def test_the_wire_is_as_it_was_written_down(scribe: Scribe, request: pytest.FixtureRequest) -> None:
    name = request.node.callspec.params["scribe"]
    SCENES[name](scribe)
    said = "\n".join(scribe.lines)
    file = TRANSCRIPTS / f"{name}.txt"
    if not file.exists():
        file.write_text(said)
        pytest.fail(f"{file.name} was missing and has been recorded: read it and run again")
    assert said == file.read_text()
