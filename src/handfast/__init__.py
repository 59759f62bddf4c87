"""Handfast joins a device to an account, safely, in seconds. ARCHITECTURE.md is the map of this package."""

__version__ = "0.1.0"
