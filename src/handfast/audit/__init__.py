"""The append-only audit trail: who did what, when, from where, and what was refused.

Owns the table `audit`. A row is written in the commit of the event it records, with a keyed digest of itself. Reading, sealing and
verifying are in `reports/trail/`.
"""
