"""Gives a browser a challenge, and looks at the one that it was given."""

from dataclasses import dataclass

from handfast.kernel.ids import AccountId
from handfast.kernel.outcomes import Reason, Refused
from handfast.runner.context import Context
from handfast.users.passkeys import store
from handfast.users.passkeys.library import Expected
from handfast.users.passkeys.rules import CHALLENGE_BYTES, CHALLENGE_LIFE, Purpose, origin, rp_id
from handfast.users.passkeys.store import Challenge, Passkey


@dataclass(frozen=True, slots=True)
class Place:
    """The browser that a challenge is for, and what for."""

    bound_to: bytes
    purpose: Purpose


@dataclass(frozen=True, slots=True)
class Asked:
    """What a browser needs to use a passkey."""

    challenge: bytes
    rp_id: str
    passkeys: list[Passkey]
    """Those that may be used; any of this server if there is none."""


def ask(context: Context, place: Place, account_id: AccountId | None) -> tuple[bytes, str] | Refused:
    """The challenge and the host that passkeys belong to. PASSKEYS_UNAVAILABLE where browsers allow none."""
    belongs_to = rp_id(context.policy.public_url)
    if belongs_to is None:
        return Refused(Reason.PASSKEYS_UNAVAILABLE)
    challenge = context.random.bytes(CHALLENGE_BYTES)
    context.write(store.put_challenge(place.bound_to, place.purpose, Challenge(challenge, account_id), context.now + CHALLENGE_LIFE))
    return challenge, belongs_to


async def take(context: Context, place: Place, account_id: AccountId | None) -> Expected | Refused:
    """What must have been signed. PASSKEY_EXPIRED if there is no such challenge any more; whatever follows, it is used up."""
    given = await context.fetch_one(store.challenge(place.bound_to, place.purpose, context.now))
    belongs_to = rp_id(context.policy.public_url)
    if given is None or given.account_id != account_id or belongs_to is None:
        return Refused(Reason.PASSKEY_EXPIRED)
    context.write(store.take_challenge(place.bound_to, place.purpose, given.challenge))
    return Expected(bytes(given.challenge), origin(context.policy.public_url), belongs_to)
