"""Runs use cases. What one may read, write and know stands in its `Context`; `run.py` commits what it leaves."""
