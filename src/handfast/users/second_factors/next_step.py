"""Step 3. The password was right, and the account has a second factor: what the browser needs to go on."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from handfast.kernel.ids import TenantId
from handfast.kernel.secrets import Secret, base64url
from handfast.runner.context import Context
from handfast.users.accounts.store import Account
from handfast.users.second_factors import store
from handfast.users.second_factors.factors import Held, held_by
from handfast.users.second_factors.rules import STEP_LIFE, carrying, step_digest
from handfast.users.second_factors.store import SignInStep
from handfast.users.sessions.store import ProviderSession

TOKEN_BYTES = 32
Method = Literal["passkey", "totp", "recovery_code"]


@dataclass(frozen=True, slots=True)
class NextStep:
    account_name: str
    methods: Sequence[Method]
    """How it can be done."""
    token: Secret
    browser: Secret | None
    """A cookie for the browser, without which the token is worth nothing; None for an app, which is known by other means."""
    expires_in: int


async def next_step(
    context: Context, account: Account, asked: TenantId | None, app: str | None, came_from: ProviderSession | None = None
) -> NextStep | None:
    """None if the account has no second factor. `app`: what the app of a device sends with both steps.

    `came_from`: the session at the provider where the first step was done. That which the second one opens comes from there, too.
    """
    held = await held_by(context, account.id)
    if held.factors is None:
        return None
    token = base64url(context.random.bytes(TOKEN_BYTES))
    bound_to = carrying(base64url(context.random.bytes(TOKEN_BYTES)), came_from) if app is None else app
    kept = SignInStep(account.id, account.session_version, asked, int(app is not None), context.now + STEP_LIFE)
    context.write(store.add_step(step_digest(token, bound_to), kept))
    return NextStep(account.name, _methods(held), Secret(token), Secret(bound_to) if app is None else None, STEP_LIFE)


def _methods(held: Held) -> Sequence[Method]:
    passkey: list[Method] = ["passkey"] if held.passkeys else []
    totp: list[Method] = ["totp"] if held.totp else []
    return [*passkey, *totp, "recovery_code"]
