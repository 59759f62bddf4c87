"""Runs use cases. What one may read, write and know stands in its `Act`; `run.py` commits what it leaves."""
