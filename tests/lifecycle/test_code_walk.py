"""The state table of pairing codes is obeyed: every verb in every state, by every use case that does it."""

from collections.abc import Callable
from dataclasses import dataclass

import httpx
import pytest

from handfast.backups.end_what_was_live import end_what_was_live
from handfast.ceremonies.pairing.lifecycle import PAIRING_CODE, CodeState
from handfast.kernel.callers import SYSTEM
from handfast.kernel.time import MINUTE
from tests.lifecycle.walk import Way, cases, judge
from tests.support.inside import row, run_job, settings, use
from tests.support.pairing import Code, new_code, verify
from tests.support.server import Server

LIVE, USED, CANCELLED, EXPIRED = CodeState
LIFE = 15 * MINUTE


@dataclass
class Thing:
    """A code in the state, and what can be done with it."""

    server: Server
    code: Code

    def ask(self, role: str, method: str, path: str, **options: object) -> str | None:
        return refusal(self.server.behind_the_scenes(role, 0, method, path, **options))

    @property
    def state(self) -> str:
        return str(row(self.server, "SELECT state FROM pairing_codes WHERE id = $1", self.code.id)["state"])


def refusal(answer: httpx.Response) -> str | None:
    return None if answer.is_success else str(answer.json()["code"])


# --- into the state ---


def code_in(server: Server, state: CodeState) -> Thing:
    settings(server)
    thing = Thing(server, new_code(server))
    into: dict[CodeState, Callable[[Thing], str | None]] = {USED: redeem_token, CANCELLED: cancel, EXPIRED: time_passes}
    assert state is LIVE or into[state](thing) is None
    return thing


# --- every way to do every verb ---


def redeem_token(thing: Thing) -> str | None:
    return refusal(verify(thing.server, token=thing.code.token))


def redeem_typed(thing: Thing) -> str | None:
    return refusal(verify(thing.server, code=thing.code.text))


def redeem_named(thing: Thing) -> str | None:
    return refusal(verify(thing.server, **thing.code.named))


def cancel(thing: Thing) -> str | None:
    """Cancelling a code that has already ended changes nothing and is not an error."""
    return thing.ask("manager", "DELETE", f"/api/invites/{thing.code.id}")


def disable_issuer(thing: Thing) -> str | None:
    """It ends all their live codes; one that is over already is not looked at."""
    manager = f"/api/people/{thing.server.person('manager').id}"
    answer = thing.ask("admin", "POST", f"{manager}/disable")
    assert thing.ask("admin", "POST", f"{manager}/enable") is None
    return answer


def demote_issuer(thing: Thing) -> str | None:
    """Like `disable_issuer`."""
    manager = f"/api/people/{thing.server.person('manager').id}"
    answer = thing.ask("admin", "PATCH", manager, json={"role": "staff"})
    assert thing.ask("admin", "PATCH", manager, json={"role": "manager"}) is None
    return answer


def time_passes(thing: Thing) -> str | None:
    """The scheduler closes what is overdue; one that is over already is not looked at."""
    thing.server.clock.move(LIFE)
    run_job(thing.server, "expire pairing codes")
    return None


def somebody_needs_its_slot(thing: Thing) -> str | None:
    """Before the scheduler runs. Like `time_passes`."""
    thing.server.clock.move(LIFE)
    settings(thing.server, max_live_codes=1)
    answer = thing.ask("manager", "POST", "/api/invites", json={})
    settings(thing.server)
    thing.server.clock.move(LIFE)
    return answer


def restore_backup(thing: Thing) -> str | None:
    """Of the whole server. Like `time_passes`."""
    use(thing.server, end_what_was_live, None, SYSTEM)
    return None


WAYS = [
    Way("use", "its token", redeem_token),
    Way("use", "typed", redeem_typed),
    Way("use", "typed with its id", redeem_named),
    Way("cancel", "by a manager", cancel, is_silent=True),
    Way("cancel", "with its issuer", disable_issuer, is_silent=True),
    Way("cancel", "with the role of its issuer", demote_issuer, is_silent=True),
    Way("expire", "by the scheduler", time_passes, is_silent=True),
    Way("expire", "for its slot", somebody_needs_its_slot, is_silent=True),
    Way("expire", "with a restored backup", restore_backup, is_silent=True),
]


@pytest.mark.parametrize(("state", "way"), cases(PAIRING_CODE, WAYS))
def test_the_table_is_obeyed(server: Server, state: CodeState, way: Way[Callable[[Thing], str | None]] | None) -> None:
    assert way is not None, "the table allows what nobody does"
    thing = code_in(server, state)
    assert thing.state == state
    refused = way.do(thing)
    judge(PAIRING_CODE, way, state, refused, thing.state)
    assert refused is not None or state is LIVE or way.verb != "use", "a code is good once"
