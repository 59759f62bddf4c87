"""What the second step of a sign-in believes of the first one."""

from handfast.kernel.callers import Caller
from handfast.kernel.outcomes import Done
from handfast.kernel.secrets import Secret
from handfast.users.second_factors.finish_sign_in import SecondStep, finish_sign_in
from handfast.users.second_factors.next_step import NextStep
from handfast.users.second_factors.rules import carrying
from handfast.users.second_factors.verify import SecondFactor
from handfast.users.sessions.sign_in import Credentials, sign_in
from tests.support.members import PASSWORD
from tests.support.rows import fetch_rows
from tests.support.second_factors import enrol
from tests.support.server import Server


async def test_an_app_does_not_choose_from_which_provider_it_came(quiet: Server) -> None:
    """It sends with both steps what binds them to it."""
    member = await quiet.member()
    authenticator = await enrol(await quiet.signed_in(member), quiet.clock)
    run, caller, app = quiet.application.run, Caller("anonymous", "192.0.2.77"), carrying("app", ["issuer", "client", "me", None])
    first = await run(sign_in, Credentials(member.email, Secret(PASSWORD), app=app), caller)
    assert isinstance(first, Done)
    assert isinstance(first.view, NextStep)
    given = SecondStep(first.view.token, Secret(app), SecondFactor(Secret(authenticator.code())), is_app=True)
    assert isinstance(await run(finish_sign_in, given, caller), Done)
    assert await fetch_rows(quiet.application.database, "SELECT session_id FROM sso_sessions WHERE subject = 'me'") == []
