"""Steps 3 to 7 in their order: the browser is back from the provider. Each step commits by itself; between them the provider is asked."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any

from handfast.kernel.callers import Caller
from handfast.kernel.outcomes import Done, Reason, Refused
from handfast.kernel.secrets import Secret
from handfast.runner.context import Context
from handfast.runner.run import Runner
from handfast.single_sign_on.admit import Admitted, MustConnect, Vouched, admit_to_company, admit_to_server, refusal
from handfast.single_sign_on.confirm import ProviderConfirmation, confirm
from handfast.single_sign_on.fetching import Unreachable
from handfast.single_sign_on.open import OpenAccount, OpenCompany, open_account, open_company
from handfast.single_sign_on.provider import Provider
from handfast.single_sign_on.relying_party import RelyingParty
from handfast.single_sign_on.rules import Identity, NotValid, identity_of
from handfast.single_sign_on.take import Returned, Taken, take
from handfast.users.second_factors.next_step import NextStep
from handfast.users.sessions.opening import SignedIn


@dataclass(frozen=True, slots=True)
class ProviderAnswer:
    """What the browser brings back."""

    state: str
    browser: Secret
    code: str | None
    error: str | None
    issuer: str | None
    """The parameter `iss` (RFC 9207)."""


@dataclass(frozen=True, slots=True)
class Completed:
    result: SignedIn | NextStep | MustConnect | None
    """None when a session was confirmed."""
    provider: Provider
    return_to: str


Step = Callable[..., Awaitable[Any]]


async def complete(run: Runner, party: RelyingParty, caller: Caller, answer: ProviderAnswer) -> Done[Completed] | Refused:
    taken = await run(take, Returned(answer.state, answer.browser), caller)
    if isinstance(taken, Refused):
        return taken
    provider, kept = taken.view.provider, taken.view.transaction
    outcome = await _outcome(run, party, caller, taken.view, answer)
    if isinstance(outcome, Refused):
        return replace(outcome, extra={"company": kept.tenant_id})
    return Done(Completed(outcome.view, provider, kept.return_to))


async def _outcome(run: Runner, party: RelyingParty, caller: Caller, taken: Taken, answer: ProviderAnswer) -> Done[Any] | Refused:
    provider, kept = taken.provider, taken.transaction
    identity = await _identity(run, party, caller, taken, answer)
    if isinstance(identity, Refused):
        return identity
    if kept.purpose == "confirm":
        return await run(confirm, ProviderConfirmation(provider, identity, kept.session_id, kept.created_at), caller)
    return await let_in(run, caller, Vouched(provider, identity, answer.browser, kept.return_to))


async def let_in(run: Runner, caller: Caller, vouched: Vouched) -> Done[SignedIn | NextStep | MustConnect] | Refused:
    """Admits as the provider, and opens the session as the browser that is back."""
    provider, identity = vouched.provider, vouched.identity
    admitted = await admit(run, caller, vouched)
    if isinstance(admitted, Refused):
        return admitted
    match admitted.view:
        case MustConnect():
            return Done(admitted.view)
        case Admitted(user_id) if provider.tenant_id is not None:
            return await run(open_company, OpenCompany(provider.tenant_id, user_id, provider, identity), caller)
        case account_id:
            return await run(open_account, OpenAccount(account_id, provider, identity), caller)


async def admit(run: Runner, caller: Caller, vouched: Vouched) -> Done[Any] | Refused:
    use_case: Step = admit_to_server if vouched.provider.tenant_id is None else admit_to_company
    return await run(use_case, vouched, _as_provider(vouched.provider, caller))


def _as_provider(provider: Provider, caller: Caller) -> Caller:
    """Who did it, in the trail."""
    return Caller("system", caller.address, caller.user_agent, name=provider.name, tenant_id=provider.tenant_id)


async def _identity(run: Runner, party: RelyingParty, caller: Caller, taken: Taken, answer: ProviderAnswer) -> Identity | Refused:
    provider, now = taken.provider, run.clock.now()
    by = _as_provider(provider, caller)
    try:
        metadata = await party.metadata(provider.issuer, now, trusted=provider.is_trusted)
        if answer.issuer != provider.issuer and (answer.issuer is not None or metadata.names_itself):
            return await _failed(run, by, provider, Reason.SSO_NOT_VALID, "the answer came from another provider (iss)")
        if answer.error is not None or answer.code is None:
            said = (answer.error or "no code")[:100]
            return await _failed(run, by, provider, Reason.SSO_DENIED, f"the provider said {said}")
        claims = await party.claims(provider, answer.code, taken.request, now)
    except Unreachable as error:
        return await _failed(run, by, provider, Reason.SSO_UNREACHABLE, str(error))
    except NotValid as error:
        return await _failed(run, by, provider, Reason.SSO_NOT_VALID, str(error))
    return identity_of(claims, provider.admission.role_claim)


@dataclass(frozen=True, slots=True)
class Failure:
    provider: Provider
    reason: Reason
    why: str


async def _failed(run: Runner, by: Caller, provider: Provider, reason: Reason, why: str) -> Refused:
    outcome = await run(note_failure, Failure(provider, reason, why), by)
    return outcome if isinstance(outcome, Refused) else Refused(reason)


async def note_failure(context: Context, failure: Failure) -> Done[None] | Refused:
    """The admins read in the trail why; the person at the sign-in page gets a sentence that tells nothing about the network."""
    event = refusal(context.caller.tenant_id, failure.provider, None, failure.why)
    return Refused(failure.reason, events=[event])
