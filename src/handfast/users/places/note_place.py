"""Remembers where somebody signed in from, and tells them if the place is new. Once, however many requests notice it at the same moment."""

from dataclasses import dataclass

from handfast.kernel.ids import AccountId, SessionId
from handfast.kernel.outcomes import DomainEvent, Done, Subject
from handfast.kernel.time import DAY
from handfast.runner.context import Context
from handfast.users.accounts import store as accounts
from handfast.users.notices import notify_new_place
from handfast.users.places import store
from handfast.users.places.rules import MOST, browser_of, network_of
from handfast.users.store import Member


@dataclass(frozen=True, slots=True)
class Entered:
    account_id: AccountId
    member: Member | None
    """None who acts for the server."""
    session_id: SessionId


async def note_place(context: Context, entered: Entered) -> Done[None]:
    """Follows the commit of the sign-in. If it is lost, the place stays unknown, and the next sign-in from there is told instead."""
    caller, id = context.caller, entered.account_id
    network, browser = network_of(caller.address), browser_of(caller.user_agent)
    known = await context.fetch_all(store.places(id))
    here = next((place for place in known if (place.network, place.browser) == (network, browser)), None)
    if here is not None:
        if abs(context.now - here.seen_at) >= DAY:
            context.write(store.see(id, network, browser, context.now))
        return Done(None)
    context.write(store.insert(id, network, browser, context.now))
    account = await context.fetch_one(accounts.account(id))
    if not known or account is None:
        return Done(None)
    context.write(*(store.forget(id, place.network, place.browser) for place in known[: max(0, len(known) - MOST + 1)]))
    notify_new_place(context, account, browser, entered.session_id)
    member = entered.member
    subject = Subject("person", member.id, member.name) if member else Subject("person", account.id, account.name)
    return Done(None, [DomainEvent("SIGN_IN_PLACE_NEW", member.tenant_id if member else None, subject, {"browser": browser})])
