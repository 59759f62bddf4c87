"""Accepts an invitation: name and password are chosen, and the person is signed in. Works once."""

from dataclasses import dataclass, replace

from handfast.kernel import texts
from handfast.kernel.outcomes import Done, Fact, Refused, Subject
from handfast.kernel.secrets import Secret, digest
from handfast.runner.run import Act
from handfast.users import store as people
from handfast.users.accounts import SignedIn, account_of, end_shown_session, open_session
from handfast.users.memberships import store
from handfast.users.memberships.invitations import KIND
from handfast.users.one_time_links import right, too_many, wrong
from handfast.users.passwords import hashing
from handfast.users.passwords.rules import normalised, weakness
from handfast.users.rules import invalid_name, weak_password


@dataclass(frozen=True, slots=True)
class Acceptance:
    token: Secret
    name: str
    password: Secret


async def join(act: Act, wish: Acceptance) -> Done[SignedIn] | Refused:
    ticket, name, password = digest(wish.token.reveal()), texts.display_name(wish.name), normalised(wish.password.reveal())
    if refused := await too_many(act):
        return refused
    row = await people.account_by_ticket(act.reads, ticket, KIND, act.now)
    if row is None or row["disabled_at"] is not None or row["password_hash"] is not None:
        return wrong(act)
    right(act)
    if name is None:
        return invalid_name()
    account = replace(account_of(row), name=name)
    if why := weakness(password, (name, account.email, account.tenant_name)):
        return weak_password(why)
    hashed = await act.slowly(hashing.make, password, act.random.bytes(hashing.SALT_BYTES))
    act.write(
        people.take_ticket(ticket, KIND, act.now),
        people.drop_tickets(account.id, KIND, but=ticket),
        store.join(account.tenant_id, account.id, name, account.email, hashed, act.now),
    )
    replaced = end_shown_session(act)
    signed_in = open_session(act, account, row["epoch"])
    return Done(signed_in, [Fact("PERSON_JOINED", account.tenant_id, Subject("person", account.id, name)), *replaced])
