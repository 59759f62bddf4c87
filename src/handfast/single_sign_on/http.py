"""`/api/sso`: signing in at a provider and coming back; `/api/tenant/sso`: the provider of a company."""

from urllib.parse import parse_qs

from handfast.edge.calls import Call
from handfast.edge.cookies import cookie_line, forget_cookie, step_cookie_line
from handfast.edge.problems import Refusal
from handfast.edge.route import Redirect, Routes
from handfast.kernel.ids import SessionId, TenantId
from handfast.kernel.outcomes import Reason, Refused
from handfast.kernel.secrets import Secret
from handfast.kernel.time import SECOND
from handfast.single_sign_on.admit import MustConnect
from handfast.single_sign_on.check_provider import may_check_provider
from handfast.single_sign_on.complete import Completed, admit, complete
from handfast.single_sign_on.connect import Connect, take_identity
from handfast.single_sign_on.end_sessions import end_all_reported, provider_of_session, refuse_logout
from handfast.single_sign_on.fetching import Unreachable
from handfast.single_sign_on.list_providers import get_provider, list_providers, list_sign_in_methods
from handfast.single_sign_on.relying_party import RelyingParty
from handfast.single_sign_on.remove_provider import remove_provider
from handfast.single_sign_on.report import reported_logout
from handfast.single_sign_on.rules import TRANSACTION_LIFE, NotValid
from handfast.single_sign_on.schemas import (
    CallbackQuery,
    CheckReply,
    CheckRequest,
    CompanySingleSignOn,
    ConfirmationStart,
    ConnectionRequest,
    OfferedProviders,
    OwnSignInMethods,
    ProviderAddress,
    ProviderRequest,
    ProvidersQuery,
    SignInStart,
    SignOutReply,
    answer_of,
    check_reply,
    command_of,
    company_reply,
    methods_reply,
    offered_reply,
    page_after,
    page_of_refusal,
    sso_cookie,
    sso_cookie_line,
)
from handfast.single_sign_on.set_provider import set_provider
from handfast.single_sign_on.start import Started, StartSignIn, start, start_confirmation
from handfast.users.rules import SESSION_LIFE
from handfast.users.second_factors.next_step import NextStep
from handfast.users.sessions.end import EndSession, end

routes = Routes("Single sign-on", "Sign in at an OpenID provider, of a company or of the whole server.")


@routes.get("/api/sso/providers", allow="sso.start")
async def list_sign_in_providers(call: Call, query: ProvidersQuery) -> OfferedProviders:
    """List the providers that a sign-in page offers.

    That of the server, and that of the company that is named.
    """
    return offered_reply(await call.do(list_providers, TenantId(query.company) if query.company else None))


@routes.post(
    "/api/sso/start",
    allow="sso.start",
    refuses=[Reason.CSRF_FAILED, Reason.NOT_FOUND, Reason.RATE_LIMITED, Reason.SSO_UNREACHABLE],
)
async def start_provider_sign_in(call: Call, body: SignInStart) -> ProviderAddress:
    """Begin to sign in at a provider.

    The browser goes on at `url`, and comes back within ten minutes.
    """
    call.check_same_site()
    company = TenantId(body.company) if body.company is not None else None
    return await _go(call, await call.do(start, StartSignIn(company, body.return_to)))


@routes.post("/api/sso/confirm", allow="session.confirm", refuses=[Reason.NOT_FOUND, Reason.RATE_LIMITED, Reason.SSO_UNREACHABLE])
async def start_provider_confirmation(call: Call, body: ConfirmationStart) -> ProviderAddress:
    """Begin to confirm the session at the provider that opened it.

    The provider asks for the password again, whenever that was last typed.
    """
    return await _go(call, await call.do(start_confirmation, body.return_to))


