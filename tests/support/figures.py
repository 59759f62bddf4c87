"""What this process counts for `/metrics`."""

from prometheus_client import REGISTRY


def failures(job: str) -> float:
    """Unexpected errors of a job until now."""
    return REGISTRY.get_sample_value("handfast_job_failures_total", {"job": job}) or 0


def is_failing(job: str) -> bool:
    return REGISTRY.get_sample_value("handfast_job_failing", {"job": job}) == 1
