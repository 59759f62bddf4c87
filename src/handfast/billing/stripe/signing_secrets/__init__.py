"""The signing secrets of a company's webhook at Stripe: whoever holds one may report the company's subscriptions.

1. An owner or admin adds the secret that Stripe showed (`add.py`). It is stored encrypted and never shown again.
2. An event at the company's address is accepted when it was signed with one of the company's own secrets (`secrets.py`). Several can be
   valid while one replaces another.
3. `remove.py` removes one.

Owns the table `stripe_secrets` and the routes `/api/tenant/stripe*`. The setting HANDFAST_STRIPE_WEBHOOK_SECRET is used for a company
that has no secret of its own, as long as it is the only company on the server.
"""
