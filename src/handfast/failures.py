"""Unexpected errors in background work: logged with their traceback and counted, under one name per job."""

import structlog
from prometheus_client import Counter

FAILURES = Counter("handfast_job_failures", "Unexpected errors in work that goes on in the background", ["job"])

log = structlog.get_logger("handfast.jobs")


def note(job: str) -> None:
    """To be called while the exception is being handled."""
    log.exception("job failed", job=job)  # noqa: LOG004 - the caller handles it
    FAILURES.labels(job).inc()