async def _go(call: Call, started: Started) -> ProviderAddress:
    party, now = call.services.part(RelyingParty), call.run.clock.now()
    try:
        url = await party.authorization_url(started.provider, started.request, now)
    except Unreachable as error:
        raise Refusal(Reason.SSO_UNREACHABLE) from error
    call.answer_headers = {"Set-Cookie": sso_cookie_line(call, started.browser.reveal(), TRANSACTION_LIFE // SECOND)}
    return ProviderAddress(url=url)


@routes.get("/api/sso/callback", allow="sso.start")
async def finish_provider_sign_in(call: Call, query: CallbackQuery) -> Redirect:
    """Come back from a provider.

    Leads to a page of this server, in any case: a refusal is the parameter `sso` of the sign-in page.
    """
    outcome = await complete(call.run, call.services.part(RelyingParty), call.caller, answer_of(call, query))
    if isinstance(outcome, Refused):
        return Redirect(page_of_refusal(outcome.reason.value, outcome.extra.get("company")))
    return _arrive(call, outcome.view)


def _arrive(call: Call, completed: Completed) -> Redirect:
    used = sso_cookie_line(call, "", 0)
    match completed.result:
        case None:
            return Redirect(page_after(completed), used)
        case MustConnect(token):
            return Redirect(page_after(completed, f"connect={token.reveal()}"))
        case NextStep() as step:
            cookie = step_cookie_line(call, step.browser.reveal() if step.browser else "", step.expires_in // SECOND)
            return Redirect(page_after(completed, f"step={step.token.reveal()}"), used, cookie)
        case signed_in:
            cookie = cookie_line(call, signed_in.cookie.reveal() if signed_in.cookie else "", SESSION_LIFE // SECOND)
            return Redirect(page_after(completed), used, cookie)


@routes.post(
    "/api/sso/connect",
    allow="sso.connect",
    refuses=[
        Reason.ACCOUNT_DISABLED,
        Reason.PEOPLE_QUOTA,
        Reason.REAUTHENTICATION_REQUIRED,
        Reason.SSO_EXPIRED,
        Reason.SSO_NOT_ADMITTED,
        Reason.TENANT_SUSPENDED,
    ],
)
async def connect_provider(call: Call, body: ConnectionRequest) -> None:
    """Connect one's own account with the provider that the browser came from.

    Afterwards the provider signs in, too: one of a company to that company.
    """
    vouched = await call.do(take_identity, Connect(Secret(body.token), Secret(call.cookies.get(sso_cookie(call), ""))))
    outcome = await admit(call.run, call.caller, vouched)
    if isinstance(outcome, Refused):
        raise Refusal(outcome.reason)
    call.answer_headers = {"Set-Cookie": sso_cookie_line(call, "", 0)}


@routes.post("/api/sso/sign-out", allow="session.end", refuses=[Reason.NOT_FOUND])
async def end_provider_session(call: Call) -> SignOutReply:
    """Sign out, and learn where to sign out at the provider."""
    provider, url = await call.do(provider_of_session, None), None
    await call.do(end, EndSession(call.caller.session_id or SessionId("")))
    forget_cookie(call)
    if provider is not None:
        try:
            url = await call.services.part(RelyingParty).logout_url(provider, call.run.clock.now())
        except Unreachable:
            url = None  # the session here is over; the one there ends by itself
    return SignOutReply(url=url)


@routes.post("/api/sso/backchannel-logout", allow="sso.log_out", refuses=[Reason.RATE_LIMITED, Reason.SSO_NOT_VALID])
async def report_logout(call: Call) -> None:
    """Report that somebody signed out at a provider.

    A form with `logout_token` (OpenID Connect Back-Channel Logout 1.0). Their sessions end.
    """
    try:
        sent = parse_qs((await call.body()).decode("ascii"), max_num_fields=10).get("logout_token", [])
        token = sent[0] if len(sent) == 1 else ""
    except ValueError:
        token = ""
    try:
        reported = await reported_logout(call.run, call.services.part(RelyingParty), call.caller, token)
    except (NotValid, Unreachable) as error:
        await call.do(refuse_logout, None)
        raise Refusal(Reason.SSO_NOT_VALID) from error
    if isinstance(reported, Refused):
        raise Refusal(reported.reason, reported.retry_in)
    if (refused := await end_all_reported(call.run, call.caller, reported)) is not None:
        raise Refusal(refused.reason, refused.retry_in)


@routes.get("/api/session/sign-in-methods", allow="sign_in_methods.look")
async def list_own_sign_in_methods(call: Call) -> OwnSignInMethods:
    """See one's own ways to sign in."""
    return methods_reply(await call.do(list_sign_in_methods, None))


@routes.get("/api/tenant/sso", allow="sso.configure")
async def get_company_sso(call: Call) -> CompanySingleSignOn:
    """Get the company's single sign-on, and what the client at its provider needs."""
    return company_reply(call, await call.do(get_provider, None))


@routes.put(
    "/api/tenant/sso",
    allow="sso.configure",
    refuses=[Reason.REAUTHENTICATION_REQUIRED, Reason.ROLE_TOO_HIGH, Reason.VERSION_CONFLICT],
)
async def set_company_sso(call: Call, body: ProviderRequest) -> CompanySingleSignOn:
    """Set the company's OpenID provider.

    Sessions of a provider end when another one takes its place, or when it is turned off. Another issuer also ends the access tokens of
    its people.
    """
    await call.do(set_provider, command_of(body))
    return company_reply(call, await call.do(get_provider, None))


@routes.delete("/api/tenant/sso", allow="sso.configure", refuses=[Reason.NOT_FOUND])
async def remove_company_sso(call: Call) -> None:
    """Remove the company's OpenID provider. Its sessions end, and the access tokens of its people."""
    await call.do(remove_provider, None)


@routes.post("/api/tenant/sso/check", allow="sso.configure", refuses=[Reason.RATE_LIMITED])
async def check_company_sso(call: Call, body: CheckRequest) -> CheckReply:
    """Try a provider out: what it publishes of itself, and its keys."""
    issuer = await call.do(may_check_provider, body.issuer)
    try:
        return check_reply(*await call.services.part(RelyingParty).discover(issuer, trusted=False))
    except Unreachable as error:
        sentence = str(error)
        return CheckReply(problem=f"{sentence[:1].upper()}{sentence[1:]}.", keys=0, logout=False, backchannel_logout=False)
