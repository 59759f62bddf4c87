"""Step 3. The person approves: the device is linked, and the app gets a session. The try is paid for before it is compared."""

from dataclasses import dataclass

from handfast.db.database import Row
from handfast.devices.rustdesk.contact.rules import Claim
from handfast.dialects.rustdesk.deeds import Deed, link_by_deed
from handfast.dialects.rustdesk.persons import agent
from handfast.dialects.rustdesk.requests import store
from handfast.dialects.rustdesk.requests.rules import DELIVERED_FOR, MOST_TRIES, cookie_of, last_of
from handfast.kernel.outcomes import Done, Fact, Reason, Refused, Subject
from handfast.kernel.secrets import Secret, digest, same
from handfast.people import store as people
from handfast.people.rules import SESSION_LIFE
from handfast.run import Act


@dataclass(frozen=True, slots=True)
class Approval:
    code: Secret
    digits: str


async def approve(act: Act, wish: Approval) -> Done[str] | Refused:
    """The view is the device's id."""
    code, caller = wish.code.reveal(), act.caller
    hashed = digest(code)
    row = await act.reads.one(store.OPEN, hashed, caller.tenant, act.now) if "tries" not in act.memory else act.memory["row"]
    if row is None:
        return Refused(Reason.LINK_EXPIRED)
    if "tries" not in act.memory:
        act.memory["row"] = row
        act.memory["tries"] = await act.at_once(store.TRY, hashed, caller.tenant, act.now)
    paid = act.memory["tries"]
    if paid is None:
        return Refused(Reason.LINK_EXPIRED)
    if not same(wish.digits.lower().encode(), last_of(row["rustdesk_id"]).encode()):
        return _wrong(act, row, code, MOST_TRIES - paid["tries"])
    linked = await link_by_deed(act, Deed(Claim(caller.tenant, row["rustdesk_id"], row["uuid"]), caller.own_id))
    if isinstance(linked, Refused):
        act.write(store.give_back(hashed, caller.tenant))
        return linked
    if not await _open_session(act, row, code):
        return Refused(Reason.UNAUTHENTICATED)
    act.write(store.approve(hashed, caller.tenant, caller.own_id, act.now + DELIVERED_FOR, act.now))
    return Done(row["rustdesk_id"], [*linked.happened, _fact(act, "LINK_APPROVED", row)])


async def _open_session(act: Act, row: Row, code: str) -> bool:
    tenant_id, person_id = act.caller.tenant, act.caller.own_id
    account = await people.account(act.reads, tenant_id, person_id)
    if account is None:
        return False
    hashed, listed = digest(cookie_of(act.keys, code)), (row["address"], agent(row["hostname"], row["os"]))
    life = (account["epoch"], act.now, act.now + SESSION_LIFE)
    act.write(people.insert_session(hashed, act.random.id(), tenant_id, person_id, *life, *listed))
    return True


def _wrong(act: Act, row: Row, code: str, left: int) -> Refused:
    if left == 0:
        act.write(store.deny(digest(code), act.caller.tenant))
    fact = _fact(act, "LINK_REFUSED", row, reason=Reason.WRONG_DIGITS.value)
    return Refused(Reason.WRONG_DIGITS, extra={"attempts_remaining": left}, happened=[fact])


def _fact(act: Act, kind: str, row: Row, **more: str) -> Fact:
    details = {"rustdesk_id": row["rustdesk_id"], "hostname": row["hostname"], "from": row["address"], **more}
    return Fact(kind, act.caller.tenant, Subject("person", act.caller.own_id, act.caller.name), details)
