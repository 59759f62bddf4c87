"""Secrets that are good once and for a short time: in the links of set-up, invitations and resets, and as tickets of live connections.

Only their digests are stored. `links.py` counts wrong ones by source. Owns the table `tickets`.
"""
