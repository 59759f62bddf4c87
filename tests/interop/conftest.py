"""One deployment, at which all clients run at once: most wait twice for five seconds."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import pytest

from tests.interop.balancer import Balancer, Seen
from tests.interop.catalog import CLIENTS, Client
from tests.interop.deployment import SCOPES, Deployment
from tests.interop.device import Held, Surroundings
from tests.support.postgres import Cluster

SECONDS = 100


@pytest.fixture(scope="package")
def deployment(postgres: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    url = postgres.create()
    deployment = Deployment(url, tmp_path_factory.mktemp("deployment"))
    deployment.start()
    yield deployment
    deployment.stop()
    postgres.drop(url)


@dataclass(frozen=True, slots=True)
class Run:
    client: Client
    client_id: str
    approvals: list[Future[None]]
    device: Future[Held]
    balancer: Balancer

    @property
    def held(self) -> Held:
        """Waits until the device has done all that it does."""
        try:
            return self.device.result(SECONDS)
        except TimeoutError:
            for approval in self.approvals:
                approval.result(0)
            raise

    @property
    def seen(self) -> list[Seen]:
        """All that it asked of our endpoints."""
        _ = self.held
        return self.balancer.of(self.client_id)


@pytest.fixture(scope="package")
def runs(deployment: Deployment, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Run]]:
    pool = ThreadPoolExecutor(2 * len(CLIENTS))

    def run(client: Client) -> Run:
        client_id, secret = deployment.register(client.package, confidential=client.is_confidential)
        folder, approvals = tmp_path_factory.mktemp("client"), list[Future[None]]()
        told = Surroundings(
            deployment.url,
            client_id,
            secret,
            " ".join(SCOPES),
            deployment.ca,
            folder,
            show=lambda user_code: approvals.append(pool.submit(deployment.approve, client_id, user_code)),
            approved=lambda: approvals[0].result(SECONDS),
        )
        return Run(client, client_id, approvals, pool.submit(client.device, told), deployment.balancer)

    yield {client.package: run(client) for client in CLIENTS}
    # One that still waits ends when the deployment does.
    pool.shutdown(wait=False)
