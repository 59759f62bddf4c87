"""Every client gets its device in, keeps it in and lets it go as far as it can, though each request meets the other node."""

import base64
from dataclasses import replace

import pytest

from tests.docs.pages import rows, section
from tests.interop.catalog import CLIENTS, DPOP, REVOKES, row_of, step_of
from tests.interop.conftest import Run
from tests.interop.deployment import SCOPES, Deployment
from tests.interop.programs import verdicts_of_jose
from tests.interop.verifiers import REFUSED, REVOKED, claims_by_pyjwt, published, with_joserfc, with_pyjwt
from tests.support.programs import ROOT

ORIGIN, VERSION = 1, 2
PAGE = "docs/integrate/oauth-interoperability.md"
NOT_YET = (b'"authorization_pending"', b'"use_dpop_nonce"', b'"USE_DPOP_NONCE"')


@pytest.mark.parametrize("package", [client.package for client in CLIENTS])
def test_a_client_of_another_maker_completes_the_flow(deployment: Deployment, runs: dict[str, Run], package: str) -> None:
    run = runs[package]
    held, seen = run.held, run.seen
    assert tuple(dict.fromkeys(map(step_of, seen))) == run.client.does
    assert {one.node for one in seen} == {0, 1}
    assert any(NOT_YET[0] in one.answer for one in seen), "it was told to wait"
    if run.client.found_by is not None:
        assert any(one.path == run.client.found_by for one in deployment.balancer.seen)

    revoked = next((place for place, one in enumerate(seen) if step_of(one) == REVOKES), len(seen))
    unhappy = [one for one in seen[:revoked] if one.status != 200 and not any(word in one.answer for word in NOT_YET)]
    assert unhappy == []
    # Its own calls: with the first token, with the renewed one, and with that after it was given up.
    assert held.answers in ((), (200, 200, 401))


@pytest.mark.parametrize("package", [client.package for client in CLIENTS])
def test_what_it_holds_is_what_was_granted(deployment: Deployment, runs: dict[str, Run], package: str) -> None:
    run = runs[package]
    held, told = run.held.tokens, published(deployment)
    claims = [claims_by_pyjwt(told, one["access_token"]) for one in held if "access_token" in one]
    for one in claims:
        assert (one["client_id"], one["scope"]) == (run.client_id, " ".join(SCOPES))
        assert ("cnf" in one) == any(DPOP in step for step in run.client.does)
    [device] = {one["sub"] for one in [*claims, *held] if "sub" in one}
    assert deployment.device(device)["name"] == package


def test_verifiers_of_other_makers_judge_tokens_by_what_is_published(deployment: Deployment, runs: dict[str, Run]) -> None:
    good = runs["msal"].held.tokens[-1]["access_token"]
    ended = [one["access_token"] for one in runs["requests-oauthlib"].held.tokens]
    told = published(deployment)
    device = claims_by_pyjwt(told, good)["sub"]
    head, claims, signature = good.split(".")
    unsigned = base64.urlsafe_b64encode(b'{"alg":"none","typ":"at+jwt"}').rstrip(b"=").decode()
    forged = [f"{head}.{ended[0].split('.')[1]}.{signature}", f"{unsigned}.{claims}.", told.revocations]
    expected = [device, REVOKED, REVOKED, *[REFUSED] * 3]
    tokens = [good, *ended, *forged]
    assert [with_pyjwt(told, token) for token in tokens] == expected
    assert [with_joserfc(told, token) for token in tokens] == expected
    assert verdicts_of_jose(deployment.url, deployment.ca, tokens) == expected
    elsewhere = replace(told, issuer="https://api.example.com")
    assert [verify(elsewhere, good) for verify in (with_pyjwt, with_joserfc)] == [REFUSED] * 2


def test_the_page_tells_what_the_clients_did(runs: dict[str, Run]) -> None:
    """Versions of Debian's packages are those of the machine, so the page may name others."""
    seen = [row_of(run.client, run.seen) for run in runs.values()]
    table = [f"| {' | '.join(cells)} |" for cells in seen]
    (ROOT / "build").mkdir(exist_ok=True)
    (ROOT / "build" / "oauth-interoperability.txt").write_text("\n".join(table) + "\n", encoding="utf-8")
    told = [list(cells) for cells in rows(section(PAGE, "Clients"))]
    assert [_comparable(cells) for cells in told] == [_comparable(cells) for cells in seen], "put build/oauth-interoperability.txt there"


def _comparable(cells: list[str]) -> list[str]:
    return [cell for place, cell in enumerate(cells) if place != VERSION or cells[ORIGIN] != "Debian"]
