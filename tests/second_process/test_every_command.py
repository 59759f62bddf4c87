"""Every command of the program beside a server that works, which is then killed, stopped, or killed while the command runs."""

import signal

import pytest

from tests.second_process.commands import CASES, beside, names
from tests.second_process.site import Site

ENDS = {
    "killed afterwards": (signal.SIGKILL, True),
    "stopped afterwards": (signal.SIGTERM, True),
    "killed meanwhile": (signal.SIGKILL, False),
}


def test_every_command_of_the_program_has_a_case() -> None:
    assert set(CASES) == set(names())


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("name", CASES)
async def test_what_was_acknowledged_is_stored_whatever_command_ran_beside(site: Site, name: str, end: str) -> None:
    how, wait = ENDS[end]

    await site.live(beside(name), end=how, wait=wait, after=5 if wait else 1)

    assert (await site.check())["lost"] == 0
