"""Subscriptions as Stripe reports them.

1. `signature.py` lets Stripe's own library check the signature; `signing_secrets/` holds the secrets. `schemas.py` reads the few fields
   that count.
2. `handle_event.py` keeps the newest event of each of Stripe's subscriptions, and `reconcile.py` picks the best of them for the
   customer. So events may arrive twice, late, or in any order.
3. A customer who buys first and is invited later loses nothing: `attach_unclaimed.py` attaches what was reported in between.
"""
