"""Everything that a company has, as one ZIP for its operator: a file of JSON lines for each kind of thing.

Owns the route `/api/tenants/{id}/export`. `kinds.py` says what is in it, `export.py` reads it a page at a time, and `archive.py` makes the
ZIP while it is sent, so that neither the company's size nor a slow receiver costs memory. No secret is in it, nor the digest of one.
"""
