"""How often something may be tried.

Owns the table `buckets`. The counts live in the database, so that they hold in parallel, across nodes and after a restart. A try is
paid for in the same commit that answers it: nothing learns whether a guess was right without having spent it.
"""
