"""The metrics for Prometheus, at `/metrics`. Of several workers, whichever is asked answers for all.

Each worker keeps its figures in files of a folder that they share (prometheus-client's multiprocess mode); `serving.py` makes it anew
at each start. When a worker dies, its counters stay and its gauges go.
"""

import ipaddress
import os
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Metric, ProcessCollector, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from handfast.kernel.secrets import same

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
# The headers by which a proxy names its client. A proxy may send none of them, so the public address counts too.
_FORWARDING = ("x-forwarded-for", "forwarded", "x-real-ip", "via")
# Metrics of several processes that must not be added up.
_NO_SUM = {"process_start_time_seconds": min, "process_max_fds": min}


class Metrics:
    def __init__(self, public_url: str, token: str | None) -> None:
        self._token = token
        self._is_private = _is_loopback(urlsplit(public_url).hostname)
        self.routes = [Route("/metrics", self._metrics)]

    async def _metrics(self, request: Request) -> Response:
        if not self._allows(request):
            return JSONResponse({"status": "not allowed"}, 403)
        return Response(collected(), media_type=CONTENT_TYPE_LATEST)

    def _allows(self, request: Request) -> bool:
        """Behind a proxy on this machine every request seems local; so without a token the public URL must be a loopback address too."""
        if self._token:
            scheme, _, shown = request.headers.get("authorization", "").partition(" ")
            return scheme.lower() == "bearer" and same(shown.strip().encode("utf-8", "replace"), self._token.encode())
        is_direct = request.client is not None and not any(name in request.headers for name in _FORWARDING)
        return self._is_private and is_direct and request.client is not None and _is_loopback(request.client.host)


def collected() -> bytes:
    folder = os.environ.get(FOLDER)
    if folder is None:
        return generate_latest(REGISTRY)
    registry = CollectorRegistry()
    registry.register(_Counts(Path(folder)))
    registry.register(_Processes(_living(Path(folder))))
    return generate_latest(registry)


def _living(folder: Path) -> list[int]:
    pids = {int(file.stem.rpartition("_")[2]) for file in folder.glob("*.db")}
    dead = {pid for pid in pids if not Path(f"/proc/{pid}").exists()}
    for pid in dead:
        with suppress(FileNotFoundError):  # another worker, asked at the same time, removed it first
            mark_process_dead(pid, str(folder))  # type: ignore[no-untyped-call]
    return sorted(pids - dead)


class _Counts(Collector):
    """The figures of all workers, without files that a worker has made and not yet written to."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def collect(self) -> Iterator[Metric]:
        files = [file.path for file in os.scandir(self._folder) if _size(file)]
        yield from MultiProcessCollector.merge(files)  # type: ignore[no-untyped-call]


def _size(file: os.DirEntry[str]) -> int:
    try:
        return file.stat().st_size
    except FileNotFoundError:
        return 0


class _Processes(Collector):
    """Memory, CPU and open files of all workers together, under the names that a single process uses."""

    def __init__(self, pids: list[int]) -> None:
        self._pids = pids

    def collect(self) -> Iterator[Metric]:
        found: dict[str, list[Metric]] = {}
        for pid in self._pids:
            for metric in ProcessCollector(pid=partial(int, pid), registry=None).collect():
                found.setdefault(metric.name, []).append(metric)
        for metrics in found.values():
            whole = metrics[0]
            (sample,) = whole.samples
            join = _NO_SUM.get(sample.name, sum)
            whole.samples = [sample._replace(value=join(metric.samples[0].value for metric in metrics))]
            yield whole


def _is_loopback(host: str | None) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False
