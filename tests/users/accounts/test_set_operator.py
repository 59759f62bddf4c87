"""Who becomes an operator of the server: somebody whose account is in use, so that nobody else comes to own it."""

from handfast.kernel.callers import SYSTEM
from handfast.kernel.outcomes import Done, Reason, Refused
from handfast.users.accounts.set_operator import SetOperator, set_operator
from tests.support.members import PASSWORD
from tests.support.server import Server


async def test_who_was_only_invited_does_not_operate_the_server_until_they_have_joined(quiet: Server) -> None:
    owner, email = await quiet.signed_in(await quiet.member()), f"{quiet.random.id()}@example.com"
    invited = await owner.post("/api/people", json={"name": "Nico", "email": email, "role": "staff", "send_mail": False})
    refused = await quiet.application.run(set_operator, SetOperator(email, is_operator=True), SYSTEM)
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.NOT_FOUND
    assert "accept the invitation first" in refused.extra["detail"]
    joined = {"token": invited.json()["invitation_url"].partition("#")[2], "name": "Nico", "password": PASSWORD}
    assert (await quiet.browser().post("/api/invitations/redeem", json=joined)).status_code == 201
    made = await quiet.application.run(set_operator, SetOperator(email, is_operator=True), SYSTEM)
    assert isinstance(made, Done)
    assert made.view.email == email


async def test_an_operator_whom_an_earlier_version_made_before_they_joined_is_removed_again(quiet: Server) -> None:
    await quiet.operator()
    member = await quiet.member()
    for is_operator in (True, False):
        assert isinstance(await quiet.application.run(set_operator, SetOperator(member.email, is_operator=is_operator), SYSTEM), Done)
