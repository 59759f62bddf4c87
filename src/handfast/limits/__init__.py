"""How often something may be tried.

Owns the table `buckets`. The counts live in the database, so that they hold for parallel requests, across nodes and after a
restart. A try is counted in the same commit that answers it: nobody learns whether a guess was right without having spent a try.
"""
