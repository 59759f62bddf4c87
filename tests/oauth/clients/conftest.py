"""An owner in a browser, and an operator in another one."""

import pytest

from handfast.kernel.callers import Role
from tests.support.members import Browser, Member
from tests.support.server import Server


@pytest.fixture
def owner(quiet: Server) -> Member:
    return quiet.call(quiet.member(Role.OWNER, name="Olga"))


@pytest.fixture
def browser(quiet: Server, owner: Member) -> Browser:
    return quiet.call(quiet.signed_in(owner))


@pytest.fixture
def operator(quiet: Server) -> Browser:
    return quiet.call(quiet.operator())
