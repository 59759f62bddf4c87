"""Who may tell of a company's subscriptions: the signing secrets of its webhook at Stripe.

1. An owner or admin adds the secret that Stripe showed (`add.py`). It is kept sealed and never shown again.
2. An event at the company's address is believed when one of the company's own secrets signed it (`secrets.py`). Several stand side by
   side while one replaces another.
3. `remove.py` ends one.

Owns the table `stripe_secrets` and the routes `/api/tenant/stripe*`. The setting HANDFAST_STRIPE_WEBHOOK_SECRET stands for a company
that has none of its own, as long as it is the only company of the server.
"""
