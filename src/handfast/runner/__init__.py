"""Runs use cases. What a use case may read, write and know is in its `Context`; `run.py` commits the batch it leaves."""
