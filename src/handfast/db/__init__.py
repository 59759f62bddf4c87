"""Two databases, one way to use them.

Owns the connections and how a batch of writes becomes one commit. Reads are plain statements outside any transaction. Writes
are collected by the use case and applied by `run.py`, all or none: on SQLite as one job of the writer thread, on PostgreSQL
as one statement. The SQL is shared: `$1` placeholders, TEXT ids, BIGINT milliseconds.
"""
