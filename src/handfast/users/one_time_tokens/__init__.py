"""Secrets that are valid once and for a short time: in links for set-up, invitations and resets, and as tickets for live connections.

Only their digests are stored. `links.py` counts wrong ones by source. Owns the table `one_time_tokens`.
"""
