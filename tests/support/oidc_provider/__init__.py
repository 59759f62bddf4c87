"""A real OpenID provider (npm `oidc-provider`) as a process of its own, and a browser without a screen that signs in there."""

import json
import re
import subprocess
from contextlib import nullcontext
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

import httpx

HERE = Path(__file__).parent
CLIENT, SECRET = "handfast", "a secret of the client: 100% & more"


class OidcProvider:
    """Its clock shows the machine's time, or another one (`set_clock`). People are its own, by their subjects."""

    def __init__(self) -> None:
        assert (HERE / "node_modules").is_dir(), "run make setup-tests: the OpenID provider of the tests is not installed"
        self._process = subprocess.Popen(
            ["node", "provider.js", "[]"], cwd=HERE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        self.issuer: str = self._line()["issuer"]
        self.people: dict[str, dict[str, Any]] = {}

    def stop(self) -> None:
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            pipe.close()
        self._process.wait(30)

    def add_client(self, server_url: str, client_id: str = CLIENT, secret: str = SECRET, **more: Any) -> None:
        client = {
            "client_id": client_id,
            "client_secret": secret,
            "redirect_uris": [f"{server_url}/api/sso/callback"],
            "post_logout_redirect_uris": [f"{server_url}/sign-in"],
            "backchannel_logout_uri": f"{server_url}/api/sso/backchannel-logout",
            "backchannel_logout_session_required": True,
            "id_token_signed_response_alg": "ES256",
            **more,
        }
        self._order("client", client=client)

    def add_person(self, subject: str, **claims: Any) -> None:
        self.people[subject] = claims
        self._order("people", known=self.people)

    def set_clock(self, milliseconds_ahead: int) -> None:
        self._order("skew", milliseconds=milliseconds_ahead)

    def rotate_key(self) -> None:
        self._order("rotate")

    def answer_with(self, status: int) -> None:
        """Every request, until it is 200 again."""
        self._order("answer", status=status)

    def sign_in(self, url: str, subject: str, *, cancel: bool = False, client: httpx.Client | None = None) -> str:
        """Follows the browser from `url` through the provider's pages; the address at which it comes back.

        `client`: a browser that stays signed in at the provider.
        """
        with nullcontext(client) if client else httpx.Client() as browser:
            for _ in range(12):
                if not url.startswith(self.issuer):
                    return url
                if "/interaction/" in url and (page := browser.get(url)).status_code == 200:
                    reply = browser.post(url, data={"person": subject, "go": "no" if cancel else "in"})
                else:
                    reply = page if "/interaction/" in url else browser.get(url)
                assert reply.is_redirect, f"{reply.status_code} {reply.text}"
                url = urljoin(url, reply.headers["location"])
        raise AssertionError("the provider goes round in circles")

    def sign_out(self, browser: httpx.Client) -> None:
        """Somebody who is signed in there signs out; the provider reports it."""
        page = browser.get(f"{self.issuer}/session/end").text
        action, token = (re.search(pattern, page) for pattern in (r'action="([^"]+)"', r'name="xsrf" value="([^"]+)"'))
        assert action, page
        assert token, page
        answer = browser.post(action[1], data={"xsrf": token[1], "logout": "yes"})
        assert answer.status_code in (200, 302, 303), answer.text

    def logout_tokens(self) -> list[str]:
        """What it has reported."""
        tokens: list[str] = self._order("reports")["tokens"]
        return tokens

    def _order(self, what: str, **more: Any) -> dict[str, Any]:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"do": what, **more}) + "\n")
        self._process.stdin.flush()
        return self._line()

    def _line(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "the provider ended"
        found: dict[str, Any] = json.loads(line)
        return found


def parameters(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
