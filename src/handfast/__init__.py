"""Handfast joins a device to an account, safely, in seconds. ARCHITECTURE.md is the map of this package."""

from handfast.lean_imports import without

# The first import of it: for coloured logs, which nothing here writes, it would load rich, 3 MB and a twentieth of the start.
with without("rich"):
    import structlog as structlog

__version__ = "0.1.0"
