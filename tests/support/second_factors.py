"""The app on somebody's phone that shows codes, and what they do with it."""

from dataclasses import dataclass, field

import httpx
import pyotp

from handfast.kernel.time import SECOND
from tests.support.clock import MovableClock
from tests.support.members import Browser


@dataclass
class App:
    """Shows the codes of a secret at the time of the test's clock, as any authenticator app does."""

    secret: str
    clock: MovableClock
    recovery_codes: list[str] = field(default_factory=list)

    def code(self, seconds: int = 0) -> str:
        """As it was shown, or will be."""
        return pyotp.TOTP(self.secret).at(self.clock.now() // SECOND + seconds)

    def wrong(self) -> str:
        """One that is not right now, nor nearly."""
        near = {self.code(seconds) for seconds in range(-120, 121, 30)}
        return next(code for code in map("{:06}".format, range(1_000)) if code not in near)


async def enrol(browser: Browser, clock: MovableClock) -> App:
    started = await browser.post("/api/session/totp")
    assert started.status_code == 201, started.text
    app = App(started.json()["secret"], clock)
    confirmed = await browser.post("/api/session/totp/confirm", json={"code": app.code()})
    assert confirmed.status_code == 200, confirmed.text
    app.recovery_codes = confirmed.json()["codes"]
    clock.move(30 * SECOND)  # the code that confirmed it is used
    return app


async def second_step(browser: Browser, first: httpx.Response, **given: str) -> httpx.Response:
    assert first.status_code == 202, first.text
    return await browser.post("/api/session/second-factor", json={"token": first.json()["token"], **given})
