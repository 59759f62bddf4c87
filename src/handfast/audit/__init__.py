"""The append-only trail: who did what, when, from where, and what was refused.

Owns the table `audit` and the routes `/api/audit`, `/api/audit.csv`, `/api/alerts`. Each row carries a keyed digest of itself the moment it is written;
`seal.py` chains the digests shortly after, so that a changed row and a missing one both show (`verify.py`).
"""
